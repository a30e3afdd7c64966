"""One request from the wire to its answer, for any provider."""

import io
from functools import partial
from typing import Any

import flask
import pytest
import werkzeug.test

from emulator import Emulator
from emulator.wire.current import Request
from tests.pigeon import KEY, FakeCourier, pigeon_emulator

AUTH = {"Authorization": f"Bearer {KEY}"}
API = "/_emulator/api"


@pytest.fixture
def emulator() -> Emulator:
    return pigeon_emulator()


@pytest.fixture
def client(emulator: Emulator) -> Any:
    return emulator.app.test_client()


def test_a_send_is_journaled_with_what_it_caused(client: Any) -> None:
    client.post("/pigeon/send", json={"to": ["a@x.test", "b@x.test"], "subject": "Hi"}, headers=AUTH)
    entry = client.get(f"{API}/requests").json["results"][0]
    assert (entry["operation"], entry["status"], entry["account"]) == ("send", 200, "loft")
    assert entry["messages"] == ["dlv-1", "dlv-2"]
    whole = client.get(f"{API}/requests/{entry['id']}").json
    assert KEY not in str(whole["headers"])
    assert '"subject":"Hi"' in whole["body"].replace(" ", "")


def test_a_bug_is_the_vendors_500_and_marked_in_the_journal(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    answer = client.post("/pigeon/send", json={"boom": 1}, headers=AUTH)
    assert (answer.status_code, answer.json["coo"]) == (500, "server error")
    assert "RuntimeError: boom" in caplog.text
    entry = client.get(f"{API}/requests?failed=true").json["results"][0]
    assert "RuntimeError: boom" in client.get(f"{API}/requests/{entry['id']}").json["error"]


def test_unknown_paths_and_methods_answer_in_the_vendors_words(client: Any) -> None:
    assert client.get("/pigeon/nest").json["coo"] == "unknown path"
    assert client.get("/pigeon/send").json["coo"] == "wrong method"
    assert client.post("/pigeon/send/").status_code == 404
    assert client.get("/elsewhere").status_code == 404


def test_an_unknown_credential_is_journaled_as_unclaimed(client: Any) -> None:
    answer = client.post("/pigeon/send", json={}, headers={"Authorization": "Bearer who-knows"})
    assert answer.status_code == 401
    assert client.get(f"{API}/requests").json["results"][0]["claimed"] is False


def test_a_body_over_the_cap_is_refused_after_authentication(client: Any) -> None:
    body = b"x" * 100_001
    assert client.post("/pigeon/send", data=body, headers=AUTH).status_code == 413
    assert client.post("/pigeon/send", data=body).status_code == 401


def test_a_content_length_of_twenty_digits_is_too_large(client: Any) -> None:
    environ = {"CONTENT_LENGTH": "9" * 20, "wsgi.input": io.BytesIO(b"{}")}
    assert client.post("/pigeon/send", headers=AUTH, environ_overrides=environ).status_code == 413


def test_a_body_that_arrives_in_pieces_is_read_whole_and_one_that_breaks_off_is_refused(client: Any) -> None:
    class Pieces(io.BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            return super().read(min(size or 7, 7))

    body = b'{"to": ["a@x.test"], "subject": "Hi"}'
    for missing, expected in ((0, 200), (1, 400)):
        environ = {"CONTENT_LENGTH": str(len(body) + missing), "wsgi.input": Pieces(body)}
        assert client.post("/pigeon/send", headers=AUTH, environ_overrides=environ).status_code == expected


@pytest.mark.parametrize("call", [("POST", b'{"to": ["a@x.test"]}'), ("POST", b"{}"), ("GET", b""), ("HEAD", b"")])
def test_the_short_way_to_a_service_answers_as_flask_does(call: tuple[str, bytes]) -> None:
    method, body = call
    path = "/pigeon/send" if method == "POST" else "/pigeon/reports"
    short, long = pigeon_emulator(seed="7"), pigeon_emulator(seed="7")
    wsgi_app = partial(flask.Flask.wsgi_app, long.app)
    answers = [
        werkzeug.test.Client(app).open(path, method=method, data=body, headers=AUTH) for app in (short.app, wsgi_app)
    ]
    first, second = ((each.status, each.data, sorted(each.headers)) for each in answers)
    assert first == second


def test_a_refused_request_changes_nothing(client: Any, emulator: Emulator) -> None:
    assert client.post("/pigeon/send", json={"to": []}, headers=AUTH).status_code == 400
    assert len(emulator.world.deliveries) == len(emulator.world.agenda) == 0


def test_events_reports_and_webhooks_follow_the_clock() -> None:
    """Delivered after two seconds, reported once, posted once, retried after 1, 2 and 5 minutes."""
    courier = FakeCourier(statuses=[500, 500, 500, 500])
    world = {"pigeon": {"keys": [KEY], "hook": "http://127.0.0.1:1/hook"}}
    client = pigeon_emulator(courier, world=world).app.test_client()
    client.post("/pigeon/send", json={"to": ["a@x.test"]}, headers=AUTH)
    assert client.get("/pigeon/reports", headers=AUTH).json["reports"] == []
    fired = client.post(f"{API}/clock/advance", json={"by": "2s"}).json["fired"]
    assert [each["what"] for each in fired] == ["delivered", "call report"]
    assert client.get("/pigeon/reports", headers=AUTH).json["reports"] == [1]
    assert client.get("/pigeon/reports", headers=AUTH).json["reports"] == []
    client.post(f"{API}/clock/advance", json={"by": "1d"})
    start = courier.posted[0][0]
    assert [(at - start).total_seconds() for at, _, _ in courier.posted] == [0, 60, 180, 480]
    call = client.get(f"{API}/webhooks").json["results"][0]
    assert (call["state"], len(call["attempts"])) == ("failed", 4)


def test_two_workspaces_never_see_each_other(client: Any) -> None:
    minted = client.post(f"{API}/workspaces", json={"name": "team", "seed": 5}).json
    other = {"Authorization": f"Bearer {minted['pigeon']['api_key']}"}
    client.post("/pigeon/send", json={"to": ["a@x.test"]}, headers=other)
    assert client.get(f"{API}/messages").json["results"] == []
    assert len(client.get(f"{API}/workspaces/team/messages").json["results"]) == 1
    client.delete(f"{API}/workspaces/team", headers={"X-Mail-Emulator": "1"})
    assert client.post("/pigeon/send", json={"to": ["a@x.test"]}, headers=other).status_code == 401


def test_the_same_seed_gives_the_same_ids() -> None:
    answers = [
        pigeon_emulator(seed="7").app.test_client().post("/pigeon/send", json={"to": ["a@b.c"]}, headers=AUTH).json
        for _ in range(2)
    ]
    assert answers[0] == answers[1]


def test_reset_begins_again_with_the_same_credentials(client: Any) -> None:
    first = client.post("/pigeon/send", json={"to": ["a@b.c"]}, headers=AUTH).json
    client.post(f"{API}/reset", headers={"X-Mail-Emulator": "1"})
    assert client.get(f"{API}/messages").json["results"] == []
    assert client.post("/pigeon/send", json={"to": ["a@b.c"]}, headers=AUTH).json == first


def test_the_limit_can_be_seen_primed_and_switched_off(client: Any) -> None:
    client.post(f"{API}/limits/prime", json={"operation": "send", "remaining": 1})
    codes = [client.post("/pigeon/send", json={"to": ["a@b.c"]}, headers=AUTH).status_code for _ in range(2)]
    assert codes == [200, 429]
    account = client.get(f"{API}/limits/send").json["accounts"][0]
    assert (account["used"], account["remaining"], len(account["requests"])) == (5, 0, 5)
    client.post(f"{API}/clock/advance", json={"by": "10m"})
    assert client.post("/pigeon/send", json={"to": ["a@b.c"]}, headers=AUTH).status_code == 200
    client.put(f"{API}/limits/send", json={"enabled": False})
    codes = [client.post("/pigeon/send", json={"to": ["a@b.c"]}, headers=AUTH).status_code for _ in range(9)]
    assert set(codes) == {200}


def test_a_world_file_begins_many_worlds_each_with_its_own_credentials() -> None:
    """What another world holds is invented anew; what is free is kept as the file says."""
    emulator = Emulator(world="demo", standing=True, seed="1", courier=FakeCourier())
    client = emulator.app.test_client()
    keys = {name: provider.authorization(emulator.world) for name, provider in emulator.providers.items()}  # type: ignore[misc]
    for name in ("a", "b"):
        answer = client.post(f"{API}/workspaces", json={"name": name, "world": "demo"})
        assert answer.status_code == 201, answer.json
        world = emulator.workspaces.get(name)
        assert len(world.state("orange-mail").plans) == len(emulator.world.state("orange-mail").plans)
        for provider in emulator.providers.values():
            header = provider.authorization(world)  # type: ignore[misc]
            assert header != keys[provider.name]
            credential = provider.credential(_asking(header))
            assert emulator.workspaces.owning(provider.name, credential) is world
    own = {"infobip": {"account": {"api_key": "team-key", "username": "team", "password": "x"}}}
    assert client.post(f"{API}/workspaces", json={"world": own}).json["infobip"]["api_key"] == "team-key"


def _asking(authorization: str) -> Request:
    return Request({"REQUEST_METHOD": "GET", "PATH_INFO": "/", "HTTP_AUTHORIZATION": authorization}, b"")
