"""Counters for Prometheus: the text is one that Prometheus reads, and the numbers are right."""

import re

from tests.control.loft import HOOK, Loft, loft

# The text format 0.0.4: https://prometheus.io/docs/instrumenting/exposition_formats/
NAME = r"[a-zA-Z_:][a-zA-Z0-9_:]*"
LABEL = r'[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*"'
SAMPLE = re.compile(rf"({NAME})(?:\{{({LABEL}(?:,{LABEL})*)?\}})? (-?[0-9.e+-]+|NaN|[+-]Inf)")
COMMENT = re.compile(rf"# (HELP|TYPE) ({NAME}) (.+)")


def text(world: Loft) -> str:
    answer = world.client.get("/_emulator/api/metrics")
    assert answer.headers["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    return str(answer.get_data(as_text=True))


def numbers(world: Loft) -> dict[str, float]:
    """Each sample with its labels."""
    found = {}
    for line in text(world).splitlines():
        if not line.startswith("#"):
            name, _, number = line.rpartition(" ")
            found[name.removeprefix("mail_emulator_")] = float(number)
    return found


def busy() -> Loft:
    world = loft(500, hook=HOOK)
    world.send("a@x.test", "b@x.test")
    world.advance("1m")
    world.post("workspaces", {"name": "mine"})
    return world


def test_every_line_is_one_that_prometheus_reads() -> None:
    """A metric's lines stand together behind its type, each with labels of its own."""
    page = text(busy())
    assert page.endswith("\n")
    types: dict[str, str] = {}
    seen: set[str] = set()
    order: list[str] = []
    for line in page.splitlines():
        if line.startswith("#"):
            comment = COMMENT.fullmatch(line)
            assert comment, line
            if comment[1] == "TYPE":
                assert comment[2] not in types, "one type for each name"
                assert comment[3] in ("counter", "gauge")
                types[comment[2]] = comment[3]
        else:
            sample = SAMPLE.fullmatch(line)
            assert sample, line
            name, labels = sample[1], sample[2] or ""
            assert f"{name}|{labels}" not in seen
            seen.add(f"{name}|{labels}")
            assert types[name] == ("counter" if name.endswith("_total") else "gauge")
            order.append(name)
    groups = [name for name, before in zip(order, ["", *order], strict=False) if name != before]
    assert len(groups) == len(set(groups))


def test_the_numbers_are_those_of_each_world() -> None:
    found = numbers(busy())
    assert found["workspaces"] == 2
    assert found['requests_total{workspace="default"}'] == 1
    assert found['messages_total{workspace="default"}'] == 1
    assert found['deliveries_held{workspace="default"}'] == 2
    assert found['events_total{workspace="default"}'] == 4
    assert found['reports_waiting{workspace="default",vendor="pigeon"}'] == 2
    assert found['messages_total{workspace="mine"}'] == 0


def test_calls_are_counted_by_state() -> None:
    found = numbers(busy())
    assert found['webhook_calls{workspace="default",state="waiting"}'] == 1
    assert found['webhook_calls{workspace="default",state="delivered"}'] == 1
    assert found['webhook_calls{workspace="default",state="failed"}'] == 0


def test_a_counter_never_goes_down_when_old_records_have_to_go() -> None:
    world = loft()
    world.put("limits/send", {"enabled": False})
    settings = world.emulator.world.settings
    object.__setattr__(settings, "max_events", 10)
    before = 0.0
    for _ in range(12):
        world.send("a@x.test")
        world.advance("1m")
        total = numbers(world)['events_total{workspace="default"}']
        assert total == before + 2
        before = total
    assert numbers(world)['events_evicted_total{workspace="default"}'] > 0


def test_faults_and_waits_are_counted() -> None:
    world = loft()
    world.post("faults", {"kind": "status", "status": 503, "times": 1})
    world.send(status=503)
    world.emulator.waiting_room.seats = 0
    world.refused("GET", "messages/wait", None, timeout=1)
    found = numbers(world)
    assert found['faults_played{workspace="default"}'] == 1
    assert (found["waiting_seats"], found["waiting_turned_away_total"]) == (0, 1)
