"""Identifiers in the shapes Infobip's samples show, all from the world's seeded chance."""

from ...mail.chance import Chance


def short(chance: Chance) -> str:
    """A bulk or message of v2, v3 and mime: 20 lower-case letters and digits."""
    return chance.alphanumeric(20)


def uuid(chance: Chance) -> str:
    """A message of v1 and v4, an event."""
    return chance.uuid()


def internal_bulk(chance: Chance) -> str:
    """The service's own number of a scheduled bulk: 19 digits."""
    return chance.digits(19)


def api_key(chance: Chance) -> str:
    """32 hexadecimal digits, a dash and a UUID."""
    return f"{chance.hex(32)}-{chance.uuid()}"


def uploaded_content(chance: Chance) -> str:
    """100 upper-case hexadecimal digits."""
    return chance.hex(100).upper()


def number(chance: Chance) -> int:
    """A number such as domains and templates have."""
    return chance.integer(1_000_000, 2_000_000_000)
