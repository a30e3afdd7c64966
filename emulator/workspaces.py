"""Many isolated worlds in one server: minted, found by credential or link, expired, dropped."""

import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from .mail import portrait
from .mail.bounds import Settings
from .mail.chance import Chance
from .mail.claims import Claims
from .mail.clock import Clock, Mode, wall
from .mail.world import World
from .providers.contract import Provider
from .wire import times

DEFAULT = "default"

MAX_SNAPSHOTS = 50
MAX_SNAPSHOT_BYTES = 256 << 20


class UnknownWorkspace(LookupError):
    """There is no workspace of that name; it may have expired."""


class WorkspaceExists(ValueError):
    """The name is taken."""


@dataclass(frozen=True, slots=True)
class Seeding:
    """How a world began, so that reset can begin it again."""

    source: Mapping[str, Any] | None
    seed: str
    mode: Mode
    start: datetime | None
    settings: Settings
    minted: bool


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A moment of a world, kept by name: the world's time then, and its portrait."""

    name: str
    at: datetime
    messages: int
    data: bytes


@dataclass(slots=True)
class Workspace:
    world: World
    seeding: Seeding
    last_used: datetime
    keep: bool = False
    snapshots: dict[str, Snapshot] = field(default_factory=dict)


class Workspaces:
    """The worlds of one server. `default` is made at start and never expires."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        settings: Settings,
        *,
        seed: str,
        lifetime: timedelta = timedelta(hours=1),
        capacity: int = 1000,
    ) -> None:
        self.providers = providers
        self.settings = settings
        self.claims = Claims()
        self.lifetime = lifetime
        self.capacity = capacity
        self.expired = 0
        self.evicted = 0
        self._names = Chance(f"{seed}/workspaces")
        self._workspaces: dict[str, Workspace] = {}
        self._links: dict[str, World] = {}
        self._lock = threading.RLock()

    def create(
        self,
        name: str | None = None,
        *,
        source: Mapping[str, Any] | None = None,
        seed: str | None = None,
        mode: Mode = "running",
        start: datetime | None = None,
        strict: bool | None = None,
        mint: bool = True,
        keep: bool = False,
    ) -> World:
        """Make a world: from a world file's content when given, with fresh credentials when `mint`.

        Raises WorkspaceExists, and ValueError for a world file that is wrong (nothing is made then).
        """
        with self._lock:
            self.expire()
            name = name or f"w-{self._names.alphanumeric(10)}"
            if name in self._workspaces:
                raise WorkspaceExists(f"a workspace named {name!r} exists")
            while len(self._workspaces) >= self.capacity and self._drop_least_used():
                self.evicted += 1
            settings = self.settings if strict is None else replace(self.settings, strict=strict)
            seeding = Seeding(source, seed or self._names.alphanumeric(16), mode, start, settings, mint)
            workspace = Workspace(self._build(name, seeding), seeding, wall(), keep)
            self._enter(name, workspace)
            return workspace.world

    def reset(self, name: str) -> World:
        """The world as it began: same seed, same credentials, same start."""
        with self._lock:
            workspace = self._find(name)
            self._put_in_place(name, workspace, lambda: self._build(name, workspace.seeding))
            return workspace.world

    def restore(self, name: str, portrait_: Mapping[str, Any] | bytes) -> World:
        """The world of an export or a snapshot in the place of the present one.

        Raises ValueError, and leaves everything as it was, when the data is wrong or a credential in it belongs to
        another workspace.
        """
        with self._lock:
            workspace = self._find(name)
            settings = workspace.seeding.settings
            self._put_in_place(
                name,
                workspace,
                lambda: portrait.built(portrait_, name, self.providers, claims=self.claims, settings=settings),
            )
            return workspace.world

    def _put_in_place(self, name: str, workspace: Workspace, build: Callable[[], World]) -> None:
        """The new world is whole before the old one ends; no request ever finds none."""
        before = workspace.world
        try:
            world = build()
            self._reclaim(name, world)
        except Exception:
            self._reclaim(name, before)
            raise
        before.ended = True
        self._links.pop(before.link_key, None)
        self._links[world.link_key] = world
        workspace.world = world

    def _reclaim(self, name: str, world: World) -> None:
        self.claims.release_all(name)
        for provider in self.providers.values():
            provider.reclaim(world)

    def keep(self, name: str, snapshot: str) -> Snapshot:
        """Keep the present moment, in the place of one of that name. Raises ValueError when there is no room."""
        workspace = self._find(name)
        with workspace.world.lock:
            data = portrait.taken(workspace.world)
            at, messages = workspace.world.now, len(workspace.world.deliveries)
        others = [each for each in workspace.snapshots.values() if each.name != snapshot]
        if len(others) >= MAX_SNAPSHOTS or sum(len(each.data) for each in others) + len(data) > MAX_SNAPSHOT_BYTES:
            raise ValueError(
                f"{len(others)} snapshots are kept ({MAX_SNAPSHOTS} and {MAX_SNAPSHOT_BYTES >> 20} MiB at most); "
                "delete one that is not needed"
            )
        workspace.snapshots[snapshot] = kept = Snapshot(snapshot, at, messages, data)
        return kept

    def drop(self, name: str) -> None:
        """Forget a workspace. `default` stays."""
        with self._lock:
            workspace = self._find(name)
            if name != DEFAULT:
                self._forget(name, workspace)

    def get(self, name: str) -> World:
        """Raises UnknownWorkspace."""
        workspace = self._find(name)
        workspace.last_used = wall()
        return workspace.world

    def workspace(self, name: str) -> Workspace:
        return self._find(name)

    def owning(self, provider: str, credential: str | None) -> World | None:
        """The world a credential belongs to."""
        if credential is None:
            return None
        name = self.claims.owner(provider, credential)
        workspace = self._workspaces.get(name) if name is not None else None
        if workspace is None:
            return None
        workspace.last_used = wall()
        return workspace.world

    def linked(self, link: str) -> World | None:
        """The world that made a link id."""
        return self._links.get(link.partition("-")[0])

    def set_base_url(self, base_url: str) -> None:
        """The address that links in mails carry, for the worlds that are and those to come."""
        self.settings = replace(self.settings, base_url=base_url)
        for _, workspace in self:
            workspace.seeding = replace(
                workspace.seeding, settings=replace(workspace.seeding.settings, base_url=base_url)
            )
            workspace.world.settings = replace(workspace.world.settings, base_url=base_url)

    def worlds(self) -> list[World]:
        return [workspace.world for workspace in list(self._workspaces.values())]

    def __len__(self) -> int:
        return len(self._workspaces)

    def __iter__(self) -> Iterator[tuple[str, Workspace]]:
        return iter(list(self._workspaces.items()))

    def expire(self) -> None:
        """Forget the worlds nobody has used for `lifetime`."""
        oldest = wall() - self.lifetime
        with self._lock:
            for name, workspace in list(self._workspaces.items()):
                if not workspace.keep and workspace.last_used < oldest:
                    self._forget(name, workspace)
                    self.expired += 1

    def _build(self, name: str, seeding: Seeding) -> World:
        if seeding.source is not None and portrait.is_portrait(seeding.source):
            world = portrait.built(
                seeding.source, name, self.providers, claims=self.claims, settings=seeding.settings
            )
            self._reclaim(name, world)
            return world
        self._check_parts(seeding.source or {})
        clock = Clock(mode=seeding.mode, now=seeding.start)
        world = World(
            name,
            self.providers,
            clock=clock,
            seed=seeding.seed,
            claims=self.claims,
            settings=seeding.settings,
        )
        try:
            for provider in self.providers.values():
                section = (seeding.source or {}).get(provider.name.replace("-", "_"))
                if section is not None:
                    provider.load(world, provider.freed(world, section) if seeding.minted else section)
                if seeding.minted and not provider.credentials(world)["api_key"]:
                    provider.mint(world)
        except Exception:
            self.claims.release_all(name)  # whatever went wrong, no claim outlives it
            raise
        return world

    def _check_parts(self, source: Mapping[str, Any]) -> None:
        """A misspelt part would begin an empty world without a word."""
        known = [name.replace("-", "_") for name in self.providers]
        if unknown := [part for part in source if part not in known]:
            raise ValueError(f"a world has no part {', '.join(unknown)}; it has {', '.join(known)}")

    def _enter(self, name: str, workspace: Workspace) -> None:
        self._workspaces[name] = workspace
        self._links[workspace.world.link_key] = workspace.world

    def _forget(self, name: str, workspace: Workspace) -> None:
        self._workspaces.pop(name, None)
        self._links.pop(workspace.world.link_key, None)
        workspace.world.ended = True
        self.claims.release_all(name)

    def _drop_least_used(self) -> bool:
        droppable = [(w.last_used, name) for name, w in self._workspaces.items() if not w.keep]
        if droppable:
            name = min(droppable)[1]
            self._forget(name, self._workspaces[name])
        return bool(droppable)

    def _find(self, name: str) -> Workspace:
        try:
            return self._workspaces[name]
        except KeyError:
            raise UnknownWorkspace(
                f"there is no workspace named {name!r}; it was never made, was dropped, or expired after "
                f"{times.write_duration(self.lifetime)} without a request"
            ) from None
