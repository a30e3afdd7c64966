"""A mail can always be written down, and what is written reads back."""

import email
import email.policy
from datetime import UTC, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.mail.rendered import Attachment, Rendered
from emulator.wire.mime import content_disposition, eml, safe_filename


def read(mail: Rendered) -> email.message.EmailMessage:
    message = email.message_from_bytes(eml(mail), policy=email.policy.default)
    assert isinstance(message, email.message.EmailMessage)
    return message


def test_a_whole_mail_reads_back() -> None:
    mail = Rendered(
        "発行者 <news@example.com>",
        ("nora@north.test",),
        "件名 with ä",
        text="plain",
        html='<p>rich <img src="cid:logo.png"></p>',
        headers=(("List-Unsubscribe", "<http://127.0.0.1/u>"),),
        message_id="<1@example.com>",
        date=datetime(2026, 3, 4, tzinfo=UTC),
        attachments=(
            Attachment("logo.png", "image/png", b"png", "logo.png"),
            Attachment("契約.txt", "text/plain", b"terms"),
        ),
    )
    message = read(mail)
    assert message["Subject"] == "件名 with ä"
    assert message["From"].addresses[0].display_name == "発行者"
    assert message.get_body(("plain",)).get_content().strip() == "plain"  # type: ignore[union-attr]
    assert "rich" in message.get_body(("html",)).get_content()  # type: ignore[union-attr]
    assert [part.get_filename() for part in message.iter_attachments()] == ["契約.txt"]
    assert message["List-Unsubscribe"] == "<http://127.0.0.1/u>"
    assert [p["Content-ID"] for p in message.walk() if p.get_content_type() == "image/png"] == ["<logo.png>"]


def test_header_injection_stays_in_its_header() -> None:
    message = read(Rendered("a@b.test", ("c@d.test",), "Hi\r\nBcc: victim@example.com", text="x"))
    assert message["Bcc"] is None
    assert "victim" in message["Subject"]


HOSTILE = st.text(max_size=40)


@settings(max_examples=150)
@given(HOSTILE, HOSTILE, HOSTILE, HOSTILE, HOSTILE)
def test_hostile_texts_never_break_it(sender: str, subject: str, text: str, filename: str, header: str) -> None:
    mail = Rendered(
        sender,
        (sender,),
        subject,
        text=text,
        html=text,
        headers=(("X-A", header),),
        attachments=(Attachment(filename, header, b"x"), Attachment(filename, header, b"x", filename)),
    )
    assert b"\r\n\r\n" in eml(mail)


def test_file_names_lose_folders_and_line_breaks() -> None:
    assert safe_filename("../../etc/passwd") == "passwd"
    assert safe_filename("a\r\nb.txt") == "a b.txt"
    assert safe_filename("...") == "attachment"
    assert "\n" not in content_disposition('a"\n;é.txt')
