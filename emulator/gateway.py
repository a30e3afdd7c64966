"""One request from the wire to its answer, for every provider alike: world, journal, gate, operation, answer."""

import logging
import traceback
from collections.abc import Mapping

from . import failing
from .mail.clock import stopwatch
from .mail.faults import NOTHING, Asked, Plan
from .mail.journal import Entry, masked, masked_body
from .mail.world import World
from .post_office import PostOffice
from .providers.contract import Provider
from .waiting_room import WaitingRoom
from .wire import refusals
from .wire.current import Answer, Current, Request, Route
from .wire.refusals import Refusal
from .workspaces import DEFAULT, Workspaces

log = logging.getLogger("emulator.gateway")

JOURNALED_BODY = 64 << 10
"""Bytes of a body that the journal keeps."""


class Gateway:
    def __init__(self, workspaces: Workspaces, post_office: PostOffice, waiting_room: WaitingRoom) -> None:
        self._workspaces = workspaces
        self._post_office = post_office
        self._waiting_room = waiting_room

    def answer(self, provider: Provider, route: Route, path: Mapping[str, str], request: Request) -> Answer:
        """Carry out one request of a known route."""
        started = stopwatch()
        world, claimed = self._world(provider, route, path, request)
        plan = _planned(world, _asked(provider, route, request)) if world.faults else NOTHING
        in_time = not plan.before or self._nap(world, plan, plan.before)
        with world.lock:
            # A request happens in one moment; asking the clock once is also cheaper.
            world.clock.hold(world.now)
            try:
                entry = _open(world, provider, route.operation, request, claimed)
                current = Current(request, world, route, path, cause=entry.id)
                if in_time:
                    answer, plan = self._carry_out(provider, route, current, entry, plan)
                else:
                    answer = failing.refused(provider, request, route, 503)
                    entry.refusal = refusals.BROKEN
                entry.account = current.account
                entry.deliveries = current.caused
                entry.notes = tuple(current.notes)
                if plan.played:
                    entry.fault = ", ".join(fault.id for fault in plan.played)
                _close(entry, answer, started)
                if route.secret:
                    entry.body, entry.answer_body = masked_body(entry.body), masked_body(entry.answer_body)
                world.open_entry(entry)
            finally:
                world.clock.hold(None)
        if plan.after:
            self._nap(world, plan, plan.after)
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

    def _carry_out(
        self, provider: Provider, route: Route, current: Current, entry: Entry, plan: Plan
    ) -> tuple[Answer, Plan]:
        """The answer and the faults that were played, those for the account among them."""
        real: Answer | None = None
        request, world = current.request, current.world
        try:
            self._post_office.catch_up(world)
            if not failing.comes_first(plan.deed):
                if not route.public:
                    provider.gate(current)
                if world.faults:
                    plan = plan.joined(_planned(world, _asked(provider, route, request, current.account)))
                if not failing.comes_first(plan.deed):
                    real = route.view(current)
        except Refusal as refusal:
            entry.refusal = refusal.reason
            real = provider.render_error(request, refusal, route)
        except Exception:
            entry.error = traceback.format_exc()
            entry.refusal = refusals.BROKEN
            log.exception("%s %s (%s)", request.method, request.path, entry.id)
            real = provider.render_error(request, Refusal(refusals.BROKEN), route)
        if plan.deed is not None:
            return failing.answer(provider, request, route, plan.deed, real), plan
        return real or Answer(500), plan

    def _nap(self, world: World, plan: Plan, seconds: float) -> bool:
        """Keep a request waiting, without any lock, until its faults are removed at the longest."""
        delays = [fault.number for fault in plan.played if fault.kind == "latency"]
        in_time = self._waiting_room.nap(
            seconds, over=lambda: world.ended or not any(number in world.faults for number in delays)
        )
        if not in_time:
            world.faults.turned_away += 1
        return in_time


def _planned(world: World, asked: Asked) -> Plan:
    with world.lock:
        return world.faults.plan(asked, world.now, world.chance)


def _asked(provider: Provider, route: Route, request: Request, account: str = "") -> Asked:
    return Asked(provider.name, route.operation, request.method, request.path, account)


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
        scheme=request.scheme,
        claimed=claimed,
    )


def _kept(request: Request) -> bytes:
    try:
        body = request.body
    except Refusal:
        return b""
    return body[:JOURNALED_BODY]


def _close(entry: Entry, answer: Answer, started: float) -> None:
    entry.status = 0 if answer.cut == 0 else answer.status
    entry.answer_headers = answer.headers
    # The copy gives back orjson's oversized buffer.
    entry.answer_body = bytes(memoryview(answer.body)[:JOURNALED_BODY])
    entry.milliseconds = (stopwatch() - started) * 1000
