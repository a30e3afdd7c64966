"""Worlds worth looking at: a day of two vendors' mail, and mail that wants to do harm."""

from __future__ import annotations

from base64 import b64decode
from typing import Any

import requests

from emulator import Emulator

API = "/_emulator/api"

HOSTILE_TEXTS = (
    "<script>window.hacked = 1</script>",
    "\"><img src=x onerror='window.hacked = 1'>",
    "{{ 7 * 7 }} {% raw %} ${7*7} </title></textarea></script><script>window.hacked=1</script>",
    "\u202egnp.exe \u2066 right to left \u0000".replace("\u0000", ""),
    "長い" * 400,
    "A" * 900,
    "'; alert(1); //",
)
HOSTILE_HTML = (
    "<script>window.hacked=1; parent.hacked=1; top.document.title='hacked'</script>"
    "<img src='http://192.0.2.1/pixel.png' onerror='parent.hacked=1'>"
    "<link rel=stylesheet href='http://192.0.2.1/a.css'><style>@import 'http://192.0.2.1/b.css';"
    "body{background:url(http://192.0.2.1/c.png)}</style>"
    "<svg onload='parent.hacked=1'><script>parent.hacked=1</script><image href='http://192.0.2.1/d.svg'/></svg>"
    "<iframe src='http://192.0.2.1/e'></iframe><object data='http://192.0.2.1/f'></object>"
    "<form action='/_emulator/api/reset' method=post><input name=x><button>Go</button></form>"
    "<meta http-equiv=refresh content='0;url=http://192.0.2.1/g'><base href='http://192.0.2.1/'>"
    "<a href='javascript:parent.hacked=1' target=_top>click</a><video src='http://192.0.2.1/h' autoplay></video>"
    "<p>still readable</p>"
)
HOSTILE_FILES = (
    "../../etc/passwd",
    "<img src=x onerror=alert(1)>.svg",
    'a"; filename="b.html',
    "\u202ecod.exe",
    "x" * 400,
)
SVG = b"<svg xmlns='http://www.w3.org/2000/svg' onload='parent.hacked=1'><script>parent.hacked=1</script></svg>"


PNG = b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
"""One pixel."""


class Scene:
    """A served emulator with the demo world, and how to send to it."""

    def __init__(self, emulator: Emulator) -> None:
        self.emulator = emulator
        self.url = emulator.base_url

    def call(self, method: str, path: str, body: Any = None) -> Any:
        answer = requests.request(method, f"{self.url}{API}/{path}", json=body if method != "GET" else None, timeout=30)
        answer.raise_for_status()
        return answer.json() if answer.content else None

    def send(
        self, to: str, subject: str = "Your receipt", *, files: Any = (), inline: Any = (), key: str = "", **fields: str
    ) -> Any:
        key = key or "infobip-demo-key"
        form = {"from": "Shop <shop@example.net>", "to": to, "subject": subject, "text": "Thank you.", **fields}
        parts = [(name, (None, value)) for name, value in form.items()] + [("attachment", each) for each in files]
        parts += [("inlineImage", each) for each in inline]
        headers = {"Authorization": f"App {key}"}
        answer = requests.post(f"{self.url}/email/3/send", files=parts, headers=headers, timeout=30)
        answer.raise_for_status()
        return answer.json()

    def page(self, path: str = "") -> str:
        return f"{self.url}/_emulator/{path}"


def a_day(scene: Scene, hook: str = "") -> None:
    """Mail to every kind of reader, over twenty minutes."""
    readers = ("nora", "bounce", "soft-bounce", "late-bounce", "opened", "complaint", "slow", "dropped", "clicked")
    subjects = ("Your receipt", "Welcome to the club", "ご注文の確認", "Password reset", "Invoice 2026-118")
    more = {"notifyUrl": hook} if hook else {}
    for number, reader in enumerate(readers):
        files = [("receipt.pdf", b"%PDF-1.4", "application/pdf")] if number % 3 == 0 else []
        html = f"<h1>Hello {reader}</h1><p>Your order is on its way. <a href='https://shop.example/'>Look</a></p>"
        scene.send(f"{reader}@example.com", subjects[number % 5], files=files, html=html, **more)
        if number % 2:
            scene.call("POST", "clock/advance", {"by": "4m"})
    requests.get(f"{scene.url}/email/1/reports?limit=2", headers={"Authorization": "App infobip-demo-key"}, timeout=30)
    requests.get(f"{scene.url}/email/nowhere", headers={"Authorization": "App wrong"}, timeout=30)


def hostile(scene: Scene) -> list[str]:
    """Mail that wants to do harm; returns the ids of what was accepted."""
    for text in HOSTILE_TEXTS:
        scene.send("nora@example.com", text, html=HOSTILE_HTML, text=text)
    files = [(name, SVG, "image/svg+xml") for name in HOSTILE_FILES]
    scene.send("nora@example.com", "files", files=files, html=HOSTILE_HTML)
    inline = [("evil.png", SVG, "image/png"), ("evil.svg", SVG, "image/svg+xml")]
    shown = "<img src='cid:evil.png'><img src='cid:evil.svg'><svg><image href='cid:evil.svg'/></svg>"
    scene.send("nora@example.com", "inline", inline=inline, html=f"{shown}{HOSTILE_HTML}")
    scene.send("nora@example.com", "long", text="x" * 2_000_000, html="<p>" + "y" * 2_000_000 + "</p>")
    found = scene.call("GET", "messages?limit=100")["results"]
    return [row["id"] for row in found]
