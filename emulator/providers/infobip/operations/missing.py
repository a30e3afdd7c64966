"""Operations that are on the routes page and not built yet: answered as an unknown path."""

from ....wire import refusals
from ....wire.current import Answer, Current
from ....wire.refusals import Refusal


def missing(_: Current) -> Answer:
    raise Refusal(refusals.UNKNOWN_PATH)
