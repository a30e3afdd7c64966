"""Calls worth making by whoever is new here, for each vendor in order, ready to be sent."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from pydantic import Field

from ..providers.contract import Provider, Sample
from . import pages, shapes
from .row import Exchange, Row

RECEIVER = "http://127.0.0.1:8526/"
"""Where `mail-emulator receive` listens."""


class ListQuery(pages.Part):
    vendor: str | None = None
    receiver: str = Field(RECEIVER, description="where webhook calls go", max_length=2000)


def row(exchange: Exchange, provider: Provider, sample: Sample) -> dict[str, Any]:
    headers = {"Content-Type": "application/json"}
    if not sample.handle and provider.authorization is not None:
        headers["Authorization"] = provider.authorization(exchange.world)
    return {
        "id": f"{provider.name}:{sample.purpose}",
        "vendor": provider.name,
        "purpose": sample.purpose,
        "method": sample.method,
        "path": _below(exchange.world.name) + sample.path if sample.handle else sample.path,
        "headers": headers,
        "body": sample.body,
        "to": sample.to or None,
        "done": sample.done,
    }


def _below(workspace: str) -> str:
    return "/_emulator/api/" + ("" if workspace == "default" else f"workspaces/{quote(workspace, safe='')}/")


def listing(exchange: Exchange) -> object:
    query: ListQuery = exchange.query
    rows = [
        row(exchange, provider, sample)
        for provider in exchange.services.providers.values()
        if provider.samples is not None and query.vendor in (None, provider.name)
        for sample in provider.samples(exchange.world, query.receiver)
    ]
    return pages.part(rows, query)


ROWS = (
    Row(
        "GET",
        "/samples",
        "list samples",
        "First calls to make, ready to be sent",
        listing,
        query=ListQuery,
        reply=shapes.Page[shapes.Sample],
    ),
)
