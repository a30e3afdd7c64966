"""`options`, `replacement-table` and `blacklist`: what one installation of the service is set to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from ....mail.world import World
from ....wire import refusals
from ....wire.refusals import Refusal
from ...contract import Handle
from .. import accounts, blacklist, forms, plans, replacement
from ..state import state_of
from .listing import Body, listed_in_order

Path = Mapping[str, str]
Query = Mapping[str, str]


class OptionsChange(Body):
    click_analysis: bool | None = None
    exclusion: bool | None = None
    bounces_on_first_mail: int | None = Field(default=None, ge=1)
    bounces_in_a_row: int | None = Field(default=None, ge=1)
    batch: int | None = Field(default=None, ge=1)
    unknown_fields: Literal["refuse", "ignore"] | None = None
    cut_at_machine_dependent: bool | None = None


class ReplacementTable(Body):
    """Token → what it stands for; it takes the place of the whole table."""

    table: dict[str, str]


class Refused(Body):
    """`plan` for 「このメルマガを二度と受信しない」, `oid` for 「この配信者のメールを二度と受信しない」."""

    mail: str
    plan: str | None = None
    oid: str | None = None


def options(world: World, path: Path, query: Query, body: None) -> object:
    return asdict(state_of(world).options)


def change_options(world: World, path: Path, query: Query, body: OptionsChange) -> object:
    state = state_of(world)
    values: dict[str, Any] = body.given()
    state.options = replace(state.options, **values)
    return asdict(state.options)


def table(world: World, path: Path, query: Query, body: None) -> object:
    return {"table": state_of(world).tokens, "known": sorted(set(replacement.TOKENS.values()))}


def set_table(world: World, path: Path, query: Query, body: ReplacementTable) -> object:
    state_of(world).tokens = replacement.checked(body.table)
    return table(world, path, query, None)


def refused(world: World, path: Path, query: Query, body: None) -> object:
    return listed_in_order(list(_refused(state_of(world).blacklist)), query)


def refuse(world: World, path: Path, query: Query, body: Refused) -> object:
    state = state_of(world)
    forms.checked(forms.SUBSCRIBER, {"mail": body.mail})
    scope = _scope(world, body.plan, body.oid)
    blacklist.refuse(state, scope, body.mail, world.now)
    return {"id": f"{scope}/{body.mail.lower()}", "at": state.blacklist[scope][body.mail.lower()]}


def forgive(world: World, path: Path, query: Query, body: None) -> None:
    scope = _scope(world, query.get("plan"), query.get("oid"))
    if not blacklist.forgive(state_of(world), scope, query.get("mail", "")):
        raise Refusal(refusals.NOT_FOUND, detail="nobody refused that; GET blacklist lists who refused what")


def _refused(scopes: Mapping[str, Mapping[str, datetime]]) -> Iterator[dict[str, Any]]:
    for scope, entries in scopes.items():
        kind, _, name = scope.partition(":")
        for mail, at in entries.items():
            yield {"id": f"{scope}/{mail}", "mail": mail, kind: name, "at": at}


def _scope(world: World, plan: str | None, oid: str | None) -> str:
    state = state_of(world)
    if plan is not None:
        return blacklist.of_plan(plans.plan(state, plan))
    if oid is not None:
        return blacklist.of_account(accounts.account(state, oid).oid)
    sentence = "give the plan's hash, or the OID of the sender"
    raise Refusal(refusals.INVALID, problems={"plan": [sentence]}, detail=sentence)


HANDLES = (
    Handle("GET", "options", "options", "What this installation is set to.", options),
    Handle("PATCH", "options", "change options", "Change what is given.", change_options, OptionsChange),
    Handle("GET", "replacement-table", "replacement table", "置換文字: token and what it stands for.", table),
    Handle("PUT", "replacement-table", "set table", "Put another table in its place.", set_table, ReplacementTable),
    Handle("GET", "blacklist", "list blacklist", "Who never wants a plan or a sender again.", refused),
    Handle("POST", "blacklist", "refuse", "As if a box on the unsubscribe form was ticked.", refuse, Refused, 201),
    Handle("DELETE", "blacklist", "forgive", "Strike an entry: `?mail=&plan=` or `?mail=&oid=`.", forgive, status=204),
)
