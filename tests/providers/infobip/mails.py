"""Requests that tests of sending begin with: a mail that is fine, and ways to change it."""

from __future__ import annotations

import json
from typing import Any

from tests.providers.infobip.cases import form
from tests.providers.infobip.conftest import Desk

Field = tuple[str, Any]

FINE: dict[str, Any] = {
    "from": "Fjord Shop <news@fjord-shop.test>",
    "to": "nora@north.test",
    "subject": "Your parcel",
    "text": "Hello",
}


def rows(*more: Field, **changed: Any) -> list[dict[str, Any]]:
    """The fields of a fine mail with some changed, repeated (a list) or left out (None), and more of any name."""
    found = []
    for name, value in [*{**FINE, **{key.rstrip("_"): each for key, each in changed.items()}}.items(), *more]:
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                found.append({"name": name, **each})
            elif each is not None:
                found.append({"name": name, "value": each})
    return found


def send(desk: Desk, *more: Field, path: str = "/email/3/send", key: str | None = None, **changed: Any) -> Any:
    """A form send of a fine mail, changed; `from_` stands for `from`."""
    body, content_type = form(rows(*more, **changed))
    arguments: dict[str, Any] = {"data": body, "content_type": content_type}
    return desk.post(path, **arguments, **({"key": key} if key else {}))


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.get_data(as_text=True)
    return [entry["messageId"] for entry in answer.json["messages"]]


def problems(answer: Any) -> dict[str, list[str]]:
    """The validationErrors of a legacy 400."""
    assert answer.status_code == 400, answer.get_data(as_text=True)
    found: dict[str, list[str]] = answer.json["requestError"]["serviceException"].get("validationErrors", {})
    return found


def message(*to: str | dict[str, Any], **changed: Any) -> dict[str, Any]:
    """One message of v4."""
    people = [{"destination": each} if isinstance(each, str) else each for each in to or ("nora@north.test",)]
    return {
        "sender": "news@fjord-shop.test",
        "destinations": [{"to": people}],
        "content": {"subject": "Your parcel", "text": "Hello"},
        **changed,
    }


def send_v4(desk: Desk, *messages: dict[str, Any], options: dict[str, Any] | None = None) -> Any:
    body: dict[str, Any] = {"messages": list(messages) or [message()]}
    if options is not None:
        body["options"] = options
    return desk.post("/email/4/messages", data=json.dumps(body), content_type="application/json")


def violations(answer: Any) -> dict[str, str]:
    assert answer.status_code == 400, answer.get_data(as_text=True)
    return {row["property"]: row["violation"] for row in answer.json["violations"]}


def logs(desk: Desk, query: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = desk.get(f"/email/1/logs?limit=1000&{query}").json["results"]
    return found


def outcome(desk: Desk, message_id: str) -> tuple[int, int]:
    """(status, error) of a message as the logs have it."""
    (row,) = logs(desk, f"messageId={message_id}")
    return row["status"]["id"], row["error"]["id"]
