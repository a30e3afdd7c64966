"""The HTML registration form (*observed* in pages of the service's users): POST /pub/member_adddel/{hash}.

`mail`, hidden `oid`, `hash`, `plan_id`, `form_id`, `encoding_test`, the button `submit_reg`. The button `submit_del`,
the names of further items and everything about the answer are *assumed*.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import parse_qsl

from ....wire import refusals
from ....wire.bodies import MAX_PARTS, read_multipart
from ....wire.current import Answer, Current
from ....wire.refusals import Refusal
from .. import errors, forms, subscribers
from ..state import ITEMS, Plan, state_of
from .pages import not_found, page

ENCODINGS = ("utf-8", "cp932", "euc_jp")
"""Tried in this order: old pages send their forms in their own encoding."""

SENT_BY_FORM = "HTMLフォーム"
WANTED_DATE = "insert_date"

LABELS = {"mail": "メールアドレス", "sei": "姓", "mei": "名"}


def show(current: Current) -> Answer:
    plan = state_of(current.world).plans.get(current.path["claim"])
    return not_found() if plan is None else _form(plan, {}, {})


def submit(current: Current) -> Answer:
    plan = state_of(current.world).plans.get(current.path["claim"])
    if plan is None:
        return not_found()
    given = _read(current)
    if given.get("hash", plan.hash) != plan.hash or given.get("oid", plan.oid) != plan.oid:
        return _form(plan, given, {"": "フォームの内容が正しくありません。"}, 400)
    try:
        return _unregister(current, plan, given) if "submit_del" in given else _register(current, plan, given)
    except Refusal as refusal:
        problems = {field: " ".join(texts) for field, texts in refusal.problems.items()}
        return _form(plan, given, problems or {"mail": errors.text_of(refusal)}, 400)


def _register(current: Current, plan: Plan, given: dict[str, str]) -> Answer:
    values = {name: given[name] for name in ("mail", *ITEMS) if given.get(name) and name != WANTED_DATE}
    values.setdefault("form_id", SENT_BY_FORM)
    forms.checked(forms.SUBSCRIBER, values)
    subscribers.add(current.world, plan, values)
    return page("message.html", title="登録が完了しました", text=f"{values['mail']} を登録しました。")


def _unregister(current: Current, plan: Plan, given: dict[str, str]) -> Answer:
    mail = given.get("mail", "")
    forms.checked(forms.SUBSCRIBER, {"mail": mail})
    subscribers.unsubscribe(current.world, plan, mail)
    return page("message.html", title="解除が完了しました", text=f"{mail} を解除しました。")


def _form(plan: Plan, given: dict[str, str], problems: dict[str, str], status: int = 200) -> Answer:
    return page(
        "registration.html",
        status,
        plan=plan,
        given=given,
        problems=problems,
        labels=LABELS,
        form_id=SENT_BY_FORM,
        title=plan.public_name or plan.name or plan.hash,
    )


def _read(current: Current) -> dict[str, str]:
    """The first value of each field, in whatever encoding the page had. Raises Refusal(UNREADABLE)."""
    request = current.request
    if request.content_type == "multipart/form-data":
        pairs = [(part.name, part.data) for part in read_multipart(request.body, request.header("Content-Type"))]
        return _decoded(lambda encoding: [(name, data.decode(encoding)) for name, data in pairs])
    text = request.body.decode("latin-1")
    return _decoded(
        lambda encoding: parse_qsl(
            text, keep_blank_values=True, encoding=encoding, errors="strict", max_num_fields=MAX_PARTS
        )
    )


def _decoded(read: Callable[[str], list[tuple[str, str]]]) -> dict[str, str]:
    for encoding in ENCODINGS:
        try:
            pairs = read(encoding)
        except ValueError:  # another encoding, or too many fields
            continue
        return dict(reversed(pairs))
    raise Refusal(refusals.UNREADABLE)
