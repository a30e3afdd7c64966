"""What `serve` hands to its server: mail is accepted before anything is loaded that only other requests need."""

import subprocess
import sys

from werkzeug.test import Client

from emulator.direct import Front
from tests.pigeon import KEY, pigeon_emulator

FIRST_MAIL = """
import io, json, sys
from emulator.direct import Front
from emulator.emulator import Emulator

destinations = [{"to": [{"destination": "n@x.test"}]}]
message = {"sender": "a@b.test", "destinations": destinations, "content": {"subject": "S", "text": "T"}}
body = json.dumps({"messages": [message]}).encode()
front = Front(Emulator(world="demo"))
statuses = []
front(
    {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/email/4/messages",
        "HTTP_HOST": "127.0.0.1",
        "HTTP_AUTHORIZATION": "App infobip-demo-key",
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": io.BytesIO(body),
    },
    lambda status, headers: statuses.append(status),
)
late = {"apscheduler", "emulator.console", "emulator.control", "faker", "flask", "requests", "werkzeug"}
print(statuses, sorted(late & set(sys.modules)))
"""


def test_the_first_mail_does_not_wait_for_what_it_does_not_need() -> None:
    answer = subprocess.run([sys.executable, "-c", FIRST_MAIL], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "['200 OK'] []"


def test_every_request_is_answered_the_short_way_or_by_flask() -> None:
    client = Client(Front(pigeon_emulator()))
    short = client.post("/pigeon/send", json={"to": ["a@x.test"]}, headers={"Authorization": f"Bearer {KEY}"})
    long = client.get("/_emulator/api/messages")
    assert short.status_code == 200
    assert len(long.json["results"]) == 1
    assert client.get("/").headers["Location"] == "/_emulator/"
