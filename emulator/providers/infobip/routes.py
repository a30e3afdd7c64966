"""Every operation of Infobip's Email API on one page, by the names of the published document."""

from __future__ import annotations

from dataclasses import replace

from ...wire.current import Operation, Route
from . import pages
from .errors import Family
from .limits import TABLE
from .operations import (
    bulks,
    certificates,
    content,
    domains,
    ip_management,
    ips,
    logs,
    profiles,
    reports,
    security_settings,
    send_form,
    send_messages,
    send_mime,
    subscriptions,
    suppressions,
    templates,
    tokens,
    validation,
)
from .traits import FORM, JSON, Traits

SEND = ("message:send", "email:message:send", "email:manage")
LOGS = ("email:logs:read", "email:manage")
READ = ("email:manage", "email:message:send")
MANAGE = ("email:manage",)
TEMPLATES = ("email:manage", "email:templates:manage")

REFERRED = {"/email/1/ip-management": (404,), "/email/1/suppressions": (400,)}
"""Where refusals point to the API reference, and with which statuses (*documented*)."""


def _route(
    method: str,
    path: str,
    operation: str,
    view: Operation,
    scopes: tuple[str, ...] = (),
    family: Family = "legacy",
    consumes: tuple[str, ...] = (),
) -> Route:
    limit = operation if operation in TABLE else ""
    reference = next((statuses for prefix, statuses in REFERRED.items() if path.startswith(prefix)), ())
    traits = Traits(family, scopes, consumes, reference=reference)
    return Route(method, path, operation, view, limit=limit, traits=traits)


def _open(method: str, path: str, operation: str, view: Operation, consumes: tuple[str, ...]) -> Route:
    """An operation for those who have no token yet."""
    return Route(method, path, operation, view, traits=Traits(consumes=consumes, authenticated=False), secret=True)


ONE_DOMAIN = "/email/1/domains/<domain_name>"
IP_MANAGEMENT = "/email/1/ip-management"
ONE_TEMPLATE = "/email/1/templates/<template_id>"
FILES = f"{ONE_TEMPLATE}/attachments"

MESSAGING = (
    _route("POST", "/email/3/send", "send_email__v3", send_form.send_email__v3, SEND, consumes=FORM),
    _route("POST", "/email/2/send", "send_email__v2", send_form.send_email__v2, SEND, consumes=FORM),
    _route("POST", "/email/1/send", "send_email__v1", send_form.send_email__v1, SEND, consumes=FORM),
    _route("POST", "/email/4/messages", "send_email", send_messages.send_email, SEND, "new", JSON),
    _route("POST", "/email/4/mime", "send_mime_email", send_mime.send_mime_email, SEND, "legacy", JSON),
    _route("GET", "/email/1/reports", "get_email_delivery_reports__v1", reports.get_email_delivery_reports__v1, SEND),
    _route("GET", "/email/4/reports", "get_email_delivery_reports", reports.get_email_delivery_reports, SEND, "new"),
    _route("GET", "/email/1/logs", "get_email_logs__v1", logs.get_email_logs__v1, LOGS),
    _route("GET", "/email/4/logs", "get_email_logs", logs.get_email_logs, LOGS, "new"),
)

CONTENT = (
    _route("POST", "/email/1/content", "upload_binary_content", content.upload_binary_content, MANAGE, "content"),
)

BULK, BULK_STATUS = "/email/1/bulks", "/email/1/bulks/status"

BULKS = (
    _route("GET", BULK, "get_scheduled_emails", bulks.get_scheduled_emails, READ),
    _route("PUT", BULK, "reschedule_emails", bulks.reschedule_emails, MANAGE, consumes=JSON),
    _route("GET", BULK_STATUS, "get_scheduled_email_statuses", bulks.get_scheduled_email_statuses, READ),
    _route(
        "PUT",
        BULK_STATUS,
        "update_scheduled_email_statuses",
        bulks.update_scheduled_email_statuses,
        MANAGE,
        consumes=JSON,
    ),
)

SESSION = "/auth/1/session"

TOKENS = (
    _open("POST", "/auth/1/oauth2/token", "create_oauth2_token", tokens.create_oauth2_token, FORM[1:]),
    _open("POST", SESSION, "create_session", tokens.create_session, JSON),
    _route("DELETE", SESSION, "destroy_session", tokens.destroy_session),
)

DOMAINS = (
    _route("GET", "/email/1/domains", "get_all_domains", domains.get_all_domains, READ),
    _route("POST", "/email/1/domains", "add_domain", domains.add_domain, MANAGE, consumes=JSON),
    _route("GET", ONE_DOMAIN, "get_domain_details", domains.get_domain_details, READ),
    _route("DELETE", ONE_DOMAIN, "delete_domain", domains.delete_domain, MANAGE),
    _route(
        "PUT", f"{ONE_DOMAIN}/tracking", "update_tracking_events", domains.update_tracking_events, MANAGE, consumes=JSON
    ),
    _route("PUT", f"{ONE_DOMAIN}/return-path", "update_return_path", domains.update_return_path, MANAGE, consumes=JSON),
    _route("POST", f"{ONE_DOMAIN}/verify", "verify_domain", domains.verify_domain, MANAGE),
)

IPS = (
    _route("GET", f"{IP_MANAGEMENT}/ips", "get_all_ips", ip_management.get_all_ips, MANAGE, "new"),
    _route("GET", f"{IP_MANAGEMENT}/ips/<ip_id>", "get_ip_details", ip_management.get_ip_details, MANAGE, "new"),
    _route("GET", f"{IP_MANAGEMENT}/pools", "get_ip_pools", ip_management.get_ip_pools, MANAGE, "new"),
    _route("POST", f"{IP_MANAGEMENT}/pools", "create_ip_pool", ip_management.create_ip_pool, MANAGE, "new", JSON),
    _route("GET", f"{IP_MANAGEMENT}/pools/<pool_id>", "get_ip_pool", ip_management.get_ip_pool, MANAGE, "new"),
    _route(
        "PUT", f"{IP_MANAGEMENT}/pools/<pool_id>", "update_ip_pool", ip_management.update_ip_pool, MANAGE, "new", JSON
    ),
    _route("DELETE", f"{IP_MANAGEMENT}/pools/<pool_id>", "delete_ip_pool", ip_management.delete_ip_pool, MANAGE, "new"),
    _route(
        "POST",
        f"{IP_MANAGEMENT}/pools/<pool_id>/ips",
        "assign_ip_to_pool",
        ip_management.assign_ip_to_pool,
        MANAGE,
        "new",
        JSON,
    ),
    _route(
        "DELETE",
        f"{IP_MANAGEMENT}/pools/<pool_id>/ips/<ip_id>",
        "remove_ip_from_pool",
        ip_management.remove_ip_from_pool,
        MANAGE,
        "new",
    ),
    _route("GET", f"{IP_MANAGEMENT}/domains/<domain_id>", "get_ip_domain", ip_management.get_ip_domain, MANAGE, "new"),
    _route(
        "POST",
        f"{IP_MANAGEMENT}/domains/<domain_id>/pools",
        "assign_pool_to_domain",
        ip_management.assign_pool_to_domain,
        MANAGE,
        "new",
        JSON,
    ),
    _route(
        "PUT",
        f"{IP_MANAGEMENT}/domains/<domain_id>/pools/<pool_id>",
        "update_domain_pool_priority",
        ip_management.update_domain_pool_priority,
        MANAGE,
        "new",
        JSON,
    ),
    _route(
        "DELETE",
        f"{IP_MANAGEMENT}/domains/<domain_id>/pools/<pool_id>",
        "remove_ip_pool_from_domain",
        ip_management.remove_ip_pool_from_domain,
        MANAGE,
        "new",
    ),
    _route("POST", f"{IP_MANAGEMENT}/ips/commission", "commission_ip", ip_management.commission_ip, MANAGE, "new"),
    _route("DELETE", f"{IP_MANAGEMENT}/ips/<ip_id>", "decommission_ip", ip_management.decommission_ip, MANAGE, "new"),
    _route(
        "GET", f"{IP_MANAGEMENT}/paginated/ips", "get_paginated_ips", ip_management.get_paginated_ips, MANAGE, "new"
    ),
    _route(
        "GET",
        f"{IP_MANAGEMENT}/paginated/pools",
        "get_paginated_ip_pools",
        ip_management.get_paginated_ip_pools,
        MANAGE,
        "new",
    ),
    _route("GET", "/email/1/ips", "get_all_ips__v1", ips.get_all_ips__v1, MANAGE),
    _route("GET", "/email/1/domain-ips", "get_all_domain_ips", ips.get_all_domain_ips, MANAGE),
    _route("POST", "/email/1/domain-ips", "assign_ip_to_domain", ips.assign_ip_to_domain, MANAGE, consumes=JSON),
    _route("DELETE", "/email/1/domain-ips", "remove_ip_from_domain", ips.remove_ip_from_domain, MANAGE),
)

TEMPLATE_ROWS = (
    _route("GET", "/email/1/templates", "get_email_templates", templates.get_email_templates, TEMPLATES, "new"),
    _route(
        "POST", "/email/1/templates", "create_email_template", templates.create_email_template, TEMPLATES, "new", FORM
    ),
    _route("GET", ONE_TEMPLATE, "get_email_template", templates.get_email_template, TEMPLATES, "new"),
    _route("PUT", ONE_TEMPLATE, "update_email_template", templates.update_email_template, TEMPLATES, "new", FORM),
    _route("PATCH", ONE_TEMPLATE, "patch_email_template", templates.patch_email_template, TEMPLATES, "new", FORM),
    _route("DELETE", ONE_TEMPLATE, "delete_email_template", templates.delete_email_template, TEMPLATES, "new"),
    _route(
        "POST",
        f"{ONE_TEMPLATE}/preview",
        "generate_email_template_preview",
        templates.generate_email_template_preview,
        TEMPLATES,
        "new",
    ),
    _route("GET", FILES, "get_email_template_attachments", templates.get_email_template_attachments, TEMPLATES, "new"),
    _route(
        "POST",
        FILES,
        "upload_email_template_attachment",
        templates.upload_email_template_attachment,
        TEMPLATES,
        "new",
        FORM,
    ),
    _route(
        "DELETE",
        f"{FILES}/<attachment_id>",
        "delete_email_template_attachment",
        templates.delete_email_template_attachment,
        TEMPLATES,
        "new",
    ),
    _route(
        "GET",
        f"{FILES}/<attachment_id>/download",
        "download_email_template_attachment",
        templates.download_email_template_attachment,
        TEMPLATES,
        "new",
    ),
    _route(
        "GET",
        f"{ONE_TEMPLATE}/preview.png",
        "get_email_template_image",
        templates.get_email_template_image,
        TEMPLATES,
        "new",
    ),
)

SUPPRESSIONS = (
    _route("GET", "/email/1/suppressions", "get_suppressions", suppressions.get_suppressions, MANAGE, "new"),
    _route("POST", "/email/1/suppressions", "add_suppressions", suppressions.add_suppressions, MANAGE, "new", JSON),
    _route(
        "DELETE", "/email/1/suppressions", "delete_suppressions", suppressions.delete_suppressions, MANAGE, "new", JSON
    ),
    _route("GET", "/email/1/suppressions/domains", "get_domains", suppressions.get_domains, MANAGE, "new"),
)

VALIDATION = (
    _route("POST", "/email/2/validation", "validate_email_addresses", validation.validate_email_addresses, MANAGE),
    _route("POST", "/email/2/validations", "request_validations", validation.request_validations, MANAGE, "new", JSON),
    _route("GET", "/email/2/validations", "get_validations", validation.get_validations, MANAGE, "new"),
)

SUBSCRIPTION = "/subscriptions/1/subscription/<channel>"
ONE_SUBSCRIPTION = f"{SUBSCRIPTION}/<subscription_id>"
PROFILES, ONE_PROFILE = "/subscriptions/1/profiles", "/subscriptions/1/profiles/<profile_id>"
SECURITY, ONE_SECURITY = "/subscriptions/1/security", "/subscriptions/1/security/<auth_id>"
CERTIFICATES = "/subscriptions/1/certificates"
ONE_CERTIFICATE = f"{CERTIFICATES}/<certificate_id>"
SUBSCRIBE = ("subscriptions:manage",)


def _sub(method: str, path: str, operation: str, view: Operation) -> Route:
    route = _route(method, path, operation, view, SUBSCRIBE, consumes=JSON if method in ("POST", "PUT") else ())
    return replace(route, secret=True)


SUBSCRIPTION_ROWS = (
    _sub("GET", SUBSCRIPTION, "get_subscriptions", subscriptions.get_subscriptions),
    _sub("POST", SUBSCRIPTION, "create_subscription", subscriptions.create_subscription),
    _sub("GET", ONE_SUBSCRIPTION, "get_subscription", subscriptions.get_subscription),
    _sub("PUT", ONE_SUBSCRIPTION, "update_subscription", subscriptions.update_subscription),
    _sub("DELETE", ONE_SUBSCRIPTION, "delete_subscription", subscriptions.delete_subscription),
    _sub("GET", PROFILES, "get_profiles", profiles.get_profiles),
    _sub("POST", PROFILES, "create_profile", profiles.create_profile),
    _sub("GET", ONE_PROFILE, "get_profile", profiles.get_profile),
    _sub("PUT", ONE_PROFILE, "update_profile", profiles.update_profile),
    _sub("DELETE", ONE_PROFILE, "delete_profile", profiles.delete_profile),
    _sub("GET", SECURITY, "get_security_settings", security_settings.get_security_settings),
    _sub("POST", SECURITY, "create_security_settings", security_settings.create_security_settings),
    _sub("GET", ONE_SECURITY, "get_security_setting", security_settings.get_security_setting),
    _sub("PUT", ONE_SECURITY, "update_security_settings", security_settings.update_security_settings),
    _sub("DELETE", ONE_SECURITY, "delete_security_settings", security_settings.delete_security_settings),
    _sub("GET", CERTIFICATES, "get_certificates", certificates.get_certificates),
    _sub("POST", CERTIFICATES, "upload_certificate", certificates.upload_certificate),
    _sub("GET", f"{CERTIFICATES}/status", "get_certificates_statuses", certificates.get_certificates_statuses),
    _sub("POST", f"{CERTIFICATES}/test/webhook", "check_certificate_connection", certificates.check_connection),
    _sub("GET", ONE_CERTIFICATE, "get_certificate_details", certificates.get_certificate_details),
    _sub("DELETE", ONE_CERTIFICATE, "delete_certificate", certificates.delete_certificate),
)

READERS = (
    Route("GET", "/email/track/o/<link>", "open_pixel", pages.open_pixel, public=True),
    Route("GET", "/email/track/c/<link>", "follow_link", pages.follow_link, public=True),
    Route("GET", "/email/track/u/<link>", "unsubscribe_page", pages.unsubscribe_page, public=True),
    Route("POST", "/email/track/u/<link>", "unsubscribe", pages.unsubscribe, public=True),
)
"""Ours, for the links in mails: nobody needs a key here."""

ROUTES = (
    *MESSAGING,
    *CONTENT,
    *BULKS,
    *TOKENS,
    *SUBSCRIPTION_ROWS,
    *READERS,
    *DOMAINS,
    *IPS,
    *TEMPLATE_ROWS,
    *SUPPRESSIONS,
    *VALIDATION,
)
