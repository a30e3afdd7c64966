"""The order in which Infobip checks a request before its operation reads it.

1. who is asking (401), before anything else: even for an unknown bulk or an unreadable body
2. may they (403)
3. how often (429)
4. the body's media type (415); the operation does the rest (400, 404, 409)

The order is *assumed*; the codes are *documented*.
"""

from __future__ import annotations

from ...wire import refusals
from ...wire.current import Current
from ...wire.refusals import Refusal
from . import auth
from .traits import Traits

NAME = "infobip"


def gate(current: Current) -> None:
    traits: Traits = current.route.traits
    if traits.authenticated:
        who = auth.caller(current.world, current.request)
        if who is None:
            raise Refusal(refusals.UNAUTHENTICATED)
        current.account = who.account
        if not who.may(traits.scopes):
            raise Refusal(refusals.FORBIDDEN)
    if current.route.limit:
        wait = current.world.limits.admit(current.route.limit, current.account, current.now, current.cause)
        if wait is not None:
            raise Refusal(refusals.TOO_MANY, retry_after=wait)
    if traits.consumes and not _consumed(current, traits.consumes):
        raise Refusal(_media_type_reason(current, traits))


def _consumed(current: Current, kinds: tuple[str, ...]) -> bool:
    """A body without a declared type is taken for what the operation reads."""
    declared = current.request.content_type
    return declared in kinds or (not declared and kinds[0] == "application/json")


def _media_type_reason(current: Current, traits: Traits) -> str:
    if traits.form and not current.world.state(NAME).switches.media_type_415:
        return refusals.UNREADABLE  # 400 *assumed*
    return refusals.MEDIA_TYPE
