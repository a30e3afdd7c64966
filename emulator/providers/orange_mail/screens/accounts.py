"""マイページ → 登録情報変更・パスワード変更 → API情報の発行・表示."""

from __future__ import annotations

from ....wire.refusals import Refusal
from .. import accounts, forms, plans
from ..state import ENTERPRISE, Account
from .desk import BOTH, Desk, Problems, Response, Screen, problems_of, texts

BOTH_PASSWORDS = "新しいパスワードと確認用のパスワードが一致しません。"


def my_page(desk: Desk, oid: str) -> Response:
    holder = accounts.account(desk.state, oid)
    return desk.show("mypage.html", account=holder, plans=plans.of_account(desk.state, oid))


def registered(desk: Desk, oid: str) -> Response:
    """登録情報変更・パスワード変更. The password changes only for who knows the present one."""
    holder = accounts.account(desk.state, oid)
    if not desk.sent:
        return _page(desk, holder, {"name": holder.name}, {})
    typed = texts(desk, "name", "present", "new", "again")
    try:
        forms.checked(forms.ACCOUNT, {"name": typed["name"]}, partly=True)
        problems = _password_problems(holder, typed)
    except Refusal as refusal:
        problems = problems_of(refusal, "name")
    if problems:
        return _page(desk, holder, {"name": typed["name"]}, problems)
    accounts.edit(desk.world, oid, name=typed["name"])
    if typed["new"]:
        accounts.edit(desk.world, oid, password=typed["new"])
    return desk.go(f"/accounts/{oid}/registered", "saved")


def api(desk: Desk, oid: str) -> Response:
    """The button 「API情報を発行・表示」. A wrong password shows nothing."""
    holder = accounts.account(desk.state, oid)
    try:
        shown = accounts.show_key(desk.world, oid, desk.form.get("password", ""))
    except Refusal as refusal:
        return _page(desk, holder, {"name": holder.name}, problems_of(refusal, "password"))
    return desk.show("api.html", account=shown, base_url=desk.world.settings.base_url)


def _password_problems(holder: Account, typed: dict[str, str]) -> Problems:
    if not (typed["new"] or typed["again"]):
        return {}
    if not accounts.password_is_right(holder, typed["present"]) and holder.password:
        return {"present": [accounts.WRONG_PASSWORD]}
    return {} if typed["new"] == typed["again"] else {"again": [BOTH_PASSWORDS]}


def _page(desk: Desk, holder: Account, typed: dict[str, str], problems: Problems) -> Response:
    status = 400 if problems else 200
    return desk.show("registered.html", status, account=holder, typed=typed, problems=problems, enterprise=ENTERPRISE)


SCREENS = (
    Screen("/accounts/<oid>", my_page),
    Screen("/accounts/<oid>/registered", registered, BOTH),
    Screen("/accounts/<oid>/api", api, ("POST",)),
)
