"""`/subscriptions/1/certificates`: what the service would present to receivers that ask for a client certificate.

Certificates are read, listed and referred to; the emulator never presents one, and its connection test opens no
connection: it looks at the certificate's dates and the address alone (a simplification).
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from ....wire.current import Answer, Current
from ..fields import Fields, read_body
from ..subscriptions import Certificate
from ..times import epoch
from .subscribing import TAKEN, created, in_use, known, ok, own_id, page_of, subscriber

UNREADABLE = "must be a PEM certificate in Base64"


def get_certificates(current: Current) -> Answer:
    return ok(page_of(current).with_totals(_sorted(current), lambda row: _shown(row, current.now)))


def get_certificates_statuses(current: Current) -> Answer:
    return ok(page_of(current).with_totals(_sorted(current), lambda row: _status(row, current.now)))


def upload_certificate(current: Current) -> Answer:
    rows = subscriber(current).certificates
    fields = read_body(current.request)
    id = own_id(fields, "certificateId", required=True)
    if id in rows:
        fields.wrong("certificateId", TAKEN)
    _decoded(fields, "passphrase")
    certificate = _read(fields, id)
    fields.finish()
    assert certificate is not None
    rows[id] = certificate
    return created(current, id, _status(certificate, current.now))


def get_certificate_details(current: Current) -> Answer:
    return ok(_shown(known(subscriber(current).certificates, current.path["certificate_id"]), current.now))


def delete_certificate(current: Current) -> Answer:
    everything = subscriber(current)
    certificate = known(everything.certificates, current.path["certificate_id"])
    profiles = everything.profiles.values()
    if any(profile.settings.get("clientCertificateId") == certificate.id for profile in profiles):
        raise in_use("certificateId")
    del everything.certificates[certificate.id]
    return ok({"certificateId": certificate.id})


def check_connection(current: Current) -> Answer:
    fields = read_body(current.request)
    id = own_id(fields, "certificateId", required=True)
    url = fields.text("webhookUrl", required="blank", high=2048) or ""
    fields.finish()
    certificate = known(subscriber(current).certificates, id)
    reasons = [] if certificate.valid_until > current.now else ["The certificate has expired."]
    if not _secure(url):
        reasons.append("The webhook is not an https address.")
    answer: dict[str, Any] = {"certificateId": id, "webhookUrl": url, "result": "FAIL" if reasons else "SUCCESS"}
    if reasons:
        answer |= {"failReasons": reasons, "hint": "Upload a certificate that is valid and name an https address."}
    return ok(answer)


def _secure(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)


def _sorted(current: Current) -> list[Certificate]:
    """By id, as `search` and `direction` narrow and turn it."""
    search, turned = current.request.arg("search") or "", current.request.arg("direction") == "DESC"
    rows = [row for row in subscriber(current).certificates.values() if search.lower() in row.id.lower()]
    return sorted(rows, key=lambda row: row.id, reverse=turned)


def _read(fields: Fields, id: str) -> Certificate | None:
    pem = _decoded(fields, "certificateContent", required=True)
    if pem is None:
        return None
    try:
        from cryptography import x509
    except ImportError:
        fields.wrong("certificateContent", "cannot be read here; install mail-emulator[tls]")
        return None
    try:
        found = x509.load_pem_x509_certificate(pem)
        return Certificate(
            id,
            found.issuer.rfc4514_string(),
            found.subject.rfc4514_string(),
            found.not_valid_before_utc,
            found.not_valid_after_utc,
            f"{found.serial_number:x}",
        )
    except (ValueError, TypeError):
        fields.wrong("certificateContent", UNREADABLE)
        return None


def _decoded(fields: Fields, name: str, *, required: bool = False) -> bytes | None:
    text = fields.text(name, required="blank" if required else None)
    if text is None:
        return None
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        fields.wrong(name, "must be Base64")
        return None


def _name_of_status(certificate: Certificate, now: datetime) -> str:
    return "EXPIRED" if certificate.valid_until <= now else "READY"


def _status(certificate: Certificate, now: datetime) -> dict[str, Any]:
    return {"certificateId": certificate.id, "status": _name_of_status(certificate, now)}


def _shown(certificate: Certificate, now: datetime) -> dict[str, Any]:
    return {
        "certificateId": certificate.id,
        "issuedBy": certificate.issued_by,
        "issuedTo": certificate.issued_to,
        "validFrom": epoch(certificate.valid_from),
        "validUntil": epoch(certificate.valid_until),
        "certificateStatus": _name_of_status(certificate, now),
        "serialNumber": certificate.serial_number,
    }
