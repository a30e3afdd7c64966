"""`mailings`: what was reserved, by API or by hand; how it went; click analysis."""

from __future__ import annotations

from collections.abc import Mapping

from ....mail.world import World
from ...contract import Handle
from .. import forms, mailings, minute, plans, times
from ..state import Mailing, state_of
from ..statuses import ENGLISH
from . import shown
from .listing import Body, after, listed, listed_in_order, number

Path = Mapping[str, str]
Query = Mapping[str, str]


class NewMailing(Body):
    """`send_time` is Japan time, `YYYY-MM-DD HH:MM:SS`; without it the next run sends. The sender is the plan's."""

    plan: str
    subject: str
    body: str
    from_mail: str | None = None
    from_name: str | None = None
    send_time: str | None = None


class MailingChange(Body):
    subject: str | None = None
    body: str | None = None
    from_mail: str | None = None
    from_name: str | None = None
    send_time: str | None = None


def every(world: World, path: Path, query: Query, body: None) -> object:
    state = state_of(world)
    start, plan, standing = after(query), query.get("plan"), query.get("state")

    def wanted(each: Mailing) -> bool:
        if plan not in (None, each.plan) or (start and each.number >= start):
            return False
        found = mailings.standing(world, each)
        return standing in (None, found, ENGLISH[found])

    rows = (each for each in reversed(state.mailings.values()) if wanted(each))
    return listed(rows, query, lambda each: str(each.number), lambda each: shown.mailing(world, each))


def one(world: World, path: Path, query: Query, body: None) -> object:
    return shown.mailing_in_detail(world, _mailing(world, path))


def clicks(world: World, path: Path, query: Query, body: None) -> object:
    return listed_in_order(shown.click_analysis(world, _mailing(world, path)), query)


def create(world: World, path: Path, query: Query, body: NewMailing) -> object:
    plan = plans.plan(state_of(world), body.plan)
    letter = forms.letter(
        world,
        {
            "from_mail": plan.sender_mail if body.from_mail is None else body.from_mail,
            "from_name": plan.sender_name if body.from_name is None else body.from_name,
            "subject": body.subject,
            "body": body.body,
            "send_time": body.send_time or times.write(world.now),
        },
    )
    made = mailings.reserve(world, plan, letter, source="control")
    minute.arrange(world)
    return shown.mailing_in_detail(world, made)


def change(world: World, path: Path, query: Query, body: MailingChange) -> object:
    before = _mailing(world, path)
    values = {
        "from_mail": before.from_mail,
        "from_name": before.from_name,
        "subject": before.subject,
        "body": before.body,
        "send_time": times.write(before.send_time),
        **body.given(),
    }
    changed = mailings.edit(world, before.number, forms.letter(world, values))
    minute.arrange(world)
    return shown.mailing_in_detail(world, changed)


def cancel(world: World, path: Path, query: Query, body: None) -> object:
    cancelled = mailings.cancel(world, _mailing(world, path).number)
    minute.arrange(world)
    return shown.mailing(world, cancelled)


def delete(world: World, path: Path, query: Query, body: None) -> None:
    mailings.delete(world, _mailing(world, path).number)
    minute.arrange(world)


def _mailing(world: World, path: Path) -> Mailing:
    return mailings.mailing(state_of(world), number(path["number"]))


HANDLES = (
    Handle("GET", "mailings", "list mailings", "Newest first; `?plan=`, `?state=reserved`.", every),
    Handle("POST", "mailings", "make mailing", "As somebody would on the screen.", create, NewMailing, 201),
    Handle("GET", "mailings/<number>", "mailing", "One mailing with click analysis and findings.", one),
    Handle("PATCH", "mailings/<number>", "change mailing", "Only while it is reserved.", change, MailingChange),
    Handle("DELETE", "mailings/<number>", "delete mailing", "Only when it was not sent.", delete, status=204),
    Handle("POST", "mailings/<number>/cancel", "cancel mailing", "取消, while it is reserved.", cancel),
    Handle("GET", "mailings/<number>/clicks", "list clicks", "Clicks by line and URL.", clicks),
)
