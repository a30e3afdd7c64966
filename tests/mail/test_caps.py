"""What a world remembers is bounded, and what had to go is counted."""

from dataclasses import replace

from tests.pigeon import KEY, pigeon_emulator

AUTH = {"Authorization": f"Bearer {KEY}"}
API = "/_emulator/api"


def test_the_oldest_messages_and_events_make_room() -> None:
    emulator = pigeon_emulator()
    world = emulator.world
    world.settings = replace(world.settings, max_messages=3, max_events=10)
    world.limits.change("send", enabled=False)
    client = emulator.app.test_client()
    for number in range(20):
        client.post("/pigeon/send", json={"to": [f"{number}@x.test"]}, headers=AUTH)
        client.post(f"{API}/clock/advance", json={"by": "2s"})
    assert [row["to"] for row in client.get(f"{API}/messages").json["results"]] == [
        "19@x.test",
        "18@x.test",
        "17@x.test",
    ]
    assert len(world.events) <= 10
    assert world.counters.evicted_messages == 17
    assert world.counters.evicted_events == 40 - len(world.events)
    assert client.get(f"{API}/events").status_code == 200
    assert len(client.get("/pigeon/reports", headers=AUTH).json["reports"]) == 3
