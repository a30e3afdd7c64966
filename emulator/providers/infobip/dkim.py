"""The public half of a domain's DKIM key, as its TXT record shows it: a real RSA key of the requested length."""

import base64
from functools import lru_cache

from .dkim_primes import PRIMES

LENGTHS = (1024, 2048)
EXPONENT = 65537

# AlgorithmIdentifier of rsaEncryption with NULL parameters (RFC 3279).
_RSA = bytes.fromhex("300d06092a864886f70d0101010500")


def keys(length: int) -> int:
    """How many different keys of this length there are."""
    primes = len(PRIMES[length // 2])
    return primes * (primes - 1) // 2


@lru_cache(maxsize=256)
def public_key(length: int, number: int) -> str:
    """Base64 of the SubjectPublicKeyInfo of key `number` (any whole number; they repeat after `keys`)."""
    first, second = _pair(length, number % keys(length))
    modulus = _prime(length, first) * _prime(length, second)
    inner = _der(0x30, _integer(modulus) + _integer(EXPONENT))
    return base64.b64encode(_der(0x30, _RSA + _der(0x03, b"\0" + inner))).decode()


def record(length: int, number: int) -> str:
    """The value of the TXT record."""
    return f"v=DKIM1; k=rsa; p={public_key(length, number)}"


def _pair(length: int, number: int) -> tuple[int, int]:
    second = 1
    while number >= second:
        number -= second
        second += 1
    return number, second


def _prime(length: int, place: int) -> int:
    return int.from_bytes(base64.b64decode(PRIMES[length // 2][place]), "big")


def _integer(value: int) -> bytes:
    return _der(0x02, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def _der(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content
