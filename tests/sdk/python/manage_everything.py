"""Live through every management method of the client once, and see the same world in all of them."""

import base64
import json
import os
import urllib.request
from datetime import datetime, timedelta

from infobip_api_client import ApiClient, Configuration, EmailApi
from infobip_api_client.exceptions import BadRequestException, NotFoundException
from infobip_api_client.models import (
    EmailAddDomainRequest,
    EmailAddSuppression,
    EmailAddSuppressionRequest,
    EmailDeleteSuppression,
    EmailDeleteSuppressionRequest,
    EmailDomainIpPoolAssignApiRequest,
    EmailDomainIpPoolUpdateApiRequest,
    EmailGroupDestination,
    EmailIpPoolAssignIpApiRequest,
    EmailIpPoolCreateApiRequest,
    EmailMessage,
    EmailMessageContent,
    EmailRequest,
    EmailToDestination,
    EmailTrackingEventRequest,
    EmailValidationApiBulkRequest,
    EmailValidationDestination,
    EmailValidationRequest,
)

DOMAIN = "news.shop.example"
READER = "nora.lind@north.example"
MESSAGING = {
    "get_email_delivery_reports",
    "get_email_logs",
    "get_scheduled_email_statuses",
    "get_scheduled_emails",
    "reschedule_emails",
    "send_email",
    "send_mime_email",
    "update_scheduled_email_statuses",
}


def control(method: str, path: str, body: object = None) -> object:
    request = urllib.request.Request(
        f"{os.environ['EMULATOR_CONTROL']}/{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", "X-Mail-Emulator": "1"},
    )
    with urllib.request.urlopen(request) as answer:
        content = answer.read()
    return json.loads(content) if content else None


class Client:
    """The official client; remembers what was called, and lets a second pass before each call."""

    def __init__(self) -> None:
        configuration = Configuration(host=os.environ["EMULATOR_URL"], api_key=os.environ["INFOBIP_KEY"])
        self._api = EmailApi(ApiClient(configuration))
        self.called: set[str] = set()

    def __getattr__(self, name: str) -> object:
        control("POST", "clock/advance", {"by": "1s"})
        self.called.add(name)
        return getattr(self._api, name)


def refused(kind: type[Exception], call: object, *arguments: object) -> Exception:
    try:
        call(*arguments)
    except kind as error:
        return error
    raise AssertionError(f"{kind.__name__} was to be raised")


def domains(email: Client) -> int:
    added = email.add_domain(EmailAddDomainRequest(domain_name=DOMAIN, dkim_key_length=2048, targeted_daily_traffic=9))
    assert (added.active, added.blocked, len(added.dns_records)) == (False, False, 4)
    email.verify_domain(DOMAIN)
    assert email.get_domain_details(DOMAIN).active is True
    assert email.update_tracking_events(DOMAIN, EmailTrackingEventRequest(clicks=False)).tracking.clicks is False
    page = email.get_all_domains(size=20, page=0)
    assert (page.paging.total_results, page.results[0].domain_id) == (1, added.domain_id)
    refused(NotFoundException, email.get_domain_details, "absent.example")
    return added.domain_id


def addresses(email: Client, domain: int) -> None:
    control("POST", "infobip/ips", {"addresses": ["192.0.2.17", "203.0.113.17"]})
    [ip] = email.get_all_ips()
    assert ip.ip_addresses == ["192.0.2.17", "203.0.113.17"]
    pool = email.create_ip_pool(EmailIpPoolCreateApiRequest(name="receipts"))
    email.update_ip_pool(pool.id, EmailIpPoolCreateApiRequest(name="receipts-eu"))
    email.assign_ip_to_pool(pool.id, EmailIpPoolAssignIpApiRequest(ip_id=ip.id))
    assert email.get_ip_details(ip.id).pools[0].name == "receipts-eu"
    assert email.get_ip_pool(pool.id).ips[0].id == ip.id
    assert [each.id for each in email.get_ip_pools(name="receipts-eu")] == [pool.id]
    email.assign_pool_to_domain(domain, EmailDomainIpPoolAssignApiRequest(pool_id=pool.id, priority=3))
    email.update_domain_pool_priority(domain, pool.id, EmailDomainIpPoolUpdateApiRequest(priority=1))
    assert [each.priority for each in email.get_ip_domain(domain).pools] == [1]
    email.remove_ip_pool_from_domain(domain, pool.id)
    email.remove_ip_from_pool(pool.id, ip.id)
    email.delete_ip_pool(pool.id)
    assert email.get_ip_pools() == []
    assert "IP pool not found" in refused(NotFoundException, email.get_ip_pool, pool.id).body


def templates(email: Client) -> None:
    html = "<p>Gate {{gate}}</p>"
    made = email.create_email_template(html=html, name="boarding", var_from=f"crew@{DOMAIN}", subject="Your gate")
    assert (made.html, made.is_html_editable, made.attachments) == (html, True, None)
    data = base64.b64encode(b"A1,A2,B7\n").decode()
    file = email.upload_email_template_attachment(made.id, "text/plain", "seats.txt", data)
    assert (file.size, email.get_email_template_attachments(made.id)[0].id) == (9, file.id)
    assert email.patch_email_template(made.id, html, preheader="Doors shut early").subject == "Your gate"
    assert email.update_email_template(made.id, html, subject="Gate moved").preheader is None
    assert email.generate_email_template_preview(made.id, placeholders={"gate": {"value": "C4"}}) == "<p>Gate C4</p>"
    assert email.generate_email_template_preview(made.id) == "<p>Gate </p>"
    assert email.get_email_template(made.id).attachments[0].file_name == "seats.txt"
    assert [each.id for each in email.get_email_templates(page=0, size=5).results] == [made.id]
    email.delete_email_template_attachment(file.id, made.id)
    email.delete_email_template(made.id)
    refused(NotFoundException, email.get_email_template, made.id)


def suppressions(email: Client) -> None:
    group = {"domain_name": DOMAIN, "email_address": [READER], "type": "BOUNCE"}
    email.add_suppressions(EmailAddSuppressionRequest(suppressions=[EmailAddSuppression(**group)]))
    now = datetime.fromisoformat(control("GET", "clock")["now"])
    page = email.get_suppressions(
        domain_name=DOMAIN, type="BOUNCE", created_date_from=now - timedelta(hours=1), created_date_to=now
    )
    assert [row.email_address for row in page.results] == [READER]
    assert fate(email) == "EC_SUPPRESSED_BOUNCE"
    email.delete_suppressions(EmailDeleteSuppressionRequest(suppressions=[EmailDeleteSuppression(**group)]))
    assert fate(email) == "NO_ERROR"
    assert [row.data_access for row in email.get_domains(page=0, size=10).results] == ["OWNER"]


def fate(email: Client) -> str:
    """The error name in the report of a mail to the reader."""
    message = EmailMessage(
        sender=f"Shop <orders@{DOMAIN}>",
        destinations=[EmailGroupDestination(to=[EmailToDestination(destination=READER)])],
        content=EmailMessageContent(subject="Your order", text="It is on its way."),
    )
    sent = email.send_email(EmailRequest(messages=[message]))
    control("POST", "clock/advance", {"by": "1m"})
    [report] = email.get_email_delivery_reports(bulk_id=sent.bulk_id).results
    return report.error.name


def validation(email: Client) -> None:
    found = email.validate_email_addresses(EmailValidationRequest(to="full@north.example"))
    assert (found.valid_mailbox, found.reason) == ("unknown", "INBOX_FULL")
    wanted = [EmailValidationDestination(destination=each) for each in (READER, "gone@north.example")]
    number = email.request_validations(EmailValidationApiBulkRequest(destinations=wanted)).validation_request_id
    first = email.get_validations(validation_request_id=number, size=1)
    rest = email.get_validations(validation_request_id=number, size=1, cursor=first.paging.next_cursor)
    assert [row.valid_mailbox for row in (*first.results, *rest.results)] == [True, False]
    assert email.get_validations(valid_mailbox=True, risk="LOW").results[0].destination == READER
    refused(BadRequestException, lambda: email.get_validations(cursor="nowhere"))


def main() -> None:
    email = Client()
    domain = domains(email)
    addresses(email, domain)
    templates(email)
    suppressions(email)
    validation(email)
    email.delete_domain(DOMAIN)
    assert email.get_all_domains().results == []
    methods = {name for name in vars(EmailApi) if not name.startswith("_")}
    methods = {name for name in methods if not name.endswith(("_with_http_info", "_without_preload_content"))}
    assert methods - MESSAGING - email.called == set()


main()
