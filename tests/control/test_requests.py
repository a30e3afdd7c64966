"""The journal: what was asked and what it caused; counted, put in order, and compared with what was wanted."""

from typing import Any

import pytest

from tests.control.loft import AUTH, HOOK, Loft, loft


def asked() -> Loft:
    """Three sends of which the last is refused, and a read of reports, ten seconds apart."""
    world = loft()
    world.send("a@x.test", subject="Welcome", text="Hi")
    world.advance("10s")
    world.send("b@x.test", "c@x.test", subject="Bill", text="Pay")
    world.advance("10s")
    world.send("d@x.test", key="wrong-key-0123456789", status=401)
    world.advance("10s")
    world.read_reports()
    return world


def verify(world: Loft, **body: Any) -> Any:
    return world.post("requests/verify", body)


# -- looked at ---------------------------------------------------------------------------------


def test_requests_are_listed_newest_first_with_what_became_of_them() -> None:
    rows = asked().rows("requests")
    assert [(row["operation"], row["status"], row["messages"]) for row in rows] == [
        ("reports", 200, []),
        ("send", 401, []),
        ("send", 200, ["dlv-2", "dlv-3"]),
        ("send", 200, ["dlv-1"]),
    ]
    assert [row["account"] for row in rows] == ["loft", None, "loft", "loft"]


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"operation": "send"}, ["req-3", "req-2", "req-1"]),
        ({"status": 401}, ["req-3"]),
        ({"refusal": "unauth"}, ["req-3"]),
        ({"account": "loft", "method": "POST"}, ["req-2", "req-1"]),
        ({"path": "/pigeon/re*"}, ["req-4"]),
        ({"path": "re:send$"}, ["req-3", "req-2", "req-1"]),
        ({"claimed": "false"}, ["req-3"]),
        ({"failed": "true"}, []),
        ({"faulted": "true"}, []),
        ({"vendor": "raven"}, []),
    ],
)
def test_requests_are_found_by(query: dict[str, Any], ids: list[str]) -> None:
    assert [row["id"] for row in asked().rows("requests", **query)] == ids


def test_a_request_shows_its_answer_and_what_it_caused() -> None:
    """This request, these deliveries, these events, these calls."""
    world = loft(hook=HOOK)
    sent = world.send("a@x.test", "bounce@x.test")
    world.advance("1m")
    shown = world.get("requests/req-1")
    assert shown["answer"]["body"] == sent.get_data(as_text=True)
    assert shown["messages"] == ["dlv-1", "dlv-2"]
    assert [(event["message"], event["event"]) for event in shown["events"]] == [
        ("dlv-1", "sent"),
        ("dlv-2", "sent"),
        ("dlv-1", "delivered"),
        ("dlv-2", "bounced"),
    ]
    assert shown["calls"] == [call["id"] for call in reversed(world.rows("webhooks"))] != []


def test_credentials_are_masked() -> None:
    world = loft()
    world.send("a@x.test", key="a-key-nobody-may-see", status=401)
    text = world.client.get("/_emulator/api/requests/req-1").get_data(as_text=True)
    assert "Bearer ***" in text
    assert "a-key-nobody-may-see" not in text


def test_a_bug_is_found_with_its_traceback() -> None:
    world = loft()
    world.send("a@x.test", boom=True, status=500)
    [row] = world.rows("requests", failed=True)
    assert "RuntimeError: boom" in world.get(f"requests/{row['id']}")["error"]


def test_a_request_that_is_not_there() -> None:
    for name in ("req-7", "7", "req-x", "nothing"):
        assert loft().refused("GET", f"requests/{name}")["detail"].endswith("`GET requests` lists them")


# -- counted -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("count", "verified", "problem"),
    [
        ({}, True, None),
        ({"count": 2}, True, None),
        ({"count": 3}, False, "2 requests fit, 3 were wanted"),
        ({"count": 1}, False, "2 requests fit, 1 were allowed"),
        ({"at_least": 2}, True, None),
        ({"at_least": 3}, False, "2 requests fit, 3 were wanted"),
        ({"at_most": 2}, True, None),
        ({"at_most": 1}, False, "2 requests fit, 1 were allowed"),
        ({"at_least": 1, "at_most": 2}, True, None),
        ({"none": True}, False, "2 requests fit, 0 were allowed"),
    ],
)
def test_how_many_requests_fit(count: dict[str, Any], verified: bool, problem: str | None) -> None:
    found = verify(asked(), match={"operation": "send", "status": 200}, **count)
    assert (found["verified"], found["problem"]) == (verified, problem)
    assert (found["count"], found["requests"]) == (2, ["req-1", "req-2"])


def test_at_least_one_is_wanted_unless_said_otherwise() -> None:
    world = asked()
    assert verify(world, match={"path": "/pigeon/nest"})["problem"] == "0 requests fit, 1 were wanted"
    assert verify(world, match={"path": "/pigeon/nest"}, none=True)["verified"]
    assert verify(world, match={"path": "/pigeon/nest"}, count=0)["verified"]


@pytest.mark.parametrize(
    "match",
    [
        {"body": "Pay"},
        {"body": {"subject": "Bill"}},
        {"body": {"to": ["b@x.test", "c@x.test"], "text": "Pay"}},
        {"body": {"to": ["b@x.test"]}},
        {"headers": {"authorization": "Bearer *"}, "body": {"subject": "Bill"}},
    ],
)
def test_a_body_fits_by_text_or_field_by_field(match: dict[str, Any]) -> None:
    assert verify(asked(), match=match, count=1)["requests"] == ["req-2"]


def test_a_query_fits_by_its_parameters() -> None:
    world = loft()
    world.client.get("/pigeon/reports?limit=5&order=", headers=AUTH)
    assert verify(world, match={"query": {"limit": "5", "order": ""}}, count=1)["verified"]
    [near] = verify(world, match={"query": {"limit": "6", "page": "2"}})["nearest"]
    assert near["differences"] == [
        {"field": "query.limit", "wanted": "6", "found": "5"},
        {"field": "query.page", "wanted": "2", "found": None},
    ]


# -- in order ----------------------------------------------------------------------------------


def test_requests_came_in_this_order_whatever_came_between() -> None:
    order = [{"body": {"subject": "Welcome"}}, {"operation": "reports"}]
    found = verify(asked(), order=order)
    assert (found["verified"], found["requests"]) == (True, ["req-1", "req-4"])


def test_requests_that_came_the_other_way_round() -> None:
    order = [{"operation": "reports"}, {"body": {"subject": "Welcome"}}]
    found = verify(asked(), order=order)
    assert found["problem"] == "no request after req-4 fits number 2 of the order"
    assert not found["verified"] and found["nearest"]


def test_one_request_stands_for_one_place_in_the_order() -> None:
    once = {"body": {"subject": "Welcome"}}
    assert verify(asked(), order=[once])["verified"]
    assert not verify(asked(), order=[once, once])["verified"]


# -- near misses -------------------------------------------------------------------------------


def test_what_came_nearest_is_shown_field_by_field() -> None:
    wanted = {"operation": "send", "status": 200, "body": {"subject": "Bills", "to": ["b@x.test"], "cc": []}}
    nearest = verify(asked(), match=wanted)["nearest"]
    assert nearest[0] == {
        "id": "req-2",
        "differences": [
            {"field": "body.subject", "wanted": "Bills", "found": "Bill"},
            {"field": "body.cc", "wanted": [], "found": None},
        ],
    }
    assert [each["id"] for each in nearest] == ["req-2", "req-1", "req-3", "req-4"]
    assert nearest[-1]["differences"][0] == {"field": "operation", "wanted": "send", "found": "reports"}


def test_of_equally_near_misses_the_newest_comes_first() -> None:
    world = loft()
    for _ in range(4):
        world.send()
    nearest = verify(world, match={"method": "PUT"})["nearest"]
    assert [each["id"] for each in nearest] == ["req-4", "req-3", "req-2", "req-1"]


def test_too_many_have_no_near_misses() -> None:
    assert verify(asked(), match={"operation": "send"}, at_most=1)["nearest"] == []


# -- what is wrong with a question -------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({}, 'give either "match" or "order"'),
        ({"match": {}, "order": [{}]}, 'give either "match" or "order"'),
        ({"order": [{}], "count": 1}, '"order" has no count'),
        ({"match": {}, "count": 1, "none": True}, 'give "count", "none", or "at_least" and "at_most"'),
        ({"match": {}, "count": -1}, "greater than or equal to 0"),
        ({"match": {"pth": "/x"}}, "did you mean path?"),
        ({"match": {"path": "re:("}}, "not a regular expression"),
        ({"match": {"since": "yesterday"}}, "not an ISO 8601 time"),
        ({"order": []}, "at least 1 item"),
    ],
)
def test_a_question_that_cannot_be_answered(body: dict[str, Any], words: str) -> None:
    problem = loft().refused("POST", "requests/verify", body)
    assert problem["status"] == 422
    assert words in problem["detail"], problem["detail"]
    assert problem["example"]["match"]
