"""What Infobip remembers in one world besides the mail itself: plain data that can be exported."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar

from .bulks import Bulk
from .domains import Domains
from .ip_pools import IpPools
from .logbook import Logbook
from .pushes import Bucket
from .subscriptions import Subscriber
from .suppression import Suppressions
from .templates import Templates
from .tokens import Token
from .uploads import Content
from .validation import Validations

ALL_SCOPES = ("*",)
"""A credential that may do everything; the default of every key and user (*assumed*)."""


@dataclass(frozen=True, slots=True)
class Key:
    """An API key."""

    key: str
    account: str
    scopes: tuple[str, ...] = ALL_SCOPES


@dataclass(frozen=True, slots=True)
class User:
    """A user with a password, for Basic, sessions and tokens."""

    username: str
    password: str
    account: str
    scopes: tuple[str, ...] = ALL_SCOPES


@dataclass(frozen=True, slots=True)
class Held:
    """A message that waits: since when, and the number of the appointment that releases it."""

    since: datetime
    appointment: int


@dataclass(slots=True)
class Switches:
    """Behaviour the sources leave open; the defaults are the likelier reading."""

    bulk_epoch: bool = False
    """Bulks give `sendAt` as a number of milliseconds, as seen live in 2022."""
    bulk_internal_id: bool = False
    """The flat answers of PUT bulks carry the internal id."""
    strict_200: bool = False
    """Only 200 is the receiver's acceptance of a webhook, not any 2xx."""
    channel: bool = False
    """Reports and logs carry `"channel": "EMAIL"` as older recordings do."""
    reuse_message_id: bool = False
    """An own messageId may be used again."""
    refuse_past_send_at: bool = False
    """A `sendAt` in the past is refused instead of sent at once."""
    plain_400: bool = False
    """Legacy 400 answers carry no `validationErrors`."""
    media_type_415: bool = False
    """A send of v1 to v3 with a body that is no form is refused with 415 instead of 400."""
    deprecation_headers: bool = False
    """v1 and v2 sends answer with `Deprecation` and `Sunset`."""
    token_seconds: int = 3600
    """How long an access token lives; its `expires_in`."""
    hmac_header: str = "X-Signature"
    """The header in which pushes with HMAC security are signed; empty for none."""
    trial_sender: str = ""
    """Not empty: the account is on a free trial and may send from this address alone."""
    trial_recipients: list[str] = field(default_factory=list)
    """The verified recipients of a free trial."""
    legacy_management: bool = True
    """The paths that only older clients know (`/email/1/ips`, `/email/1/domain-ips`, return-path) are served."""
    removal_needs_dedicated_ip: bool = False
    """Suppressions of a domain can be removed only when it sends through a dedicated IP."""
    suppress_any_domain: bool = False
    """Suppression lists are kept for domains nobody added, too."""


@dataclass(slots=True)
class State:
    """Everything on one page; each part is explained where its module is."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"ser_json_bytes": "base64", "val_json_bytes": "base64"}
    """Uploads and files are any bytes at all; this holds for everything within."""

    keys: dict[str, Key] = field(default_factory=dict)
    users: dict[str, User] = field(default_factory=dict)
    switches: Switches = field(default_factory=Switches)
    bulks: dict[str, Bulk] = field(default_factory=dict)
    """Scheduled bulks by internal id."""
    held: dict[int, Held] = field(default_factory=dict)
    """Messages that wait for their delivery window, by number."""
    wanted: dict[int, datetime] = field(default_factory=dict)
    """When messages with a validity or a window should have left, where that is not their acceptance."""
    log: Logbook = field(default_factory=Logbook)
    sessions: dict[str, Token] = field(default_factory=dict)
    access_tokens: dict[str, Token] = field(default_factory=dict)
    contents: dict[str, Content] = field(default_factory=dict)
    """Uploaded content by the id its upload was answered with."""
    subscribers: dict[str, Subscriber] = field(default_factory=dict)
    """What each account has subscribed to."""
    buckets: dict[str, Bucket] = field(default_factory=dict)
    """Reports that wait for their push, by account and subscription."""
    inbound: dict[str, str] = field(default_factory=dict)
    """Where parsed inbound mail is posted, by receiving domain."""
    domains: Domains = field(default_factory=Domains)
    ip_pools: IpPools = field(default_factory=IpPools)
    templates: Templates = field(default_factory=Templates)
    suppressions: Suppressions = field(default_factory=Suppressions)
    validations: Validations = field(default_factory=Validations)
