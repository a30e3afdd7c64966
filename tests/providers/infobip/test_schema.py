"""Every operation of the published document, with requests made up from it: no 500, and no answer it does not allow."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from emulator.emulator import Emulator
from emulator.mail.world import World
from tests.providers.infobip import contract
from tests.required import missing

POOL = "A17D03E5C88B4F21965E0B34D7F2C910"
IP = "5C1F0A7E93B24D68A0F17C2E4B9D3365"
FILE = "4D0C2B77-19E6-4C55-8A3E-6F2B90D1E7C4"
WORLD = {
    "accounts": [{"api_key": "k"}],
    "ips": [{"id": IP, "addresses": ["192.0.2.17"]}],
    "pools": [{"id": POOL, "name": "receipts", "addresses": ["192.0.2.17"]}],
    "domains": [{"id": 4101, "name": "shop.test", "pools": [{"pool": POOL}], "addresses": ["192.0.2.17"]}],
    "templates": [{"id": 37, "html": "<p>{{gate}}</p>", "files": [{"id": FILE, "file_name": "a.txt"}]}],
    "suppressions": [{"domain": "shop.test", "type": "BOUNCE", "addresses": ["nora@reader.test"]}],
}
KNOWN: dict[str, Any] = {
    "domainName": "shop.test",
    "domainId": 4101,
    "poolId": POOL,
    "ipId": IP,
    "templateId": 37,
    "attachmentId": FILE,
}
"""What is there to be named in paths; a made-up name would meet a 404 and nothing behind it."""


def _document() -> dict[str, Any]:
    """The document; its times have no colon in their offset, which the JSON schema format wants."""
    text = json.dumps(contract.document()).replace('"format": "date-time"', '"format": "time-of-the-vendor"')
    found: dict[str, Any] = json.loads(text)
    for methods in found["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", ()):
                if parameter.get("in") == "path":
                    parameter["schema"] = {"enum": [KNOWN[parameter["name"]]]}
    return found


def _operations() -> Iterator[Any]:
    try:
        import schemathesis
    except ImportError:
        return
    for found in schemathesis.openapi.from_dict(_document()).get_all_operations():
        yield found.ok()


UNLISTED = (400, 404, 415)
"""Refusals that the document's lists leave out here and there."""

OPERATIONS = list(_operations())


@pytest.fixture(scope="module")
def emulator() -> Emulator:
    return Emulator(world={"infobip": WORLD}, standing=True, seed="schema")


def renewed(emulator: Emulator) -> World:
    """The world as it began, without limits."""
    world = emulator.workspaces.reset("default")
    for limit in world.limits.all():
        world.limits.change(limit.operation, enabled=False)
    return world


def test_there_is_something_to_make_requests_with() -> None:
    if not OPERATIONS:
        missing("schemathesis", "pip install schemathesis")
    assert len(OPERATIONS) == 54


@pytest.mark.parametrize("mode", ["positive", "negative"])
@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda operation: str(operation.label).replace("/", "-"))
def test_made_up_requests_are_answered_as_the_document_says(operation: Any, mode: str, emulator: Emulator) -> None:
    from hypothesis.errors import Unsatisfiable
    from schemathesis import GenerationMode
    from schemathesis.transport.wsgi import WSGI_TRANSPORT

    documented = set(operation.definition.raw["responses"])
    cases = operation.as_strategy(generation_mode=GenerationMode(mode))

    @given(case=cases)
    @settings(max_examples=6, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    def ask(case: Any) -> None:
        world = renewed(emulator)
        answer = WSGI_TRANSPORT.send(case, app=emulator.app, headers={"Authorization": "App k"})
        assert not world.journal.failures(), world.journal.failures()[0].error
        assert str(answer.status_code) in documented or answer.status_code in UNLISTED, answer.text
        operation.validate_response(answer)

    try:
        ask()
    except Unsatisfiable:
        pytest.skip("the document allows no such request")
