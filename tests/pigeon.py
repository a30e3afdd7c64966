"""An invented e-mail service, `pigeon`, for tests of everything that must work for any provider; and a courier."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import orjson

from emulator import Emulator
from emulator.mail.agenda import Item
from emulator.mail.limits import Limit
from emulator.mail.message import Delivery, Draft, Event, Message, Recipient
from emulator.mail.outcomes import Outcome, dropped
from emulator.mail.webhooks import Attempt, Call, RetryPlan
from emulator.mail.world import World
from emulator.providers.contract import Fact, Provider, Rendered
from emulator.wire import refusals
from emulator.wire.bodies import compact, read_object
from emulator.wire.credentials import scheme_and_token
from emulator.wire.current import Answer, Current, Request, Route, json_answer
from emulator.wire.refusals import Refusal

NAME = "pigeon"
STATUS_OF = {
    refusals.UNAUTHENTICATED: 401,
    refusals.UNKNOWN_PATH: 404,
    refusals.WRONG_METHOD: 405,
    refusals.TOO_LARGE: 413,
    refusals.TOO_MANY: 429,
    refusals.BROKEN: 500,
}
KEY = "pigeon-key"


@dataclass
class State:
    keys: dict[str, str] = field(default_factory=dict)
    hook: str = ""
    told: list[str] = field(default_factory=list)


@dataclass
class FakeCourier:
    """Remembers what was posted; answers what it is told to."""

    statuses: list[int] = field(default_factory=list)
    posted: list[tuple[datetime, str, Any]] = field(default_factory=list)

    def post(self, call: Call, at: datetime) -> Attempt:
        self.posted.append((at, call.url, orjson.loads(call.body)))
        status = self.statuses.pop(0) if self.statuses else 200
        return Attempt(at, status, "" if status else "refused", 1.0)


def send(current: Current) -> Answer:
    body = read_object(current.request.body)
    if "boom" in body:
        raise RuntimeError("boom")
    to = body.get("to")
    if not isinstance(to, list) or not to:
        raise Refusal(refusals.INVALID, problems={"to": ["must not be empty"]})
    world = current.world
    message = world.accept(
        Draft(
            NAME,
            current.account,
            str(body.get("from", "me@pigeon.test")),
            str(body.get("subject", "")),
            str(body.get("group", "")),
            compact(body),
            tuple(Recipient(world.chance.alphanumeric(8), str(each)) for each in to),
            tags=(("group", str(body.get("group", ""))),),
            cause=current.cause,
        )
    )
    current.caused = message.deliveries
    return json_answer({"ids": [each.id for each in world.deliveries_of(message)]})


def reports(current: Current) -> Answer:
    taken = current.world.ledgers[NAME].take(current.now, timedelta(hours=48), 50, (), current.cause)
    return json_answer({"reports": [report.delivery for report in taken]})


def gate(current: Current) -> None:
    scheme, token = scheme_and_token(current.request.authorization)
    keys = current.world.state(NAME).keys
    if scheme != "bearer" or token not in keys:
        raise Refusal(refusals.UNAUTHENTICATED)
    current.account = keys[token]
    wait = current.world.limits.admit(current.route.limit, current.account, current.now, current.cause)
    if wait is not None:
        raise Refusal(refusals.TOO_MANY, retry_after=wait)


def render_error(request: Request, refusal: Refusal, route: Route | None) -> Answer:
    allow = (("Allow", ", ".join(refusal.allow)),) if refusal.allow else ()
    coo = {"coo": refusal.reason, "problems": refusal.problems}
    return json_answer(coo, STATUS_OF.get(refusal.reason, 400), headers=allow)


def on_event(world: World, delivery: Delivery, event: Event) -> None:
    if event.name in ("delivered", "bounced", "dropped"):
        message = world.message_of(delivery)
        world.ledgers[NAME].offer(delivery.number, event.number, event.at, message.tags)
        hook = world.state(NAME).hook
        if hook:
            plan = RetryPlan(tuple(timedelta(minutes=n) for n in (1, 2, 5)))
            world.post(
                Call(
                    0,
                    NAME,
                    message.account,
                    "report",
                    hook,
                    compact({"id": delivery.id, "event": event.name}),
                    "application/json",
                    event.at,
                    plan,
                    deliveries=(delivery.number,),
                )
            )


def subjects(world: World, message: Message) -> Callable[[Delivery], str] | None:
    """A pigeon knows whom it flies to."""
    if "@@" not in message.subject:
        return None
    return lambda delivery: message.subject.replace("@@", delivery.recipient.partition("@")[0])


def verdict(world: World, message: Message, delivery: Delivery) -> Outcome | None:
    return dropped("stranger") if delivery.recipient.startswith("stranger") else None


def load(world: World, section: Mapping[str, Any]) -> None:
    for key in section.get("keys", []):
        _claim(world, key)
    world.state(NAME).hook = section.get("hook", "")


def _claim(world: World, key: str) -> None:
    world.state(NAME).keys[key] = "loft"
    world.claims.claim(NAME, key, world.name)


def mint(world: World) -> Mapping[str, Any]:
    _claim(world, world.chance.hex(20))
    return credentials(world)


def credentials(world: World) -> Mapping[str, Any]:
    return {"api_key": next(iter(world.state(NAME).keys), None)}


def appointed(world: World, item: Item) -> None:
    world.state(NAME).told.append(f"{item.what} {item.due.isoformat()}")


PIGEON = Provider(
    name=NAME,
    title="Pigeon Post",
    prefixes=("/pigeon/",),
    routes=(
        Route("POST", "/pigeon/send", "send", send, limit="send"),
        Route("GET", "/pigeon/reports", "reports", reports, limit="reports"),
    ),
    max_body=100_000,
    gate=gate,
    render_error=render_error,
    credential=lambda request: scheme_and_token(request.authorization)[1] or None,
    new_state=State,
    load=load,
    freed=lambda world, section: {
        **section,
        "keys": [key for key in section.get("keys", []) if world.claims.free(NAME, key, world.name)],
    },
    mint=mint,
    credentials=credentials,
    accounts=lambda world: sorted(set(world.state(NAME).keys.values())),
    reclaim=lambda world: [world.claims.claim(NAME, key, world.name) for key in world.state(NAME).keys] and None,
    render=lambda world, message, delivery: Rendered(
        message.sender, (delivery.recipient,), message.subject, text=orjson.loads(message.content).get("text", "")
    ),
    describe=lambda world, delivery, now: {
        "status": past[-1][1].name if (past := delivery.happened(now)) else "waiting"
    },
    subjects=subjects,
    verdict=verdict,
    on_event=on_event,
    on_appointment=appointed,
    on_call=lambda world, call: None,
    authorization=lambda world: f"Bearer {next(iter(world.state(NAME).keys))}",
    limits=(
        Limit("send", 5, timedelta(minutes=10), "sliding"),
        Limit("reports", 60, timedelta(minutes=1), "fixed"),
    ),
    facts=(Fact("send", "Pigeons fly at once", "assumed"),),
)


def pigeon_emulator(courier: Any = None, **settings: Any) -> Emulator:
    """An emulator that only knows Pigeon Post, with one key and a standing clock."""
    settings = {"standing": True, "seed": "1", "world": {"pigeon": {"keys": [KEY]}}, **settings}
    return Emulator(services={NAME: PIGEON}, courier=courier or FakeCourier(), **settings)
