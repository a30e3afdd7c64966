"""Takes the delivery reports of both services and remembers which addresses no longer work."""

from flask import Flask, request
from flask.typing import ResponseReturnValue


def create_app() -> Flask:
    app = Flask(__name__)
    dead: set[str] = set()

    @app.post("/infobip/reports")
    def infobip() -> ResponseReturnValue:
        for result in request.get_json()["results"]:
            if result["status"]["groupName"] in ("UNDELIVERABLE", "REJECTED"):
                dead.add(result["to"])
        return "", 200

    @app.post("/orange/events")
    def orange() -> ResponseReturnValue:
        # Events come in any order, and a bounce may follow a delivery.
        dead.update(event["email"] for event in request.get_json() if event["event"] == "Bounce")
        return "", 200

    @app.get("/dead")
    def listing() -> ResponseReturnValue:
        return sorted(dead)

    return app
