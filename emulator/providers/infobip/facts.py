"""Which rules are the vendor's and which are our guess. Limits carry their own basis."""

from __future__ import annotations

from collections.abc import Iterator

from ...mail.limits import Basis
from ..contract import Fact
from . import facts_management, statuses

OPENAPI = "published OpenAPI document 3.210.0"
CLIENTS = "official clients"
FIELD = "public code and recordings"

_ROWS: tuple[tuple[str, str, Basis, str], ...] = (
    ("authentication", "one header with the prefix App, Basic, IBSSO or Bearer", "documented", OPENAPI),
    ("authentication", "the prefix is compared without regard to case", "observed", FIELD),
    ("authentication", "missing, malformed and wrong credentials are answered alike", "observed", FIELD),
    ("authentication", "no WWW-Authenticate header; a key in the query string is not read", "assumed", ""),
    ("authentication", "who is asking is checked first; then permission, limit, media type", "assumed", ""),
    ("scopes", "which scopes open an operation", "documented", OPENAPI),
    ("scopes", "a key has every scope unless the world file says otherwise", "assumed", ""),
    ("errors", "the legacy and the new family, their codes and texts", "documented", OPENAPI),
    ("errors", "`validationErrors` for the problems of fields, in the style of bean validation", "observed", CLIENTS),
    ("errors", "which check leads to which field name and sentence", "assumed", ""),
    ("errors", "the bodies of 404 for an unknown path, 405, 413 and 415; the path decides the family", "assumed", ""),
    ("errors", "XML where Accept prefers it", "documented", OPENAPI),
    ("limits", "Retry-After is the time to the end of the window in whole seconds; no further headers", "assumed", ""),
    ("send", "fields, their sizes, and at most 1000 recipients", "documented", OPENAPI),
    ("send", "part names match in any case and with an index; text parts may have a file name", "observed", CLIENTS),
    ("send", "unknown fields and a text in place of a file are ignored", "assumed", ""),
    ("send", "a JSON body is answered with 400; 415 by the switch media_type_415", "assumed", ""),
    ("send", "a whole mail may have 20 MB", "assumed", "figures of 10 and 20 MB circulate"),
    ("send", "acceptance says nothing about delivery: a bad address is reported later", "documented", OPENAPI),
    ("send", "each to, cc and bcc address has an entry; with preserveRecipients there is one for all", "assumed", ""),
    ("send", "the request's messageId goes to the first recipient; a used one is rejected with 23", "assumed", ""),
    ("send", "v1 and v2 answer with messageCount; v1 with status 7, the others with 26, v4 with 7", "observed", FIELD),
    ("send", "v1 lists no validationErrors", "assumed", ""),
    ("send", "headers that cannot be set lead to a drop with 6027", "assumed", ""),
    ("send", "line breaks and NUL in subject, names and headers are refused with 400", "assumed", ""),
    ("send", "a placeholder without a value stays; in template language 2 it means a drop with 6021", "assumed", ""),
    ("send", "sendAt reaches 30 days ahead in v3, 5 days in v4", "documented", OPENAPI),
    ("send", "a sendAt in the past sends at once; the switch refuse_past_send_at refuses it", "assumed", ""),
    ("send", "an organisation's domain is read as the last two labels", "assumed", ""),
    ("v4", "the validity period is cut to 48 hours without an error", "documented", OPENAPI),
    ("v4", "what is not sent in its validity ends with 15 and 4101", "assumed", ""),
    ("v4", "a closed delivery window holds the mail, which the logs show with status 1", "assumed", ""),
    ("v4", "masked placeholders are hidden in the text of logs, not in the captured mail", "assumed", ""),
    ("v4", "the key `clientPriority ` with a trailing space is taken too", "observed", "Python client 6.0.0"),
    ("v4", "numbers are taken where a text is expected", "assumed", ""),
    ("reports", "v1 and v4 share one queue, from which a report is given out once", "assumed", "once is documented"),
    ("reports", "48 hours, 50 unless asked, at most 1000, newest first", "documented", OPENAPI),
    ("reports", "a limit beyond 1 to 1000 is a 400", "assumed", ""),
    ("reports", "filters narrow what is taken", "assumed", ""),
    ("reports", "a later change, such as a late bounce, makes a new report", "assumed", "so in the SMS documents"),
    ("reports", "a pushed report leaves the queue once its receiver accepted it", "assumed", ""),
    ("reports", "a rejected duplicate has a log entry and no report", "assumed", ""),
    ("reports", "price 0 in EUR, UNKNOWN in pushes", "assumed", ""),
    ("logs", "48 hours, any number of times, newest first", "documented", OPENAPI),
    ("logs", "the text of an HTML mail is its HTML without tags, 1000 characters", "assumed", ""),
    ("logs", "`from` is matched by its address; doneAt is absent while pending", "assumed", ""),
    ("logs", "cursor paging; the last page has no nextCursor", "assumed", "paging itself is documented"),
    ("statuses", "which status goes with which outcome and error code", "assumed", ""),
    ("statuses", "descriptions of 6xxx codes are composed from their names", "assumed", ""),
    ("statuses", "error group names are those of the published enumeration", "documented", OPENAPI),
    ("webhooks", "retries after 1 min + 1 min · n²", "documented", OPENAPI),
    ("webhooks", "20 retries", "observed", FIELD),
    ("webhooks", "any 2xx within 10 seconds is an acceptance; the switch strict_200 wants 200", "assumed", ""),
    ("webhooks", "an intermediate report has status 3 and is not in the pull queue", "assumed", ""),
    ("webhooks", "the shape of the XML report", "assumed", ""),
    ("webhooks", "one report in each push to notifyUrl", "assumed", ""),
    ("tokens", "a session ends after 60 idle minutes, an access token after expires_in", "documented", OPENAPI),
    ("tokens", "expires_in is 3600 (the switch token_seconds); a token has its user's scopes", "assumed", ""),
    ("tokens", "no code of the grant authorization_code is ever given out; such a request is a 400", "assumed", ""),
    ("bulks", "four operations, two kinds of ids, the statuses and error texts", "documented", OPENAPI),
    ("bulks", "pause, resume and cancel are the only changes of status", "documented", "vendor's documentation"),
    ("bulks", "which change of status is a 200, a 400 or a 409", "assumed", ""),
    ("bulks", "flat answers carry the id that was asked for; the switch bulk_internal_id changes it", "assumed", ""),
    ("bulks", "sendAt is a text; the switch bulk_epoch makes it a number", "observed", FIELD),
    ("bulks", "a change goes to every bulk of an id that admits it; 409 when none does", "assumed", ""),
    ("bulks", "a bulk paused past its time is sent at once when resumed", "assumed", ""),
    ("bulks", "recipients of a cancelled bulk are reported with 31 and 4100", "assumed", ""),
    ("content", "validity of 1440 to 10080 minutes; the shape of the 400 for a missing header", "documented", OPENAPI),
    ("content", "1440 minutes unless asked; unknown or expired content is a drop with 6038", "assumed", ""),
    ("tracking", "the payload of events at trackingUrl", "documented", OPENAPI),
    ("tracking", "more than 150 links lead to 6024", "documented", "vendor's list of error codes"),
    ("tracking", "HTML is touched only when the request names a tracking field", "assumed", "the default is to track"),
    ("tracking", "names of devices, systems and places; places are invented", "assumed", ""),
    ("tracking", "HEAD and prefetching are neither opens nor clicks", "assumed", ""),
    ("tracking", "readers who opted out are dropped with 6003, also for domains nobody added", "assumed", ""),
    ("subscriptions", "paths, bodies, bounds, and answers that hold ids alone", "documented", OPENAPI),
    ("subscriptions", "windowSize is read as milliseconds a bucket stays open", "assumed", "published as connections"),
    ("subscriptions", "reports are gathered up to maxBucketSize; events go one by one", "assumed", ""),
    ("subscriptions", "HMAC signs the body, in hexadecimal, in the header of the switch hmac_header", "assumed", ""),
    ("subscriptions", "OAUTH and CUSTOM, rateLimit and responseBodyRegex are kept, not applied", "assumed", ""),
    ("subscriptions", "a certificate is never presented; its connection test opens no connection", "assumed", ""),
    ("inbound", "the parts of the form that is posted", "documented", OPENAPI),
    ("inbound", "how objects are written in parts", "assumed", ""),
    ("platform events", "their shape, and that a blocked domain is blocked for 24 hours", "documented", OPENAPI),
)  # fmt: skip


def _facts() -> Iterator[Fact]:
    for topic, rule, basis, source in (*_ROWS, *facts_management.rows()):
        yield Fact(topic, rule, basis, source)
    for status in statuses.STATUSES.values():
        yield Fact("status texts", f"{status.id} {status.name}: {status.description}", status.basis)


FACTS: tuple[Fact, ...] = tuple(_facts())
