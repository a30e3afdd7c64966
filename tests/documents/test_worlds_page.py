"""Every field a world file may have is on docs/worlds.md."""

import re

import pytest
from pydantic import BaseModel

from emulator import fakes
from emulator.providers.infobip import accounts
from emulator.providers.infobip import world_rows as infobip
from emulator.providers.orange_mail import worldfile as orange
from tests.documents.reading import ROOT

PAGE = (ROOT / "docs/worlds.md").read_text(encoding="utf-8")
ROWS: list[type[BaseModel]] = [
    accounts.Accounts,
    accounts.AccountRow,
    accounts.KeyRow,
    accounts.UserRow,
    *(each for each in vars(infobip).values() if isinstance(each, type) and issubclass(each, infobip.Model)),
    orange.Section,
    orange.AccountSection,
    orange.PlanSection,
    orange.Webhook,
    orange.OptionsSection,
    orange.Limit,
    fakes.Wish,
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.__module__.split('.')[-2]}-{row.__name__}")
def test_the_page_has_every_field(row: type[BaseModel]) -> None:
    fields = [field.alias or name for name, field in row.model_fields.items()]
    assert [name for name in fields if f"`{name}`" not in PAGE and f'"{name}"' not in PAGE] == []


def test_the_example_of_the_page_is_the_file_it_names() -> None:
    (example,) = re.findall(r"^```json\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
    assert example == (ROOT / "fixtures/worlds/shop.json").read_text(encoding="utf-8")
