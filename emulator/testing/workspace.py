"""A world of one's own in an emulator of this process, with everything a test asks of it."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any, Unpack

from ..client import Client, Unmet
from ..client.calls import Duration
from ..client.recorded import MessageCriteria
from ..workspaces import UnknownWorkspace
from . import in_process, mail
from .mail import Mail

if TYPE_CHECKING:
    from ..emulator import Emulator
    from ..interception import Interception
    from ..mail.world import World


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
        self.client = in_process.client(emulator, world.name)
        self.clock = self.client.clock
        self.rules = self.client.rules
        self.faults = self.client.faults
        self.limits = self.client.limits
        self.reports = self.client.reports
        self.webhooks = self.client.webhooks
        self.requests = self.client.requests
        self.findings = self.client.findings
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

    def sent(self, **criteria: Unpack[MessageCriteria]) -> list[Mail]:
        """The mails accepted so far that fit, oldest first.

        Criteria: `to`, `sender`, `subject` (found anywhere in the text), `vendor`, `status`, `group`, `vendor_id`,
        `request`, `since`, `until`.
        """
        return mail.of_rows(self.client, self.client.messages.list(**criteria))

    def wait_for_message(self, *, timeout: Duration = 5.0, **criteria: Unpack[MessageCriteria]) -> Mail:
        """The newest mail that fits, once there is one. AssertionError says what came instead."""
        return self.wait_for_messages(1, timeout=timeout, **criteria)[-1]

    def wait_for_messages(
        self, count: int, *, timeout: Duration = 5.0, **criteria: Unpack[MessageCriteria]
    ) -> list[Mail]:
        """All mails that fit, oldest first, once there are at least `count`; `timeout` is real time."""
        return mail.of_rows(self.client, self.client.messages.wait_for(count, timeout=timeout, **criteria))

    def assert_nothing_sent(self, *, within: Duration = 0.0, **criteria: Unpack[MessageCriteria]) -> None:
        """That no mail fits, and none comes in the real time `within`."""
        try:
            rows = self.client.messages.wait_for(1, timeout=within, **criteria)
        except Unmet:
            return
        raise AssertionError("\n  ".join(["nothing should have been sent:", *map(mail.brief, rows)]))

    def snapshot(self, name: str = "before") -> Snapshot:
        """Remember this moment under a name, to go back to."""
        self.client.snapshots.keep(name)
        return Snapshot(self.client, name)

    def reset(self) -> None:
        """Back to how this world began, credentials included."""
        self.client.reset()

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


class Snapshot:
    """A moment of the world one can go back to, also as a context manager that goes back at its end."""

    def __init__(self, client: Client, name: str) -> None:
        self._client = client
        self.name = name

    def restore(self) -> None:
        self._client.snapshots.restore(self.name)

    def __enter__(self) -> Snapshot:
        return self

    def __exit__(self, *_: object) -> None:
        self.restore()
