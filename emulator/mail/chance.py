"""The one seeded source of identifiers and chance. Same seed, same calls, same results."""

from hashlib import blake2b

_ALNUM = bytes(b"abcdefghijklmnopqrstuvwxyz0123456789"[i % 36] for i in range(256))
_DIGITS = bytes(b"0123456789"[i % 10] for i in range(256))
_MIXED = bytes(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"[i % 62] for i in range(256))


class Chance:
    """A counter hashed with the seed: its whole state is one number, which exports need."""

    def __init__(self, seed: str, count: int = 0) -> None:
        self.seed = seed
        self.count = count
        self._key = blake2b(seed.encode(), digest_size=32).digest()

    def bytes(self, length: int) -> bytes:
        """At most 64 bytes."""
        self.count += 1
        return blake2b(self.count.to_bytes(8, "big"), digest_size=length, key=self._key).digest()

    def alphanumeric(self, length: int) -> str:
        """Lower-case letters and digits."""
        return self.bytes(length).translate(_ALNUM).decode()

    def mixed(self, length: int) -> str:
        """Letters of both cases and digits."""
        return self.bytes(length).translate(_MIXED).decode()

    def digits(self, length: int) -> str:
        """Decimal digits, the first one not zero."""
        text = self.bytes(length).translate(_DIGITS).decode()
        return ("1" if text[0] == "0" else text[0]) + text[1:]

    def hex(self, length: int) -> str:
        return self.bytes((length + 1) // 2).hex()[:length]

    def uuid(self) -> str:
        """A version 4 UUID in lower case."""
        h = self.bytes(16).hex()
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-{'89ab'[int(h[16], 16) & 3]}{h[17:20]}-{h[20:]}"

    def fraction(self) -> float:
        """A number from 0 (included) to 1 (excluded)."""
        return int.from_bytes(self.bytes(7), "big") / (1 << 56)

    def integer(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + int.from_bytes(self.bytes(8), "big") % (high - low + 1)

    def chosen(self, probability: float) -> bool:
        return self.fraction() < probability

    def keyed(self, text: str, length: int) -> str:
        """A digest of `text` that only this seed gives; does not consume chance. At most 40 characters."""
        return blake2b(text.encode(), digest_size=40, key=self._key).digest().translate(_ALNUM)[:length].decode()
