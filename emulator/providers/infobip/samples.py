"""The first calls somebody new makes: a mail, a bounce, and a report to a receiver of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..contract import Sample
from . import accounts

if TYPE_CHECKING:
    from ...mail.world import World

PATH = "/email/4/messages"


def samples(world: World, receiver: str) -> tuple[Sample, ...]:
    """Three sends; the last one names the receiver."""
    if not accounts.credentials(world)["api_key"]:
        return ()
    hook = {"webhooks": {"delivery": {"url": receiver}}}
    return (
        Sample("mail", "POST", PATH, _mail("nora@example.com", "Hello"), "nora@example.com"),
        Sample("bounce", "POST", PATH, _mail("bounce@example.com", "This one comes back"), "bounce@example.com"),
        Sample(
            "reporting-mail",
            "POST",
            PATH,
            _mail("watched@example.com", "This one is reported", **hook),
            "watched@example.com",
        ),
    )


def demo_curl(world: World, base_url: str) -> str:
    """A send as a form, which is the shortest."""
    key = accounts.credentials(world)["api_key"]
    if not key:
        return ""
    return (
        f"curl -s -H 'Authorization: App {key}' -F from='Demo <demo@example.com>' -F to=nora@example.com"
        f" -F subject='Hello' -F text='It works.' {base_url}/email/3/send"
    )


def _mail(to: str, subject: str, **more: Any) -> dict[str, Any]:
    content = {"subject": subject, "text": "It works.", "html": f"<h1>{subject}</h1><p>It works.</p>"}
    destinations = [{"to": [{"destination": to}]}]
    message = {"sender": "Demo <demo@example.com>", "destinations": destinations, "content": content}
    return {"messages": [{**message, **more}]}
