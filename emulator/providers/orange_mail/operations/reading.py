"""What the four operations have in common: the body read by its table, the plan looked up, the values checked."""

from collections.abc import Mapping

from ....wire.current import Current
from .. import plans
from ..fields import Table
from ..state import Plan, state_of


def read(current: Current, table: Table) -> tuple[Plan, Mapping[str, str]]:
    """The account's plan, and the well-formed values by path. Raises Refusal in the order of the specification."""
    state = state_of(current.world)
    ignored: list[str] | None = [] if state.options.unknown_fields == "ignore" else None
    values = table.read(current.request.body, ignored=ignored)
    current.notes.extend(f"ignored unknown field: {name[:100]}" for name in ignored or ())
    plan = plans.own_plan(state, current.account, values["plan"])
    table.check(values)
    return plan, values
