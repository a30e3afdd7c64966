"""POST /email/4/mime: a whole RFC 5322 message. Version 4 by its path, legacy in its answers and errors."""

from __future__ import annotations

import binascii
from base64 import b64decode
from email.message import EmailMessage
from typing import Any

from ....wire import refusals
from ....wire.bodies import read_object
from ....wire.current import Answer, Current
from ....wire.refusals import Refusal
from .. import addresses, form_fields, ids, sources, statuses
from ..content import Content
from ..form_fields import CONTENT_TYPES, PRIORITIES, Wrong, at_most, one_of
from ..forms import MAX_TOTAL
from ..sending import Addressee, Mail, Order, accept
from ..shape import Findings, boolean, items, leaf, not_blank, text, texts, thing
from ..state import State
from .send_form import answer, tracking

MOST_RECIPIENTS = 1000


def _source(value: Any) -> bytes:
    try:
        source = b64decode("".join(text(value).split()), validate=True)
    except (binascii.Error, ValueError):
        raise Wrong("must be base64") from None
    if len(source) > MAX_TOTAL:
        raise Wrong("size must be at most 20 MB in total")
    if not source.isascii():
        raise Wrong("characters that are not ASCII must be encoded")
    return source


LINE = leaf(texts(form_fields.line))

REQUEST = thing(
    {"mimeMessage": leaf(_source)},
    {
        "messageId": LINE,
        "bulkId": LINE,
        "from": LINE,
        "destinations": items(leaf(not_blank)),
        "intermediateReport": leaf(boolean),
        "notifyUrl": leaf(texts(form_fields.url)),
        "notifyContentType": leaf(texts(one_of(*CONTENT_TYPES))),
        "callbackData": leaf(texts(form_fields.callback)),
        "trackingUrl": leaf(texts(form_fields.url)),
        "clientPriority": leaf(texts(one_of(*PRIORITIES))),
        "applicationId": leaf(texts(at_most(255))),
        "entityId": leaf(texts(at_most(255))),
    },
)

KEPT = {
    "notifyUrl": "notify_url",
    "intermediateReport": "intermediate",
    "callbackData": "callback",
    "clientPriority": "priority",
    "applicationId": "application",
    "entityId": "entity",
}


def send_mime_email(current: Current) -> Answer:
    findings = Findings()
    wanted: dict[str, Any] = REQUEST(read_object(current.request.body), "", findings)
    if findings.problems:
        raise _invalid(current, findings.problems)
    source = sources.parsed(wanted["mimeMessage"])
    sender = _sender(current, wanted, source)
    people = _people(wanted, source)
    if not 1 <= len(people) <= MOST_RECIPIENTS:
        raise _invalid(current, {"destinations": [f"size must be between 1 and {MOST_RECIPIENTS}"]})
    bulk_id = wanted.get("bulkId") or ids.short(current.world.chance)
    order = Order(
        mails=(Mail(_content(wanted, source, sender), people),),
        bulk_id=bulk_id,
        new_id=ids.short,
        message_id=wanted.get("messageId", ""),
    )
    entries = accept(current, order)
    current.notes.extend(f"ignored unknown field: {name[:100]}" for name in findings.ignored)
    return answer(bulk_id, entries, statuses.ACCEPTED)


def _invalid(current: Current, problems: dict[str, list[str]]) -> Refusal:
    state: State = current.world.state("infobip")
    return Refusal(refusals.INVALID, problems={} if state.switches.plain_400 else problems)


def _sender(current: Current, wanted: dict[str, Any], source: EmailMessage) -> str:
    """`from` beats the MIME From; both must belong to one organisation. Raises Refusal."""
    given = str(wanted.get("from", "")).strip()
    written = sources.header(source, "From")
    if not sources.has_body(wanted["mimeMessage"]) or not source.keys():
        raise _invalid(current, {"mimeMessage": ["must be a header block, a blank line and a body"]})
    if not given and not written:
        raise _invalid(current, {"from": [form_fields.NULL]})
    if given and written and addresses.organisation(given) != addresses.organisation(written):
        raise Refusal(refusals.INVALID)
    return given or written


def _people(wanted: dict[str, Any], source: EmailMessage) -> list[Addressee]:
    """`destinations` beat the To, Cc and Bcc of the MIME message."""
    if wanted.get("destinations"):
        return [Addressee(addresses.bare(each)) for each in wanted["destinations"]]
    return [
        Addressee(address, kind)
        for kind in ("to", "cc", "bcc")
        for _, address in sources.addresses_of(source, kind)
        if address
    ]


def _content(wanted: dict[str, Any], source: EmailMessage, sender: str) -> Content:
    mail: Any = {
        "version": "mime",
        "sender": sender,
        "subject": sources.header(source, "Subject"),
        "mime": sources.encoded(wanted["mimeMessage"]),
        "tracking": {"opens": False, "clicks": False},
    }
    for kind in ("to", "cc", "bcc"):
        written = sources.written(source, kind)
        if written:
            mail[kind] = written
    mail.update({kept: wanted[name] for name, kept in KEPT.items() if wanted.get(name)})
    if wanted.get("notifyContentType") == "application/xml":
        mail["notify_xml"] = True
    if wanted.get("trackingUrl"):
        mail["tracking"] = tracking(wanted)
    content: Content = mail
    return content
