"""A filter over very many deliveries lets the same ones through as one that looks at every row."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest

from tests.pigeon import KEY, pigeon_emulator

READERS = ("nora", "bounce", "slow", "late-bounce", "opened", "pending", "soft-bounce")
SUBJECTS = ("Your receipt", "your RECEIPT again", "Welcome", "Welcome @@", "")


@pytest.fixture(scope="module")
def client() -> Any:
    """A day of mail: several recipients each, at several moments, some with events by hand."""
    client = pigeon_emulator().app.test_client()
    client.put("/_emulator/api/limits/send", json={"enabled": False})
    for number, (reader, subject) in enumerate(product(READERS, SUBJECTS)):
        to = [f"{reader}@a.test", f"{reader}+{number}@b.test", "nora@c.test"]
        body = {"to": to, "subject": subject, "from": f"shop{number % 3}@x.test", "group": f"g{number % 2}"}
        client.post("/pigeon/send", json=body, headers={"Authorization": f"Bearer {KEY}"})
        client.post("/_emulator/api/clock/advance", json={"by": "3s"})
    for number in (1, 5, 9):
        client.post(f"/_emulator/api/messages/dlv-{number}/events", json={"event": "complained"})
    return client


def rows(client: Any, **query: str) -> list[dict[str, Any]]:
    answer = client.get("/_emulator/api/messages", query_string={"limit": "1000", **query})
    found: list[dict[str, Any]] = answer.json["results"]
    return found


def part(field: str, wanted: str) -> Any:
    return lambda row: wanted.lower() in row[field].lower()


CRITERIA: dict[str, tuple[dict[str, str], Any]] = {
    "nothing": ({}, lambda row: True),
    "to": ({"to": "NORA@"}, part("to", "nora@")),
    "to as a glob": ({"to": "*@b.test"}, lambda row: row["to"].endswith("@b.test")),
    "from": ({"from": "shop1"}, part("from", "shop1")),
    "subject": ({"subject": "receipt"}, part("subject", "receipt")),
    "subject as an expression": ({"subject": "re:^your"}, lambda row: row["subject"].lower().startswith("your")),
    "subject of one recipient": ({"subject": "Welcome late"}, part("subject", "welcome late")),
    "subject as it was written": ({"subject": "@@"}, lambda row: False),
    "text of one recipient": ({"text": "welcome no"}, part("subject", "welcome no")),
    "text": ({"text": "welcome"}, part("subject", "welcome")),
    "text of a recipient": ({"text": "late"}, part("to", "late")),
    "status": ({"status": "DELIVERED"}, part("status", "delivered")),
    "status that few have": ({"status": "complained"}, part("status", "complained")),
    "status that none has": ({"status": "lost"}, lambda row: False),
    "group": ({"group": "g1"}, lambda row: row["group"] == "g1"),
    "vendor": ({"vendor": "pigeon"}, lambda row: True),
    "another vendor": ({"vendor": "raven"}, lambda row: False),
}


PAIRS = [
    (first, second)
    for first, second in product(CRITERIA, CRITERIA)
    if first == second or not set(CRITERIA[first][0]) & set(CRITERIA[second][0])
]


@pytest.mark.parametrize(("first", "second"), PAIRS)
def test_two_criteria_let_through_what_fits_both(client: Any, first: str, second: str) -> None:
    """Whatever is asked together: the rows of the whole list that fit, in its order."""
    (asked, fits), (more, too) = CRITERIA[first], CRITERIA[second]
    expected = [row["id"] for row in rows(client) if fits(row) and too(row)]
    assert [row["id"] for row in rows(client, **{**asked, **more})] == expected
