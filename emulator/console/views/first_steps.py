"""The way to a first mail, a bounce and a webhook call, for each vendor: every step is one call, made by a button."""

from __future__ import annotations

from typing import Any

import flask

from .. import look
from ..asking import address, ask
from ..words import mark

RECEIVER = "http://127.0.0.1:8526/"

WORDS = {
    "mail": (
        mark("Send a mail"),
        mark("It is accepted at once, and delivered two seconds later."),
        mark("Send"),
    ),
    "bounce": (
        mark("Send one that bounces"),
        mark("The address asks for it: bounce@…; slow@…, opened@… and others ask for other outcomes."),
        mark("Send"),
    ),
    "reporting-mail": (
        mark("Send one that reports to your receiver"),
        mark("The request names the receiver's address; the report is posted as soon as the mail is delivered."),
        mark("Send"),
    ),
    "reader": (
        mark("Add a reader"),
        mark("A mailing goes to all readers of a plan."),
        mark("Add"),
    ),
    "bouncing-reader": (
        mark("Add a reader whose mail bounces"),
        mark("The address asks for it: bounce@…; slow@…, opened@… and others ask for other outcomes."),
        mark("Add"),
    ),
    "hook": (
        mark("Have the plan report to your receiver"),
        mark("What happens to each mail is posted there, once a minute in one batch."),
        mark("Set"),
    ),
    "mailing": (
        mark("Make a mailing"),
        mark("It waits for the next full minute, when the service sends what is due."),
        mark("Make"),
    ),
    "time": (
        mark("Let two minutes pass"),
        mark("With the first the mailing is sent, with the second the webhook is told. Wait, or skip them."),
        mark("Skip"),
    ),
}
"""For each purpose of a sample: what it does, what one should know, and the word on its button."""


def show() -> dict[str, Any]:
    """The steps of every vendor, each with what it led to so far."""
    receiver = flask.request.args.get("receiver", "").strip() or RECEIVER
    rows = [_step(each, receiver) for each in ask("samples", receiver=receiver)["results"]]
    titles = look.vendors()
    return {
        "vendors_steps": [(name, [row for row in rows if row["vendor"] == name]) for name in titles],
        "any": bool(rows),
        "receiver": receiver,
        "own": receiver != RECEIVER,
        "clock": ask("clock"),
        "command": look.command(),
        "call": address("samples", receiver=receiver),
    }


def _step(sample: dict[str, Any], receiver: str) -> dict[str, Any]:
    title, text, button = WORDS[sample["purpose"]]
    mail = _newest("messages", vendor=sample["vendor"], to=sample["to"]) if sample["to"] else None
    hook = _newest("webhooks", vendor=sample["vendor"], url=receiver) if sample["purpose"] in LEADS_TO_CALL else None
    done = sample["done"] or mail is not None or hook is not None
    return {**sample, "title": title, "text": text, "button": button, "mail": mail, "hook": hook, "done": done}


LEADS_TO_CALL = frozenset({"reporting-mail", "time"})


def _newest(path: str, **query: Any) -> dict[str, Any] | None:
    found: list[dict[str, Any]] = ask(path, limit=1, **query)["results"]
    return found[0] if found else None
