"""Keeps an Orange Mail plan in step with a shop's customers, and sends them a mailing."""

from collections.abc import Iterable
from dataclasses import dataclass

import requests

ORANGE_MAIL = "https://smail.omee1.com"


@dataclass(frozen=True)
class Customer:
    mail: str
    family_name: str
    given_name: str


class TryLater(Exception):
    """The service takes no more requests for `seconds`."""

    def __init__(self, seconds: int) -> None:
        super().__init__(f"try again in {seconds} s")
        self.seconds = seconds


@dataclass(frozen=True)
class Newsletter:
    api_key: str
    plan: str
    base_url: str = ORANGE_MAIL

    def sync(self, customers: Iterable[Customer], before: Iterable[Customer] = ()) -> None:
        """Add who is new, change whose name changed, remove who left. Raises TryLater."""
        now, then = {each.mail: each for each in customers}, {each.mail: each for each in before}
        for mail, customer in now.items():
            names = {"sei": customer.family_name, "mei": customer.given_name}
            if mail not in then:
                self._call("customer/add", {"add": {"mail": mail, **names}})
            elif customer != then[mail]:
                self._call("customer/mod", {"mail": mail, "mod": names})
        for mail in then.keys() - now.keys():
            self._call("customer/del", {"mail": mail})

    def send(self, subject: str, body: str, at: str) -> None:
        """A mailing to all, at a time in Japan such as `2026-04-01 09:00:00`. Raises TryLater."""
        self._call(
            "mail/make",
            {
                "from": {"mail": "news@shop.example", "name": "お店"},
                "content": {"type": "text/plain", "subject": subject, "body": body},
                "send_time": at,
            },
        )

    def _call(self, operation: str, fields: dict[str, object]) -> None:
        answer = requests.post(
            f"{self.base_url}/api/v0/{operation}",
            headers={"Authorization": f"Bearer {self.api_key}"},
            json={"plan": self.plan, **fields},
            timeout=10,
        )
        if answer.status_code == 429:
            raise TryLater(int(answer.headers["Retry-After"]))
        if answer.status_code != 200:
            raise RuntimeError(f"{operation}: {answer.json()['message']}")
