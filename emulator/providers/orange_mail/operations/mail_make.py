"""POST /api/v0/mail/make (メルマガ作成): a mailing to all subscribers of a plan."""

from ....wire.current import Answer, Current
from .. import fields, mailings, minute, plans, times
from ..errors import OK, PAST_TIME, field_refusal
from ..fields import Field, Table
from ..state import state_of

FIELDS = Table(
    Field("plan", required=True),
    Field("from", required=True, inner=True),
    Field("from.mail", (fields.mail,), required=True),
    Field("from.name", (fields.one_line, fields.short, fields.writable), required=True),
    Field("content", required=True, inner=True),
    Field("content.type", (fields.plain_text,), required=True),
    Field("content.subject", (fields.one_line, fields.short, fields.writable), required=True),
    Field("content.body", (fields.writable,), required=True),
    Field("send_time", (fields.time,), required=True),
)


def make(current: Current) -> Answer:
    state = state_of(current.world)
    values = FIELDS.read(current.request.body, ignore_unknown=state.options.unknown_fields == "ignore")
    plan = plans.own_plan(state, current.account, values["plan"])
    FIELDS.check(values)
    letter = mailings.Letter(
        from_mail=values["from.mail"],
        from_name=values["from.name"],
        subject=values["content.subject"],
        body=values["content.body"],
        send_time=times.read(values["send_time"]),
    )
    if current.world.settings.strict and letter.send_time < times.start_of_minute(current.now):
        raise field_refusal(PAST_TIME, "send_time")
    mailings.reserve(current.world, plan, letter, source="API", cause=current.cause)
    minute.arrange(current.world)
    return OK
