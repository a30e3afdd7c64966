"""A server that has just started: what is loaded late is loaded once, however many ask for it at the same time."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator

import pytest
import requests

from tests.served import served

KEY = {"Authorization": "App infobip-demo-key"}
PATHS = {
    "/email/1/reports": 200,
    "/email/1/logs": 200,
    "/email/1/templates": 200,
    "/email/1/nothing": 404,
    "/api/v0/nothing": 404,
    "/_emulator/": 200,
    "/_emulator/limits": 200,
    "/_emulator/api/messages": 200,
    "/_emulator/api/workspaces": 200,
    "/_emulator/api/openapi.json": 200,
}
AT_ONCE = 3


def test_many_first_requests_of_all_kinds_are_all_answered() -> None:
    with served("--world", "demo") as running:
        gate = threading.Barrier(AT_ONCE * len(PATHS))
        seen: Counter[tuple[str, int]] = Counter()

        def ask(path: str) -> None:
            gate.wait(30)
            seen[path, requests.get(running.url + path, headers=KEY, timeout=30).status_code] += 1

        threads = [threading.Thread(target=ask, args=(path,)) for path in PATHS for _ in range(AT_ONCE)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(60)
    assert seen == Counter(dict.fromkeys(PATHS.items(), AT_ONCE))


@pytest.mark.parametrize(("size", "status"), [(1_000, 200), (32_000_000, 413)])
def test_a_body_of_unknown_length_is_read_to_its_end_or_refused_in_the_vendors_words(size: int, status: int) -> None:
    def form() -> Iterator[bytes]:
        """A multipart body in chunks, without a Content-Length."""
        for name, value in (("from", b"a@b.test"), ("to", b"n@x.test"), ("subject", b"S"), ("text", b"x" * size)):
            yield f'--b\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
            yield from (value[start : start + 65_536] for start in range(0, len(value), 65_536))
            yield b"\r\n"
        yield b"--b--\r\n"

    with served("--world", "demo") as running:
        headers = {**KEY, "Content-Type": "multipart/form-data; boundary=b"}
        answer = requests.post(f"{running.url}/email/3/send", data=form(), headers=headers, timeout=60)
        assert answer.status_code == status, answer.text
        assert "requestError" in answer.json() or answer.json()["messages"][0]["messageId"]
