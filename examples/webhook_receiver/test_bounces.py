"""The application runs as it does in production, on a port; the webhooks are real requests."""

import threading
from collections.abc import Iterator

import pytest
import requests
from bounces import create_app
from werkzeug.serving import make_server

from emulator.testing import MailEmulator, WebhookReceiver

pytestmark = pytest.mark.mail_emulator(clock="standing")


@pytest.fixture
def application() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(), threaded=True)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def send(mail_emulator: MailEmulator, to: str, notify_url: str) -> None:
    answer = requests.post(
        f"{mail_emulator.infobip.base_url}/email/3/send",
        headers={"Authorization": f"App {mail_emulator.infobip.api_key}"},
        files={
            "from": (None, "orders@shop.example"),
            "to": (None, to),
            "subject": (None, "Your order"),
            "text": (None, "It is on its way."),
            "notifyUrl": (None, notify_url),
        },
        timeout=10,
    )
    assert answer.status_code == 200


def test_an_infobip_report_of_a_bounce_arrives(mail_emulator: MailEmulator, application: str) -> None:
    send(mail_emulator, "nora@home.example", f"{application}/infobip/reports")
    send(mail_emulator, "bounce@home.example", f"{application}/infobip/reports")
    mail_emulator.clock.advance("1m")
    assert requests.get(f"{application}/dead", timeout=10).json() == ["bounce@home.example"]


def test_orange_mails_events_come_once_a_minute_and_a_late_bounce_after_the_delivery(
    mail_emulator: MailEmulator, application: str
) -> None:
    orange = mail_emulator.orange_mail
    plan = orange.plans[0].hash
    mail_emulator.client.put(
        f"orange-mail/plans/{plan}/webhook",
        {"url": f"{application}/orange/events", "events": ["Processed", "Delivered", "Bounce", "Dropped"]},
    )
    for address in ("yuki@home.example", "late-bounce@home.example"):
        call(mail_emulator, "customer/add", {"plan": plan, "add": {"mail": address}})
    mailing = {
        "plan": plan,
        "from": {"mail": "news@shop.example", "name": "お店"},
        "content": {"type": "text/plain", "subject": "春", "body": "こんにちは"},
        "send_time": "2017-08-25 15:00:00",
    }
    call(mail_emulator, "mail/make", mailing)
    mail_emulator.clock.advance("2m")
    assert requests.get(f"{application}/dead", timeout=10).json() == []
    mail_emulator.clock.advance("3m")
    assert requests.get(f"{application}/dead", timeout=10).json() == ["late-bounce@home.example"]


def call(mail_emulator: MailEmulator, operation: str, body: dict[str, object]) -> None:
    orange = mail_emulator.orange_mail
    answer = requests.post(
        f"{orange.base_url}/api/v0/{operation}",
        headers={"Authorization": f"Bearer {orange.api_key}"},
        json=body,
        timeout=10,
    )
    assert answer.json() == {"message": "OK"}


def test_a_receiver_that_fails_is_asked_again(mail_emulator: MailEmulator, webhook_receiver: WebhookReceiver) -> None:
    """How often and when Infobip repeats a report, seen by a receiver that answers 503 twice."""
    webhook_receiver.answer(503, times=2)
    send(mail_emulator, "nora@home.example", webhook_receiver.url)
    mail_emulator.clock.advance("10m")
    (call,) = mail_emulator.webhooks.list()
    assert [attempt["status"] for attempt in call["attempts"]] == [503, 503, 200]
    assert len({received.text for received in webhook_receiver.wait_for(3)}) == 1
