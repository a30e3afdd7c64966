"""The handles of a test's own world, in the process, as the plugin gives them out."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from emulator.testing import MailEmulator, WebhookReceiver

STANDING = pytest.mark.mail_emulator(clock="standing", now=datetime(2026, 3, 4, 9, 0, tzinfo=UTC))
pytestmark = STANDING


def send(found: MailEmulator, to: str = "nora@home.example", subject: str = "Welcome", **fields: Any) -> Any:
    fields = {"from": "shop@shop.example", "to": to, "subject": subject, "text": "Hello", **fields}
    return requests.post(
        f"{found.infobip.base_url}/email/3/send",
        headers={"Authorization": f"App {found.infobip.api_key}"},
        files=[(name, value if isinstance(value, tuple) else (None, value)) for name, value in fields.items()],
        timeout=10,
    )


def test_sent_mails_come_oldest_first_and_can_be_filtered(mail_emulator: MailEmulator) -> None:
    for number in range(3):
        send(mail_emulator, to=f"n{number}@home.example", subject=f"Number {number}")
    assert [mail.subject for mail in mail_emulator.sent()] == ["Number 0", "Number 1", "Number 2"]
    assert [mail.to for mail in mail_emulator.sent(subject="number 1")] == ["n1@home.example"]
    assert mail_emulator.sent(sender="nobody@") == []


def test_more_mails_than_a_page_are_all_there(mail_emulator: MailEmulator) -> None:
    for _ in range(60):
        send(mail_emulator)
    assert len(mail_emulator.sent()) == 60


def test_waiting_in_vain_shows_what_came_instead(mail_emulator: MailEmulator) -> None:
    send(mail_emulator, subject="Something else")
    with pytest.raises(AssertionError) as vain:
        mail_emulator.wait_for_message(to="ken@home.example", timeout=0.05)
    assert str(vain.value) == (
        "0 of 1 messages after 0.05 s; nearest:\n  dlv-1: to is 'nora@home.example', not 'ken@home.example'"
    )


def test_nothing_sent_is_an_assertion_that_shows_what_was(mail_emulator: MailEmulator) -> None:
    mail_emulator.assert_nothing_sent(within=0.05)
    send(mail_emulator)
    mail_emulator.assert_nothing_sent(to="ken@home.example")
    with pytest.raises(AssertionError, match=r"(?s)nothing should have been sent:.*nora@home\.example"):
        mail_emulator.assert_nothing_sent()


def test_a_mail_has_parts_attachments_source_and_state(mail_emulator: MailEmulator) -> None:
    attachment = ("invoice.pdf", b"%PDF-1.4", "application/pdf")
    send(mail_emulator, html="<p>Hello</p>", attachment=attachment)  # this service drops the text where HTML is given
    mail = mail_emulator.wait_for_message()
    assert (mail.vendor, mail.sender, mail.text, mail.html) == ("infobip", "shop@shop.example", None, "<p>Hello</p>")
    (file,) = mail.attachments
    assert (file.filename, file.content_type, file.data) == ("invoice.pdf", "application/pdf", b"%PDF-1.4")
    assert b"Subject: Welcome" in mail.source
    assert mail.accepted == datetime(2026, 3, 4, 9, 0, tzinfo=UTC)
    before = mail.status
    mail_emulator.clock.advance("1m")
    assert mail.status != before
    assert mail.events[-1] == "delivered"


def test_the_clock_stands_walks_and_runs(mail_emulator: MailEmulator) -> None:
    clock = mail_emulator.clock
    start = clock.now
    send(mail_emulator)
    fired = clock.advance(timedelta(minutes=1))
    assert "delivered" in [each.what for each in fired]
    assert clock.now == start + timedelta(minutes=1)
    clock.advance_to(start + timedelta(minutes=2))
    assert clock.now == start + timedelta(minutes=2)
    send(mail_emulator, to="slow@home.example")
    assert clock.run_until_idle("1h")[-1].at == clock.now
    clock.run()
    assert clock.mode == "running"
    clock.stand()
    assert clock.mode == "standing"


def test_limits_are_primed_changed_and_switched_off(mail_emulator: MailEmulator) -> None:
    mail_emulator.limits.prime("send_email__v3", remaining=1)
    assert [send(mail_emulator).status_code for _ in range(2)] == [200, 429]
    mail_emulator.limits.off("send_email__v3")
    assert send(mail_emulator).status_code == 200
    assert mail_emulator.limits.change("get_email_logs", limit=2, window="1h")["window"] == "1h"
    mail_emulator.limits.off()
    assert not any(row["enabled"] for row in mail_emulator.limits.list())


def test_a_report_that_was_read_can_be_put_back(mail_emulator: MailEmulator) -> None:
    def read() -> int:
        headers = {"Authorization": f"App {mail_emulator.infobip.api_key}"}
        url = f"{mail_emulator.infobip.base_url}/email/1/reports"
        return len(requests.get(url, headers=headers, timeout=10).json()["results"])

    send(mail_emulator)
    mail_emulator.clock.advance("1m")
    assert [read(), read()] == [1, 0]
    (report,) = mail_emulator.reports.list(taken=True)
    mail_emulator.reports.restore(report)
    assert read() == 1


def test_webhook_calls_are_listed_and_replayed(mail_emulator: MailEmulator, webhook_receiver: WebhookReceiver) -> None:
    send(mail_emulator, notifyUrl=webhook_receiver.url)
    mail_emulator.clock.advance("1m")
    (call,) = mail_emulator.webhooks.list(state="delivered")
    mail_emulator.webhooks.replay(call)
    first, second = webhook_receiver.wait_for(2)
    assert first.body == second.body
    assert mail_emulator.webhooks.run()["settled"]


def test_the_journal_is_at_hand(mail_emulator: MailEmulator) -> None:
    send(mail_emulator)
    (row,) = mail_emulator.requests.list(path="/email/3/send")
    assert len(mail_emulator.requests) == 1
    assert mail_emulator.infobip.api_key not in str(mail_emulator.requests.get(row["id"]))


def test_rules_decide_outcomes_in_turn(mail_emulator: MailEmulator) -> None:
    mail_emulator.rules.add(["bounce", "delivered"], to="*@home.example")
    for _ in range(2):
        send(mail_emulator)
    mail_emulator.clock.advance("1m")
    assert [mail.events[-1] for mail in mail_emulator.sent()] == ["bounced", "delivered"]
    (rule,) = mail_emulator.rules.list()
    assert rule["met"] == 2
    mail_emulator.rules.remove(rule)
    mail_emulator.rules.add(timeline=[{"after": "2m", "event": "delivered"}], subject="slow one")
    mail_emulator.rules.clear()
    assert mail_emulator.rules.list() == []


def test_faults_are_played_and_taken_away(mail_emulator: MailEmulator) -> None:
    fault = mail_emulator.faults.add("status", status=503, times=1, operation="send_email__v3")
    assert [send(mail_emulator).status_code for _ in range(2)] == [503, 200]
    assert mail_emulator.faults.get(fault["id"])["played"] == 1
    mail_emulator.faults.add("drop")
    with pytest.raises(requests.ConnectionError):
        send(mail_emulator)
    mail_emulator.faults.clear()
    assert send(mail_emulator).ok


def test_requests_are_verified_and_a_miss_shows_what_came_near(mail_emulator: MailEmulator) -> None:
    mail_emulator.requests.verify(none=True)
    send(mail_emulator)
    mail_emulator.requests.verify(path="/email/3/send", status=200, count=1)
    mail_emulator.requests.verify(order=[{"operation": "send_email__v3"}])
    with pytest.raises(AssertionError, match=r"0 requests fit, 1 were wanted\n  req-1: status is 200, not 400"):
        mail_emulator.requests.verify(path="/email/3/send", status=400)


def test_requests_and_webhook_calls_can_be_waited_for(
    mail_emulator: MailEmulator, webhook_receiver: WebhookReceiver
) -> None:
    send(mail_emulator, notifyUrl=webhook_receiver.url)
    assert mail_emulator.requests.wait_for(path="/email/3/send")[0]["status"] == 200
    with pytest.raises(AssertionError, match="0 of 1 "):
        mail_emulator.webhooks.wait_for(timeout=0.05, state="delivered")
    mail_emulator.clock.advance("1m")
    assert mail_emulator.webhooks.wait_for(state="delivered")[0]["url"] == webhook_receiver.url


def test_something_can_be_made_to_happen_to_a_mail(mail_emulator: MailEmulator) -> None:
    send(mail_emulator)
    mail_emulator.clock.advance("1m")
    (mail,) = mail_emulator.sent()
    mail.happen("opened")
    assert mail.events[-2:] == ["delivered", "opened"]


def test_findings_say_what_would_hurt_in_production(mail_emulator: MailEmulator) -> None:
    assert mail_emulator.findings.list() == []
    send(mail_emulator, subjct="Hi")
    (finding,) = mail_emulator.findings.list()
    assert (finding["id"], finding["requests"]) == ("unknown-field", ["req-1"])
    assert "subjct" in finding["seen"][0]


def test_a_snapshot_is_a_moment_to_go_back_to(mail_emulator: MailEmulator) -> None:
    send(mail_emulator, subject="Before")
    with mail_emulator.snapshot():
        send(mail_emulator, subject="After")
        assert len(mail_emulator.sent()) == 2
    assert [mail.subject for mail in mail_emulator.sent()] == ["Before"]
    assert send(mail_emulator).ok


def test_reset_begins_again_with_the_same_credentials(mail_emulator: MailEmulator) -> None:
    send(mail_emulator)
    mail_emulator.reset()
    assert mail_emulator.sent() == []
    assert send(mail_emulator).ok


def test_a_service_that_does_not_exist_is_named(mail_emulator: MailEmulator) -> None:
    with pytest.raises(AttributeError, match="neither a handle nor a service named carrier_pigeon"):
        _ = mail_emulator.carrier_pigeon
    with pytest.raises(AttributeError, match="there is no token; there are base_url, api_key"):
        _ = mail_emulator.infobip.token


def test_a_second_world_can_be_minted_beside(mail_emulator: MailEmulator) -> None:
    with mail_emulator.emulator.mint() as other:
        send(other)
        assert (len(mail_emulator.sent()), len(other.sent())) == (0, 1)
    assert other.name not in [name for name, _ in mail_emulator.emulator.workspaces]


def test_a_mail_is_found_by_the_subject_its_recipient_gets(mail_emulator: MailEmulator) -> None:
    send(mail_emulator, subject="Welcome {{name}}", defaultPlaceholders='{"name": "Nora"}')
    assert [mail.subject for mail in mail_emulator.sent(subject="welcome nora")] == ["Welcome Nora"]
    assert mail_emulator.client.messages.list()[0]["subject"] == "Welcome Nora"
    with pytest.raises(AssertionError, match="subject is 'Welcome Nora', not 'Welcome Ken'"):
        mail_emulator.wait_for_message(subject="Welcome Ken", timeout=0)


def test_each_reader_of_a_mailing_is_found_by_their_own_subject(mail_emulator: MailEmulator) -> None:
    orange = mail_emulator.orange_mail
    headers = {"Authorization": f"Bearer {orange.api_key}", "Content-Type": "application/json"}
    plan = orange.plans[0].hash
    for mail, name in (("nora@home.example", "山田"), ("ken@home.example", "佐藤")):
        body = {"plan": plan, "add": {"mail": mail, "sei": name}}
        assert requests.post(f"{orange.base_url}/api/v0/customer/add", headers=headers, json=body, timeout=10).ok
    mailing = {
        "plan": plan,
        "from": {"mail": "news@shop.example", "name": "編集部"},
        "content": {"type": "text/plain", "subject": "%sei%様 お知らせ", "body": "%sei%様"},
        "send_time": "2017-08-25 14:00:00",
    }
    assert requests.post(f"{orange.base_url}/api/v0/mail/make", headers=headers, json=mailing, timeout=10).ok
    mail_emulator.clock.advance("1m")
    assert mail_emulator.wait_for_message(subject="佐藤様").to == "ken@home.example"
    assert {mail.subject for mail in mail_emulator.sent()} == {"山田様 お知らせ", "佐藤様 お知らせ"}
