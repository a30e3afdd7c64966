"""What an e-mail service must be to live here: a frozen record of values and functions.

A new service is one new folder with a `PROVIDER` of this type in its `__init__`; `discovery` finds it and
`tests/providers/` holds it to the promises made here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from ..mail.agenda import Item
from ..mail.findings import Check
from ..mail.limits import Basis, Limit
from ..mail.message import Delivery, Event, Message
from ..mail.outcomes import Outcome
from ..mail.rendered import Attachment, Rendered
from ..mail.webhooks import Call
from ..mail.world import World
from ..wire.current import Answer, Current, Request, Route
from ..wire.refusals import Refusal

__all__ = ["Attachment", "Fact", "Handle", "Provider", "Rendered", "Sample"]

Purpose = Literal["mail", "bounce", "hook", "reader", "bouncing-reader", "mailing", "reporting-mail", "time"]


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the provenance list: a rule, where it comes from, and whose word it is."""

    topic: str
    rule: str
    basis: Basis
    source: str = ""


@dataclass(frozen=True, slots=True)
class Handle:
    """A row of the provider's part of the control API, below `/_emulator/api/{provider name}/`.

    `view` gets the world, the path's values, the query's first values and the body as its `body` model
    (None when there is none); it returns what becomes JSON, and raises `Refusal` (NOT_FOUND, CONFLICT, INVALID).
    """

    method: str
    path: str
    name: str
    summary: str
    view: Callable[[World, Mapping[str, str], Mapping[str, str], Any], object]
    body: type[Any] | None = None
    status: int = 200
    example: Any = None

    @property
    def listing(self) -> bool:
        """Whether it answers with a page of records: its name says so."""
        return self.name.startswith("list")


@dataclass(frozen=True, slots=True)
class Sample:
    """A call worth making by whoever is new to the service, in the order in which it stands.

    `to` is the recipient whose mail it leads to; `handle` marks a call of the tester's API, whose `path` begins below
    the world's part of it; `done` says that nothing is left to do.
    """

    purpose: Purpose
    method: str
    path: str
    body: Any
    to: str = ""
    handle: bool = False
    done: bool = False


@dataclass(frozen=True, slots=True)
class Provider:
    """A service. Every function is called with the world's lock held, and may use `world.state(name)`."""

    name: str
    """The folder's name with hyphens, as it stands in addresses and limits: `orange-mail`."""

    title: str
    """As people write it."""

    prefixes: tuple[str, ...]
    """Path prefixes that belong to the service: what is unknown below them is answered in its words."""

    routes: tuple[Route, ...]
    max_body: int
    """Bytes. A larger body is not read; touching it raises Refusal(TOO_LARGE)."""

    gate: Callable[[Current], None]
    """Who is asking, and may they: authentication, permission, limit, media type, in the vendor's order.
    Sets `current.account`; raises Refusal."""

    render_error: Callable[[Request, Refusal, Route | None], Answer]
    """The vendor's own words for any refusal, known path or not."""

    credential: Callable[[Request], str | None]
    """The text by which `world.claims` finds the world of a request; None when the request carries none."""

    new_state: Callable[[], Any]
    """A fresh, empty state: one dataclass of plain data that pydantic's TypeAdapter can dump and validate."""

    load: Callable[[World, Mapping[str, Any]], None]
    """Fill the state from the provider's section of a world file, and claim its credentials.
    Raises ValueError that says which field is wrong and what would be right."""

    freed: Callable[[World, Mapping[str, Any]], Mapping[str, Any]]
    """A section with fresh credentials in the place of those another world holds: a file may begin many worlds,
    a credential has one."""

    mint: Callable[[World], Mapping[str, Any]]
    """Fresh credentials and the least a tester needs, invented from the world's chance; claims them.
    Returns what the control API shows (without `base_url`); `api_key` is part of it."""

    credentials: Callable[[World], Mapping[str, Any]]
    """The same shape for what the world already has; `api_key` is empty when it has none."""

    accounts: Callable[[World], list[str]]
    """The names by which the world's limits count, one for each account."""

    reclaim: Callable[[World], None]
    """Claim every credential in the state again (after an import or a restore)."""

    render: Callable[[World, Message, Delivery], Rendered]
    """The mail as this recipient gets it."""

    describe: Callable[[World, Delivery, datetime], Mapping[str, Any]]
    """The vendor's own words for the state of a delivery at a moment: at least `status`, a short text that
    follows from what happened to the delivery and from whether sending has begun."""

    subjects: Callable[[World, Message], Callable[[Delivery], str] | None]
    """How each recipient's subject comes of the message's; None, and quickly, where all get the same."""

    verdict: Callable[[World, Message, Delivery], Outcome | None]
    """When sending begins: an outcome the service itself decides (suppressed, unverified sender), else None."""

    on_event: Callable[[World, Delivery, Event], None]
    """Something happened to a delivery: offer a report, put webhook calls on the agenda."""

    on_appointment: Callable[[World, Item], None]
    """Something the provider put on the agenda is due; `world.now` is its due moment."""

    on_call: Callable[[World, Call], None]
    """A webhook call ended (delivered or given up)."""

    authorization: Callable[[World], str] | None = None
    """An Authorization header that the world's first account accepts."""

    limits: tuple[Limit, ...] = ()
    facts: tuple[Fact, ...] = ()
    checks: tuple[Check, ...] = ()
    """What of this service works here and would hurt in production, besides the checks for every service."""

    handles: Callable[[], tuple[Handle, ...]] = tuple
    """The service's part of the control API; called when that is built, so that a start does not load their models."""

    demo_curl: Callable[[World, str], str] | None = None
    """One curl line (given the base URL) that leads to a first mail when pasted; empty in a world without a key."""

    samples: Callable[[World, str], tuple[Sample, ...]] | None = None
    """The way to a first mail, a bounce and a webhook call, given the address of a receiver; none without a key."""

    lines: Callable[[World, str], tuple[tuple[str, str], ...]] | None = None
    """Ready lines for the service's clients, as (title, text), given the base URL."""

    due_soon: Callable[[World], None] | None = None
    """Carry out now what the service does in its regular run (`webhooks/run` of the control API)."""

    hosts: tuple[str, ...] = ()
    """The vendor's real host names, `*.` allowed: the guard admits them, interception catches them."""

    pages: Callable[[Any], None] | None = None
    """Adds the service's own screens to the console; called once with the `Registry` of `console/registry.py`.

    `registry.add(path, view)` makes a page below `/_emulator/{name}/`, `registry.link(title, path, group)` puts it in
    the menu, `registry.templates(folder)` and `registry.translations(folder)` bring templates and words. In a view,
    `registry.world()` is the world of the workspace the browser looks at (take its lock), `registry.language()` is
    `en` or `ja`; templates extend `registry.layout` and fill its blocks `title` and `main`."""

    extras: Mapping[str, Any] = field(default_factory=dict)
