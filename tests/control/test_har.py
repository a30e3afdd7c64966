"""The journal as HTTP Archive 1.2: what other tools need is there, and no credential is."""

import base64
from typing import Any

from emulator.wire.times import read_iso
from tests.control.loft import HOOK, Loft, demo, loft
from tests.pigeon import KEY

# The members HAR 1.2 asks for, of https://w3c.github.io/web-performance/specs/HAR/Overview.html
REQUEST = {"method", "url", "httpVersion", "cookies", "headers", "queryString", "headersSize", "bodySize"}
RESPONSE = {"status", "statusText", "httpVersion", "cookies", "headers", "content", "redirectURL"} | {
    "headersSize",
    "bodySize",
}
ENTRY = {"startedDateTime", "time", "request", "response", "cache", "timings"}


def entries(world: Loft, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.get("requests/har", **query)["log"]["entries"]
    return found


def busy() -> Loft:
    """A send with its webhook call, a refused read with a query, and a call that failed."""
    world = loft(200, 0, hook=HOOK)
    world.send("nora@x.test", text="Grüße")
    world.advance("1m")
    world.client.get("/pigeon/reports?limit=5&order=", headers={"Authorization": "Bearer wrong-key-0123456789"})
    world.send("olaf@x.test")
    world.advance("10s")
    return world


def test_an_archive_has_every_member_that_har_asks_for() -> None:
    log = busy().get("requests/har")["log"]
    assert (log["version"], log["creator"]["name"]) == ("1.2", "mail-emulator")
    assert log["entries"]
    for entry in log["entries"]:
        assert entry.keys() >= ENTRY
        assert entry["request"].keys() >= REQUEST
        assert entry["response"].keys() >= RESPONSE
        assert entry["response"]["content"].keys() >= {"size", "mimeType"}
        assert entry["timings"].keys() >= {"send", "wait", "receive"}
        assert entry["time"] == sum(entry["timings"].values())


def test_requests_and_webhook_calls_stand_in_the_order_of_time() -> None:
    found = entries(busy())
    assert [entry["comment"] for entry in found] == [
        "req-1 send",
        "call-1 report",
        "req-2 reports",
        "req-3 send",
        "call-2 report: refused",
    ]
    moments = [read_iso(entry["startedDateTime"]) for entry in found]
    assert moments == sorted(moments)
    assert found[1]["request"]["url"] == HOOK
    assert found[-1]["response"]["status"] == 0


def test_a_request_can_be_read_as_it_was_sent() -> None:
    sent, _, read, *_ = entries(busy())
    assert (sent["request"]["method"], sent["response"]["status"]) == ("POST", 200)
    assert sent["request"]["url"].endswith("/pigeon/send")
    assert sent["request"]["postData"]["mimeType"] == "application/json"
    assert "Grüße" in sent["request"]["postData"]["text"]
    assert sent["request"]["bodySize"] == len(sent["request"]["postData"]["text"].encode())
    assert read["request"]["queryString"] == [{"name": "limit", "value": "5"}, {"name": "order", "value": ""}]
    assert "postData" not in read["request"]


def test_credentials_are_masked_in_requests_and_in_calls() -> None:
    world = busy()
    answer = world.client.get("/_emulator/api/requests/har").get_data(as_text=True)
    assert KEY not in answer and "wrong-key" not in answer
    assert "Bearer ***" in answer
    call = world.emulator.world.calls.get(1)
    secret = base64.b64encode(b"hook-user:hook-password").decode()
    assert call is not None
    object.__setattr__(call, "headers", (("Authorization", f"Basic {secret}"),))
    answer = world.client.get("/_emulator/api/requests/har").get_data(as_text=True)
    assert secret not in answer
    assert "Basic ***" in answer


def test_what_is_no_text_is_written_in_base64() -> None:
    world = demo()
    mail = {"from": "a@b.test", "to": "n@x.test", "subject": "S", "html": "<p>", "trackOpens": "true", "track": "true"}
    world.client.post("/email/3/send", data=mail, headers={"Authorization": "App infobip-demo-key"})
    page = world.get("messages/dlv-1/html")
    pixel = page.partition("/email/track/o/")[2].partition('"')[0]
    world.client.get(f"/email/track/o/{pixel}")
    content = entries(world)[-1]["response"]["content"]
    assert content["encoding"] == "base64"
    assert len(base64.b64decode(content["text"])) == content["size"]


def test_an_archive_of_some_requests_only() -> None:
    """With the calls they caused."""
    assert [entry["comment"] for entry in entries(busy(), status=401)] == ["req-2 reports"]
    sends = ["req-1 send", "call-1 report", "req-3 send", "call-2 report: refused"]
    assert [entry["comment"] for entry in entries(busy(), operation="send")] == sends
    assert entries(busy(), vendor="raven") == []


def test_an_empty_archive_is_one_too() -> None:
    assert entries(loft()) == []
    assert loft().refused("GET", "requests/har", None, limit=5)["status"] == 422
