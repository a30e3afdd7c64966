"""One request from the wire to its answer, for every provider alike: world, journal, gate, operation, answer."""

import logging
import traceback
from collections.abc import Mapping

from .mail.clock import stopwatch
from .mail.journal import Entry, masked
from .mail.world import World
from .post_office import PostOffice
from .providers.contract import Provider
from .wire import refusals
from .wire.current import Answer, Current, Request, Route
from .wire.refusals import Refusal
from .workspaces import DEFAULT, Workspaces

log = logging.getLogger("emulator.gateway")

JOURNALED_BODY = 64 << 10
"""Bytes of a body that the journal keeps."""


class Gateway:
    def __init__(self, workspaces: Workspaces, post_office: PostOffice) -> None:
        self._workspaces = workspaces
        self._post_office = post_office

    def answer(self, provider: Provider, route: Route, path: Mapping[str, str], request: Request) -> Answer:
        """Carry out one request of a known route."""
        started = stopwatch()
        world, claimed = self._world(provider, route, path, request)
        with world.lock:
            # A request happens in one moment; asking the clock once is also cheaper.
            world.clock.hold(world.now)
            try:
                entry = _open(world, provider, route.operation, request, claimed)
                current = Current(request, world, route, path, cause=entry.id)
                answer = self._carry_out(provider, route, current, entry)
                entry.account = current.account
                entry.deliveries = current.caused
                _close(entry, answer, started)
                world.open_entry(entry)
            finally:
                world.clock.hold(None)
        return answer

    def refuse(self, provider: Provider, request: Request, refusal: Refusal) -> Answer:
        """Answer for a path or method the provider does not have."""
        started = stopwatch()
        world, claimed = self._world(provider, None, {}, request)
        answer = provider.render_error(request, refusal, None)
        with world.lock:
            entry = _open(world, provider, "", request, claimed)
            entry.refusal = refusal.reason
            _close(entry, answer, started)
            world.open_entry(entry)
        return answer

    def _world(
        self, provider: Provider, route: Route | None, path: Mapping[str, str], request: Request
    ) -> tuple[World, bool]:
        if route is not None and route.public:
            world = self._workspaces.linked(path.get("link", "")) or self._workspaces.owning(
                provider.name, path.get("claim")
            )
        else:
            world = self._workspaces.owning(provider.name, provider.credential(request))
        return (world, True) if world is not None else (self._workspaces.get(DEFAULT), False)

    def _carry_out(self, provider: Provider, route: Route, current: Current, entry: Entry) -> Answer:
        try:
            self._post_office.catch_up(current.world)
            if not route.public:
                provider.gate(current)
            return route.view(current)
        except Refusal as refusal:
            entry.refusal = refusal.reason
            return provider.render_error(current.request, refusal, route)
        except Exception:
            entry.error = traceback.format_exc()
            entry.refusal = refusals.BROKEN
            log.exception("%s %s (%s)", current.request.method, current.request.path, entry.id)
            return provider.render_error(current.request, Refusal(refusals.BROKEN), route)


def _open(world: World, provider: Provider, operation: str, request: Request, claimed: bool) -> Entry:
    return Entry(
        number=world.journal.next_number(),
        at=world.now,
        provider=provider.name,
        operation=operation,
        method=request.method,
        path=request.path,
        query=request.query,
        headers=tuple((name, masked(name, value)) for name, value in request.headers),
        body=_kept(request),
        remote=request.remote,
        claimed=claimed,
    )


def _kept(request: Request) -> bytes:
    try:
        body = request.body
    except Refusal:
        return b""
    return body[:JOURNALED_BODY]


def _close(entry: Entry, answer: Answer, started: float) -> None:
    entry.status = answer.status
    entry.answer_headers = answer.headers
    # The copy gives back orjson's oversized buffer.
    entry.answer_body = bytes(memoryview(answer.body)[:JOURNALED_BODY])
    entry.milliseconds = (stopwatch() - started) * 1000
