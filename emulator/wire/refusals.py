"""Why a request is refused, in our words. Each vendor's `errors.py` turns a refusal into its own."""

from collections.abc import Mapping
from datetime import timedelta

UNKNOWN_PATH = "unknown path"
WRONG_METHOD = "wrong method"
UNREADABLE = "unreadable body"
TOO_LARGE = "body too large"
MEDIA_TYPE = "unsupported media type"
UNAUTHENTICATED = "unauthenticated"
FORBIDDEN = "forbidden"
NOT_FOUND = "not found"
CONFLICT = "conflict"
TOO_MANY = "too many requests"
INVALID = "invalid"
BROKEN = "server error"


class Refusal(Exception):
    """A request that is not carried out. Raised anywhere between gate and operation; nothing was changed.

    `reason` is one of the words above or a provider's own; `problems` maps a field's path to sentences;
    `detail` is whatever the provider's errors page needs besides.
    """

    def __init__(
        self,
        reason: str,
        *,
        problems: Mapping[str, list[str]] | None = None,
        detail: str = "",
        allow: tuple[str, ...] = (),
        retry_after: timedelta | None = None,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.problems = dict(problems or {})
        self.detail = detail
        self.allow = allow
        self.retry_after = retry_after
