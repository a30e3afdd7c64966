"""GET /c/{mailing}/{recipient}/{line}-{n}: count a click, go on to the URL. HEAD goes on without counting."""

from __future__ import annotations

from ....mail import events
from ....mail.message import Delivery
from ....wire.bodies import compact
from ....wire.current import Answer, Current
from .. import rendering
from ..clicks import BY_LINK
from ..rendering import CLICK, Link
from ..state import NAME
from .pages import not_found


def follow(current: Current) -> Answer:
    found = current.world.read_link(CLICK, current.path["link"])
    link = _link(current, found[0]) if found else None
    if found is None or link is None:
        return not_found()
    delivery = found[0]
    if current.request.method != "HEAD":
        data = compact({"line": link.line, "place": link.place, "url": link.url})
        current.world.record(delivery, events.CLICKED, source=BY_LINK, data=data)
        current.caused = (delivery.number, delivery.number)
    return Answer(302, headers=(("Location", link.url), ("Cache-Control", "no-store")))


def _link(current: Current, delivery: Delivery) -> Link | None:
    message = current.world.messages.get(delivery.message)
    if message is None or message.provider != NAME or current.path["mailing"] != message.group:
        return None
    wanted = current.path["place"]
    found = rendering.links(current.world, message, delivery)
    return next((link for link in found if wanted == f"{link.line}-{link.place}"), None)
