"""Every handle of the control API on one page."""

from collections.abc import Mapping

from ..providers.contract import Provider
from . import (
    clock,
    events,
    faults,
    findings,
    limits,
    messages,
    metrics,
    openapi,
    parts,
    reports,
    requests,
    rules,
    samples,
    server,
    state,
    statistics,
    vendors,
    webhooks,
    workspaces,
)
from .row import Row

ROUTES: tuple[Row, ...] = (
    *server.ROWS,
    *metrics.ROWS,
    *workspaces.ROWS,
    *clock.ROWS,
    *messages.ROWS,
    *parts.ROWS,
    *events.ROWS,
    *requests.ROWS,
    *reports.ROWS,
    *webhooks.ROWS,
    *statistics.ROWS,
    *limits.ROWS,
    *rules.ROWS,
    *faults.ROWS,
    *findings.ROWS,
    *samples.ROWS,
    *state.ROWS,
)


def routes(providers: Mapping[str, Provider]) -> tuple[Row, ...]:
    """The handles of every world and those the providers add."""
    rows = ROUTES + vendors.rows(providers)
    return (*rows, openapi.handle(rows))
