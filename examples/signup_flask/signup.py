"""Sign up with an e-mail address: a mail brings a code and a link, either of which confirms the address."""

import secrets

import requests
from flask import Flask, redirect, request
from flask.typing import ResponseReturnValue

INFOBIP = "https://xk7r2.api.infobip.com"


def create_app(api_key: str, infobip: str = INFOBIP) -> Flask:
    app = Flask(__name__)
    waiting: dict[str, tuple[str, str]] = {}
    confirmed: set[str] = set()

    @app.post("/signup")
    def signup() -> ResponseReturnValue:
        address = request.form["email"]
        code, token = f"{secrets.randbelow(1_000_000):06}", secrets.token_urlsafe(16)
        answer = requests.post(
            f"{infobip}/email/3/send",
            headers={"Authorization": f"App {api_key}"},
            files={
                "from": (None, "Shop <hello@shop.example>"),
                "to": (None, address),
                "subject": (None, "Confirm your address"),
                "text": (None, f"Your code is {code}."),
                "html": (None, f'<p>Your code is <b>{code}</b>.</p><a href="{request.url_root}c/{token}">Confirm</a>'),
            },
            timeout=10,
        )
        if answer.status_code != 200:
            return "We cannot send mail right now. Please try again in a minute.", 503
        waiting[address] = (code, token)
        return "We sent you a code.", 202

    @app.post("/confirm")
    def confirm() -> ResponseReturnValue:
        address = request.form["email"]
        if address not in waiting or waiting[address][0] != request.form["code"]:
            return "This is not the code we sent.", 400
        confirmed.add(address)
        return "Welcome!", 200

    @app.get("/c/<token>")
    def confirm_by_link(token: str) -> ResponseReturnValue:
        address = next((each for each, (_, sent) in waiting.items() if sent == token), None)
        if address is None:
            return "This link is not valid.", 404
        confirmed.add(address)
        return redirect("/welcome")

    @app.get("/members")
    def members() -> ResponseReturnValue:
        return sorted(confirmed)

    return app
