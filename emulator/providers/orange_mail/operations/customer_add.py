"""POST /api/v0/customer/add (読者登録): a new subscriber in a plan."""

from ....wire.current import Answer, Current
from .. import fields, plans, subscribers
from ..errors import OK
from ..fields import Field, Table
from ..state import state_of

FIELDS = Table(
    Field("plan", required=True),
    Field("add", required=True, inner=True),
    Field("add.mail", (fields.mail,), required=True),
    *fields.items("add"),
)


def add(current: Current) -> Answer:
    state = state_of(current.world)
    values = FIELDS.read(current.request.body, ignore_unknown=state.options.unknown_fields == "ignore")
    plan = plans.own_plan(state, current.account, values["plan"])
    FIELDS.check(values)
    subscribers.add(current.world, plan, fields.below("add", values))
    return OK
