"""Send to two recipients, read the reports once and the logs twice, knock with a wrong key."""

import json
import os
import urllib.request

from infobip_api_client import ApiClient, Configuration, EmailApi
from infobip_api_client.exceptions import UnauthorizedException
from infobip_api_client.models import (
    EmailGroupDestination,
    EmailMessage,
    EmailMessageContent,
    EmailRequest,
    EmailToDestination,
)

RECIPIENTS = ["nora.lind@north.example", "bounce@north.example"]


def client(key: str) -> EmailApi:
    return EmailApi(ApiClient(Configuration(host=os.environ["EMULATOR_URL"], api_key=key)))


def advance(by: str) -> None:
    request = urllib.request.Request(
        f"{os.environ['EMULATOR_CONTROL']}/clock/advance",
        data=json.dumps({"by": by}).encode(),
        headers={"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request) as answer:
        assert answer.status == 200


def order() -> EmailRequest:
    message = EmailMessage(
        sender="Shop <orders@shop.example>",
        destinations=[EmailGroupDestination(to=[EmailToDestination(destination=to)]) for to in RECIPIENTS],
        content=EmailMessageContent(subject="Your order", text="It is on its way."),
    )
    return EmailRequest(messages=[message])


def main() -> None:
    email = client(os.environ["INFOBIP_KEY"])
    sent = email.send_email(order())
    assert [message.destination for message in sent.messages] == RECIPIENTS
    assert {message.status.name for message in sent.messages} == {"PENDING_ENROUTE"}

    advance("10m")

    reports = email.get_email_delivery_reports(bulk_id=sent.bulk_id).results
    outcomes = {report.to: report.status.group_name for report in reports}
    assert outcomes == {RECIPIENTS[0]: "DELIVERED", RECIPIENTS[1]: "UNDELIVERABLE"}, outcomes
    assert email.get_email_delivery_reports(bulk_id=sent.bulk_id).results == []

    logs = email.get_email_logs(bulk_id=[sent.bulk_id])
    assert {log.destination for log in logs.results} == set(RECIPIENTS)
    assert email.get_email_logs(bulk_id=[sent.bulk_id]) == logs

    try:
        client("a-wrong-key").get_email_delivery_reports()
    except UnauthorizedException as refused:
        assert refused.status == 401
    else:
        raise AssertionError("a wrong key was let in")


main()
