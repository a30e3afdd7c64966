"""POST /api/v0/customer/del (読者解除): a subscriber leaves a plan."""

from ....wire.current import Answer, Current
from .. import fields, plans, subscribers
from ..errors import OK
from ..fields import Field, Table
from ..state import state_of

FIELDS = Table(
    Field("plan", required=True),
    Field("mail", (fields.mail,), required=True),
)


def delete(current: Current) -> Answer:
    state = state_of(current.world)
    values = FIELDS.read(current.request.body, ignore_unknown=state.options.unknown_fields == "ignore")
    plan = plans.own_plan(state, current.account, values["plan"])
    FIELDS.check(values)
    subscribers.unsubscribe(current.world, plan, values["mail"])
    return OK
