"""Texts that come again and again, kept once: senders and subjects."""

MOST = 4_096
"""Different texts remembered; then all are forgotten, and those that still come are remembered again."""


class Texts:
    def __init__(self) -> None:
        self._known: dict[str, str] = {}

    def once(self, text: str) -> str:
        """An equal text that was seen before, if there is one, so that only one of the two is kept."""
        if len(self._known) >= MOST:
            self._known.clear()
        return self._known.setdefault(text, text)
