"""The whole world as a file, and moments of it kept by name."""

from __future__ import annotations

from typing import Any

from pydantic import Field

from ..mail import portrait
from ..wire import refusals, times
from ..wire.bodies import read_object
from ..wire.current import JSON, Answer
from ..wire.refusals import Refusal
from . import pages, shapes
from .clock import shown
from .row import Exchange, Model, Problem, Row, not_found

LISTED = 20
"""Problems of a broken file that are told."""


class NewSnapshot(Model):
    name: str = Field(pattern=r"^[^/\x00-\x1f]{1,100}$", description="one of that name is replaced")


def export(exchange: Exchange) -> object:
    return Answer(200, portrait.taken(exchange.world), JSON)


def bring(exchange: Exchange) -> object:
    """Replace the world by an export. A broken file changes nothing."""
    try:
        content = read_object(exchange.request.body)
    except Refusal as refusal:
        if refusal.reason == refusals.TOO_LARGE:
            raise
        why = f"not a JSON object ({refusal.detail}); send what `GET state` gave"
        raise Problem(422, "Not an export", why) from None
    if not portrait.is_portrait(content):
        raise Problem(
            422,
            "Not an export",
            "`format` is missing: send what `GET state` gave; world files go to `POST workspaces` and `serve --world`",
        )
    return _restored(exchange, content)


def _restored(exchange: Exchange, data: Any) -> dict[str, object]:
    try:
        world = exchange.services.workspaces.restore(exchange.world.name, data)
    except ValueError as error:
        raise Problem(422, "Not an export", *_in_words(error)) from None
    return {"name": world.name, "clock": shown(world), "messages": len(world.deliveries)}


def _in_words(error: ValueError) -> tuple[str]:
    listed = getattr(error, "errors", None)
    if listed is None:
        return (str(error),)
    found = listed(include_url=False, include_context=False, include_input=False)
    told = [f"{'.'.join(str(part) for part in each['loc'])}: {each['msg']}" for each in found[:LISTED]]
    more = f" (and {len(found) - LISTED} more)" if len(found) > LISTED else ""
    return ("; ".join(told) + more + "; nothing was changed",)


def _row(snapshot: Any) -> dict[str, object]:
    return {
        "id": snapshot.name,
        "name": snapshot.name,
        "at": times.iso(snapshot.at),
        "messages": snapshot.messages,
        "bytes": len(snapshot.data),
    }


def listing(exchange: Exchange) -> object:
    workspace = exchange.services.workspaces.workspace(exchange.world.name)
    return pages.part((_row(each) for each in workspace.snapshots.values()), exchange.query)


def keep(exchange: Exchange) -> object:
    body: NewSnapshot = exchange.body
    try:
        return _row(exchange.services.workspaces.keep(exchange.world.name, body.name))
    except ValueError as error:
        raise Problem(409, "No room", str(error), "no-room") from None


def _kept(exchange: Exchange) -> Any:
    name = exchange.path["name"]
    found = exchange.services.workspaces.workspace(exchange.world.name).snapshots.get(name)
    if found is None:
        raise not_found("snapshot", name, "snapshots")
    return found


def restore(exchange: Exchange) -> object:
    return _restored(exchange, _kept(exchange).data)


def forget(exchange: Exchange) -> object:
    snapshot = _kept(exchange)
    del exchange.services.workspaces.workspace(exchange.world.name).snapshots[snapshot.name]
    return None


ROWS = (
    Row("GET", "/state", "export state", "The whole world as one JSON object", export, reply=shapes.Export),
    Row(
        "PUT",
        "/state",
        "import state",
        "Replace the world by an export; a broken one changes nothing",
        bring,
        takes=shapes.Export,
        reply=shapes.Restored,
        refusals=(413, 422),
    ),
    Row(
        "GET",
        "/snapshots",
        "list snapshots",
        "Moments kept by name",
        listing,
        query=pages.Part,
        reply=shapes.Page[shapes.Snapshot],
    ),
    Row(
        "POST",
        "/snapshots",
        "keep snapshot",
        "Keep this moment",
        keep,
        body=NewSnapshot,
        status=201,
        reply=shapes.Snapshot,
        example={"name": "before"},
        refusals=(409,),
    ),
    Row(
        "POST",
        "/snapshots/<name>/restore",
        "restore snapshot",
        "Back to a kept moment",
        restore,
        reply=shapes.Restored,
        refusals=(422,),
    ),
    Row("DELETE", "/snapshots/<name>", "delete snapshot", "Forget a kept moment", forget, status=204),
)
