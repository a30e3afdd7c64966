"""Mint, list, look at, drop and reset worlds."""

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from ..mail.world import World
from ..wire import times
from . import pages, shapes
from .clock import ClockMode, Moment
from .row import Exchange, Model, Problem, Row, Services


class NewWorkspace(Model):
    name: str | None = Field(None, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")
    world: str | dict[str, Any] | None = None
    seed: str | int | None = None
    clock: ClockMode | None = None
    now: Moment | None = None
    strict: bool | None = None
    keep: bool = False


def described(services: Services, world: World) -> dict[str, object]:
    """What a client needs to use a world, by provider."""
    found: dict[str, object] = {"id": world.name, "name": world.name}
    for provider in services.providers.values():
        credentials = {"base_url": services.base_url, **provider.credentials(world)}
        if provider.demo_curl is not None:
            credentials["curl"] = provider.demo_curl(world, services.base_url)
        if provider.lines is not None:
            ready = provider.lines(world, services.base_url)
            credentials["lines"] = [{"title": title, "text": text} for title, text in ready]
        found[provider.name.replace("-", "_")] = credentials
    return found


def create(exchange: Exchange) -> object:
    body: NewWorkspace = exchange.body
    services = exchange.services
    if body.name is not None and any(name == body.name for name, _ in services.workspaces):
        raise Problem(409, "Name taken", f"a workspace named {body.name!r} exists; drop it or choose another name")
    seed = None if body.seed is None else str(body.seed)
    source: Mapping[str, Any] | None = None
    if body.world is not None:
        try:
            source = services.read_world(body.world, seed or "0")
        except ValueError as error:
            raise Problem(422, "World cannot be used", str(error), "invalid-world") from None
    try:
        world = services.workspaces.create(
            body.name,
            source=source,
            seed=seed,
            mode=body.clock or "running",
            start=body.now,
            strict=body.strict,
            keep=body.keep,
        )
    except ValueError as error:
        raise Problem(422, "World cannot be used", str(error), "invalid-world") from None
    return described(services, world)


def listing(exchange: Exchange) -> object:
    return pages.part((_row(name, each) for name, each in exchange.services.workspaces), exchange.query)


def _row(name: str, workspace: Any) -> dict[str, object]:
    world: World = workspace.world
    return {
        "id": name,
        "name": name,
        "last_used": times.iso(workspace.last_used),
        "keep": workspace.keep,
        "messages": len(world.deliveries),
        "requests": len(world.journal),
        "clock": {"mode": world.clock.mode, "now": times.iso(world.now)},
        "seed": world.chance.seed,
        "strict": world.settings.strict,
    }


def show(exchange: Exchange) -> object:
    name = exchange.path["name"]
    workspace = exchange.services.workspaces.workspace(name)
    return {**_row(name, workspace), **described(exchange.services, workspace.world)}


def drop(exchange: Exchange) -> object:
    name = exchange.path["name"]
    if name == "default":
        raise Problem(409, "Not droppable", "the workspace `default` stays; `POST reset` empties it")
    exchange.services.workspaces.drop(name)
    return None


def reset(exchange: Exchange) -> object:
    return described(exchange.services, exchange.services.workspaces.reset(exchange.world.name))


ROWS = (
    Row(
        "GET",
        "/workspaces",
        "list workspaces",
        "All worlds of this server",
        listing,
        query=pages.Part,
        reply=shapes.Page[shapes.WorkspaceRow],
        server_wide=True,
        waits=True,
    ),
    Row(
        "POST",
        "/workspaces",
        "mint workspace",
        "A fresh, isolated world with credentials of its own",
        create,
        body=NewWorkspace,
        reply=shapes.Minted,
        example={"name": "mine", "clock": "standing"},
        refusals=(409,),
        status=201,
        server_wide=True,
        waits=True,
    ),
    Row(
        "GET",
        "/workspaces/<name>",
        "show workspace",
        "One world",
        show,
        server_wide=True,
        waits=True,
        reply=shapes.Workspace,
    ),
    Row(
        "DELETE",
        "/workspaces/<name>",
        "drop workspace",
        "Forget a world",
        drop,
        status=204,
        refusals=(409,),
        server_wide=True,
        waits=True,
    ),
    Row("POST", "/reset", "reset", "Back to how the world began", reset, waits=True, reply=shapes.Minted),
)
