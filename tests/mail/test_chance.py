"""Same seed, same run; another seed, another."""

import re

from emulator.mail.chance import Chance


def test_the_same_seed_gives_the_same_texts() -> None:
    first, second, other = Chance("a"), Chance("a"), Chance("b")
    texts = [(each.alphanumeric(20), each.uuid(), each.digits(19), each.hex(32)) for each in (first, second, other)]
    assert texts[0] == texts[1] != texts[2]


def test_shapes() -> None:
    chance = Chance("x")
    for _ in range(200):
        assert re.fullmatch(r"[a-z0-9]{20}", chance.alphanumeric(20))
        assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", chance.uuid())
        assert re.fullmatch(r"[1-9][0-9]{18}", chance.digits(19))
        assert 0 <= chance.fraction() < 1
        assert 3 <= chance.integer(3, 7) <= 7


def test_continuing_from_a_count_continues_the_run() -> None:
    chance = Chance("x")
    chance.uuid()
    resumed = Chance("x", chance.count)
    assert chance.uuid() == resumed.uuid()
