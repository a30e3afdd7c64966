"""The Python of docs/scripts.md runs as it stands; every command and every attribute it could name is there."""

import re

from emulator.cli import COMMANDS
from emulator.client import Client
from tests.documents.reading import PRINTED_URL, ROOT
from tests.served import served

PAGE = (ROOT / "docs/scripts.md").read_text(encoding="utf-8")


def test_the_python_of_the_page_runs() -> None:
    (code,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    with served("--world", "demo") as running:
        exec(compile(code.replace(PRINTED_URL, running.url), "docs/scripts.md", "exec"), {})


def test_the_page_names_every_command_and_every_attribute_of_the_client() -> None:
    elsewhere = {"serve", "ready", "ca"}
    assert [name for name in COMMANDS if name not in PAGE and name not in elsewhere] == []
    public = [name for name in vars(Client) if not name.startswith("_")]
    assert [name for name in public if name not in PAGE] == []
