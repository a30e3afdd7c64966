"""What happened lately, as plots: events over time by what they were, and how long deliveries took."""

from __future__ import annotations

from typing import Any

import flask

from .. import plots
from ..asking import address, ask

SPANS = ("10m", "1h", "6h", "1d", "7d")


def show() -> dict[str, Any]:
    """The chosen span, one hour unless the address says otherwise."""
    span = flask.request.args.get("span", "")
    span = span if span in SPANS else "1h"
    found = ask("statistics", span=span, buckets=60)
    return {
        "found": found,
        "totals": found["totals"],
        "span": span,
        "spans": SPANS,
        "stack": plots.stack(found["events"], found["since"], found["until"]),
        "delays": plots.bars([(_bound(each["up_to"]), each["count"]) for each in found["delays"]]),
        "call": address("statistics", span=span, buckets=60),
    }


def _bound(text: str | None) -> str:
    seconds = int((text or "0s")[:-1])
    for unit, size in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds and seconds % size == 0:
            return f"≤ {seconds // size}{unit}"
    return f"≤ {seconds}s" if text else "> 1d"
