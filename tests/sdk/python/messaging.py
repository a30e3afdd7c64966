"""Every messaging method of the client: a typed answer from each, and a typed exception for each refusal."""

import base64
import json
import os
import urllib.request
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from infobip_api_client import ApiClient, Configuration, EmailApi
from infobip_api_client import models as m
from infobip_api_client.exceptions import (
    ApiException,
    BadRequestException,
    ConflictException,
    ForbiddenException,
    NotFoundException,
    UnauthorizedException,
)

CONTROL = os.environ["EMULATOR_CONTROL"]
SENDER = "Shop <orders@shop.example>"
MIME = b"From: orders@shop.example\r\nTo: liv@north.example\r\nSubject: Hello\r\n\r\nIt is on its way.\r\n"


def control(method: str, path: str, body: Any) -> Any:
    request = urllib.request.Request(
        f"{CONTROL}/{path}", method=method, data=json.dumps(body).encode(), headers={"Content-Type": "application/json"}
    )
    with urllib.request.urlopen(request) as answer:
        return json.load(answer)


def client(key: str, prefix: str = "App") -> EmailApi:
    # Left to itself the client's HTTP library sleeps as long as a 429's Retry-After says and tries again.
    settings = Configuration(host=os.environ["EMULATOR_URL"], api_key=key, retries=0)
    settings.api_key_prefix["APIKeyHeader"] = prefix
    return EmailApi(ApiClient(settings))


def refused(kind: type[ApiException], call: Callable[..., Any], *given: Any, **named: Any) -> dict[str, Any]:
    """The body of the refusal."""
    try:
        call(*given, **named)
    except kind as exception:
        assert type(exception) is kind, type(exception)
        found: dict[str, Any] = json.loads(exception.body)
        return found
    raise AssertionError(f"{call.__name__} was not refused")


def text_of(body: dict[str, Any]) -> str:
    """The message id of a legacy refusal or the code of a new one."""
    if "requestError" in body:
        assert list(body["requestError"]) == ["serviceException"]
        return str(body["requestError"]["serviceException"]["messageId"])
    assert list(body) == ["errorCode", "description", "action", "violations", "resources"]
    return str(body["errorCode"])


def message(*to: str, **wishes: Any) -> m.EmailMessage:
    groups = [m.EmailGroupDestination(to=[m.EmailToDestination(destination=address) for address in to])]
    content = m.EmailMessageContent(
        subject="Order {{number}}", html="<p>On its way</p>", default_placeholders='{"number":7}'
    )
    return m.EmailMessage(sender=SENDER, destinations=groups, **{"content": content, **wishes})


def schedule(bulk_id: str, at: datetime) -> m.EmailRequest:
    options = m.EmailMessageRequestOptions(
        schedule=m.EmailRequestSchedulingSettings(bulk_id=bulk_id, send_at=at.isoformat())
    )
    return m.EmailRequest(messages=[message("nora@north.example")], options=options)


def mime(**wishes: Any) -> m.EmailSendMimeRequestSchema:
    return m.EmailSendMimeRequestSchema(mime_message=base64.b64encode(MIME).decode(), **wishes)


def now() -> datetime:
    with urllib.request.urlopen(f"{CONTROL}/clock") as answer:
        return datetime.fromisoformat(json.load(answer)["now"].replace("Z", "+00:00"))


def sends(email: EmailApi) -> None:
    attachment = m.EmailMediaBinaryAttachment(content="aGVsbG8=", content_type="text/plain", file_name="hello.txt")
    content = m.EmailMessageContent(subject="Hello", text="It is on its way.", attachments=[attachment])
    options = m.EmailMessageOptions(campaign_reference_id="spring", platform=m.Platform(application_id="shop"))
    request = m.EmailRequest(
        messages=[
            message("nora@north.example", "bounce@north.example", options=options),
            message("otto@north.example", content=content, options=options),
        ],
        options=m.EmailMessageRequestOptions(client_priority_=m.EmailClientPriority.HIGH),
    )
    sent = email.send_email(request)
    assert isinstance(sent, m.EmailResponse)
    assert [each.destination for each in sent.messages] == [f"{n}@north.example" for n in ("nora", "bounce", "otto")]
    assert {(each.status.id, each.status.group_name) for each in sent.messages} == {(7, "PENDING")}

    mimed = email.send_mime_email(mime(bulk_id="mime-bulk", message_id="mime-1", callback_data="x"))
    assert isinstance(mimed, m.EmailSendResponse)
    assert [(each.to, each.message_id, each.status.id) for each in mimed.messages] == [
        ("liv@north.example", "mime-1", 26)
    ]

    control("POST", "clock/advance", {"by": "1m"})
    reads(email, sent.bulk_id)


def reads(email: EmailApi, bulk_id: str) -> None:
    first = email.get_email_delivery_reports(
        bulk_id=bulk_id, application_id="shop", campaign_reference_id="spring", limit=2
    )
    assert isinstance(first, m.EmailReportsResult)
    rest = email.get_email_delivery_reports(bulk_id=bulk_id)
    found = {report.to: report for report in [*first.results, *rest.results]}
    assert len(first.results) == 2 and set(found) == {f"{n}@north.example" for n in ("nora", "bounce", "otto")}
    assert found["nora@north.example"].status.name == "DELIVERED_TO_HANDSET"
    assert found["bounce@north.example"].error.name == "EC_HARD_BOUNCE"
    assert found["nora@north.example"].platform.application_id == "shop"
    assert found["nora@north.example"].done_at > found["nora@north.example"].sent_at
    assert email.get_email_delivery_reports(message_id="mime-1").results[0].to == "liv@north.example"
    assert email.get_email_delivery_reports().results == []

    logs = email.get_email_logs(bulk_id=[bulk_id, "mime-bulk"], limit=3, use_cursor=True)
    assert isinstance(logs, m.EmailLogsResponse) and len(logs.results) == 3
    more = email.get_email_logs(
        bulk_id=[bulk_id, "mime-bulk"], limit=3, use_cursor=True, cursor=logs.cursor.next_cursor
    )
    assert len(more.results) == 1 and more.cursor.next_cursor is None
    since = now() - timedelta(minutes=5)
    delivered = email.get_email_logs(
        general_status="DELIVERED", sent_since=since, sent_until=now(), campaign_reference_id=["spring", "autumn"]
    )
    assert {log.destination for log in delivered.results} == {"nora@north.example", "otto@north.example"}


def bulks(email: EmailApi) -> None:
    at = (now() + timedelta(hours=1)).replace(microsecond=0)
    email.send_email(schedule("nightly", at))
    got = email.get_scheduled_emails("nightly")
    assert isinstance(got, m.EmailBulkScheduleResponse)
    assert got.external_bulk_id == "nightly" and got.bulks[0].send_at == at

    moved = email.reschedule_emails("nightly", m.EmailBulkRescheduleRequest(send_at=at + timedelta(hours=1)))
    assert isinstance(moved, m.EmailBulkRescheduleResponse)
    assert (moved.bulk_id, moved.send_at) == ("nightly", at + timedelta(hours=1))

    statuses = email.get_scheduled_email_statuses("nightly")
    assert isinstance(statuses, m.EmailBulkStatusResponse)
    assert statuses.bulks[0].status == m.EmailBulkStatus.PENDING
    for status in (m.EmailBulkStatus.PAUSED, m.EmailBulkStatus.PENDING, m.EmailBulkStatus.CANCELED):
        changed = email.update_scheduled_email_statuses("nightly", m.EmailBulkUpdateStatusRequest(status=status))
        assert isinstance(changed, m.EmailBulkUpdateStatusResponse)
        assert (changed.bulk_id, changed.status) == ("nightly", status)


def calls(email: EmailApi, bulk_id: str) -> dict[str, Callable[[], Any]]:
    """One call of every messaging method, by the operation's name."""
    later = m.EmailBulkRescheduleRequest(send_at=now() + timedelta(hours=3))
    resume = m.EmailBulkUpdateStatusRequest(status=m.EmailBulkStatus.PENDING)
    return {
        "send_email": lambda: email.send_email(m.EmailRequest(messages=[message("nora@north.example")])),
        "send_mime_email": lambda: email.send_mime_email(mime()),
        "get_email_delivery_reports": lambda: email.get_email_delivery_reports(),
        "get_email_logs": lambda: email.get_email_logs(),
        "get_scheduled_emails": lambda: email.get_scheduled_emails(bulk_id),
        "get_scheduled_email_statuses": lambda: email.get_scheduled_email_statuses(bulk_id),
        "reschedule_emails": lambda: email.reschedule_emails(bulk_id, later),
        "update_scheduled_email_statuses": lambda: email.update_scheduled_email_statuses(bulk_id, resume),
    }


NEW = ("send_email", "get_email_delivery_reports", "get_email_logs")


def everywhere(email: EmailApi, kind: type[ApiException], legacy: str, new: str, operations: Any = None) -> None:
    for operation, call in calls(email, "nightly").items():
        if operations is None or operation in operations:
            assert text_of(refused(kind, call)) == (new if operation in NEW else legacy), operation


def refusals(email: EmailApi) -> None:
    unsaid = m.EmailMessageContent(text="no subject")
    wrong = refused(
        BadRequestException, email.send_email, m.EmailRequest(messages=[message("a@b.example", content=unsaid)])
    )
    assert text_of(wrong) == "E400"
    assert [row["property"] for row in wrong["violations"]] == ["messages[0].content.subject"]
    broken = m.EmailSendMimeRequestSchema(mime_message=base64.b64encode(b"no message").decode())
    assert text_of(refused(BadRequestException, email.send_mime_email, broken)) == "BAD_REQUEST"
    past = m.EmailBulkRescheduleRequest(send_at=datetime(2020, 1, 1, tzinfo=UTC))
    email.send_email(schedule("later", now() + timedelta(hours=1)))
    refusal = refused(BadRequestException, email.reschedule_emails, "later", past)
    assert list(refusal["requestError"]["serviceException"]["validationErrors"]) == ["sendAt"]
    finish = m.EmailBulkUpdateStatusRequest(status=m.EmailBulkStatus.FINISHED)
    assert (
        text_of(refused(BadRequestException, email.update_scheduled_email_statuses, "later", finish)) == "BAD_REQUEST"
    )
    assert text_of(refused(BadRequestException, email.get_email_logs, use_cursor=True, cursor="unknown")) == "E400"

    everywhere(client("a-wrong-key"), UnauthorizedException, "UNAUTHORIZED", "E401")
    powerless = control("POST", "infobip/keys", {"scopes": ["people:read"]})["key"]
    everywhere(client(powerless), ForbiddenException, "FORBIDDEN", "E403")
    for operation, call in calls(email, "no-such-bulk").items():
        if "schedule" in operation:
            body = refused(NotFoundException, call)
            assert body["requestError"]["serviceException"] == {"messageId": "NOT_FOUND", "text": "Bulk not found"}
    for operation in ("reschedule_emails", "update_scheduled_email_statuses"):
        body = refused(ConflictException, calls(email, "nightly")[operation])
        assert body["requestError"]["serviceException"]["text"] == "Update not allowed for bulk"
    for operation, call in calls(email, "nightly").items():
        control("POST", "limits/prime", {"operation": operation, "remaining": 0})
        body = refused(ApiException, call)
        assert text_of(body) == ("E429" if operation in NEW else "TOO_MANY_REQUESTS"), operation


def ways_in(email: EmailApi) -> None:
    """The other three prefixes of the header."""
    user = control("POST", "infobip/users", {"username": "nora-sdk"})
    pair = base64.b64encode(f"{user['username']}:{user['password']}".encode()).decode()
    assert client(pair, "Basic").get_email_logs().results is not None
    url = os.environ["EMULATOR_URL"]
    login = json.dumps({"username": user["username"], "password": user["password"]}).encode()
    request = urllib.request.Request(f"{url}/auth/1/session", login, {"Content-Type": "application/json"})
    with urllib.request.urlopen(request) as answer:
        assert client(json.load(answer)["token"], "IBSSO").get_email_logs().results is not None
    form = f"client_id={user['username']}&client_secret={user['password']}&grant_type=client_credentials"
    with urllib.request.urlopen(f"{url}/auth/1/oauth2/token", form.encode()) as answer:
        assert client(json.load(answer)["access_token"], "Bearer").get_email_logs().results is not None


def main() -> None:
    email = client(os.environ["INFOBIP_KEY"])
    sends(email)
    bulks(email)
    ways_in(email)
    refusals(email)


main()
