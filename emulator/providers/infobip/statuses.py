"""Infobip's statuses and error codes as data, and what each event of ours is called in them.

Texts come from the published documents; the descriptions of 6xxx codes are composed from their names, and which status
goes with which code is our guess (*assumed*) except for the e-mail statuses 75, 88, 89 and 90.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from ...mail import events
from ...mail.limits import Basis

GROUPS = {0: "ACCEPTED", 1: "PENDING", 2: "UNDELIVERABLE", 3: "DELIVERED", 4: "EXPIRED", 5: "REJECTED"}
GROUP_NAMES = tuple(GROUPS.values())

ERROR_GROUPS = {0: "OK", 1: "HANDSET_ERRORS", 2: "USER_ERRORS", 3: "OPERATOR_ERRORS"}
"""The names of the published enumeration: the Python client refuses others. The manual's page says Dropped, Bounced
and System errors."""


class Status(NamedTuple):
    id: int
    group: int
    name: str
    description: str
    action: str = ""
    basis: Basis = "documented"


class Error(NamedTuple):
    id: int
    group: int
    name: str
    permanent: bool
    basis: Basis = "documented"


_STATUSES = (
    Status(0, 0, "MESSAGE_ACCEPTED", "Message accepted"),
    Status(1, 1, "PENDING_TIME_VIOLATION", "Time window violation"),
    Status(3, 1, "PENDING_WAITING_DELIVERY", "Message sent, waiting for delivery report"),
    Status(7, 1, "PENDING_ENROUTE", "Message sent to next instance"),
    Status(26, 1, "PENDING_ACCEPTED", "Message accepted, pending for delivery."),
    Status(4, 2, "UNDELIVERABLE_REJECTED_OPERATOR", "Message rejected by operator"),
    Status(9, 2, "UNDELIVERABLE_NOT_DELIVERED", "Message sent not delivered"),
    Status(31, 2, "UNDELIVERABLE_NOT_SENT", "Message not sent", basis="assumed"),
    Status(96, 2, "NO_ANSWER", "No answer", basis="assumed"),  # voice only
    Status(97, 2, "BUSY", "Busy", basis="assumed"),  # voice only
    Status(98, 2, "CANCELLED", "Cancelled", basis="assumed"),  # voice only
    Status(2, 3, "DELIVERED_TO_OPERATOR", "Message delivered to operator"),
    Status(5, 3, "DELIVERED_TO_HANDSET", "Message delivered to handset"),
    Status(15, 4, "EXPIRED_EXPIRED", "Message expired"),
    Status(22, 4, "EXPIRED_UNKNOWN", "Expired for an unknown reason", basis="assumed"),
    Status(29, 4, "EXPIRED_DLR_UNKNOWN", "No delivery report received", basis="assumed"),
    Status(6, 5, "REJECTED_NETWORK", "Network is forbidden", "Contact account manager"),
    Status(8, 5, "REJECTED_PREFIX_MISSING", "Number prefix missing"),  # phone only
    Status(10, 5, "REJECTED_DND", "Destination on DND list"),
    Status(11, 5, "REJECTED_SOURCE", "Invalid Source address"),
    Status(12, 5, "REJECTED_NOT_ENOUGH_CREDITS", "Not enough credits"),
    Status(13, 5, "REJECTED_SENDER", "By Sender", "Remove sender from blacklist"),
    Status(14, 5, "REJECTED_DESTINATION", "By Destination"),
    Status(16, 5, "REJECTED_NOT_REACHABLE", "Not reachable", basis="assumed"),
    Status(17, 5, "REJECTED_PREPAID_PACKAGE_EXPIRED", "Prepaid package expired", basis="assumed"),
    Status(18, 5, "REJECTED_DESTINATION_NOT_REGISTERED", "Destination not registered", basis="assumed"),
    Status(19, 5, "REJECTED_ROUTE_NOT_AVAILABLE", "Route not available"),
    Status(20, 5, "REJECTED_FLOODING_FILTER", "Rejected flooding"),
    Status(21, 5, "REJECTED_SYSTEM_ERROR", "System error"),
    Status(23, 5, "REJECTED_DUPLICATE_MESSAGE_ID", "Rejected duplicate message ID"),
    Status(24, 5, "REJECTED_INVALID_UDH", "Invalid UDH", basis="assumed"),  # SMS only
    Status(25, 5, "REJECTED_MESSAGE_TOO_LONG", "Rejected message too long"),
    Status(51, 5, "MISSING_TO", "Missing to", basis="assumed"),
    Status(52, 5, "REJECTED_DESTINATION", "Invalid destination", basis="assumed"),
    Status(75, 5, "REJECTED_FREE_TRIAL_EXCEEDED", "Free trial exceeded", basis="assumed"),
    Status(87, 5, "SIGNALS_BLOCKED", "Blocked by the fraud filter", basis="assumed"),  # listed under EXPIRED too
    Status(88, 5, "REJECTED_DATA_TRANSFORMATION_FAILED", "Data transformation failed", basis="assumed"),
    Status(89, 5, "REJECTED_INTERNAL_ERROR", "Internal error", basis="assumed"),
    Status(90, 5, "REJECTED_VALIDATION_FAILED", "Validation failed", basis="assumed"),
    Status(99, 5, "REJECTED", "Rejected", basis="assumed"),  # voice only
    Status(100, 5, "UNDELIVERABLE_REJECTED_PLATFORM", "Rejected by the platform", basis="assumed"),
)

STATUSES: Mapping[int, Status] = {status.id: status for status in _STATUSES}

_P, _T = True, False  # permanent, temporary

_ERRORS = (
    Error(0, 0, "NO_ERROR", _T),
    # Dropped by the platform before sending
    Error(6002, 1, "EC_SPAM_DETECTED", _P),
    Error(6003, 1, "EC_UNSUBSCRIBED_EMAIL_ADDRESS", _P),
    Error(6016, 1, "EC_SENDER_DOMAIN_BOUNCE_BLOCKED", _P),
    Error(6018, 1, "EC_REQUEST_INVALID", _P),
    Error(6020, 1, "EC_EMAIL_TEMPLATE_NOT_FOUND", _P),
    Error(6021, 1, "EC_EMAIL_PLACEHOLDERS_ERROR", _P),
    Error(6023, 1, "EC_BLOCKED_SUSPICIOUS_ACTIVITY", _P),
    Error(6024, 1, "EC_EMAIL_TOO_MANY_URLS", _P),
    Error(6025, 1, "EC_EMAIL_INVALID_TRACKING_PARAMS", _P),
    Error(6026, 1, "EC_EMAIL_LANDING_PAGE_PLACEHOLDERS_SIZE_EXCEEDED", _P),
    Error(6027, 1, "EC_EMAIL_INVALID_HEADERS", _P),
    Error(6029, 1, "EC_SENDER_ADDRESS_INVALID", _P),
    Error(6030, 1, "EC_EMAIL_INVALID_LANDING_PAGE", _P),
    Error(6031, 1, "EC_INVALID_PRESERVED_CC_OR_BCC_RECIPIENT", _P),
    Error(6033, 1, "EC_INVALID_CC_BCC_EMAIL_ADDRESS", _P),
    Error(6034, 1, "EC_SUPPRESSED_BOUNCE", _P),
    Error(6035, 1, "EC_SUPPRESSED_SPAM_COMPLAINT", _P),
    Error(6036, 1, "EC_SENDER_DOMAIN_UNVERIFIED", _P),
    Error(6038, 1, "EC_EMAIL_CONTENT_EXPIRED", _P),
    Error(6039, 1, "EC_EMAIL_TEMPLATE_LANGUAGE_ERROR", _P),
    Error(6040, 1, "EC_EMAIL_TEMPLATE_EXPIRED", _P),
    Error(6041, 1, "EC_EMAIL_TEMPLATE_NOT_SAVED", _P),
    Error(6050, 1, "EC_SENDER_WARMUP", _T),
    Error(6051, 1, "EC_WARMUP", _T),
    Error(6052, 1, "EC_RECIPIENT_DOMAIN_TYPO", _P),
    Error(6053, 1, "EC_ACCESS_DENIED_BY_MAILBOX_PROVIDER", _T),
    Error(6054, 1, "EC_SINGLE_SENDER_NOT_VERIFIED", _P),
    Error(6055, 1, "EC_SINGLE_SENDER_TRAFFIC_EXCEEDED", _P),
    Error(6056, 1, "EC_NO_IP_POOL_ASSIGNED", _T),
    Error(6057, 1, "EC_SAFETY_RATE_LIMIT", _T),
    Error(6058, 1, "EC_MAILBOX_PROVIDER_RATE_LIMIT", _T),
    # Bounced by the recipient's provider
    Error(6006, 2, "EC_INVALID_EMAIL_ADDRESS", _P),
    Error(6007, 2, "EC_MAILBOX_TEMPORARY_UNAVAILABLE", _T),
    Error(6009, 2, "EC_MAILBOX_PERMANENTLY_UNAVAILABLE", _P),
    Error(6010, 2, "EC_RECIPIENT_INBOX_FULL", _T),
    Error(6011, 2, "EC_SOFT_BOUNCE", _T),
    Error(6012, 2, "EC_HARD_BOUNCE", _P),
    Error(6017, 2, "EC_SENDER_IP_BLACKLISTED", _T),
    Error(6037, 2, "EC_RECIPIENT_DOMAIN_MX_NOT_FOUND", _P),
    Error(6042, 2, "EC_SPAM_REVERTED", _P),
    Error(6043, 2, "EC_SUSPICIOUS_CONTENT", _P),
    Error(6044, 2, "EC_SUSPICIOUS_SENDER", _P),
    Error(6045, 2, "EC_RECIPIENT_DOMAIN_POLICY_ERROR", _P),
    Error(6046, 2, "EC_UNSOLICITED_RECIPIENT", _T),
    Error(6047, 2, "EC_DOMAIN_CONFIGURATION_ERROR", _P),
    Error(6048, 2, "EC_DMARC_POLICY_ISSUE", _P),
    Error(6049, 2, "EC_SENDER_DOMAIN_BLACKLISTED", _P),
    # System
    Error(6013, 3, "EC_INTERNAL_SYSTEM_ERROR", _T),
    # General codes that e-mail can show
    Error(1, 1, "EC_UNKNOWN_SUBSCRIBER", _P),
    Error(27, 1, "EC_ABSENT_SUBSCRIBER", _T),
    Error(255, 1, "EC_UNKNOWN_ERROR", _T),
    Error(351, 2, "EC_INVALID_DESTINATION_ADDRESS", _T),
    Error(368, 2, "EC_INVALID_SOURCE_ADDRESS", _P),
    Error(433, 2, "EC_ACCOUNT_ACCESS_DENIED", _P),
    Error(2052, 2, "EC_BLACKLISTED_DESTINATIONADDRESS", _P),
    Error(2053, 2, "EC_BLACKLISTED_SENDERADDRESS", _P),
    Error(4100, 2, "EC_MESSAGE_CANCELED", _P),
    Error(4101, 2, "EC_VALIDITY_EXPIRED", _P),
    Error(2048, 3, "EC_TIME_OUT", _T),
    Error(5492, 3, "EC_DUPLICATE_MESSAGE", _P),
    Error(5754, 2, "EC_NOT_ENOUGH_CREDITS", _T, "observed"),  # seen in public code; its group is *assumed*
)

ERRORS: Mapping[int, Error] = {error.id: error for error in _ERRORS}

OLD_NAMES: Mapping[str, int] = {
    "EC_EMAIL_BLACKLISTED": 6001,
    "EC_EMAILS_SPAM_CONTENT": 6002,
    "EC_EMAIL_UNSUBSCRIBED_EMAIL_ADDRESS": 6003,
    "EC_BOUNCED_EMAIL_ADDRESS": 6004,
    "EC_EMAIL_DROPPED": 6005,
    "EC_DEFERRED_DUE_TO_INSUFFICIENT_STORAGE": 6008,
    "EC_MAILBOX_UNAVAILABLE": 6009,
    "EC_STORAGE_LIMIT_EXCEEDED": 6010,
    "EC_TEMPORARY_SENDING_ERROR": 6013,
    "EC_PERMANENT_SENDING_ERROR": 6014,
    "EC_EMAIL_GATEWAY_ERROR": 6015,
    "EC_EMAIL_SENDER_DOMAIN_BLOCKED": 6016,
    "EC_EMAIL_IP_BLACKLISTED": 6017,
    "EC_INVALID_GATEWAY_REQUEST": 6018,
    "EC_EMAIL_HANDLE_BARS_ERROR": 6021,
}
"""Names that public code still knows. *Observed*; never emitted."""

ACCEPTED, ENROUTE, WAITING, TIME_VIOLATION, DUPLICATE = 26, 7, 3, 1, 23
NO_ERROR = 0

OF_CAUSE: Mapping[str, tuple[int, int]] = {
    "hard_bounce": (9, 6012),
    "unknown_mailbox": (9, 6006),
    "no_mx": (9, 6037),
    "soft_bounce": (9, 6011),
    "mailbox_full": (9, 6010),
    "mailbox_unavailable": (9, 6007),
    "late_bounce": (9, 6012),
    "spam": (4, 6042),
    "policy": (4, 6045),
    "blocked": (4, 6049),
    "dmarc": (4, 6048),
    "excluded": (14, 6034),
    "suppressed_bounce": (14, 6034),
    "suppressed_complaint": (14, 6035),
    "unsubscribed": (14, 6003),
    "invalid_request": (90, 6018),
    "invalid_address": (9, 6006),
    "invalid_cc_bcc": (90, 6033),
    "sender_invalid": (90, 6029),
    "sender_unverified": (90, 6036),
    "internal": (89, 6013),
    "validity": (15, 4101),
    "cancelled": (31, 4100),
    "trial": (75, 0),
    "trial_recipient": (18, 0),
    "credits": (12, 5754),
    "duplicate": (23, 5492),
}
"""(status, error) of an event's cause. *Assumed*."""

OF_CODE: Mapping[int, int] = {
    **dict.fromkeys((6006, 6007, 6009, 6010, 6011, 6012, 6017, 6037), 9),
    **dict.fromkeys((6042, 6043, 6044, 6045, 6046, 6047, 6048, 6049, 6053), 4),
    **dict.fromkeys((6003, 6034, 6035), 14),
    **dict.fromkeys((6021, 6024, 6025, 6026, 6027, 6039), 88),
    6013: 89,
    4100: 31,
    4101: 15,
    5492: 23,
    5754: 12,
}
"""The status that goes with an error code named by itself (`bounce+6006@…`); 90 for every other. *Assumed*."""

OF_EVENT: Mapping[str, tuple[int, int]] = {
    events.SENT: (WAITING, NO_ERROR),
    events.DEFERRED: (WAITING, NO_ERROR),
    events.DELIVERED: (5, NO_ERROR),
    events.BOUNCED: (9, 6012),
    events.DROPPED: (90, 6018),
    events.EXPIRED: (15, 4101),
    events.CANCELLED: (31, 4100),
}
"""(status, error) of an event without a known cause. What readers do changes no status."""

CAUSED = frozenset({events.BOUNCED, events.DROPPED, events.EXPIRED, events.CANCELLED})


def meaning(event: str, cause: str = "") -> tuple[int, int] | None:
    """(status id, error id) of an event; None when it changes no status. A cause may be one of ours or a code."""
    if event in CAUSED and cause:
        known = OF_CAUSE.get(cause)
        if known is not None:
            return known
        if cause.isdecimal() and int(cause) in ERRORS:
            return OF_CODE.get(int(cause), 90), int(cause)
    return OF_EVENT.get(event)


def status(id: int) -> dict[str, Any]:
    """The status object as it goes over the wire."""
    return _STATUS_WIRE[id]


def error(id: int) -> dict[str, Any]:
    """The error object as it goes over the wire."""
    return _ERROR_WIRE[id]


def group_name(status_id: int) -> str:
    return GROUPS[STATUSES[status_id].group]


def _status_wire(row: Status) -> dict[str, Any]:
    wire: dict[str, Any] = {
        "groupId": row.group,
        "groupName": GROUPS[row.group],
        "id": row.id,
        "name": row.name,
        "description": row.description,
    }
    return {**wire, "action": row.action} if row.action else wire


def _described(name: str) -> str:
    """`EC_HARD_BOUNCE` → `Hard bounce`."""
    if name == "NO_ERROR":
        return "No Error"
    return name.removeprefix("EC_").removeprefix("EMAIL_").replace("_", " ").capitalize()


def _error_wire(row: Error) -> dict[str, Any]:
    return {
        "groupId": row.group,
        "groupName": ERROR_GROUPS[row.group],
        "id": row.id,
        "name": row.name,
        "description": _described(row.name),
        "permanent": row.permanent,
    }


_STATUS_WIRE: Mapping[int, dict[str, Any]] = {row.id: _status_wire(row) for row in _STATUSES}
_ERROR_WIRE: Mapping[int, dict[str, Any]] = {row.id: _error_wire(row) for row in _ERRORS}
