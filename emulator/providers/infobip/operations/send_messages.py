"""POST /email/4/messages: several messages to several groups of people in one JSON request, all or nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from ....wire import refusals
from ....wire.bodies import read_json
from ....wire.current import Answer, Current, json_answer
from ....wire.refusals import Refusal
from .. import addresses, ids, statuses
from ..content import Content, File
from ..errors import JSON_UTF8
from ..form_fields import NULL
from ..forms import MAX_TOTAL
from ..message_fields import REQUEST, UNITS
from ..sending import Accepted, Addressee, Mail, Order, accept
from ..shape import Findings
from ..state import State
from ..timing import LONGEST_VALIDITY
from .send_form import tracking

HORIZON_DAYS = 5
MOST_RECIPIENTS = 1000
SHORTEST_WINDOW = 60
KINDS = ("to", "cc", "bcc")

CONTENT_KEYS = {
    "subject": "subject",
    "text": "text",
    "html": "html",
    "ampHtml": "amp",
    "templateId": "template",
    "templateLanguageVersion": "language",
    "defaultPlaceholders": "placeholders",
    "landingPagePlaceholders": "landing_placeholders",
    "optoutLandingPageId": "landing_page",
    "headers": "headers",
}

Json = dict[str, Any]


def send_email(current: Current) -> Answer:
    findings = Findings()
    wanted = REQUEST(read_json(current.request.body), "", findings) or {}
    schedule = wanted.get("options", {}).get("schedule", {})
    for number, message in enumerate(wanted.get("messages", ())):
        if message is not None:
            _check(message, f"messages[{number}]", findings)
    _check_time(current, schedule, findings)
    if findings.problems:
        raise Refusal(refusals.INVALID, problems=findings.sentences())
    bulk_id = schedule.get("bulkId") or ids.uuid(current.world.chance)
    options = _request_content(wanted.get("options", {}))
    order = Order(
        mails=[mail for message in wanted["messages"] for mail in _mails(message, options)],
        bulk_id=bulk_id,
        new_id=ids.uuid,
        send_at=schedule.get("sendAt"),
        horizon_days=HORIZON_DAYS,
    )
    entries = accept(current, order)
    current.notes.extend(f"ignored unknown field: {name[:100]}" for name in findings.ignored)
    return _answer(bulk_id, entries)


def _answer(bulk_id: str, entries: list[Accepted]) -> Answer:
    fine, duplicate = statuses.status(statuses.ENROUTE), statuses.status(statuses.DUPLICATE)
    messages = [
        {
            "messageId": entry.message_id,
            "status": duplicate if entry.duplicate else fine,
            "destination": entry.address,
        }
        for entry in entries
    ]
    return json_answer({"bulkId": bulk_id, "messages": messages}, content_type=JSON_UTF8)


# -- what no single field can say --------------------------------------------------------------


def _check(message: Json, path: str, findings: Findings) -> None:
    if sum(1 for _ in _recipients(message)) > MOST_RECIPIENTS:
        findings.wrong(f"{path}.destinations", f"size must be between 1 and {MOST_RECIPIENTS}")
    content = message.get("content")
    if content is not None:
        _check_content(message, content, path, findings)
    window = message.get("options", {}).get("deliveryTimeWindow")
    if window is not None:
        _check_window(window, f"{path}.options.deliveryTimeWindow", findings)


def _recipients(message: Json) -> Iterator[Json]:
    for group in message.get("destinations", ()):
        for kind in KINDS:
            yield from (group or {}).get(kind, ())


def _check_content(message: Json, content: Json, path: str, findings: Findings) -> None:
    at = f"{path}.content"
    if "templateId" not in content and f"{at}.templateId" not in findings.problems:
        if not message.get("sender", "").strip() and f"{path}.sender" not in findings.problems:
            findings.wrong(f"{path}.sender", NULL)
        if "subject" not in content and f"{at}.subject" not in findings.problems:
            findings.wrong(f"{at}.subject", NULL)
        if not content.get("text") and not content.get("html"):
            findings.wrong(at, "must contain text, html or templateId")
    if content.get("ampHtml") and not content.get("html"):
        findings.wrong(f"{at}.html", NULL)
    if _size(content) > MAX_TOTAL:
        findings.wrong(f"{at}.attachments", "size must be at most 20 MB in total")


def _size(content: Json) -> int:
    texts = sum(len(content.get(name, "")) for name in ("text", "html", "ampHtml"))
    return texts + sum(len(file.get("content", "")) * 3 // 4 for file in _files(content))


def _files(content: Json) -> Iterator[Json]:
    for name in ("attachments", "inlineImages"):
        yield from (file for file in content.get(name, ()) if file)


def _check_window(window: Json, path: str, findings: Findings) -> None:
    """Both ends or neither, at least an hour apart (*documented*)."""
    if ("from" in window) != ("to" in window):
        findings.wrong(path, "from and to must be given together")
    elif "from" in window and path not in findings.problems:
        start, end = _minute(window["from"]), _minute(window["to"])
        if (end - start) % (24 * 60) < SHORTEST_WINDOW:
            findings.wrong(path, "from and to must be at least one hour apart")


def _minute(time: Json) -> int:
    minute: int = time.get("hour", 0) * 60 + time.get("minute", 0)
    return minute


def _check_time(current: Current, schedule: Json, findings: Findings) -> None:
    send_at = schedule.get("sendAt")
    if send_at is None:
        return
    state: State = current.world.state("infobip")
    if send_at > current.now + timedelta(days=HORIZON_DAYS):
        findings.wrong("options.schedule.sendAt", f"must be at most {HORIZON_DAYS} days ahead")
    elif state.switches.refuse_past_send_at and send_at < current.now:
        findings.wrong("options.schedule.sendAt", "must not be in the past")


# -- what is kept ------------------------------------------------------------------------------


def _mails(message: Json, options: Content) -> Iterator[Mail]:
    """One mail for each group of destinations."""
    common = {**_message_content(message), **options}
    for group in message["destinations"]:
        mail: Any = {**common, **{kind: [row["destination"] for row in group[kind]] for kind in KINDS if kind in group}}
        if group.get("replyTo"):
            mail["reply_to"] = [group["replyTo"]]
        if group.get("preserveRecipients"):
            mail["preserve"] = True
        yield Mail(mail, [_addressee(kind, row) for kind in KINDS for row in group.get(kind, ())])


def _addressee(kind: str, row: Json) -> Addressee:
    return Addressee(addresses.bare(row["destination"]), kind, row.get("messageId", ""), row.get("placeholders"))


def _message_content(message: Json) -> Content:
    content = message["content"]
    mail: Any = {"version": "4"}
    if message.get("sender"):
        mail["sender"] = message["sender"]
    mail.update({kept: content[name] for name, kept in CONTENT_KEYS.items() if content.get(name)})
    files = [
        _file(row, inline)
        for name, inline in (("attachments", False), ("inlineImages", True))
        for row in content.get(name, ())
    ]
    if files:
        mail["files"] = files
    mail.update(_options(message.get("options", {})))
    mail.update(_webhooks(message.get("webhooks", {})))
    if message.get("ips", {}).get("ipPoolId"):
        mail["ip_pool"] = message["ips"]["ipPoolId"]
    if message.get("placeholdersMasking"):
        mail["masks"] = [_mask(row) for row in message["placeholdersMasking"]]
    for name, kept in (("skipPassive", "skip_passive"), ("skipActive", "skip_active")):
        if message.get("storage", {}).get(name):
            mail[kept] = True
    kept_mail: Content = mail
    return kept_mail


def _file(row: Json, inline: bool) -> File:
    if "contentId" in row:
        file: File = {"reference": row["contentId"]}
    else:
        file = {"name": row["fileName"], "type": row["contentType"], "data": row["content"]}
        if row.get("password"):
            file["password"] = row["password"]
    if inline:
        file["inline"] = True
    return file


def _options(options: Json) -> Json:
    kept: Json = {}
    platform = options.get("platform", {})
    for name, key in (("applicationId", "application"), ("entityId", "entity")):
        if platform.get(name):
            kept[key] = platform[name]
    if options.get("campaignReferenceId"):
        kept["campaign"] = options["campaignReferenceId"]
    validity = options.get("validityPeriod")
    if validity is not None:
        seconds = validity["amount"] * UNITS[validity.get("timeUnit", "MINUTES")]
        kept["validity"] = min(seconds, LONGEST_VALIDITY)
    window = options.get("deliveryTimeWindow")
    if window is not None:
        kept["window"] = {"days": window["days"]}
        if "from" in window:
            kept["window"].update(start=_minute(window["from"]), end=_minute(window["to"]))
    return kept


def _webhooks(webhooks: Json) -> Json:
    kept: Json = {}
    delivery = webhooks.get("delivery", {})
    if delivery.get("url"):
        kept["notify_url"] = delivery["url"]
    if delivery.get("notify") is False:
        kept["notify"] = False
    if delivery.get("intermediateReport"):
        kept["intermediate"] = True
    if webhooks.get("contentType") == "application/xml":
        kept["notify_xml"] = True
    if webhooks.get("callbackData"):
        kept["callback"] = webhooks["callbackData"]
    return kept


def _mask(row: Json) -> Json:
    names = {"name": "name", "side": "side", "maskChar": "char", "visibleChars": "visible", "delimiter": "delimiter"}
    mask = {kept: row[name] for name, kept in names.items() if name in row}
    if row.get("skipChars"):
        mask["skip"] = row["skipChars"]
    return mask


def _request_content(options: Json) -> Content:
    """What the request's options say for every message of it."""
    kept: Any = {"tracking": tracking(options.get("tracking", {}))}
    priority = options.get("clientPriority") or options.get("clientPriority ")
    if priority:
        kept["priority"] = priority
    content: Content = kept
    return content
