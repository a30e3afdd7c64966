"""The only door to Faker: invented people for demonstrations. Same seed, same people."""

from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

NEEDED = ["faker.providers.person", "faker.providers.address"]
"""Loading the others takes ten times as long."""


def people(count: int, seed: str, locale: str = "ja_JP", domain: str = "example.com") -> list[dict[str, str]]:
    """Invented people with `email`, `family_name`, `given_name` and `city`; addresses are all different."""
    from faker import Faker

    fake, latin = Faker(locale, providers=NEEDED), Faker("en_US", providers=NEEDED)
    fake.seed_instance(seed)
    latin.seed_instance(seed)
    found: list[dict[str, str]] = []
    for number in range(1, count + 1):
        found.append(
            {
                "email": f"{latin.first_name()}.{number}@{domain}".lower(),
                "family_name": fake.last_name(),
                "given_name": fake.first_name(),
                "city": fake.city(),
            }
        )
    return found


class Wish(BaseModel):
    """A row of a world file that asks for invented people: each field of `shape` is a text with `{email}` and so on."""

    model_config = ConfigDict(extra="forbid", defer_build=True)

    invent: int = Field(ge=0, le=100_000)
    shape: dict[str, str] = Field({}, alias="as")
    locale: str = Field("ja_JP", pattern=r"^[a-z]{2,3}_[A-Z]{2}$")
    domain: str = Field("example.com", pattern=r"^[A-Za-z0-9.-]+$")


def expand(rows: list[Any], seed: str) -> list[Any]:
    """Replace each `{"invent": 12, "as": {"mail": "{email}"}}` of a list by that many invented rows.

    Raises ValueError for one that cannot be read.
    """
    expanded: list[Any] = []
    for row in rows:
        if isinstance(row, dict) and "invent" in row:
            expanded += _invented(row, seed)
        else:
            expanded.append(row)
    return expanded


def _invented(row: dict[str, Any], seed: str) -> list[dict[str, str]]:
    try:
        wish = Wish.model_validate(row)
        found = people(wish.invent, seed, wish.locale, wish.domain)
    except ValidationError as error:
        told = (f"{'.'.join(('invent', *map(str, each['loc'])))}: {each['msg']}" for each in error.errors())
        raise ValueError("; ".join(told)) from None
    except AttributeError:
        raise ValueError(f"invent.locale: nobody is known for {row['locale']!r}; take ja_JP or en_US") from None
    return [{field: _filled(text, person) for field, text in wish.shape.items()} for person in found]


def _filled(text: str, person: dict[str, str]) -> str:
    for name, value in person.items():
        text = text.replace(f"{{{name}}}", value)
    return text
