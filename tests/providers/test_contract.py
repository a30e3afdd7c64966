"""What every provider promises. A new one is held to this list before it has any test of its own."""

import re
from typing import Any

import pytest
from pydantic import TypeAdapter

from emulator import Emulator
from emulator.providers.contract import Provider
from emulator.providers.discovery import providers
from emulator.wire import refusals
from emulator.wire.current import Request
from emulator.wire.refusals import Refusal
from tests.pigeon import PIGEON, FakeCourier

ALL = [PIGEON, *providers().values()]
REASONS = [value for name, value in vars(refusals).items() if name.isupper() and isinstance(value, str)]
ADDRESS = re.compile(r"<[^>]+>")
BAD_BODIES = [
    (b"", ""),
    (b"{", "application/json"),
    (b"[]", "application/json"),
    (b"{}", "application/json"),
    (b"null", "application/json"),
    (b'{"a":' * 1000 + b"1" + b"}" * 1000, "application/json"),
    (b'{"subject":"\\ud800"}', "application/json"),
    (b"\xff\xfe", "application/json; charset=latin-1"),
    (b"--b\r\n", "multipart/form-data; boundary=b"),
    (b'--b\r\nContent-Disposition: form-data; name="to"\r\n\r\nx', "multipart/form-data; boundary=b"),
    (b"a=%ff&b", "application/x-www-form-urlencoded"),
    (b"x" * 1000, "text/plain"),
    (b"x" * 1000, "\x00"),
]


def request(path: str = "/", method: str = "GET", **environ: Any) -> Request:
    return Request({"REQUEST_METHOD": method, "PATH_INFO": path, **environ}, b"")


@pytest.fixture(params=ALL, ids=lambda provider: provider.name)
def provider(request: pytest.FixtureRequest) -> Provider:
    found: Provider = request.param
    return found


@pytest.fixture
def emulator(provider: Provider) -> Emulator:
    return Emulator(services={provider.name: provider}, courier=FakeCourier(), standing=True, seed="1", world="empty")


def test_routes_lie_below_the_prefixes_and_have_names(provider: Provider) -> None:
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", provider.name)
    rows = [(route.method, route.path) for route in provider.routes]
    assert len(rows) == len(set(rows))
    for route in provider.routes:
        prefixes = tuple(prefix.rstrip("/") + "/" for prefix in provider.prefixes)
        assert route.path.startswith(prefixes), route.path
        assert route.operation


def test_every_limit_is_used_by_a_route(provider: Provider) -> None:
    assert {limit.operation for limit in provider.limits} >= {route.limit for route in provider.routes if route.limit}


@pytest.mark.parametrize("reason", REASONS)
def test_every_refusal_has_words_of_the_vendor(provider: Provider, reason: str) -> None:
    for route in (None, *provider.routes):
        refusal = Refusal(reason, problems={"field": ["is wrong"]}, allow=("POST",))
        answer = provider.render_error(request(provider.routes[0].path), refusal, route)
        assert 400 <= answer.status < 600
        assert answer.body and answer.content_type


def test_a_state_is_plain_data(provider: Provider, emulator: Emulator) -> None:
    """It can be written down, read back, and written down the same."""
    world = emulator.workspaces.create()
    adapter = TypeAdapter(type(world.state(provider.name)))
    dumped = adapter.dump_json(world.state(provider.name))
    assert adapter.dump_json(adapter.validate_json(dumped)) == dumped


def test_minted_worlds_have_their_own_credentials(provider: Provider, emulator: Emulator) -> None:
    first, second = emulator.workspaces.create(), emulator.workspaces.create()
    assert provider.authorization is not None
    headers = [provider.authorization(world) for world in (first, second)]
    assert headers[0] != headers[1]
    for world, header in zip((first, second), headers, strict=True):
        credential = provider.credential(request(HTTP_AUTHORIZATION=header))
        assert emulator.workspaces.owning(provider.name, credential) is world
    assert provider.credentials(first)


def test_unknown_paths_and_methods(provider: Provider, emulator: Emulator) -> None:
    client = emulator.app.test_client()
    prefix = provider.prefixes[0].rstrip("/")
    assert client.get(f"{prefix}/there/is/no/such/path").status_code == 404
    for route in provider.routes:
        path = ADDRESS.sub("x", route.path)
        answer = client.open(path, method="TRACE")
        assert answer.status_code == 405, path
        assert route.method in answer.headers["Allow"]


def test_without_credentials_nothing_is_answered(provider: Provider, emulator: Emulator) -> None:
    client = emulator.app.test_client()
    gated = [route for route in provider.routes if not route.public and getattr(route.traits, "authenticated", True)]
    for route in gated:
        answer = client.open(ADDRESS.sub("x", route.path), method=route.method, data=b"{}")
        assert answer.status_code == 401, f"{route.method} {route.path}"


@pytest.mark.parametrize(("body", "content_type"), BAD_BODIES, ids=range(len(BAD_BODIES)))
def test_bad_bodies_are_4xx_or_taken_but_never_bugs(
    provider: Provider, emulator: Emulator, body: bytes, content_type: str
) -> None:
    world = emulator.workspaces.create("w")
    for limit in world.limits.all():
        world.limits.change(limit.operation, enabled=False)
    assert provider.authorization is not None
    client = emulator.app.test_client()
    for route in provider.routes:
        client.open(
            ADDRESS.sub("1", route.path),
            method=route.method,
            data=body,
            headers={"Authorization": provider.authorization(world), "Content-Type": content_type},
        )
    assert [entry.error for entry in world.journal.failures()] == []


def test_every_rule_says_whose_word_it_is(provider: Provider) -> None:
    assert provider.facts
    for fact in provider.facts:
        assert fact.basis in ("documented", "observed", "assumed")
        assert fact.rule and fact.topic
