"""What a failed test shows of its world, what fails a test by itself, and the bundle to replay it with."""

from __future__ import annotations

import logging
import re
import traceback
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..client import ClientError
from ..workspaces import DEFAULT
from . import mail

if TYPE_CHECKING:
    from .workspace import MailEmulator

REQUESTS = 15
MAILS = 10
COMING = 5


class Troubles(logging.Handler):
    """Keeps the errors with a traceback that the emulator logs: its bugs, whatever thread they happen in."""

    LOGGERS = ("emulator", "apscheduler.executors.default", "werkzeug")

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.seen: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = record.getMessage()
        if record.exc_info and record.exc_info[0] is not None:
            message += "\n" + "".join(traceback.format_exception(*record.exc_info))
        if "Traceback" in message:  # werkzeug writes its own into the message
            self.seen.append(message)

    def take(self) -> list[str]:
        """Those since the last time."""
        seen, self.seen = self.seen, []
        return seen

    def attach(self) -> None:
        for name in self.LOGGERS:
            logging.getLogger(name).addHandler(self)

    def detach(self) -> None:
        for name in self.LOGGERS:
            logging.getLogger(name).removeHandler(self)


def section(found: MailEmulator, unclaimed_since: int) -> str:
    """The journal in brief, what came of it, what is still to come, and what asked with unknown credentials."""
    clock = found.clock.show()
    parts = [
        f"workspace {found.name}, seed {found.seed!r}, clock {clock['mode']} at {clock['now']}",
        _listed("requests", map(_request, reversed(_newest(found, "requests", REQUESTS)))),
        _listed("mails", map(mail.brief, reversed(_newest(found, "messages", MAILS)))),
        _listed("webhook calls that failed", map(_call, reversed(_newest(found, "webhooks", MAILS, state="failed")))),
        _listed("still to come", _coming(found)),
        _listed("requests with credentials of no workspace", _unclaimed(found, unclaimed_since)),
    ]
    return "\n".join(filter(None, parts))


def last_request(found: MailEmulator) -> int:
    """The number of the newest request in the workspace that takes what belongs to nobody."""
    return found.emulator.workspaces.get(DEFAULT).journal.last_number


def bundle(found: MailEmulator, folder: Path, name: str, text: str) -> Path:
    """State, journal and report in a folder of their own: `mail-emulator serve --world FOLDER/world.json`."""
    import orjson

    folder = folder / (re.sub(r"[^\w.-]+", "-", name).strip("-")[-150:] or "test")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "report.txt").write_text(text + "\n", encoding="utf-8")
    (folder / "seed.txt").write_text(found.seed + "\n", encoding="utf-8")
    journal = [found.requests.get(row["id"]) for row in found.requests.list(most=1000)][::-1]
    (folder / "journal.json").write_bytes(orjson.dumps(journal, option=orjson.OPT_INDENT_2))
    try:
        state = found.client.state.export()
    except ClientError as error:
        state = {"error": str(error)}
    (folder / "world.json").write_bytes(orjson.dumps(state, option=orjson.OPT_INDENT_2))
    return folder


def findings(found: MailEmulator, wanted: tuple[str, ...]) -> list[str]:
    """The findings that fail the test, as sentences."""
    if not wanted:
        return []
    return [
        f"finding {row['id']}: {'; '.join(row['seen'])} ({', '.join(row['requests'])})"
        for row in found.findings.list()
        if "all" in wanted or row["id"] in wanted
    ]


def _newest(found: MailEmulator, path: str, count: int, **criteria: Any) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = found.client.get(path, {"limit": count, **criteria})["results"]
    return rows


def _listed(title: str, lines: Any) -> str:
    shown = "".join(f"\n  {line}" for line in lines)
    return f"{title}:{shown}" if shown else ""


def _request(row: dict[str, Any]) -> str:
    why = f" ({row['refusal']})" if row["refusal"] else ""
    return f"{row['id']} {row['at']} {row['method']} {row['path']} -> {row['status']}{why}"


def _call(row: dict[str, Any]) -> str:
    last = row["attempts"][-1] if row["attempts"] else {}
    return f"{row['id']} {row['subject']} to {row['url']}: {last.get('status') or last.get('error') or 'no attempt'}"


def _coming(found: MailEmulator) -> list[str]:
    world = found.world
    with world.lock:
        items = world.agenda.pending(COMING)
        more = len(world.agenda) - len(items)
    lines = [f"{item.due:%Y-%m-%d %H:%M:%S} {item.provider} {item.what} {item.key}" for item in items]
    return [*lines, f"and {more} more"] if more > 0 else lines


def _unclaimed(found: MailEmulator, since: int) -> list[str]:
    world = found.emulator.workspaces.get(DEFAULT)
    with world.lock:
        entries = [entry for entry in islice(world.journal.entries(), 1000) if entry.number > since]
    return [f"{entry.method} {entry.path} -> {entry.status}" for entry in reversed(entries[:REQUESTS])]
