"""The published rate limits, one per operation and account, as data."""

from __future__ import annotations

from datetime import timedelta

from ...mail.limits import Basis, Limit, LimitKind

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)

Row = tuple[int, timedelta, LimitKind, Basis]

SEND: Row = (4000, SECOND, "fixed", "documented")
OLD_SEND: Row = (4000, SECOND, "fixed", "assumed")
UPLOAD: Row = (500, SECOND, "fixed", "documented")
READ_V1: Row = (60, MINUTE, "fixed", "documented")
READ_V4: Row = (120, MINUTE, "fixed", "documented")
BULKS: Row = (100, MINUTE, "fixed", "documented")
DOMAINS: Row = (5, SECOND, "bucket", "documented")
ADDITIONS: Row = (1000, DAY, "sliding", "documented")
IPS: Row = (10, SECOND, "fixed", "documented")
IPS_BOUGHT: Row = (1, SECOND, "fixed", "documented")
TEMPLATES_READ: Row = (10, SECOND, "fixed", "documented")
TEMPLATES_WRITE: Row = (1, SECOND, "fixed", "documented")
SUPPRESSIONS: Row = (100, SECOND, "fixed", "documented")
VALIDATION: Row = (150, SECOND, "fixed", "documented")
VALIDATIONS: Row = (1, SECOND, "fixed", "documented")
CERTIFICATES: Row = (100, MINUTE, "fixed", "documented")

TABLE: dict[str, Row] = {
    "send_email__v1": OLD_SEND,
    "send_email__v2": OLD_SEND,
    "send_email__v3": SEND,
    "send_email": SEND,
    "send_mime_email": SEND,
    "upload_binary_content": UPLOAD,
    "get_email_delivery_reports__v1": READ_V1,
    "get_email_logs__v1": READ_V1,
    "get_email_delivery_reports": READ_V4,
    "get_email_logs": READ_V4,
    "get_scheduled_emails": BULKS,
    "reschedule_emails": BULKS,
    "get_scheduled_email_statuses": BULKS,
    "update_scheduled_email_statuses": BULKS,
    "get_all_domains": DOMAINS,
    "add_domain": DOMAINS,
    "add_domain__daily": ADDITIONS,  # counted by the operation when a domain is added
    "get_domain_details": DOMAINS,
    "delete_domain": DOMAINS,
    "update_tracking_events": DOMAINS,
    "verify_domain": DOMAINS,
    "get_all_ips": IPS,
    "get_ip_details": IPS,
    "get_ip_pools": IPS,
    "create_ip_pool": IPS,
    "get_ip_pool": IPS,
    "update_ip_pool": IPS,
    "delete_ip_pool": IPS,
    "assign_ip_to_pool": IPS,
    "remove_ip_from_pool": IPS,
    "get_ip_domain": IPS,
    "assign_pool_to_domain": IPS,
    "update_domain_pool_priority": IPS,
    "remove_ip_pool_from_domain": IPS,
    "commission_ip": IPS_BOUGHT,
    "decommission_ip": IPS_BOUGHT,
    "get_paginated_ips": IPS,
    "get_paginated_ip_pools": IPS,
    "get_email_templates": TEMPLATES_READ,
    "get_email_template": TEMPLATES_READ,
    "get_email_template_attachments": TEMPLATES_READ,
    "generate_email_template_preview": TEMPLATES_READ,
    "create_email_template": TEMPLATES_WRITE,
    "update_email_template": TEMPLATES_WRITE,
    "patch_email_template": TEMPLATES_WRITE,
    "delete_email_template": TEMPLATES_WRITE,
    "upload_email_template_attachment": TEMPLATES_WRITE,
    "delete_email_template_attachment": TEMPLATES_WRITE,
    "get_suppressions": SUPPRESSIONS,
    "add_suppressions": SUPPRESSIONS,
    "delete_suppressions": SUPPRESSIONS,
    "get_domains": SUPPRESSIONS,
    "validate_email_addresses": VALIDATION,
    "get_validations": VALIDATIONS,
    "request_validations": VALIDATIONS,
    "get_certificates": CERTIFICATES,
    "upload_certificate": CERTIFICATES,
    "get_certificates_statuses": CERTIFICATES,
    "check_certificate_connection": CERTIFICATES,
    "get_certificate_details": CERTIFICATES,
    "delete_certificate": CERTIFICATES,
}

LIMITS = tuple(
    Limit(operation, number, window, kind, basis) for operation, (number, window, kind, basis) in TABLE.items()
)
