"""The only door to Faker: invented people for demonstrations. Same seed, same people."""

from typing import Any

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


def expand(rows: list[Any], seed: str) -> list[Any]:
    """Replace each `{"invent": 12, "as": {"mail": "{email}"}}` of a list by that many invented rows."""
    expanded: list[Any] = []
    for row in rows:
        if not (isinstance(row, dict) and "invent" in row):
            expanded.append(row)
            continue
        shape = row.get("as", {})
        for person in people(int(row["invent"]), seed, row.get("locale", "ja_JP"), row.get("domain", "example.com")):
            expanded.append({field: str(text).format_map(person) for field, text in shape.items()})
    return expanded
