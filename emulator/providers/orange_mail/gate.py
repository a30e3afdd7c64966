"""The order in which a request is checked before its fields are read (specification 1.5, *assumed*)."""

from ...wire import refusals
from ...wire.current import JSON, Current
from ...wire.refusals import Refusal
from .auth import key_of
from .errors import NO_CREDENTIAL, UNKNOWN_KEY
from .limits import LIMIT
from .state import state_of


def gate(current: Current) -> None:
    """Authorization, key, permission, limit (counted here), media type, size; the views read the JSON."""
    _authenticate(current)
    _permit(current)
    _count(current)
    if current.request.content_type != JSON:
        raise Refusal(refusals.MEDIA_TYPE)
    _ = current.request.body  # raises when it was over the cap


def _authenticate(current: Current) -> None:
    key = key_of(current.request)
    if key is None:
        raise Refusal(NO_CREDENTIAL)
    oid = state_of(current.world).keys.get(key)
    if oid is None:
        raise Refusal(UNKNOWN_KEY)
    current.account = oid


def _permit(current: Current) -> None:
    if not state_of(current.world).accounts[current.account].may_use_api:
        raise Refusal(refusals.FORBIDDEN)


def _count(current: Current) -> None:
    wait = current.world.limits.admit(LIMIT.operation, current.account, current.now, current.cause)
    if wait is not None:
        raise Refusal(refusals.TOO_MANY, retry_after=wait)
