"""Which requests meet which planned failure."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from emulator.mail.chance import Chance
from emulator.mail.faults import Asked, Fault, Faults, latency

NOW = datetime(2026, 1, 1, tzinfo=UTC)
SEND = Asked("pigeon", "send", "POST", "/pigeon/send")


def planned(faults: Faults, asked: Asked = SEND, now: datetime = NOW) -> Any:
    return faults.plan(asked, now, Chance("1"))


def test_times_and_until_use_a_fault_up() -> None:
    faults = Faults()
    faults.add(Fault(0, "drop", times=2))
    faults.add(Fault(0, "status", until=NOW + timedelta(minutes=1)))
    kinds = [planned(faults).deed.kind for _ in range(3)]
    assert kinds == ["drop", "drop", "status"]
    assert planned(faults, now=NOW + timedelta(minutes=1)).deed is None


@pytest.mark.parametrize(
    ("criteria", "fits"),
    [
        ({"provider": "pigeon"}, True),
        ({"provider": "raven"}, False),
        ({"operation": "send"}, True),
        ({"operation": "reports"}, False),
        ({"method": "GET"}, False),
        ({"path": "/pigeon/*"}, True),
        ({"path": "re:send$"}, True),
        ({"path": "/other*"}, False),
    ],
)
def test_all_criteria_must_hold(criteria: dict[str, str], fits: bool) -> None:
    faults = Faults()
    faults.add(Fault(0, "drop", **criteria))  # type: ignore[arg-type]
    assert (planned(faults).deed is not None) is fits


def test_a_fault_for_an_account_waits_until_the_account_is_known() -> None:
    faults = Faults()
    faults.add(Fault(0, "status", account="loft"))
    assert planned(faults).deed is None
    known = Asked("pigeon", "send", "POST", "/pigeon/send", "loft")
    assert planned(faults, known).deed.account == "loft"
    assert planned(faults, Asked("pigeon", "send", "POST", "/pigeon/send", "attic")).deed is None


def test_latencies_add_up_and_the_first_deed_wins() -> None:
    faults = Faults()
    faults.add(Fault(0, "latency", seconds=2))
    faults.add(Fault(0, "status", status=503))
    faults.add(Fault(0, "drop"))
    faults.add(Fault(0, "latency", seconds=3, when="after"))
    plan = planned(faults)
    assert (plan.before, plan.after, plan.deed.status) == (2, 3, 503)
    assert [fault.number for fault in plan.played] == [1, 2, 4]


def test_probability_and_latency_come_from_the_seed() -> None:
    def drawn(seed: str) -> list[float]:
        chance = Chance(seed)
        fault = Fault(0, "latency", seconds=10, distribution="lognormal", spread=0.5)
        return [latency(fault, chance) for _ in range(500)]

    assert drawn("a") == drawn("a") != drawn("b")
    assert 9 < sorted(drawn("a"))[250] < 11
    even = Fault(0, "latency", seconds=10, distribution="uniform", spread=4)
    chance = Chance("a")
    assert all(6 <= latency(even, chance) <= 14 for _ in range(500))
