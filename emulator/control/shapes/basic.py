"""What all shapes are made of: pages, times, durations, and the problem that stands for any refusal."""

from __future__ import annotations

from typing import Annotated, Any, Generic, NotRequired, TypeVar

from pydantic import ConfigDict, WithJsonSchema, with_config
from typing_extensions import TypedDict

R = TypeVar("R")

Time = Annotated[
    str, WithJsonSchema({"type": "string", "format": "date-time", "examples": ["2026-03-04T09:15:30.120Z"]})
]
Duration = Annotated[
    str, WithJsonSchema({"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)?[smhd]$", "examples": ["10m"]})
]

open_ended = with_config(ConfigDict(extra="allow"))
"""For shapes that a vendor adds words of its own to. All others are whole: the document forbids further fields."""


class Page(TypedDict, Generic[R]):
    """`next` is the cursor of the page after this one; null at the end."""

    results: list[R]
    next: str | None


class Header(TypedDict):
    name: str
    value: str


@open_ended
class Record(TypedDict):
    """A record of a vendor's own, in its own words and under its own number or name."""

    id: str | int


@open_ended
class Setting(TypedDict):
    """Something a vendor has one of, in its own words."""


class Flaw(TypedDict):
    """A field, and what is wrong with it."""

    field: str
    problem: str


class Accepted(TypedDict):
    """The names of the fields that are known."""

    query: NotRequired[list[str]]
    body: NotRequired[list[str]]


class Difference(TypedDict):
    field: str
    wanted: Any
    found: Any


class NearMiss(TypedDict):
    """A record that was not what was wanted, and where it differs."""

    id: str
    differences: list[Difference]


class Problem(TypedDict):
    """RFC 9457. `detail` says what is wrong and what to do next."""

    type: str
    title: str
    status: int
    detail: str
    problems: NotRequired[list[Flaw]]
    accepts: NotRequired[Accepted]
    example: NotRequired[Any]
    nearest: NotRequired[list[NearMiss]]
    operations: NotRequired[list[str]]
