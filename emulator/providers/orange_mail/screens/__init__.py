"""The service's own screens, below `/_emulator/orange-mail/`: what its administrator and its users see and set.

They call the same functions as the API and the control API, in Japanese with an English switch. Nothing changes by GET,
every form carries a token, and what was typed stays when it is wrong.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from . import accounts, admin, desk, log, mailings, plans, subscribers, webhook

SCREENS = (
    *admin.SCREENS,
    *accounts.SCREENS,
    *plans.SCREENS,
    *webhook.SCREENS,
    *subscribers.SCREENS,
    *mailings.SCREENS,
    *log.SCREENS,
)
"""Every page of the service, with the methods it answers."""


def pages(registry: Any) -> None:
    """Add the screens to the console."""
    folder = Path(__file__).parent
    registry.templates(folder / "templates")
    registry.translations(folder / "locale")
    registry.link("Accounts", f"{desk.START}/admin", "Orange Mail")
    registry.link("Plans", f"{desk.START}/plans", "Orange Mail")
    for screen in SCREENS:
        registry.add(desk.START + screen.path, desk.endpoint(registry, screen), methods=screen.methods)
