"""The newsletter against a world that stands still until it is moved."""

from datetime import UTC, datetime

import pytest
from newsletter import Customer, Newsletter, TryLater

from emulator.testing import MailEmulator

pytestmark = pytest.mark.mail_emulator(clock="standing", now=datetime(2026, 3, 31, 3, 0, tzinfo=UTC))

YUKI = Customer("yuki@home.example", "佐藤", "雪")
KEN = Customer("ken@home.example", "鈴木", "健")


@pytest.fixture
def newsletter(mail_emulator: MailEmulator) -> Newsletter:
    orange = mail_emulator.orange_mail
    return Newsletter(orange.api_key, orange.plans[0].hash, orange.base_url)


def subscribers(mail_emulator: MailEmulator) -> dict[str, str]:
    plan = mail_emulator.orange_mail.plans[0].hash
    rows = mail_emulator.client.get(f"orange-mail/plans/{plan}/subscribers")["results"]
    return {row["mail"]: row["sei"] for row in rows if row["standing"] == "配信中"}


def test_who_is_new_is_added_who_changed_is_changed_who_left_is_removed(
    newsletter: Newsletter, mail_emulator: MailEmulator
) -> None:
    newsletter.sync([YUKI, KEN])
    assert subscribers(mail_emulator) == {"yuki@home.example": "佐藤", "ken@home.example": "鈴木"}
    married = Customer("yuki@home.example", "高橋", "雪")
    newsletter.sync([married], before=[YUKI, KEN])
    assert subscribers(mail_emulator) == {"yuki@home.example": "高橋"}


def test_the_mailing_goes_out_at_its_time_to_whoever_subscribes_by_then(
    newsletter: Newsletter, mail_emulator: MailEmulator
) -> None:
    newsletter.sync([YUKI])
    newsletter.send("春のお知らせ", "新しい品が入りました。", at="2026-04-01 09:00:00")
    newsletter.sync([YUKI, KEN], before=[YUKI])
    mail_emulator.clock.advance("20h")
    assert mail_emulator.sent() == []
    mail_emulator.clock.advance("2h")
    assert sorted(mail.to for mail in mail_emulator.sent()) == ["ken@home.example", "yuki@home.example"]
    assert mail_emulator.sent()[0].subject == "春のお知らせ"


def test_after_a_hundred_requests_the_sync_must_wait(newsletter: Newsletter, mail_emulator: MailEmulator) -> None:
    mail_emulator.limits.prime("orange-mail", remaining=1)
    with pytest.raises(TryLater) as refused:
        newsletter.sync([YUKI, KEN])
    assert subscribers(mail_emulator) == {"yuki@home.example": "佐藤"}
    mail_emulator.clock.advance(refused.value.seconds)
    newsletter.sync([YUKI, KEN], before=[YUKI])
    assert len(subscribers(mail_emulator)) == 2


@pytest.mark.mail_emulator(escape_guard=True)
def test_the_hosts_of_production_are_caught(mail_emulator_hosts: MailEmulator) -> None:
    orange = mail_emulator_hosts.orange_mail
    for host in ("https://smail.omee1.com", "https://mail.os7.biz"):
        Newsletter(orange.api_key, orange.plans[0].hash, host).sync([Customer(f"a@{host[8:]}", "佐藤", "雪")])
    assert len(subscribers(mail_emulator_hosts)) == 2
