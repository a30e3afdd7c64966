"""Which rules of domains, addresses, templates, suppressions and validation are the vendor's, and which our guess."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...mail.limits import Basis

OPENAPI = "published OpenAPI document 3.210.0"
CLIENTS = "official clients"
DOCS = "product documentation"
FIELD = "public code and recordings"

Row = tuple[str, str, Basis, str]

KNOWN: tuple[Row, ...] = (
    (
        "errors",
        "which operation answers in which family; 404s of IP management name ipId, ipPoolId, domainId",
        "documented",
        OPENAPI,
    ),
    ("paging", "pages from 0; bounds and defaults of size; totals for domains and templates", "documented", OPENAPI),
    ("times", "+0000 for domains and templates, Z for suppressions and validation", "observed", CLIENTS),
    ("domains", "targetedDailyTraffic is required; size of a page at most 20", "observed", FIELD),
    ("domains", "a name belongs to one account: 409", "documented", OPENAPI),
    ("domains", "verification checks TXT, MX and DKIM after its 202", "documented", OPENAPI),
    ("domains", "1000 additions a day", "documented", CLIENTS),
    ("domains", "a return path is a mailbox of the domain; an empty one is the default", "documented", "older clients"),
    (
        "ip pools",
        "the lowest priority number is used first; members are sets; deleting a pool keeps its addresses",
        "documented",
        OPENAPI,
    ),
    (
        "templates",
        "fields, sizes of subject and preheader, attachments as a JSON list in one part",
        "documented",
        OPENAPI,
    ),
    ("templates", "four ways to send placeholders of a preview", "observed", CLIENTS),
    (
        "suppressions",
        "hard bounces, complaints and full mailboxes are added; later mail from the domain leaves them out",
        "documented",
        DOCS,
    ),
    (
        "suppressions",
        "removal needs a dedicated address; behind the switch removal_needs_dedicated_ip, off",
        "documented",
        DOCS,
    ),
    ("validation", "the shape of a finding; INBOX_FULL with risk HIGH", "documented", OPENAPI),
    (
        "validation",
        "rows have a boolean, unknown being false with a reason; text_mailbox gives the text",
        "observed",
        CLIENTS,
    ),
    ("validation", "results appear at once; on the live service after 13 s, 2.5 to 4.4 a second", "observed", FIELD),
)

ASSUMED: Mapping[str, tuple[str, ...]] = {
    "errors": ("the resource is looked for before the body is read: 404 before 400",),
    "paging": ("a page past the end is empty; totalPages is 0 without results",),
    "domains": (
        "dkimKeyLength may be a number in quotes",
        "messageId CONFLICT and the text of that 409",
        "a name must look like a host name with a dot; sub-domains are names of their own",
        "four records: SPF, DKIM with a real RSA key of the length asked for, MX, tracking",
        "it settles at once and finds everything, unless the tester's zone says otherwise",
        "what was verified once stays verified",
        "opens, clicks and unsubscribe are tracked at first; what is switched off no mail tracks",
        "deleting drops pool assignments, suppressions and grants; adding again makes a new key",
    ),
    "senders": (
        "an added and unverified domain is dropped with 90 and 6036; one never added counts as verified",
        "strict: a domain never added is dropped, too",
        "a blocked domain is dropped with 6016",
    ),
    "ip pools": (
        "assigning again is no error and replaces the priority; removing what is not there is a 404",
        "equal priorities keep the order of assignment; names need not be unique and match exactly",
        "a mail leaves by the pool it names, else its domain's first with addresses, else a shared address",
        "a pool that does not exist or is empty drops the mail with 6056",
        "addresses are of ranges set aside for documentation",
    ),
    "legacy IPs": (
        "a direct relation of domains and addresses; unknown ones are a 400, repeating is no error",
        "these paths and return-path are served; the switch legacy_management answers 404",
    ),
    "templates": (
        "PUT clears what is not sent, but for attachments; PATCH does without html; newest first",
        "a placeholder without a value is empty in a preview",
        "a broken tag or block drops the mail with 6039, a draft with 6041, an expired one with 6040",
        "accepted mail keeps the template of its acceptance",
        "block helpers are checked and left as they stand",
    ),
    "suppressions": (
        "hard bounces are those for good, of unknown mailboxes, of domains without mail server, and late ones",
        "status 14 with 6034, 6035 or 6003; 6034 for full mailboxes",
        "added and deleted at once; a domain neither owned nor lent is a 403 for the whole request",
        "lists are kept for added and lent domains; the switch suppress_any_domain keeps them for all",
        "who unsubscribed is left out, but on no list that the API shows",
    ),
    "validation": (
        "the finding follows from the address: typo, disposable, catch-all and role lists, local parts",
        "from-dates reach back a month; cursors are opaque, an unknown one is a 400",
    ),
}


def rows() -> Iterator[Row]:
    """Topic, rule, whose word it is, and where it stands."""
    yield from KNOWN
    for topic, rules in ASSUMED.items():
        for rule in rules:
            yield topic, rule, "assumed", ""
