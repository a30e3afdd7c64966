"""`accounts`: OID, edition, the permission flag, the API key."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import Field

from ....mail.world import World
from ...contract import Handle
from .. import accounts, forms, ids
from ..state import ENTERPRISE, Account, state_of
from . import shown
from .listing import Body, after, listed

Path = Mapping[str, str]
Query = Mapping[str, str]


class NewAccount(Body):
    oid: str = Field("", pattern=r"^(\d{7})?$")
    name: str = ""
    edition: str = ENTERPRISE
    permitted: bool = False
    api_key: str = Field("", pattern=r"^\S*$")
    password: str = ""


class AccountChange(Body):
    name: str | None = None
    edition: str | None = None
    password: str | None = None
    permitted: bool | None = None


class Permission(Body):
    permitted: bool


class Key(Body):
    """Without a key, a fresh one is made."""

    api_key: str = Field("", pattern=r"^\S*$")


def every(world: World, path: Path, query: Query, body: None) -> object:
    start = after(query)
    rows = sorted((each for each in state_of(world).accounts.values() if int(each.oid) > start), key=lambda a: a.oid)
    return listed(rows, query, lambda each: each.oid, shown.account)


def one(world: World, path: Path, query: Query, body: None) -> object:
    return shown.account(accounts.account(state_of(world), path["oid"]))


def create(world: World, path: Path, query: Query, body: NewAccount) -> object:
    values = body.model_dump()
    oid = values.pop("oid") or ids.new_oid(world, state_of(world))
    forms.checked(forms.ACCOUNT, {"name": body.name, "edition": body.edition, "password": body.password}, partly=True)
    return shown.account(accounts.open_account(world, Account(oid, **values)))


def change(world: World, path: Path, query: Query, body: AccountChange) -> object:
    values: dict[str, Any] = body.given()
    permitted = values.pop("permitted", None)
    forms.checked(forms.ACCOUNT, values, partly=True)
    holder = accounts.edit(world, path["oid"], **values)
    return shown.account(holder if permitted is None else accounts.permit(world, holder.oid, permitted))


def permit(world: World, path: Path, query: Query, body: Permission) -> object:
    return shown.account(accounts.permit(world, path["oid"], body.permitted))


def issue(world: World, path: Path, query: Query, body: Key) -> object:
    return shown.account(accounts.issue_key(world, path["oid"], body.api_key))


def revoke(world: World, path: Path, query: Query, body: None) -> object:
    return shown.account(accounts.revoke(world, path["oid"]))


HANDLES = (
    Handle("GET", "accounts", "list accounts", "Accounts by OID.", every),
    Handle("POST", "accounts", "open account", "A new account; without an OID one is chosen.", create, NewAccount, 201),
    Handle("GET", "accounts/<oid>", "account", "One account.", one),
    Handle("PATCH", "accounts/<oid>", "change account", "Name, edition, password, permission.", change, AccountChange),
    Handle(
        "PUT",
        "accounts/<oid>/permission",
        "permit",
        "The administrator's flag for API and Webhook; OFF answers 403.",
        permit,
        Permission,
    ),
    Handle("POST", "accounts/<oid>/key", "issue key", "A new API key; the old one stops working.", issue, Key),
    Handle("DELETE", "accounts/<oid>/key", "revoke key", "Take the API key away.", revoke),
)
