"""Requests per second at eight kept connections, all servers side by side in short rounds."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from random import Random
from statistics import median

from tests.bench import load, peers
from tests.bench.figures import Figures, NotThere, at_least, not_measured, typical_ratio
from tests.bench.mail import add, emulator, messages, send

ROUNDS = 8
SECONDS = 0.5
OPERATIONS: dict[str, load.Requests] = {
    "/email/3/send": send,
    "/api/v0/customer/add": add,
    "/email/4/messages": messages,
}
BODY = load.post("/", "application/json", "none", b'{"text": "%s"}' % (b"x" * 588))


@dataclass(frozen=True)
class Peer:
    """Another server, what it is taught before, what is asked of it, and how far it must be behind."""

    name: str
    command: Callable[[], list[str]]
    requests: load.Requests
    target: float
    teach: Callable[[int], None] | None = None


PEERS = (
    Peer("an empty route", peers.empty_route, lambda _: BODY, 0.6),
    Peer(
        "moto's SES send",
        peers.moto,
        lambda _: peers.ses_send(),
        6,
        peers.verify,
    ),
    Peer("aws-ses-v2-local", peers.ses_local, lambda _: peers.ses_v2_send(), 1),
    Peer("WireMock", peers.wiremock, send, 1, peers.teach),
)


def throughput() -> Figures:
    """`send`, `customer/add` and `messages` against an empty Flask route on the same server and other mail servers."""
    missing: list[NotThere] = []
    with ExitStack() as stack:
        ours = stack.enter_context(emulator())
        servers = {path: (ours.port, requests) for path, requests in OPERATIONS.items()}
        for peer, port in _running(stack, missing):
            if peer.teach is not None:
                peer.teach(port)
            servers[peer.name] = (port, peer.requests)
        rates = _side_by_side(servers)
    for peer in PEERS:
        if peer.name in rates:
            for path in OPERATIONS:
                ratio = typical_ratio(rates[path], rates[peer.name])
                note = f"{median(rates[path]):,.0f} to {median(rates[peer.name]):,.0f}/s"
                yield at_least(f"{path} : {peer.name}", ratio, peer.target, note=note)
    for reason in missing:
        yield not_measured("every operation", str(reason))


def _running(stack: ExitStack, missing: list[NotThere]) -> Iterator[tuple[Peer, int]]:
    for peer in PEERS:
        try:
            command = peer.command()
        except NotThere as reason:
            missing.append(reason)
        else:
            yield peer, stack.enter_context(peers.running(command))


def _side_by_side(servers: dict[str, tuple[int, load.Requests]]) -> dict[str, list[float]]:
    """Each round in another order, for some servers are still busy with themselves when their turn is over."""
    rates: dict[str, list[float]] = {name: [] for name in servers}
    for turn in range(ROUNDS):
        for name in Random(turn).sample(list(servers), len(servers)):
            port, requests = servers[name]
            rates[name].append(load.rate(port, _from(turn, requests), seconds=SECONDS))
    return rates


def _from(turn: int, requests: load.Requests) -> load.Requests:
    """Other numbers in every round, so that nobody is added twice."""
    return lambda number: requests(turn * 1_000_000 + number)
