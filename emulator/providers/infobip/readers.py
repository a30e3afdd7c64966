"""Who reads mail: what a User-Agent says of a device, and invented readers for events that nobody caused.

The vendor does not say how it names devices and places; all names are *assumed*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ...mail.world import World

DEVICES: tuple[tuple[tuple[str, ...], tuple[str, str, str]], ...] = (
    (("iPad",), ("Tablet", "iOS", "iPad")),
    (("iPhone",), ("Phone", "iOS", "iPhone")),
    (("Android", "Mobile"), ("Phone", "Android", "Android phone")),
    (("Android",), ("Tablet", "Android", "Android tablet")),
    (("Windows",), ("Desktop", "Windows", "PC")),
    (("Macintosh",), ("Desktop", "macOS", "Mac")),
    (("CrOS",), ("Desktop", "ChromeOS", "Chromebook")),
    (("Linux",), ("Desktop", "Linux", "PC")),
)
"""Words of a User-Agent, all of which must be there → (deviceType, os, deviceName). The first row that fits counts."""

UNKNOWN = ("Unknown", "Unknown", "Unknown")

INVENTED = (
    (("Phone", "Android 15", "Pixel"), ("Norway", "Bergen")),
    (("Phone", "iOS 18", "iPhone"), ("Croatia", "Zagreb")),
    (("Desktop", "Windows 11", "PC"), ("Germany", "Hamburg")),
    (("Desktop", "macOS 15", "Mac"), ("Japan", "Osaka")),
    (("Tablet", "iOS 18", "iPad"), ("Portugal", "Porto")),
)

Names = tuple[str, str, str]


def named(user_agent: str) -> Names:
    for words, names in DEVICES:
        if all(word in user_agent for word in words):
            return names
    return UNKNOWN


def seen(world: World, recipient: str, user_agent: str) -> dict[str, Any]:
    """`recipientInfo` and `geoLocation` of somebody who really came; where from is invented."""
    return _written(named(user_agent), invented(world, recipient)[1])


def imagined(world: World, recipient: str) -> dict[str, Any]:
    """The same of somebody who is invented altogether, always alike for one recipient."""
    return _written(*invented(world, recipient))


def invented(world: World, recipient: str) -> tuple[Names, tuple[str, str]]:
    mark = world.chance.keyed(f"reader|{recipient.lower()}", 8)
    return INVENTED[sum(mark.encode()) % len(INVENTED)]


def _written(device: Names, place: tuple[str, str]) -> dict[str, Any]:
    return {
        "recipientInfo": dict(zip(("deviceType", "os", "deviceName"), device, strict=True)),
        "geoLocation": dict(zip(("countryName", "city"), place, strict=True)),
    }
