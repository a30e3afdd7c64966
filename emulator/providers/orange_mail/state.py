"""What Orange Mail remembers in one world: accounts, plans, subscribers, mailings, what waits for the minute run."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Literal, cast

from .replacement import TOKENS

if TYPE_CHECKING:
    from ...mail.world import World

NAME = "orange-mail"

ENTERPRISE = "エンタープライズ版"
EDITIONS = (ENTERPRISE, "プラン10000", "プラン5000", "プラン2000", "フリープラン")
"""Only the first is ever asked about; that the others cannot use the API is *documented*, their spelling *assumed*."""

Standing = Literal["配信中", "配信停止", "解除"]
ACTIVE: Standing = "配信中"
STOPPED: Standing = "配信停止"
LEFT: Standing = "解除"

FREE_ITEMS = tuple(f"free{number}" for number in range(1, 11))
ITEMS = ("sei", "mei", "form_id", "point", "insert_date", *FREE_ITEMS)
"""What is known of a subscriber besides the address, under the API's names."""


@dataclass(frozen=True, slots=True)
class Account:
    """A customer of the service. `permitted` is the one flag for API and Webhook, set by the administrator."""

    oid: str
    name: str = ""
    edition: str = ENTERPRISE
    permitted: bool = False
    api_key: str = ""
    password: str = ""

    @property
    def may_use_api(self) -> bool:
        return self.permitted and self.edition == ENTERPRISE


@dataclass(frozen=True, slots=True)
class Plan:
    """A mailing list with its settings. `number` is the internal plan number of the HTML form."""

    hash: str
    oid: str
    number: int
    name: str = ""
    public_name: str = ""
    sender_name: str = ""
    sender_mail: str = ""
    header: str = ""
    footer: str = ""
    webhook_url: str = ""
    webhook_events: tuple[str, ...] = ()
    notice_on_leaving: bool = True
    opt_in: bool = False


@dataclass(frozen=True, slots=True)
class Subscriber:
    """One address in one plan. Somebody who left stays as a record, and a new registration is a new record."""

    number: int
    plan: str
    mail: str
    sei: str = ""
    mei: str = ""
    form_id: str = ""
    point: str = "0"
    insert_date: str = ""
    free: tuple[str, ...] = ("",) * 10
    standing: Standing = ACTIVE

    def item(self, name: str) -> str:
        """The value of one of ITEMS."""
        if name.startswith("free"):
            return self.free[int(name[4:]) - 1]
        return cast(str, getattr(self, name))


@dataclass(slots=True)
class Roll:
    """The subscribers of one plan: all records in order, and who is in it now by address in lower case."""

    numbers: list[int] = field(default_factory=list)
    present: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Mailing:
    """A mailing as it was reserved. `message` is its number in the world once sending began (0: nobody to send to)."""

    number: int
    plan: str
    oid: str
    from_mail: str
    from_name: str
    subject: str
    body: str
    send_time: datetime
    created: datetime
    source: str = "API"
    cause: str = ""
    begun: datetime | None = None
    cancelled: datetime | None = None
    recipients: int = 0
    message: int = 0


@dataclass(frozen=True, slots=True)
class Queued:
    """An event that waits for the webhook."""

    event: str
    at: datetime
    number: int


@dataclass(slots=True)
class Series:
    """The waiting events of one recipient of one mailing."""

    mail: str
    delivery: int
    events: list[Queued] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Click:
    at: datetime
    series: str
    mail: str
    line: int
    place: int
    url: str


@dataclass(frozen=True, slots=True)
class Bounces:
    """How the mails to one subscriber went; kept only while the exclusion option is on."""

    mails: int = 0
    in_a_row: int = 0
    series: str = ""
    before: int = 0
    bounced: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """The minute run that stands on the agenda."""

    number: int
    due: datetime


@dataclass(slots=True)
class Options:
    """What an installation can set. All of it is the emulator's own; the defaults are those of the specification."""

    click_analysis: bool = True
    exclusion: bool = False
    bounces_on_first_mail: int = 1
    bounces_in_a_row: int = 3
    batch: int = 3000
    unknown_fields: Literal["refuse", "ignore"] = "refuse"
    cut_at_machine_dependent: bool = False


@dataclass(slots=True)
class Counters:
    """The last number given out of each kind."""

    plan: int = 100000
    subscriber: int = 0
    mailing: int = 0
    series: int = 0


@dataclass(slots=True)
class State:
    accounts: dict[str, Account] = field(default_factory=dict)
    keys: dict[str, str] = field(default_factory=dict)
    plans: dict[str, Plan] = field(default_factory=dict)
    subscribers: dict[int, Subscriber] = field(default_factory=dict)
    rolls: dict[str, Roll] = field(default_factory=dict)
    blacklist: dict[str, dict[str, datetime]] = field(default_factory=dict)
    mailings: dict[int, Mailing] = field(default_factory=dict)
    reserved: dict[int, datetime] = field(default_factory=dict)
    tallies: dict[int, dict[str, int]] = field(default_factory=dict)
    clicks: dict[int, list[Click]] = field(default_factory=dict)
    queues: dict[str, dict[str, Series]] = field(default_factory=dict)
    last_calls: dict[str, int] = field(default_factory=dict)
    bounces: dict[int, Bounces] = field(default_factory=dict)
    run: Run | None = None
    tokens: dict[str, str] = field(default_factory=lambda: dict(TOKENS))
    options: Options = field(default_factory=Options)
    counters: Counters = field(default_factory=Counters)


def state_of(world: World) -> State:
    return cast(State, world.states[NAME])
