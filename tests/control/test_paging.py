"""Every list goes on where the page before ended, whatever is added or removed meanwhile."""

from collections.abc import Callable
from typing import Any

import pytest

from emulator import Emulator
from tests.control.told import client_of
from tests.pigeon import KEY, FakeCourier, pigeon_emulator

API = "/_emulator/api"
AUTH = {"Authorization": f"Bearer {KEY}"}
MARK = {"X-Mail-Emulator": "1"}

WHOLE = (
    "limits",
    "provenance",
    "findings",
    "findings/checks",
    "outcomes",
    "rules",
    "faults",
    "snapshots",
    "workspaces",
)
"""Lists that come whole unless a page is asked for."""

LONG = ("messages", "events", "requests", "reports", "webhooks", "clock/agenda")


def send(client: Any, subject: str) -> None:
    answer = client.post("/pigeon/send", json={"to": ["a@x.test"], "subject": subject}, headers=AUTH)
    assert answer.status_code == 200


def rule(client: Any, name: str, **fields: Any) -> None:
    made = client.post(f"{API}/rules", json={"when": {"recipient": f"{name}@*"}, "outcome": "bounce", **fields})
    assert made.status_code == 201


@pytest.fixture
def client() -> Any:
    """A world with several rows in every list."""
    emulator = pigeon_emulator(FakeCourier(statuses=[500, 0]))
    emulator.world.state("pigeon").hook = "http://127.0.0.1:9/hook"
    client = client_of(emulator)
    client.put(f"{API}/limits/send", json={"enabled": False})
    for number in range(3):
        send(client, str(number))
    client.post(f"{API}/clock/advance", json={"by": "3m"})
    for number in range(3):
        send(client, "again")
        rule(client, f"r{number}")
        client.post(f"{API}/faults", json={"kind": "drop", "path": f"/nowhere/{number}"})
        client.post(f"{API}/snapshots", json={"name": f"moment-{number}"})
        client.post(f"{API}/workspaces", json={"name": f"mine-{number}"})
    return client


def listed(client: Any, path: str, limit: int, between: Callable[[], None] = lambda: None) -> list[str]:
    """The ids of all pages, one after the other; something may happen between them."""
    found: list[str] = []
    cursor: str | None = None
    while True:
        query = {"limit": limit} if cursor is None else {"limit": limit, "cursor": cursor}
        page = client.get(f"{API}/{path}", query_string=query).json
        assert len(page["results"]) <= limit
        found += [row["id"] for row in page["results"]]
        cursor = page["next"]
        if cursor is None:
            return found
        between()


@pytest.mark.parametrize("path", WHOLE)
def test_a_short_list_comes_whole_unless_a_page_is_asked_for(client: Any, path: str) -> None:
    whole = client.get(f"{API}/{path}").json
    ids = [row["id"] for row in whole["results"]]
    assert whole["next"] is None and len(ids) == len(set(ids)) and ids
    assert listed(client, path, 1) == listed(client, path, 2) == listed(client, path, 1000) == ids


@pytest.mark.parametrize("path", LONG)
def test_pages_of_a_long_list_are_the_list(client: Any, path: str) -> None:
    ids = listed(client, path, 1000)
    assert len(ids) == len(set(ids)) > 1
    assert listed(client, path, 1) == listed(client, path, 2) == ids


@pytest.mark.parametrize("path", [*WHOLE, *LONG])
def test_rows_that_are_added_move_no_row_to_another_page(client: Any, path: str) -> None:
    """What was there at the beginning is listed once and in its order, while every list grows between the pages."""
    before = listed(client, path, 1000)
    counter = iter(range(1000))

    def grow() -> None:
        number = next(counter)
        if number < 5:
            send(client, f"more-{number}")
            rule(client, f"first-{number}", position=0)
            client.post(f"{API}/faults", json={"kind": "drop", "path": f"/more/{number}"})
            client.post(f"{API}/snapshots", json={"name": f"more-{number}"})
            client.post(f"{API}/workspaces", json={"name": f"more-{number}"})

    found = listed(client, path, 1, grow)
    assert len(found) == len(set(found))
    assert [each for each in found if each in before] == before


@pytest.mark.parametrize("path", ["rules", "faults"])
def test_the_walk_goes_on_when_the_row_it_stood_at_is_removed(client: Any, path: str) -> None:
    first = client.get(f"{API}/{path}?limit=1").json
    client.delete(f"{API}/{path}/{first['results'][0]['id']}", headers=MARK)
    rest = client.get(f"{API}/{path}", query_string={"cursor": first["next"]}).json["results"]
    assert [row["id"][-1] for row in rest] == ["2", "3"]


@pytest.mark.parametrize("path", [*WHOLE, *LONG])
@pytest.mark.parametrize("cursor", ["soon", "%F0", "MTk", "x" * 9000, "OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5OTk5"])
def test_a_cursor_of_ones_own_is_refused_or_ends_the_list(client: Any, path: str, cursor: str) -> None:
    answer = client.get(f"{API}/{path}?cursor={cursor}")
    assert answer.status_code < 500
    if answer.status_code != 200:
        assert (answer.status_code, answer.json["type"]) == (422, "urn:mail-emulator:invalid-cursor")
        assert "`next`" in answer.json["detail"]


@pytest.mark.parametrize("path", [*WHOLE, *LONG])
@pytest.mark.parametrize("limit", ["0", "1001", "-1", "ten", ""])
def test_a_page_has_1_to_1000_rows(client: Any, path: str, limit: str) -> None:
    answer = client.get(f"{API}/{path}?limit={limit}")
    assert (answer.status_code, answer.content_type) == (422, "application/problem+json")
    assert [each["field"] for each in answer.json["problems"]] == ["limit"]


def test_a_filter_and_a_page_go_together() -> None:
    client = client_of(Emulator(world="demo", standing=True, seed="1", courier=FakeCourier()))
    observed = client.get(f"{API}/provenance?basis=observed").json["results"]
    assert len(observed) > 2
    first = client.get(f"{API}/provenance?basis=observed&limit=2").json
    rest = client.get(f"{API}/provenance?basis=observed&cursor={first['next']}").json
    assert [*first["results"], *rest["results"]] == observed
