"""POST /api/v0/customer/del (読者解除): a subscriber leaves a plan."""

from ....wire.current import Answer, Current
from .. import fields, subscribers
from ..errors import OK
from ..fields import Field, Table
from .reading import read

FIELDS = Table(
    Field("plan", required=True),
    Field("mail", (fields.mail,), required=True),
)


def delete(current: Current) -> Answer:
    plan, values = read(current, FIELDS)
    subscribers.unsubscribe(current.world, plan, values["mail"])
    return OK
