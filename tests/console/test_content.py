"""Every page against what the control API really answers: the same names, the same records, the same numbers."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest

from emulator import Emulator
from tests.pigeon import FakeCourier

INFOBIP = {"Authorization": "App infobip-demo-key"}
MAIL = {"from": "shop@example.com", "subject": "Your receipt", "text": "Thank you."}


class Desk:
    """The demo world, its control API and its pages, without a socket."""

    def __init__(self, emulator: Emulator) -> None:
        self.client = emulator.app.test_client()

    def call(self, method: str, path: str, body: Any = None) -> Any:
        mark = {"X-Mail-Emulator": "1"}
        answer = self.client.open(f"/_emulator/api/{path}", method=method, json=body, headers=mark)
        assert answer.status_code < 400, answer.text
        return answer.json if answer.data else None

    def send(self, to: str, path: str = "/email/3/send", **fields: str) -> Any:
        return self.client.post(
            path, data={**MAIL, "to": to, **fields}, headers=INFOBIP, content_type="multipart/form-data"
        )

    def page(self, path: str) -> str:
        answer = self.client.get(f"/_emulator/{path}", headers={"Accept-Language": "en"})
        assert answer.status_code == 200, answer.text
        main = answer.text.partition("<main")[2].partition("</main>")[0]
        return html.unescape(re.sub(r"<[^>]*>", " ", main)) + main


@pytest.fixture
def desk() -> Iterator[Desk]:
    courier = FakeCourier(statuses=[500])
    yield Desk(Emulator(world="demo", seed="7", standing=True, courier=courier))


def test_findings_show_their_sentence_what_was_seen_and_where(desk: Desk) -> None:
    """Title, severity, sentence, every remark, and links to the requests and calls it rests on."""
    desk.send("nora@example.com", "/email/2/send", trakc="true")
    desk.send("nora@example.com", notifyUrl="http://127.0.0.1:9/hook")
    desk.call("POST", "clock/advance", {"by": "2m"})
    rows = desk.call("GET", "findings")["results"]
    assert {"unknown-field", "deprecated-version"} & {row["id"] for row in rows}
    page = desk.page("findings")
    for row in rows:
        assert row["title"] in page and row["sentence"] in page and row["severity"] in page
        assert all(each in page for each in row["seen"][-5:])
        assert all(f'"/_emulator/requests/{each}"' in page for each in row["requests"])
        assert all(f'"/_emulator/webhooks/{each}"' in page for each in row["calls"])
        assert row["source"] is None or row["source"] in page


def test_a_dropped_connection_has_a_row_and_a_page(desk: Desk) -> None:
    """A request without an answer says so, and does not take the list with it."""
    desk.call("POST", "faults", {"kind": "drop", "times": 1})
    with pytest.raises(ConnectionResetError):
        desk.send("nora@example.com")
    row = desk.call("GET", "requests")["results"][0]
    assert row["status"] is None
    assert "no answer" in desk.page("requests")
    assert row["fault"] in desk.page(f"requests/{row['id']}")


def test_a_request_shows_what_it_caused(desk: Desk) -> None:
    """The mail, the webhook calls and the notes; and it can be had as curl without its credential."""
    desk.send("nora@example.com", notifyUrl="http://127.0.0.1:9/hook", trakc="true")
    desk.call("POST", "clock/advance", {"by": "10s"})
    row = desk.call("GET", "requests/req-1")
    page = desk.page("requests/req-1")
    for each in (*row["messages"], *row["calls"], *row["notes"], row["operation"], row["account"]):
        assert each in page
    assert row["calls"] and row["notes"]
    assert "infobip-demo-key" not in page


def test_the_webhook_page_shows_every_attempt(desk: Desk) -> None:
    """State, address, the next attempt, and status and duration of those before."""
    desk.send("nora@example.com", notifyUrl="http://127.0.0.1:9/hook")
    desk.call("POST", "clock/advance", {"by": "10s"})
    call = desk.call("GET", "webhooks/call-1")
    page = desk.page("webhooks/call-1")
    assert call["state"] == "waiting" and call["retries_left"]
    for each in (call["url"], call["state"], str(call["attempts"][0]["status"]), f"{call['retries_left']} retr"):
        assert each in page
    assert call["due"][:19].replace("T", " ") in page
    assert '"messageId"' in page and call["messages"][0] in page
    listed = desk.page("webhooks?state=waiting")
    assert call["url"] in listed and "500" in listed


def test_reports_are_shown_with_recipient_status_and_taker(desk: Desk) -> None:
    """Who took which; what was taken can be put back."""
    desk.send("nora@example.com")
    desk.send("bounce@example.com")
    desk.call("POST", "clock/advance", {"by": "1m"})
    desk.client.get("/email/1/reports?limit=1", headers=INFOBIP)
    rows = desk.call("GET", "reports")["results"]
    page = desk.page("reports")
    for row in rows:
        assert row["to"] in page and row["status"] in page
    (taken,) = [row for row in rows if row["taken"]]
    assert f"/requests/{taken['taken_by']}" in page
    assert page.count("/restore") == 1
    assert "bounce@" not in desk.page(f"reports?taken={'true' if taken['to'].startswith('nora') else 'false'}")


def test_limits_show_what_counts_and_lead_back_to_the_vendors_numbers(desk: Desk) -> None:
    """Used and left, each request that counts, and the published numbers once they were changed."""
    desk.send("nora@example.com")
    (row,) = [each for each in desk.call("GET", "limits")["results"] if each["accounts"]]
    page = desk.page("limits")
    assert f"{row['accounts'][0]['used']} used, {row['accounts'][0]['remaining']} left" in page
    assert "/_emulator/requests/req-1" in page and row["kind"] in page and row["basis"] in page
    assert 'data-method="DELETE"' not in page
    desk.call("PUT", f"limits/{row['operation']}", {"limit": 3, "window": "10s"})
    page = desk.page("limits")
    assert "3 in 10s" in page and f"Back to {row['limit']} in {row['window']}" in page
    desk.call("PUT", f"limits/{row['operation']}", {"limit": 0})
    desk.send("nora@example.com")
    assert "0 left" in desk.page("limits")


def test_rules_and_faults_show_what_they_match_and_how_often(desk: Desk) -> None:
    """Criteria, outcomes, counts, and what is used up."""
    desk.call(
        "POST", "rules", {"when": {"subject": "*receipt*", "from": "shop@*"}, "outcome": ["full", "slow"], "times": 1}
    )
    desk.call("POST", "rules", {"when": {"recipient": "x@example.com"}, "outcome": "bounce", "probability": 0.25})
    desk.call("POST", "faults", {"kind": "latency", "latency": "1ms", "path": "/email/*", "lasting": "10m"})
    desk.call("POST", "faults", {"kind": "status", "status": 503, "operation": "send_email__v3", "times": 1})
    assert desk.send("nora@example.com").status_code == 503
    desk.send("nora@example.com")
    page = desk.page("rules")
    rules, faults = (desk.call("GET", name)["results"] for name in ("rules", "faults"))
    assert [rule["met"] for rule in rules] == [1, 0]
    for rule in rules:
        assert all(text in page for text in rule["when"].values())
        assert all(outcome["name"] in page for outcome in rule["outcomes"])
    assert "25 %" in page and page.count("used up") >= 2
    assert "503" in page and "/email/*" in page and "send_email__v3" in page
    assert [fault["over"] for fault in faults] == [False, True]


def test_the_clock_page_lists_what_is_to_come(desk: Desk) -> None:
    """The agenda's items with their moments, linked to the mail they are about."""
    desk.send("late-bounce@example.com")
    items = desk.call("GET", "clock/agenda")["results"]
    page = desk.page("clock")
    for item in items:
        assert item["at"][:19].replace("T", " ") in page and item["about"] in page
    assert desk.call("GET", "clock")["now"][:19].replace("T", " ") in page


def test_the_message_page_has_all_that_the_message_has(desk: Desk) -> None:
    """Recipients, headers, values, files, timeline, request and calls."""
    desk.client.post(
        "/email/3/send",
        data={**MAIL, "to": "late-bounce@example.com", "html": "<b>x</b>", "replyTo": "help@example.com"}
        | {"attachment": (BytesIO(b"%PDF"), "a.pdf"), "notifyUrl": "http://127.0.0.1:9/hook"},
        headers=INFOBIP,
    )
    desk.call("POST", "clock/advance", {"by": "10s"})
    mail = desk.call("GET", "messages/dlv-1")
    page = desk.page("messages/dlv-1")
    for each in (mail["from"], mail["to"], mail["status"], mail["vendor_id"], mail["group"], mail["outcome"]):
        assert each in page
    for each in mail["headers"]:
        assert each["name"] in page and each["value"] in page
    assert [step["event"] for step in mail["timeline"]["coming"]] == ["bounced"] and "still to come" in page
    assert "a.pdf" in page and "help@example.com" in page
    assert mail["request"] in page and mail["calls"][0] in page


def test_first_steps_say_when_nobody_answered() -> None:
    """A call without an answer is shown with its error, and with what to do."""
    desk = Desk(Emulator(world="demo", seed="7", standing=True, courier=FakeCourier(statuses=[0])))
    row = next(each for each in desk.call("GET", "samples")["results"] if each["purpose"] == "reporting-mail")
    desk.client.open(row["path"], method=row["method"], json=row["body"], headers=row["headers"])
    desk.call("POST", "clock/advance", {"by": "10s"})
    page = desk.page("first-steps")
    assert "Nobody answered there" in page and "refused" in page and "/_emulator/webhooks/call-1" in page


HREF = re.compile(r'href="(/[^"#]*)')
LEFT_OUT = re.compile(r"/_emulator/static/|/_emulator/api/state|[?&](theme|language)=")


def test_every_link_of_every_page_leads_somewhere(desk: Desk) -> None:
    """Followed from the first page on, vendors' screens and downloads included."""
    orange = {"Authorization": "Bearer orange-demo-key"}
    sender = {"mail": "news@example.com", "name": "編集部"}
    letter = {"from": sender, "send_time": "2020-01-01 00:00:00", "plan": "Oay9"}
    content = {"type": "text/plain", "subject": "お知らせ", "body": "https://www.example.com/"}
    desk.send("bounce@example.com", trakc="true", notifyUrl="http://127.0.0.1:9/hook")
    desk.call("PUT", "orange-mail/plans/Oay9/webhook", {"url": "http://127.0.0.1:9/", "events": ["Processed"]})
    desk.client.post("/api/v0/mail/make", json={**letter, "content": content}, headers=orange)
    desk.call("POST", "rules", {"outcome": "bounce"})
    desk.call("POST", "clock/advance", {"by": "3m"})
    desk.client.get("/email/1/reports", headers=INFOBIP)
    followed: set[str] = set()
    coming = ["/_emulator/"]
    while coming:
        path = coming.pop()
        if path in followed or LEFT_OUT.search(path):
            continue
        followed.add(path)
        answer = desk.client.get(path)
        assert answer.status_code == 200, path
        if answer.mimetype == "text/html":
            coming += [html.unescape(each) for each in HREF.findall(answer.text)]
    assert len(followed) > 80
    listed = desk.client.get("/_emulator/?q=vendor:orange-mail+group:1").text
    assert listed.count("data-row") == 12


def test_workspaces_and_snapshots_are_listed_with_their_numbers(desk: Desk) -> None:
    """Name, messages, seed; snapshots by name and moment."""
    desk.send("nora@example.com")
    desk.call("POST", "workspaces", {"name": "mine", "seed": "abc", "clock": "standing"})
    desk.call("POST", "snapshots", {"name": "before lunch?"})
    page = desk.page("workspaces")
    for row in desk.call("GET", "workspaces")["results"]:
        assert row["name"] in page and row["seed"] in page
    page = desk.page("state")
    assert "before lunch?" in page and "snapshots/before%20lunch%3F/restore" in page
