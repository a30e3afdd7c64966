"""Server-wide handles: is it there, is it ready, which version, and where each rule comes from."""

from typing import Literal

from . import pages, shapes
from .row import Exchange, Row


def health(exchange: Exchange) -> object:
    return {"status": "ok"}


def ready(exchange: Exchange) -> object:
    return {"status": "ready", "workspaces": len(exchange.services.workspaces)}


def version(exchange: Exchange) -> object:
    return {
        "name": "mail-emulator",
        "version": exchange.services.version,
        "providers": [{"name": each.name, "title": each.title} for each in exchange.services.providers.values()],
    }


class ProvenanceQuery(pages.Part):
    vendor: str | None = None
    basis: Literal["documented", "observed", "assumed"] | None = None


def provenance(exchange: Exchange) -> object:
    query: ProvenanceQuery = exchange.query
    rows = (
        {"id": f"{provider.name}-{number}", "vendor": provider.name, "topic": fact.topic, "rule": fact.rule}
        | {"basis": fact.basis, "source": fact.source}
        for provider in exchange.services.providers.values()
        if query.vendor in (None, provider.name)
        for number, fact in enumerate(provider.facts, 1)
        if query.basis in (None, fact.basis)
    )
    return pages.part(rows, query)


ROWS = (
    Row("GET", "/health", "health", "The server answers", health, server_wide=True, waits=True, reply=shapes.Health),
    Row("GET", "/ready", "ready", "The worlds are loaded", ready, server_wide=True, waits=True, reply=shapes.Ready),
    Row("GET", "/version", "version", "Version, vendors", version, server_wide=True, waits=True, reply=shapes.Version),
    Row(
        "GET",
        "/provenance",
        "provenance",
        "Every behaviour, and whether it is the vendor's word, seen, or our guess",
        provenance,
        query=ProvenanceQuery,
        reply=shapes.Page[shapes.Provenance],
        server_wide=True,
        waits=True,
    ),
)
