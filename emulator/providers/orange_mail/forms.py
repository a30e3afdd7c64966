"""Field tables for what people type, in screens and control API: all problems at once, beside their fields."""

from __future__ import annotations

from collections.abc import Mapping

from ...mail.world import World
from ...wire import refusals
from ...wire.refusals import Refusal
from . import fields, times
from .errors import MISSING, PAST_TIME, ROWS
from .fields import Field, Table
from .mailings import Letter

SUBSCRIBER = Table(Field("mail", (fields.mail,), required=True), *fields.items())

_LINE = (fields.one_line, fields.short, fields.writable)

LETTER = Table(
    Field("from_name", _LINE, required=True),
    Field("from_mail", (fields.mail,), required=True),
    Field("subject", _LINE, required=True),
    Field("body", (fields.writable,), required=True),
    Field("send_time", (fields.time,), required=True),
)

PLAN = Table(
    Field("sender_name", _LINE, required=True),
    Field("sender_mail", (fields.mail,), required=True),
    Field("name", _LINE, required=True),
    Field("public_name", _LINE, required=True),
    Field("header", (fields.writable,)),
    Field("footer", (fields.writable,)),
)
"""発行者名, 発行者メールアドレス, プラン名(管理用), プラン名(公開用) are required (*documented*)."""

ACCOUNT = Table(Field("name", _LINE, required=True), Field("edition", _LINE, required=True), Field("password", _LINE))


def sentence(reason: str) -> str:
    """The words for a reason, as they stand beside the field."""
    return ROWS[reason].text.partition(":")[0]


def checked(table: Table, values: Mapping[str, str], *, partly: bool = False) -> Mapping[str, str]:
    """The values, when all are well formed. Raises Refusal(INVALID); `partly` when only some fields are given."""
    found: dict[str, list[str]] = {}
    for field in table.fields:
        given = values.get(field.path)
        if field.required and (given == "" or (given is None and not partly)):
            found[field.path] = [sentence(MISSING)]
    present = {path: text for path, text in values.items() if path not in found}
    for refusal in table.problems(present):
        found[refusal.detail] = [sentence(refusal.reason)]
    if found:
        raise Refusal(refusals.INVALID, problems=found, detail=in_words(found))
    return values


def letter(world: World, values: Mapping[str, str]) -> Letter:
    """What somebody wrote, ready to be reserved. Raises Refusal(INVALID)."""
    checked(LETTER, values)
    send_time = times.read(values["send_time"])
    if world.settings.strict and send_time < times.start_of_minute(world.now):
        raise Refusal(refusals.INVALID, problems={"send_time": [sentence(PAST_TIME)]}, detail=sentence(PAST_TIME))
    return Letter(values["from_mail"], values["from_name"], values["subject"], values["body"], send_time)


def in_words(problems: Mapping[str, list[str]]) -> str:
    return "; ".join(f"{field}: {' '.join(texts)}" for field, texts in problems.items())
