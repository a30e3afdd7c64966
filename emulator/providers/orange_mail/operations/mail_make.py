"""POST /api/v0/mail/make (メルマガ作成): a mailing to all subscribers of a plan."""

from ....wire.current import Answer, Current
from .. import fields, mailings, minute, rendering, times
from ..errors import OK, PAST_TIME, field_refusal
from ..fields import Field, Table
from ..state import state_of
from .reading import read

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
    plan, values = read(current, FIELDS)
    letter = mailings.Letter(
        from_mail=values["from.mail"],
        from_name=values["from.name"],
        subject=values["content.subject"],
        body=values["content.body"],
        send_time=times.read(values["send_time"]),
    )
    _look_at_time(current, letter)
    mailing = mailings.reserve(current.world, plan, letter, source="API", cause=current.cause)
    minute.arrange(current.world)
    content = mailings.content_of(state_of(current.world), plan, mailing)
    current.notes.extend(rendering.findings(content))
    return OK


def _look_at_time(current: Current, letter: mailings.Letter) -> None:
    """Raises Refusal for a past time where the world is strict."""
    if letter.send_time >= times.start_of_minute(current.now):
        return
    if current.world.settings.strict:
        raise field_refusal(PAST_TIME, "send_time")
    current.notes.append("past send_time: sent at the next run here; what the service does is not known")
