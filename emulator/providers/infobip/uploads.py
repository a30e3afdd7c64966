"""Uploaded content: bytes a later v4 message refers to by id, until their validity ends."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from . import ids

if TYPE_CHECKING:
    from ...mail.world import World
    from .state import State

NAME = "infobip"
DEFAULT_MINUTES = 1440
"""*Assumed*: the shortest period that may be asked for."""

SHORTEST, LONGEST = 1440, 10080
MOST_BYTES = 512 << 20
"""What one world keeps; the oldest content goes first."""


@dataclass(frozen=True, slots=True)
class Content:
    """`id` is the service's own, `content_id` the caller's. Kept past `ends`, so that a sent mail can be shown."""

    id: str
    content_id: str
    account: str
    media_type: str
    data: bytes
    ends: datetime


def upload(world: World, account: str, content_id: str, media_type: str, data: bytes, minutes: int) -> Content:
    state: State = world.state(NAME)
    ends = world.now + timedelta(minutes=minutes)
    content = Content(ids.uploaded_content(world.chance), content_id, account, media_type, data, ends)
    state.contents[content.id] = content
    _make_room(state)
    return content


def usable(world: World, account: str, id: str) -> bool:
    """Whether a mail that is sent now may refer to it; otherwise it fails with 6038 (*assumed* for unknown ids)."""
    state: State = world.state(NAME)
    content = state.contents.get(id)
    return content is not None and content.account == account and world.now < content.ends


def _make_room(state: State) -> None:
    held = sum(len(content.data) for content in state.contents.values())
    while held > MOST_BYTES:
        oldest = state.contents.pop(next(iter(state.contents)))
        held -= len(oldest.data)
