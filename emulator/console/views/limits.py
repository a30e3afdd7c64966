"""Rate limits: which requests count now, drawn over time, and when the next place opens."""

from __future__ import annotations

from typing import Any

import flask

from ...wire import times
from .. import plots
from ..asking import address, ask


def show() -> dict[str, Any]:
    """The limits that were met first, the others in a table."""
    rows = ask("limits")["results"]
    for row in rows:
        seconds = times.read_duration(row["window"]).total_seconds()
        for account in row["accounts"]:
            account["plot"] = plots.window(account["requests"], row["limit"], row["now"], seconds)
    used = [row for row in rows if any(account["used"] for account in row["accounts"])]
    wanted = flask.request.args.get("q", "").strip().lower()
    rest = [row for row in rows if row not in used and wanted in row["operation"].lower()]
    return {"used": used, "rest": rest, "q": wanted, "count": len(rows), "call": address("limits")}
