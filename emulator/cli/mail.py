"""`messages` and `events`: captured mail, and everything that happened to it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import click

from ..client import Client
from .options import MOST, WAITING, Looks, Option, driving, moment, with_options
from .output import Output, described, when

_CRITERIA: tuple[Option, ...] = (
    click.option("--to", help="only to this address"),
    click.option("--from", "sender", help="only from this address"),
    click.option("--subject", help="only with this in the subject"),
    click.option("--text", help="in recipient, sender or subject"),
    click.option("--status", help="the vendor's word"),
    click.option("--vendor", help="only of this vendor"),
    click.option("--group", help="bulk id or mailing number"),
    click.option("--request", help="that this request caused, such as req-7"),
    click.option("--since", type=moment, help="accepted at this time or later"),
    click.option("--until", type=moment, help="accepted at this time or earlier"),
)
_HEAD = ("id", "vendor", "vendor_id", "group", "from", "to", "subject", "accepted", "status", "outcome", "request")


@click.group(cls=Looks)
def messages() -> None:
    """Captured mail of both vendors. Texts may be parts, globs, or `re:` and a regular expression."""


@messages.command("list")
@with_options(_CRITERIA)
@MOST
@driving
def list_(client: Client, output: Output, most: int, **criteria: Any) -> None:
    """List it, newest first."""
    output.rows(client.messages.list(most=most, **criteria), _line, "no messages yet")


@messages.command()
@with_options(_CRITERIA)
@with_options(WAITING)
@driving
def wait(client: Client, output: Output, count: int, timeout: timedelta, **criteria: Any) -> None:
    """Wait until some fit; exit 1, with the nearest, when they do not come."""
    output.rows(client.messages.wait_for(count, timeout=timeout, **criteria), _line, "no messages yet")


@messages.command()
@click.argument("id")
@click.option("--html", "part", flag_value="html", help="print the HTML part")
@click.option("--text", "part", flag_value="text", help="print the text part")
@click.option("--source", "part", flag_value="source", help="print the whole mail (RFC 5322)")
@driving
def show(client: Client, output: Output, id: str, part: str | None) -> None:
    """One mail with its time line, or a part of it alone."""
    if part == "html":
        output.content(client.messages.html(id))
    elif part == "text":
        output.content(client.messages.text(id))
    elif part == "source":
        output.content(client.messages.source(id))
    else:
        output.show(client.messages.get(id), _whole)


@messages.command()
@click.argument("id")
@click.argument("n", type=click.IntRange(0))
@click.argument("file", type=click.Path(dir_okay=False, writable=True, allow_dash=True, path_type=Path))
@driving
def attachment(client: Client, output: Output, id: str, n: int, file: Path) -> None:
    """Write attachment N of a mail, counted from 0, to FILE (- for standard output)."""
    content = client.messages.attachment(id, n)
    with click.open_file(str(file), "wb") as target:
        target.write(content)


@messages.command()
@click.argument("id")
@click.argument("event")
@click.option("--detail", help="a cause such as mailbox_full, or a code of the vendor")
@click.option("--link", help="what was clicked; default: the first link")
@driving
def happen(client: Client, output: Output, id: str, event: str, detail: str | None, link: str | None) -> None:
    """Let EVENT happen to a mail now: opened, clicked, bounced, complained, unsubscribed …"""
    answer = client.messages.happen(id, event, detail=detail, url=link)
    output.show(answer, lambda found: [f"{found['at']}  {found['event']}  {found['message']}"])


@click.group(cls=Looks)
def events() -> None:
    """One time line over everything."""


@events.command("list")
@click.option("--name", help="delivered, bounced, opened …")
@click.option("--message", help="only of this mail, such as dlv-7")
@click.option("--vendor", help="only of this vendor")
@click.option("--since", type=moment)
@click.option("--until", type=moment)
@MOST
@driving
def list_events(client: Client, output: Output, most: int, **criteria: Any) -> None:
    """List it, newest first."""
    output.rows(
        client.events.list(most=most, **criteria),
        lambda row: (when(row["at"]), row["vendor"], row["message"], row["event"], row["detail"], row["source"]),
        "no events yet",
    )


def _line(row: Any) -> tuple[object, ...]:
    return when(row["accepted"]), row["id"], row["status"], row["to"], row["subject"]


def _whole(message: Any) -> Iterable[str]:
    yield from described(message, _HEAD)
    for n, file in enumerate(message["attachments"]):
        yield f"attachment {n}: {file['filename']} ({file['content_type']}, {file['size']} bytes)"
    yield ""
    for step in message["timeline"]["past"]:
        yield f"  {step['at']}  {step['event']}  {step['detail'] or ''}".rstrip()
    for step in message["timeline"]["coming"]:
        yield f"  {step['at']}  {step['event']}  {step['detail'] or ''}".rstrip() + "  (still to come)"
    if message["text"]:
        yield ""
        yield from message["text"].splitlines()
