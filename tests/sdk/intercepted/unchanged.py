"""Run by `test_intercepted` in a pytest of its own, where the official client can be imported beside the emulator."""

import pytest
from infobip_api_client import ApiClient, Configuration, EmailApi
from infobip_api_client.exceptions import UnauthorizedException
from infobip_api_client.models import (
    EmailGroupDestination,
    EmailMessage,
    EmailMessageContent,
    EmailRequest,
    EmailToDestination,
)

from emulator.testing import MailEmulator

ORDER = EmailRequest(
    messages=[
        EmailMessage(
            sender="Shop <orders@shop.example>",
            destinations=[EmailGroupDestination(to=[EmailToDestination(destination="nora@home.example")])],
            content=EmailMessageContent(subject="Your order", text="It is on its way."),
        )
    ]
)


@pytest.mark.mail_emulator(escape_guard=True)
def test_the_host_of_production_is_caught_and_verified(mail_emulator_hosts: MailEmulator) -> None:
    key = mail_emulator_hosts.infobip.api_key
    EmailApi(ApiClient(Configuration(host="https://xk7r2.api.infobip.com", api_key=key))).send_email(ORDER)
    assert mail_emulator_hosts.wait_for_message(to="nora@home.example").text == "It is on its way."


def test_the_arguments_for_the_client_are_ready_made(mail_emulator: MailEmulator) -> None:
    EmailApi(ApiClient(Configuration(**mail_emulator.infobip.client_arguments))).send_email(ORDER)
    assert len(mail_emulator.sent()) == 1


def test_the_clients_own_exceptions_are_raised(mail_emulator_hosts: MailEmulator) -> None:
    client = EmailApi(ApiClient(Configuration(host="https://api.infobip.com", api_key="a-wrong-key")))
    with pytest.raises(UnauthorizedException):
        client.send_email(ORDER)
