"""POST /api/v0/customer/mod (読者情報変更): change what is known of a subscriber, the address too."""

from ....wire.current import Answer, Current
from .. import fields, subscribers
from ..errors import OK
from ..fields import Field, Table
from .reading import read

FIELDS = Table(
    Field("plan", required=True),
    Field("mail", (fields.mail,), required=True),
    Field("mod", required=True, inner=True, filled=True),
    Field("mod.mail", (fields.mail,)),
    *fields.items("mod"),
)


def mod(current: Current) -> Answer:
    plan, values = read(current, FIELDS)
    subscribers.modify(current.world, plan, values["mail"], fields.below("mod", values))
    return OK
