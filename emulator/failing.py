"""What a planned fault makes of an answer: the vendor's own refusal, a damaged body, a connection that ends early."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from .mail.faults import Fault
from .providers.contract import Provider
from .wire import refusals
from .wire.current import Answer, Request, Route
from .wire.refusals import Refusal

_REASON_OF = {
    400: refusals.INVALID,
    401: refusals.UNAUTHENTICATED,
    403: refusals.FORBIDDEN,
    404: refusals.NOT_FOUND,
    405: refusals.WRONG_METHOD,
    409: refusals.CONFLICT,
    413: refusals.TOO_LARGE,
    415: refusals.MEDIA_TYPE,
    429: refusals.TOO_MANY,
}

SAYS = "a planned fault of the emulator"


def comes_first(fault: Fault | None) -> bool:
    """Whether the request is not carried out at all."""
    return fault is not None and fault.when == "before" and fault.kind in ("status", "drop")


def answer(provider: Provider, request: Request, route: Route, fault: Fault, real: Answer | None) -> Answer:
    """The answer that the fault leaves; `real` is what the operation answered, None when it was not carried out."""
    if fault.kind == "drop":
        lost = real or Answer(200)
        return replace(lost, status=200, body=lost.body or b" ", cut=0)
    if fault.kind == "truncate" and real is not None:
        return replace(real, cut=len(real.body) // 2) if real.body else real
    if fault.kind == "malformed" and real is not None:
        return replace(real, body=real.body.rstrip()[:-1] + b",")
    return refused(provider, request, route, fault.status, fault.retry_after)


def refused(provider: Provider, request: Request, route: Route, status: int, retry_after: int | None = None) -> Answer:
    """The vendor's body for a status; a status the vendor never gives has the body of its server error."""
    reason = _REASON_OF.get(status, refusals.BROKEN if status >= 500 else refusals.INVALID)
    wait = None if retry_after is None else timedelta(seconds=retry_after)
    # Only a 400 names fields; in any other body a problem would be a line the vendor never sends.
    problems = {"request": [SAYS]} if reason == refusals.INVALID else None
    refusal = Refusal(reason, detail=SAYS, problems=problems, retry_after=wait)
    found = replace(provider.render_error(request, refusal, route), status=status)
    if retry_after is None or any(name.lower() == "retry-after" for name, _ in found.headers):
        return found
    return replace(found, headers=(*found.headers, ("Retry-After", str(retry_after))))
