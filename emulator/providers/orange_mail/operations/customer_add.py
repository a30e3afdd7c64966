"""POST /api/v0/customer/add (読者登録): a new subscriber in a plan."""

from ....wire.current import Answer, Current
from .. import fields, subscribers
from ..errors import OK
from ..fields import Field, Table
from .reading import read

FIELDS = Table(
    Field("plan", required=True),
    Field("add", required=True, inner=True),
    Field("add.mail", (fields.mail,), required=True),
    *fields.items("add"),
)


def add(current: Current) -> Answer:
    plan, values = read(current, FIELDS)
    subscribers.add(current.world, plan, fields.below("add", values))
    return OK
