"""The provider's README tells the truth about its operations and its world file."""

import json
import re
from pathlib import Path

from emulator import Emulator
from emulator.providers.orange_mail import PROVIDER, routes
from emulator.providers.orange_mail.state import Options

from .setting import ALONE

README = (Path(routes.__file__).parent / "README.md").read_text()


def test_the_list_of_operations_is_that_of_the_routes() -> None:
    told = re.findall(r"^\| `([A-Z]+) (/\S+)` \| ([a-z/]+[a-z ]*[a-z])", README, re.MULTILINE)
    assert [(method, path) for method, path, _ in told] == [(route.method, route.path) for route in PROVIDER.routes]
    for (_, _, name), route in zip(told, PROVIDER.routes, strict=True):
        assert name.startswith(route.operation)


def test_the_world_file_works_and_every_option_is_named() -> None:
    (example,) = re.findall(r"```json\n(.*?)```", README, re.DOTALL)
    emulator = Emulator(world=json.loads(example), seed="1", services=ALONE)
    assert PROVIDER.credentials(emulator.world)["api_key"] == "my-key"
    assert [name for name in Options.__dataclass_fields__ if f"`{name}`" not in README] == []
