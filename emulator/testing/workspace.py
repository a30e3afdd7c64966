"""A world of one's own in an emulator of this process, with everything a test asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from ..client import ClientError
from ..workspaces import UnknownWorkspace
from . import handles, mail
from .handles import Duration, seconds
from .in_process import InProcessClient
from .mail import Mail

if TYPE_CHECKING:
    from ..emulator import Emulator
    from ..interception import Interception
    from ..mail.world import World

_ALIASES = {"sender": "from"}


class Fields:
    """Named values, read as attributes or by key, those of nested lists alike."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = {name: _readable(value) for name, value in values.items()}

    def __getattr__(self, name: str) -> Any:
        try:
            return self.__dict__["_values"][name]
        except KeyError:
            raise AttributeError(f"there is no {name}; there are {', '.join(self.__dict__['_values'])}") from None

    def __getitem__(self, name: str) -> Any:
        return self._values[name]

    def __repr__(self) -> str:
        return f"<{', '.join(f'{name}={value!r}' for name, value in self._values.items())}>"


class Vendor(Fields):
    """What an application needs to use one service in this world: `base_url`, and the credentials by their names.

    `client_arguments` are keyword arguments for the configuration of the service's official client, where it has one.
    """

    client_arguments: Mapping[str, Any]


def _readable(value: Any) -> Any:
    """Records of a list become fields too; a mapping stays one, to be handed on."""
    if isinstance(value, list | tuple):
        return [Fields(each) if isinstance(each, Mapping) else each for each in value]
    return value


class MailEmulator:
    """One workspace. As a context manager it is dropped at the end.

    Each service is an attribute under its name (`.infobip` and so on, see `vendors`).
    """

    def __init__(self, emulator: Emulator, world: World) -> None:
        self.emulator = emulator
        self.name = world.name
        self.seed = world.chance.seed
        self.base_url = emulator.base_url
        self.interception: Interception | None = None
        self.client = InProcessClient(emulator, world.name)
        self.clock = handles.Clock(self.client)
        self.rules = handles.Rules(self.client)
        self.faults = handles.Faults(self.client)
        self.limits = handles.Limits(self.client)
        self.reports = handles.Reports(self.client)
        self.webhooks = handles.Webhooks(self.client)
        self.requests = handles.Requests(self.client)
        self.findings = handles.Findings(self.client)
        self.vendors = {name.replace("-", "_"): self._vendor(world, name) for name in emulator.providers}

    def __getattr__(self, name: str) -> Vendor:
        try:
            vendor: Vendor = self.__dict__["vendors"][name]
        except KeyError:
            raise AttributeError(f"there is neither a handle nor a service named {name}") from None
        return vendor

    def __repr__(self) -> str:
        return f"<workspace {self.name} at {self.base_url}>"

    def __enter__(self) -> MailEmulator:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()

    @property
    def world(self) -> World:
        """The world itself; take its lock before looking inside."""
        return self.emulator.workspaces.get(self.name)

    def sent(self, **criteria: Any) -> list[Mail]:
        """The mails accepted so far that fit, oldest first.

        Criteria: `to`, `sender`, `subject` (found anywhere in the text), `vendor`, `status`, `group`, `vendor_id`,
        `request`, `since`, `until`.
        """
        rows = _AllMessages(self.client).list(**_criteria(criteria))
        return mail.of_rows(self.client, rows)

    def wait_for_message(self, *, timeout: Duration = 5.0, **criteria: Any) -> Mail:
        """The newest mail that fits, once there is one. AssertionError says what came instead."""
        return self.wait_for_messages(1, timeout=timeout, **criteria)[-1]

    def wait_for_messages(self, count: int, *, timeout: Duration = 5.0, **criteria: Any) -> list[Mail]:
        """All mails that fit, oldest first, once there are at least `count`; `timeout` is real time."""
        query = {"count": count, "timeout": seconds(timeout), **_criteria(criteria)}
        try:
            rows = self.client.get("messages/wait", query)["results"]
        except ClientError as error:
            raise mail.unmet(error) from None
        return mail.of_rows(self.client, rows)

    def assert_nothing_sent(self, *, within: Duration = 0.0, **criteria: Any) -> None:
        """That no mail fits, and none comes in the real time `within`."""
        query = {"count": 1, "timeout": seconds(within), **_criteria(criteria)}
        try:
            rows = self.client.get("messages/wait", query)["results"]
        except ClientError as error:
            if error.status == 408:
                return
            raise
        raise AssertionError("\n  ".join(["nothing should have been sent:", *map(mail.brief, rows)]))

    def snapshot(self, name: str = "before") -> handles.Snapshot:
        """Remember this moment under a name, to go back to."""
        self.client.post("snapshots", {"name": name})
        return handles.Snapshot(self.client, name)

    def reset(self) -> None:
        """Back to how this world began, credentials included."""
        self.client.post("reset")

    def drop(self) -> None:
        """Forget the workspace, unless that was done already."""
        with suppress(UnknownWorkspace):
            self.emulator.workspaces.drop(self.name)

    def _vendor(self, world: World, name: str) -> Vendor:
        provider = self.emulator.providers[name]
        with world.lock:
            fields = {"base_url": self.base_url, **provider.credentials(world)}
        make = provider.extras.get("client_arguments")
        return Vendor({**fields, "client_arguments": make(fields) if make else {}})


class _AllMessages(handles.Rows):
    path = "messages"


def _criteria(given: Mapping[str, Any]) -> dict[str, Any]:
    return {_ALIASES.get(name, name): value for name, value in given.items()}
