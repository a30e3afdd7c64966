"""The providers' own handles, below `/{provider}/…`, and the timeline of what is still to come."""

from collections.abc import Callable, Mapping
from typing import Any

from ..providers.contract import Handle, Provider
from .row import Exchange, Row


def rows(providers: Mapping[str, Provider]) -> tuple[Row, ...]:
    """A row for each handle of each provider."""
    return tuple(_row(provider, handle) for provider in providers.values() for handle in provider.handles)


def _row(provider: Provider, handle: Handle) -> Row:
    return Row(
        handle.method,
        f"/{provider.name}/{handle.path.lstrip('/')}",
        handle.name,
        handle.summary,
        _view(handle),
        body=handle.body,
        status=handle.status,
    )


def _view(handle: Handle) -> Callable[[Exchange], Any]:
    def view(exchange: Exchange) -> object:
        query: dict[str, str] = {}
        for name, value in exchange.request.args:
            query.setdefault(name, value)
        return handle.view(exchange.world, exchange.path, query, exchange.body)

    return view
