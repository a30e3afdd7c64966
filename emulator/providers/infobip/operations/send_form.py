"""POST /email/3/send, /email/2/send and /email/1/send: one form, three generations of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from ....wire import refusals
from ....wire.current import Answer, Current, json_answer
from ....wire.refusals import Refusal
from .. import addresses, forms, ids, statuses
from ..content import Content
from ..errors import JSON_UTF8
from ..form_fields import NULL, Wrong, json_object
from ..forms import Form
from ..sending import Accepted, Addressee, Mail, Order, accept
from ..state import State

HORIZON_DAYS = 30
MOST_RECIPIENTS = 1000
KINDS = ("to", "cc", "bcc")
SUNSET = (("Deprecation", "Tue, 01 Nov 2022 00:00:00 GMT"), ("Sunset", "Thu, 31 Dec 2026 00:00:00 GMT"))
"""What v1 and v2 answer with where the switch says so; the dates are *assumed*."""

PLAIN: dict[str, str] = {
    "from": "sender",
    "subject": "subject",
    "text": "text",
    "html": "html",
    "ampHtml": "amp",
    "templateId": "template",
    "templateLanguageVersion": "language",
    "defaultPlaceholders": "placeholders",
    "headers": "headers",
    "notifyUrl": "notify_url",
    "intermediateReport": "intermediate",
    "callbackData": "callback",
    "applicationId": "application",
    "entityId": "entity",
    "campaignReferenceId": "campaign",
    "landingPageId": "landing_page",
    "landingPagePlaceholders": "landing_placeholders",
    "clientPriority": "priority",
    "ipPoolId": "ip_pool",
    "skipPassiveStorage": "skip_passive",
    "skipActiveStorage": "skip_active",
    "preserveRecipients": "preserve",
    "replyTo": "reply_to",
}
"""Fields that are kept as they are, and their names in what is kept."""


def send_email__v3(current: Current) -> Answer:
    return _send(current, 3)


def send_email__v2(current: Current) -> Answer:
    return _send(current, 2)


def send_email__v1(current: Current) -> Answer:
    return _send(current, 1)


def _send(current: Current, version: int) -> Answer:
    form = forms.read(current.request, version)
    addressees = _addressees(form)
    _check(current, form, addressees)
    if form.problems:
        _refuse(current, version, form)
    values = form.values
    new_id = ids.uuid if version == 1 else ids.short
    bulk_id = values.get("bulkId") or new_id(current.world.chance)
    order = Order(
        mails=(Mail(_content(form, addressees, version), addressees),),
        bulk_id=bulk_id,
        new_id=new_id,
        message_id=values.get("messageId", ""),
        send_at=values.get("sendAt"),
        horizon_days=HORIZON_DAYS,
    )
    entries = accept(current, order)
    _remark(current, form, version)
    status = statuses.ENROUTE if version == 1 else statuses.ACCEPTED
    found = answer(bulk_id, entries, status, counted=version < 3)
    state: State = current.world.state("infobip")
    return replace(found, headers=SUNSET) if version < 3 and state.switches.deprecation_headers else found


def answer(bulk_id: str, entries: list[Accepted], status_id: int, *, counted: bool = False) -> Answer:
    """The answer of v1 to v3 and of mime."""
    fine, duplicate = statuses.status(status_id), statuses.status(statuses.DUPLICATE)
    count = {"messageCount": 1} if counted else {}
    messages = [
        {
            "to": entry.address,
            **count,
            "messageId": entry.message_id,
            "status": duplicate if entry.duplicate else fine,
        }
        for entry in entries
    ]
    return json_answer({"bulkId": bulk_id, "messages": messages}, content_type=JSON_UTF8)


# -- recipients --------------------------------------------------------------------------------


def _addressees(form: Form) -> list[Addressee]:
    found = []
    for kind in KINDS:
        for value in form.values.get(kind, ()):
            try:
                found.append(_addressee(kind, value))
            except Wrong as wrong:
                form.wrong(kind, str(wrong))
    return found


def _addressee(kind: str, value: str) -> Addressee:
    """A bare address, `Name <address>`, or a JSON object with values for this recipient."""
    if not value.lstrip().startswith("{"):
        return Addressee(addresses.bare(value), kind)
    row = json_object(value)
    to, placeholders, message_id = row.get("to"), row.get("placeholders"), row.get("messageId")
    if not isinstance(to, str) or not to.strip():
        raise Wrong("to must not be blank")
    if placeholders is not None and not isinstance(placeholders, dict):
        raise Wrong("placeholders must be a JSON object")
    if message_id is not None and not isinstance(message_id, str | int):
        raise Wrong("messageId must be a text")
    own = "" if message_id is None else str(message_id)
    if any(character in to + own for character in "\r\n\0"):
        raise Wrong("must not contain line breaks")
    return Addressee(addresses.bare(to), kind, own, placeholders)


# -- checks ------------------------------------------------------------------------------------


def _check(current: Current, form: Form, addressees: list[Addressee]) -> None:
    """What no single field can say. All problems are listed."""
    values = form.values
    if not any(each.kind == "to" for each in addressees) and "to" not in form.problems:
        form.wrong("to", NULL)
    if len(addressees) > MOST_RECIPIENTS:
        form.wrong("to", f"size must be between 1 and {MOST_RECIPIENTS}")
    if "templateId" not in values and "templateId" not in form.problems:
        for name in ("from", "subject"):
            if name not in values and name not in form.problems:
                form.wrong(name, NULL)
        if not any(values.get(name) or name in form.problems for name in ("text", "html")):
            form.wrong("text", NULL)
    if values.get("ampHtml") and not values.get("html"):
        form.wrong("html", NULL)
    send_at = values.get("sendAt")
    if send_at is not None:
        state: State = current.world.state("infobip")
        if send_at > current.now + timedelta(days=HORIZON_DAYS):
            form.wrong("sendAt", f"must be at most {HORIZON_DAYS} days ahead")
        elif state.switches.refuse_past_send_at and send_at < current.now:
            form.wrong("sendAt", "must not be in the past")


def _refuse(current: Current, version: int, form: Form) -> None:
    """v1 is older than the details (*assumed*)."""
    state: State = current.world.state("infobip")
    if version == 1 or state.switches.plain_400:
        raise Refusal(refusals.INVALID)
    raise Refusal(refusals.INVALID, problems=form.problems)


def _remark(current: Current, form: Form, version: int) -> None:
    if version < 3:
        current.notes.append(f"deprecated version: /email/{version}/send")
    for name in form.ignored:
        current.notes.append(f"ignored unknown field: {name[:100]}")


# -- what is kept ------------------------------------------------------------------------------


def _content(form: Form, addressees: list[Addressee], version: int) -> Content:
    values = form.values
    mail: dict[str, Any] = {"version": str(version)}
    for name, kept in PLAIN.items():
        value = values.get(name)
        if value:
            mail[kept] = value
    for kind in KINDS:
        if kind in values:
            mail[kind] = [_shown(value) for value in values[kind]]
    if form.files:
        mail["files"] = form.files
    if values.get("notifyContentType") == "application/xml":
        mail["notify_xml"] = True
    mail["tracking"] = tracking(values)
    return mail  # type: ignore[return-value]


def _shown(value: str) -> str:
    """A recipient as it stands in a header: of a JSON object its address."""
    return json_object(value)["to"] if value.lstrip().startswith("{") else value.strip()


def tracking(values: dict[str, Any]) -> dict[str, Any]:
    """What is followed; the same names in v2 to v4. `track` is the default of the other two."""
    track = values.get("track", True)
    opens, clicks = values.get("trackOpens", track), values.get("trackClicks", track)
    kept: dict[str, Any] = {"opens": opens, "clicks": clicks}
    if not values.keys().isdisjoint(("track", "trackOpens", "trackClicks", "trackingUrl")):
        kept["asked"] = True
    if "trackingUrl" in values:
        kept["url"] = values["trackingUrl"]
    if values.get("trackingPixelPosition") == "BOTTOM":
        kept["top"] = False
    return kept
