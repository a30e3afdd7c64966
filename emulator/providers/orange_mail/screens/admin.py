"""Service administrator (サービス管理者): the list of accounts, the permission flag, editions and keys."""

from __future__ import annotations

from functools import partial

from .. import accounts, forms, ids
from ..state import EDITIONS, ENTERPRISE, Account
from .desk import BOTH, Desk, Problems, Response, Screen, filled, texts

Typed = dict[str, str]
FIELDS = ("name", "edition", "password")


def start(desk: Desk) -> Response:
    return desk.go("/admin")


def every(desk: Desk) -> Response:
    """アカウント一覧."""
    holders = sorted(desk.state.accounts.values(), key=lambda each: each.oid)
    return desk.show("accounts.html", accounts=holders, enterprise=ENTERPRISE)


def permit(desk: Desk, oid: str) -> Response:
    accounts.permit(desk.world, oid, desk.form.get("permitted") == "on")
    return desk.go("/admin", "saved")


def create(desk: Desk) -> Response:
    def keep(typed: Typed) -> Response:
        forms.checked(forms.ACCOUNT, typed)
        oid = ids.new_oid(desk.world, desk.state)
        accounts.open_account(desk.world, Account(oid, typed["name"], typed["edition"], password=typed["password"]))
        return desk.go("/admin", "saved")

    return filled(desk, partial(_form, desk, ""), {"edition": ENTERPRISE}, texts(desk, *FIELDS), keep, "name")


def administer(desk: Desk, oid: str) -> Response:
    holder = accounts.account(desk.state, oid)

    def keep(typed: Typed) -> Response:
        forms.checked(forms.ACCOUNT, typed)
        accounts.edit(desk.world, oid, **{name: text for name, text in typed.items() if text})
        return desk.go(f"/admin/{oid}", "saved")

    begin = {"name": holder.name, "edition": holder.edition, "password": ""}
    return filled(desk, partial(_form, desk, oid), begin, texts(desk, *FIELDS), keep, "name")


def key(desk: Desk, oid: str) -> Response:
    """Issue again or revoke: only the administrator can."""
    if desk.form.get("do") == "revoke":
        accounts.revoke(desk.world, oid)
        return desk.go(f"/admin/{oid}", "revoked")
    accounts.issue_key(desk.world, oid)
    return desk.go(f"/admin/{oid}", "issued")


def _form(desk: Desk, oid: str, typed: Typed, problems: Problems) -> Response:
    holder = desk.state.accounts.get(oid)
    editions = EDITIONS if typed["edition"] in EDITIONS else (*EDITIONS, typed["edition"])
    status = 400 if problems else 200
    return desk.show("account.html", status, account=holder, typed=typed, problems=problems, editions=editions)


SCREENS = (
    Screen("/", start),
    Screen("/admin", every),
    Screen("/admin/new", create, BOTH),
    Screen("/admin/<oid>", administer, BOTH),
    Screen("/admin/<oid>/permission", permit, ("POST",)),
    Screen("/admin/<oid>/key", key, ("POST",)),
)
