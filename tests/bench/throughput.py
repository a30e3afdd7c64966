"""Requests per second at eight kept connections, all servers side by side in short rounds."""

from collections.abc import Callable
from statistics import median

from tests.bench import load, peers
from tests.bench.figures import Figures, at_least, not_there, typical_ratio
from tests.bench.mail import add, emulator, messages, send

ROUNDS = 8
SECONDS = 0.5
EMPTY, MOTO = "empty route", "moto"
OPERATIONS: dict[str, load.Requests] = {
    "/email/3/send": send,
    "/api/v0/customer/add": add,
    "/email/4/messages": messages,
}
BODY = load.post("/", "application/json", "none", b'{"text": "%s"}' % (b"x" * 588))


def throughput() -> Figures:
    """`send`, `customer/add` and `messages` against an empty Flask route on the same server and moto's SES."""
    with (
        emulator() as ours,
        peers.running(peers.empty_route()) as empty,
        peers.running(peers.moto()) as moto,
    ):
        load.send(moto, peers.ses("VerifyEmailIdentity", EmailAddress="orders%40shop.example"))
        servers: dict[str, tuple[int, load.Requests]] = {
            EMPTY: (empty, lambda _: BODY),
            MOTO: (moto, lambda _: peers.ses_send()),
        }
        for path, requests in OPERATIONS.items():
            try:
                load.send(ours.port, requests(-1))
            except load.Refused as refused:
                if refused.status != 404:
                    raise
                yield not_there(path)
            else:
                servers[path] = (ours.port, requests)
        rates = _side_by_side(servers)
    for path in filter(OPERATIONS.__contains__, rates):
        note = f"{median(rates[path]):,.0f} of {median(rates[EMPTY]):,.0f}/s"
        yield at_least(f"{path} : empty route", typical_ratio(rates[path], rates[EMPTY]), 0.6, note=note)
        note = f"{median(rates[path]):,.0f} to {median(rates[MOTO]):,.0f}/s"
        yield at_least(f"{path} : moto's SES send", typical_ratio(rates[path], rates[MOTO]), 6, note=note)


def _side_by_side(servers: dict[str, tuple[int, load.Requests]]) -> dict[str, list[float]]:
    rates: dict[str, list[float]] = {name: [] for name in servers}
    for turn in range(ROUNDS):
        for name, (port, requests) in servers.items():
            rates[name].append(load.rate(port, _from(turn, requests), seconds=SECONDS))
    return rates


def _from(turn: int, requests: load.Requests) -> Callable[[int], bytes]:
    """Other numbers in every round, so that nobody is added twice."""
    return lambda number: requests(turn * 1_000_000 + number)
