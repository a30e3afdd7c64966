"""What the provider's README says is so."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest

from emulator.providers import infobip
from emulator.providers.infobip.routes import ROUTES
from emulator.providers.infobip.state import Switches
from tests.providers.infobip import contract
from tests.providers.infobip.conftest import Desk
from tests.providers.infobip.mails import ids, outcome, send

README = Path(infobip.__file__).with_name("README.md").read_text()
ROW = re.compile(r"\| (`\w[^|]*@…[^|]*) \| ([^|]*) \| ([^|]*) \|")


def promises() -> list[tuple[str, int, int]]:
    """(address, status, error) of the table of addresses."""
    found = []
    for addresses, statuses, errors in ROW.findall(README):
        people = re.findall(r"`([^`]+)@…`", addresses)
        numbers = [int(each) for each in re.findall(r"\b\d+\b", statuses)]
        codes = [int(each) for each in re.findall(r"\b\d+\b", errors)]
        for place, person in enumerate(people):
            if numbers and codes:
                found.append((person, numbers[min(place, len(numbers) - 1)], codes[min(place, len(codes) - 1)]))
    return found


@pytest.mark.parametrize(("person", "status", "error"), promises())
def test_an_address_has_the_outcome_the_readme_names(desk: Desk, person: str, status: int, error: int) -> None:
    (id,) = ids(send(desk, to=f"{person}@north.test"))
    desk.advance(seconds=70)
    assert outcome(desk, id) == (status, error)


def test_the_table_of_addresses_was_read() -> None:
    assert len(promises()) > 10


def test_every_switch_is_explained() -> None:
    explained = set(re.findall(r"`(\w+)`", README.partition("## Switches")[2].partition("## ")[0]))
    assert {field.name for field in fields(Switches)} <= explained


OPERATION = re.compile(
    r"^\| `([A-Z]+) (/email/\S+)` \| (\w+) \| (full|simplified: [^|;]+)(; newer than client 6\.0\.0)? \|$", re.M
)
NO_OPERATIONS = {"download_email_template_attachment", "get_email_template_image"}
"""Behind addresses that answers hold, and in no document."""


def test_the_table_of_operations_is_that_of_the_routes() -> None:
    told = {(method, re.sub(r"{\w+}", "{}", path), name) for method, path, name, *_ in OPERATION.findall(README)}
    assert told == {
        (route.method, re.sub(r"<\w+>", "{}", route.path), route.operation)
        for route in ROUTES
        if route.path.startswith("/email/") and not route.public
    }


def test_all_54_operations_of_the_contract_are_there_and_the_five_newer_ones() -> None:
    rows = OPERATION.findall(README)
    newer = {name for *_, name, _, mark in rows if mark}
    older = {(method, path, name) for method, path, name, _, mark in rows if not mark and name not in NO_OPERATIONS}
    documented = {
        (method.upper(), path, operation["operationId"])
        for path, methods in contract.document()["paths"].items()
        for method, operation in methods.items()
        if isinstance(operation, dict) and "operationId" in operation
    }
    assert len(newer) == 5
    assert len(documented) == 54
    assert older == documented
