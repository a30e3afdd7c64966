"""The providers' own handles, below `/{provider}/…`."""

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import ConfigDict

from ..providers.contract import Handle, Provider
from . import pages, shapes
from .row import Exchange, Row


class ListQuery(pages.Page):
    """A page, and what else the provider's own view asks for."""

    model_config = ConfigDict(extra="allow")


def rows(providers: Mapping[str, Provider]) -> tuple[Row, ...]:
    """A row for each handle of each provider."""
    return tuple(_row(provider, handle) for provider in providers.values() for handle in provider.handles())


def _row(provider: Provider, handle: Handle) -> Row:
    return Row(
        handle.method,
        f"/{provider.name}/{handle.path.lstrip('/')}",
        handle.name,
        handle.summary,
        _view(handle),
        body=handle.body,
        query=ListQuery if handle.listing else None,
        status=handle.status,
        reply=_shape(handle),
        example=handle.example,
        refusals=(400, 404, 409),
    )


def _shape(handle: Handle) -> Any:
    if handle.listing:
        return shapes.Page[shapes.Record]
    return shapes.Setting | None if handle.method == "DELETE" else shapes.Setting


def _view(handle: Handle) -> Callable[[Exchange], Any]:
    def view(exchange: Exchange) -> object:
        query: dict[str, str] = {}
        for name, value in exchange.request.args:
            query.setdefault(name, value)
        return handle.view(exchange.world, exchange.path, query, exchange.body)

    return view
