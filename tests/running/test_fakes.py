"""Invented people for world files."""

from emulator import worlds


def test_a_world_file_asks_for_invented_people_and_the_same_seed_invents_the_same() -> None:
    wish = {"invent": 3, "as": {"mail": "{email}", "sei": "{family_name}"}, "domain": "north.example"}
    world = {"orange_mail": {"readers": [{"mail": "a@example.com"}, wish]}}
    first, again, other = (worlds.filled(world, seed)["orange_mail"]["readers"] for seed in ("7", "7", "8"))
    assert first == again != other
    assert first[0] == {"mail": "a@example.com"}
    assert len({row["mail"] for row in first}) == 4
    assert all(row["mail"].endswith(".example") and row["sei"] for row in first[1:])
