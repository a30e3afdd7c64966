"""What the gate and the errors page need to know of a route."""

from __future__ import annotations

from dataclasses import dataclass

from .errors import Family

JSON = ("application/json",)
FORM = ("multipart/form-data", "application/x-www-form-urlencoded")


@dataclass(frozen=True, slots=True)
class Traits:
    """`scopes`: any one of them opens the operation, none means that every credential does.

    `consumes`: the media types of its body; empty for any or none.
    `reference`: refusals of the new family with these statuses point to the API reference.
    `authenticated` False: the operation itself looks at who is asking (token and session).
    """

    family: Family = "legacy"
    scopes: tuple[str, ...] = ()
    consumes: tuple[str, ...] = ()
    authenticated: bool = True
    reference: tuple[int, ...] = ()

    @property
    def form(self) -> bool:
        return self.consumes == FORM

    @property
    def open(self) -> bool:
        """For those who have no credential yet."""
        return not self.authenticated
