"""The sign-up, with the mail it sends and what becomes of it when it cannot."""

from urllib.parse import urlsplit

import pytest
from flask.testing import FlaskClient
from signup import create_app

from emulator.testing import MailEmulator


@pytest.fixture
def browser(mail_emulator: MailEmulator) -> FlaskClient:
    infobip = mail_emulator.infobip
    return create_app(infobip.api_key, infobip.base_url).test_client()


def test_the_code_of_the_mail_confirms_the_address(browser: FlaskClient, mail_emulator: MailEmulator) -> None:
    assert browser.post("/signup", data={"email": "nora@home.example"}).status_code == 202
    mail = mail_emulator.wait_for_message(to="nora@home.example")
    assert mail.sender == "Shop <hello@shop.example>"
    assert browser.post("/confirm", data={"email": "nora@home.example", "code": mail.code()}).text == "Welcome!"
    assert browser.get("/members").json == ["nora@home.example"]


def test_so_does_the_link(browser: FlaskClient, mail_emulator: MailEmulator) -> None:
    browser.post("/signup", data={"email": "nora@home.example"})
    link = mail_emulator.wait_for_message(to="nora@home.example").link("Confirm")
    browser.get(urlsplit(link).path)
    assert browser.get("/members").json == ["nora@home.example"]


def test_a_wrong_code_confirms_nothing(browser: FlaskClient) -> None:
    browser.post("/signup", data={"email": "nora@home.example"})
    assert browser.post("/confirm", data={"email": "nora@home.example", "code": "none"}).status_code == 400
    assert browser.get("/members").json == []


def test_when_the_service_refuses_the_visitor_is_asked_to_come_back(
    browser: FlaskClient, mail_emulator: MailEmulator
) -> None:
    mail_emulator.clock.stand()
    mail_emulator.limits.prime("send_email__v3", remaining=0)
    assert browser.post("/signup", data={"email": "nora@home.example"}).status_code == 503
    mail_emulator.assert_nothing_sent()
    mail_emulator.clock.advance("1s")
    assert browser.post("/signup", data={"email": "nora@home.example"}).status_code == 202


@pytest.mark.mail_emulator(clock="standing")
def test_an_address_that_bounces_is_seen_in_the_mails_state(browser: FlaskClient, mail_emulator: MailEmulator) -> None:
    browser.post("/signup", data={"email": "bounce@home.example"})
    mail_emulator.clock.advance("1m")
    (mail,) = mail_emulator.sent()
    assert mail.events[-1] == "bounced"


@pytest.mark.mail_emulator(escape_guard=True)
def test_the_hard_coded_host_of_production_reaches_the_emulator(mail_emulator_hosts: MailEmulator) -> None:
    """Nothing but the key is configured; any call elsewhere would fail this test and name its line."""
    browser = create_app(mail_emulator_hosts.infobip.api_key).test_client()
    assert browser.post("/signup", data={"email": "nora@home.example"}).status_code == 202
    assert mail_emulator_hosts.wait_for_message(to="nora@home.example").subject == "Confirm your address"
