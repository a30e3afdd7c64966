"""Every handle of the control API on one page."""

from collections.abc import Mapping

from ..providers.contract import Provider
from . import clock, limits, messages, records, server, statistics, vendors, webhooks, workspaces
from .row import Row

ROUTES: tuple[Row, ...] = (
    *server.ROWS,
    *workspaces.ROWS,
    *clock.ROWS,
    *messages.ROWS,
    *records.ROWS,
    *statistics.ROWS,
    *webhooks.ROWS,
    *limits.ROWS,
)


def routes(providers: Mapping[str, Provider]) -> tuple[Row, ...]:
    """The handles of every world and those the providers add."""
    return ROUTES + vendors.rows(providers)
