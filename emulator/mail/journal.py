"""What was asked and what was answered, with credentials masked, bounded, and with a mark where we failed."""

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

Headers = tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Entry:
    """One request and its answer. It is opened when the request is read and closed when the answer is known.

    `refusal` is our word for why the request was refused, `error` the traceback of a bug, `fault` the planned fault
    that was played (status 0: the connection was dropped), `deliveries` the range of delivery numbers the request
    caused, `notes` what the provider noticed (`check: what was seen`).
    """

    number: int
    at: datetime
    provider: str
    operation: str
    method: str
    path: str
    query: str
    headers: Headers
    body: bytes
    remote: str = ""
    scheme: str = "http"
    account: str = ""
    status: int = 0
    answer_headers: Headers = ()
    answer_body: bytes = b""
    milliseconds: float = 0.0
    refusal: str = ""
    error: str = ""
    fault: str = ""
    claimed: bool = True
    deliveries: tuple[int, int] = (0, -1)
    notes: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return f"req-{self.number}"


class Journal:
    """The newest `capacity` entries; what had to go is counted."""

    def __init__(self, capacity: int) -> None:
        self._entries: deque[Entry] = deque(maxlen=capacity)
        self.last_number = 0
        self.evicted = 0

    def __len__(self) -> int:
        return len(self._entries)

    def next_number(self) -> int:
        self.last_number += 1
        return self.last_number

    def add(self, entry: Entry) -> None:
        if len(self._entries) == self._entries.maxlen:
            self.evicted += 1
        self.last_number = max(self.last_number, entry.number)
        self._entries.append(entry)

    def entries(self, *, newest_first: bool = True) -> Iterator[Entry]:
        return reversed(self._entries) if newest_first else iter(self._entries)

    def get(self, number: int) -> Entry | None:
        if not self._entries:
            return None
        # Numbers are dense unless a workspace was restored: guess, then look.
        guess = number - self._entries[0].number
        if 0 <= guess < len(self._entries) and self._entries[guess].number == number:
            return self._entries[guess]
        return next((entry for entry in self._entries if entry.number == number), None)

    def failures(self) -> list[Entry]:
        """Entries that hold a traceback: bugs of the emulator."""
        return [entry for entry in self._entries if entry.error]


_SECRET = frozenset({"Authorization", "Proxy-Authorization", "Cookie", "X-Api-Key"})


def masked(name: str, value: str) -> str:
    """A header value fit for a journal: credentials keep their scheme and last two characters."""
    if name.title() not in _SECRET:
        return value
    scheme, _, secret = value.rpartition(" ")
    kept = secret[-2:] if len(secret) > 8 else ""
    return f"{scheme} ***{kept}".strip()


_WORDS = rb"(?:password|passphrase|secret|token)"
_SECRET_JSON = re.compile(
    rb'("[^"]{0,40}' + _WORDS + rb'[^"]{0,40}"\s{0,9}:\s{0,9})"(?:[^"\\]|\\.)*+"?', re.IGNORECASE | re.DOTALL
)
_SECRET_FORM = re.compile(rb"((?:^|&)[^=&]{0,40}" + _WORDS + rb"[^=&]{0,40}=)[^&]*", re.IGNORECASE)


def masked_body(body: bytes) -> bytes:
    """A JSON or form body fit for a journal: the values of passwords, secrets and tokens are hidden."""
    if body.lstrip()[:1] in (b"{", b"["):
        return _SECRET_JSON.sub(rb'\1"***"', body)
    return _SECRET_FORM.sub(rb"\1***", body)
