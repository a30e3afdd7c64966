"""What the console's list of mail and a search in it cost when much is stored."""

from statistics import median

from tests.bench import load
from tests.bench.figures import Figures, at_most
from tests.bench.mail import emulator, fill
from tests.served import Served

STORED = 100_000
ROUNDS = 5
LISTS = {"newest mail": "", "mail by vendor": "?q=vendor:infobip"}
SEARCHES = {
    "a recipient": "?q=to:reader7x7@north.example",
    "a word that many have": "?q=order",
    "a word that none has": "?q=nowhere-to-be-found",
    "a status that many have": "?q=status:delivered",
    "a status that none has": "?q=status:nothing",
    "three criteria, none fits": "?q=to:reader+subject:order+status:bounced",
}


def console() -> Figures:
    """Milliseconds from the request to the whole page, through the real server."""
    with emulator() as ours:
        fill(ours, STORED, recipients=10, at_once=20_000)
        for what, query in LISTS.items():
            yield at_most(f"{what}, {STORED:,} stored", _milliseconds(ours, query), 200, " ms")
        last = ours.control("GET", "messages?limit=1000")
        for _ in range(STORED // 1000 - 2):
            last = ours.control("GET", f"messages?limit=1000&cursor={last['next']}")
        yield at_most("the oldest page", _milliseconds(ours, f"?cursor={last['next']}"), 200, " ms")
        for what, query in SEARCHES.items():
            yield at_most(f"search: {what}", _milliseconds(ours, query), 500, " ms")


def _milliseconds(ours: Served, query: str) -> float:
    page = load.get(f"/_emulator/{query}", "none")
    load.send(ours.port, page)
    return 1000 * median(load.seconds_each(ours.port, lambda _: page, 1) for _ in range(ROUNDS))
