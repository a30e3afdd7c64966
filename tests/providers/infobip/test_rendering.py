"""The mail as its recipient gets it, and as RFC 5322."""

from __future__ import annotations

import json
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest

from emulator.mail.rendered import Rendered
from emulator.providers.infobip.content import Mask
from emulator.providers.infobip.render import render
from emulator.providers.infobip.rendering import masked, stripped
from emulator.wire.mime import eml
from tests.providers.infobip.conftest import Desk
from tests.providers.infobip.mails import message, send, send_v4


def rendered(desk: Desk, place: int = 0) -> Rendered:
    """The latest message as one of its recipients gets it."""
    latest = next(desk.world.messages.values(newest_first=True))
    return render(desk.world, latest, desk.world.deliveries_of(latest)[place])


def parsed(mail: Rendered) -> Any:
    found = message_from_bytes(eml(mail), policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_placeholders_are_each_recipients_own(desk: Desk) -> None:
    people = [json.dumps({"to": f"{n}@north.test", "placeholders": {"name": n}}) for n in ("nora", "otto")]
    send(
        desk,
        ("defaultPlaceholders", '{"name":"you","pct":15}'),
        to=[*people, "kim@north.test"],
        subject="{{name}}, {{pct}} percent",
        html="<p>{{ name }} {{pct}} {{unknown}}</p>",
    )
    mails = [rendered(desk, place) for place in range(3)]
    assert [mail.subject for mail in mails] == ["nora, 15 percent", "otto, 15 percent", "you, 15 percent"]
    assert mails[0].html == "<p>nora 15 {{unknown}}</p>"
    assert [mail.to for mail in mails] == [("nora@north.test",), ("otto@north.test",), ("kim@north.test",)]


def test_placeholders_of_v4_are_json_in_a_string(desk: Desk) -> None:
    to = {"destination": "nora@north.test", "placeholders": '{"name":"Nora"}'}
    content = {"subject": "Hi {{name}}", "text": "{{code}}", "defaultPlaceholders": '{"code":"X1"}'}
    send_v4(desk, message(to, content=content))
    assert (rendered(desk).subject, rendered(desk).text) == ("Hi Nora", "X1")


def test_html_beats_text_and_amp_needs_html(desk: Desk) -> None:
    send(desk, html="<p>Hi</p>", ampHtml="<html amp4email>Hi</html>")
    mail = rendered(desk)
    assert (mail.text, mail.html, mail.amp) == (None, "<p>Hi</p>", "<html amp4email>Hi</html>")
    types = [part.get_content_type() for part in parsed(mail).walk()]
    assert "text/html" in types and "text/x-amp-html" in types


def test_recipients_see_themselves_alone_or_everybody(desk: Desk) -> None:
    everybody = {"to": ["Nora <a@north.test>", "b@north.test"]}
    copies = [("cc", "c@north.test"), ("bcc", "d@north.test")]
    send(desk, *copies, **everybody)
    assert [rendered(desk, place).to[0] for place in range(4)] == [
        "Nora <a@north.test>",
        "b@north.test",
        "c@north.test",
        "d@north.test",
    ]
    send(desk, *copies, ("preserveRecipients", "true"), **everybody)
    for place in range(4):
        mail = rendered(desk, place)
        assert mail.to == ("Nora <a@north.test>", "b@north.test")
        assert mail.cc == ("c@north.test",)
        assert b"d@north.test" not in eml(mail)


def test_the_source_has_the_headers_of_a_mail(desk: Desk) -> None:
    headers = json.dumps({"X-Shop": "fjord", "In-Reply-To": "<1@x.test>", "X-Count": 3})
    send(
        desk,
        ("headers", headers),
        ("replyTo", ["care@shop.test", "b@shop.test"]),
        ("messageId", "mine"),
        subject="Grüße",
    )
    mail = parsed(rendered(desk))
    assert mail["From"] == "Fjord Shop <news@fjord-shop.test>"
    assert mail["To"] == "nora@north.test"
    assert mail["Subject"] == "Grüße"
    assert mail["Message-ID"] == "<mine@fjord-shop.test>"
    assert mail["Date"].datetime == desk.world.now.replace(microsecond=0)
    assert mail["Reply-To"] == "care@shop.test, b@shop.test"
    assert (mail["X-Shop"], mail["In-Reply-To"], mail["X-Count"]) == ("fjord", "<1@x.test>", "3")


def test_files_are_attached_and_images_go_by_their_name(desk: Desk) -> None:
    pdf = {"filename": "terms.pdf", "content_type": "application/pdf", "content_base64": "JVBERg=="}
    png = {"filename": "logo.png", "content_type": "image/png", "content_base64": "aW1n"}
    send(desk, ("attachment", pdf), ("inlineImage", png), html='<img src="cid:logo.png">')
    mail = rendered(desk)
    assert [(each.filename, each.content_id, each.data) for each in mail.attachments] == [
        ("terms.pdf", "", b"%PDF"),
        ("logo.png", "logo.png", b"img"),
    ]
    parts = {part.get_filename(): part for part in parsed(mail).walk() if part.get_filename()}
    assert parts["terms.pdf"].get_content() == b"%PDF"
    assert parts["logo.png"]["Content-ID"] == "<logo.png>"


def test_a_way_out_is_offered_where_a_page_is_named(desk: Desk) -> None:
    send(desk)
    assert parsed(rendered(desk))["List-Unsubscribe"] is None
    send(desk, ("landingPageId", "1_90210"))
    mail = parsed(rendered(desk))
    assert mail["List-Unsubscribe"].startswith("<http://127.0.0.1")
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    send(desk, ("landingPageId", "1_90210"), ("headers", '{"List-Unsubscribe":"<mailto:u@shop.test>"}'))
    assert parsed(rendered(desk))["List-Unsubscribe"] == "<mailto:u@shop.test>"


NASTY = ["\x00\x01", "x" * 5000, "=?utf-8?q?x?=", "a\u2028b", "a\tb", "😀" * 50, '"quoted" <x>', "<b>&amp;</b>"]


@pytest.mark.parametrize("text", NASTY, ids=range(len(NASTY)))
def test_whatever_a_client_writes_can_be_shown(desk: Desk, text: str) -> None:
    file = {"filename": f"../{text[:80]}.bin", "content_type": text[:20] or "x", "content_base64": "AA=="}
    answer = send_v4(
        desk,
        message(
            {"destination": text[:200].replace("\x00", "") or "x", "placeholders": json.dumps({"n": text})},
            sender=f"{text[:50]} <a@b.test>".replace("\x00", ""),
            content={
                "subject": ("{{n}} " + text)[:1000].replace("\x00", ""),
                "html": text,
                "headers": json.dumps({"X-Odd": text.replace("\x00", "")}),
                "attachments": [
                    {
                        "type": "binary",
                        "content": "AA==",
                        "contentType": file["content_type"].replace("\x00", ""),
                        "fileName": file["filename"],
                    }
                ],
            },
        ),
    )
    assert answer.status_code == 200, answer.get_data(as_text=True)
    desk.advance(seconds=5)
    source = eml(rendered(desk))
    headers = source.partition(b"\r\n\r\n")[0]
    assert b"\x00" not in headers and b"Bcc" not in headers
    assert desk.get("/email/4/logs").status_code == 200


@pytest.mark.parametrize(
    ("mask", "expected"),
    [
        ({"name": "x"}, "*********"),
        ({"name": "x", "visible": 4}, "*****6789"),
        ({"name": "x", "side": "R", "visible": 4}, "1234*****"),
        ({"name": "x", "visible": 40}, "123456789"),
        ({"name": "x", "char": "#", "skip": ["2", "3"], "visible": 4}, "#23##6789"),
        ({"name": "x", "delimiter": "45", "visible": 9}, "***456789"),
        ({"name": "x", "side": "R", "delimiter": "45"}, "12345****"),
        ({"name": "x", "delimiter": "?"}, "*********"),
    ],
)
def test_masks(mask: Mask, expected: str) -> None:
    assert masked("123456789", mask) == expected


def test_stripped_html_reads_as_lines() -> None:
    head = "<html><head><title>T</title></head>"
    html = f"{head}<body><h1>A&amp;B</h1><p>one\ttwo</p><script>x</script><!-- c -->three</body>"
    assert stripped(html) == "A&B\none two\nthree"
