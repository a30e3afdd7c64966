"""The rows of the management part of a world file, checked by pydantic. The tester's API takes the same rows.

Every row names its `account` (`main` when it does not); ids and dates may be left out.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from ...wire.times import read_duration, read_iso

ACCOUNT = "main"

Duration = Annotated[
    timedelta,
    BeforeValidator(read_duration),
    WithJsonSchema({"anyOf": [{"type": "string", "examples": ["30s"]}, {"type": "number", "minimum": 0}]}),
]
Time = Annotated[datetime, BeforeValidator(lambda value: read_iso(value) if isinstance(value, str) else value)]
Role = Literal["SPF", "DKIM", "MX", "TRACKING"]
ListType = Literal["BOUNCE", "COMPLAINT", "OVER_QUOTA", "UNSUBSCRIBED"]


class Model(BaseModel):
    """Unknown fields are refused, so that misspellings are seen."""

    model_config = ConfigDict(extra="forbid", defer_build=True, populate_by_name=True)


class ZoneRow(Model):
    """What looking up a domain will find: all records but `missing`, after `delay`; `review` keeps it inactive."""

    missing: list[Role] = []
    delay: Duration = timedelta()
    review: bool = False


class PriorityRow(Model):
    """A pool (name or id) a domain sends through."""

    pool: str
    priority: int = Field(0, ge=0, le=49)


class DomainRow(Model):
    """A domain of the account; verified and active unless it says otherwise."""

    name: str
    account: str = ACCOUNT
    id: int = Field(0, ge=0)
    created: Time | None = None
    verified: list[Role] = ["SPF", "DKIM", "MX", "TRACKING"]
    active: bool | None = None
    blocked: bool = False
    opens: bool = True
    clicks: bool = True
    unsubscribe: bool = True
    dkim_length: Literal[1024, 2048] = 2048
    daily_traffic: int = 1
    level: Literal["FROM_SENDER", "FROM_DOMAIN"] = "FROM_DOMAIN"
    return_path: str = ""
    application_id: str = ""
    entity_id: str = ""
    pools: list[PriorityRow] = []
    addresses: list[str] = []


class IpRow(Model):
    """A dedicated address; invented when none is given, two where a second data centre stands by."""

    addresses: list[str] = Field([], max_length=2)
    account: str = ACCOUNT
    id: str = ""


class PoolRow(Model):
    """A pool, and its members by address."""

    name: str
    addresses: list[str] = []
    account: str = ACCOUNT
    id: str = ""


class FileRow(Model):
    """A template's file; `data` in base64."""

    content_type: str = "application/octet-stream"
    file_name: str
    data: str = ""
    id: str = ""


class TemplateRow(Model):
    html: str
    account: str = ACCOUNT
    id: int = Field(0, ge=0, lt=1 << 63)
    name: str | None = None
    sender: str | None = Field(None, alias="from")
    reply_to: str | None = None
    subject: str | None = None
    preheader: str | None = None
    landing_page: str | None = None
    files: list[FileRow] = []
    created: Time | None = None
    updated: Time | None = None
    editable: bool = True
    draft: bool = False
    expired: bool = False


class SuppressionRow(Model):
    domain: str
    type: ListType
    addresses: list[str]
    account: str = ACCOUNT
    created: Time | None = None
    reason: str = ""


class GrantRow(Model):
    """A domain lent to `account` by `owner`, who need not have an account here."""

    domain: str
    owner: str = "elsewhere"
    account: str = ACCOUNT
    read_bounces: bool = True
    create_bounces: bool = False
    delete_bounces: bool = False
    read_complaints: bool = True
    create_complaints: bool = False
    delete_complaints: bool = False
    read_overquotas: bool = True
    delete_overquotas: bool = False


class FindingRow(Model):
    """What validation says of a pinned address."""

    mailbox: Literal["true", "false", "unknown"] = "true"
    syntax: bool = True
    catch_all: bool = False
    disposable: bool = False
    role_based: bool = False
    risk: Literal["LOW", "MEDIUM", "HIGH", "UNKNOWN"] = "LOW"
    did_you_mean: str = ""
    reason: Literal[
        "TIMED_OUT", "TEMP_REJECTION", "THROTTLED", "INBOX_FULL", "UNABLE_TO_CONNECT", "UNEXPECTED_FAILURE", ""
    ] = ""
    details: str = ""


class ValidationRow(Model):
    """How validation behaves; what is left out stays as it is."""

    delay: Duration | None = None
    rate: float | None = Field(None, ge=0)
    text_mailbox: bool | None = None
    catch_all_is_valid: bool | None = None
    typos: dict[str, str] | None = None
    disposable: list[str] | None = None
    catch_all: list[str] | None = None
    roles: list[str] | None = None
    pinned: dict[str, FindingRow] | None = None


class Management(Model):
    """The parts of the section `infobip` that are read here."""

    zones: dict[str, ZoneRow] = {}
    ips: list[IpRow] = []
    pools: list[PoolRow] = []
    domains: list[DomainRow] = []
    grants: list[GrantRow] = []
    templates: list[TemplateRow] = []
    suppressions: list[SuppressionRow] = []
    validation: ValidationRow = Field(default_factory=ValidationRow)
