"""A campaign of 10,000: accepted, delivered by moving the clock, and read once while eight pullers compete."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from tests.providers.infobip.conftest import KEY, Desk

REQUESTS, RECIPIENTS, PULLERS = 10, 1000, 8
PATHS = ("/email/4/reports?limit=1000", "/email/1/reports?limit=1000")


def order(number: int) -> dict[str, Any]:
    to = [{"destination": f"reader-{number}-{place}@north.test"} for place in range(RECIPIENTS)]
    content = {"subject": "Spring sale", "html": "<p>Hello {{name}}</p>", "defaultPlaceholders": '{"name":"reader"}'}
    message = {"sender": "news@shop.test", "destinations": [{"to": to}], "content": content}
    return {"messages": [message], "options": {"schedule": {"bulkId": f"spring-{number}"}}}


def pull(desk: Desk, path: str, start: Barrier) -> list[list[str]]:
    """The ids of every page one puller gets until a page is empty."""
    client = desk.emulator.app.test_client()
    pages: list[list[str]] = []
    start.wait(timeout=60)
    while True:
        answer = client.get(path, headers={"Authorization": KEY})
        assert answer.status_code == 200, answer.data
        ids = [report["messageId"] for report in answer.json["results"]]
        if not ids:
            return pages
        pages.append(ids)


def test_every_report_of_a_campaign_is_read_exactly_once_by_competing_pullers(desk: Desk) -> None:
    sent: list[str] = []
    for number in range(REQUESTS):
        answer = desk.post("/email/4/messages", json=order(number))
        assert answer.status_code == 200, answer.data
        sent += [message["messageId"] for message in answer.json["messages"]]
    assert len(set(sent)) == REQUESTS * RECIPIENTS
    assert desk.get(PATHS[0]).json == {"results": []}

    desk.advance(minutes=1)

    start = Barrier(PULLERS)
    with ThreadPoolExecutor(PULLERS) as pool:
        pullers = [pool.submit(pull, desk, PATHS[number % 2], start) for number in range(PULLERS)]
        pages = [page for puller in pullers for page in puller.result(timeout=60)]
    assert all(len(page) == RECIPIENTS for page in pages)
    read = Counter(id for page in pages for id in page)
    assert set(read.values()) == {1}
    assert read.keys() == set(sent)
