"""The State page: a world is taken away as a file, brought back, and kept by name."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import requests

pytest.importorskip("selenium")

from selenium.webdriver.common.by import By

from tests.console.hand import Hand

SEEN = """
window.seen = [];
const box = document.getElementById('import-progress');
new MutationObserver(() => window.seen.push([box.hidden, box.innerText.trim()]))
    .observe(box, {attributes: true, subtree: true, childList: true, characterData: true});
"""


def test_the_state_page_takes_away_and_brings_back(hand: Hand, tmp_path: Path) -> None:
    """Export, import with its progress, a snapshot and back to it; a broken file changes nothing and says why."""
    hand.send("nora@example.com", "Kept")
    hand.open("state")
    link = hand.window.find_element(By.PARTIAL_LINK_TEXT, "Export").get_attribute("href")
    exported = tmp_path / "world.json"
    exported.write_bytes(requests.get(link, timeout=30).content)
    hand.press("Take a snapshot", name="before lunch 昼?")
    hand.until("document.body.innerText.includes('before lunch 昼?')")
    hand.send("nora@example.com", "Later")
    hand.press("Restore")
    assert [row["subject"] for row in hand.call("GET", "messages")["results"]] == ["Kept"]
    hand.press("Delete")
    hand.until("document.body.innerText.includes('No snapshot')")

    hand.send("nora@example.com", "Newer")
    whole = exported.read_text()
    for name, text, why in (
        ("cut.json", whole[: len(whole) // 2], "not a JSON object"),
        ("other.json", '{"messages": []}', "format"),
        ("wrong.json", json.dumps({**json.loads(whole), "clock": "noon"}), "nothing was changed"),
    ):
        broken = tmp_path / name
        broken.write_text(text)
        hand.open("state")
        assert why in hand.refused("Import", file=str(broken))
        assert [row["subject"] for row in hand.call("GET", "messages")["results"]] == ["Newer", "Kept"]

    hand.open("state")
    assert "--data-binary @world.json" in hand.curl("Import")
    hand.window.execute_script(SEEN)
    hand.press("Import", file=str(exported))
    assert [row["subject"] for row in hand.call("GET", "messages")["results"]] == ["Kept"]
    seen = hand.window.execute_script("return window.seen")
    assert any(not hidden and text for hidden, text in seen) and seen[-1][0] is True
    assert hand.left == set()
