"""What a world may hold and how it behaves, and how often each cap was met."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settings:
    """What a tester can set for one world. Sizes in bytes."""

    strict: bool = False
    max_messages: int = 2_000_000
    max_content_bytes: int = 2 << 30
    max_events: int = 8_000_000
    max_journal: int = 5_000
    max_calls: int = 20_000
    base_url: str = "http://127.0.0.1:8525"


@dataclass(slots=True)
class Counters:
    """How often each cap was met, and what was done in all."""

    messages: int = 0
    evicted_messages: int = 0
    evicted_calls: int = 0
    evicted_events: int = 0
    content_bytes: int = 0
