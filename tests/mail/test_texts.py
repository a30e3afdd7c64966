"""Texts that come again are kept once, and not for ever."""

from emulator.mail.texts import MOST, Texts


def test_of_two_equal_texts_the_first_is_kept() -> None:
    texts = Texts()
    first, second = "".join(["Your ", "order"]), "".join(["Your", " order"])
    assert first is not second
    assert texts.once(first) is first
    assert texts.once(second) is first


def test_after_many_different_texts_the_first_is_forgotten() -> None:
    texts, first = Texts(), "".join(["Your ", "order"])
    texts.once(first)
    for number in range(MOST):
        texts.once(f"order {number}")
    again = "".join(["Your", " order"])
    assert texts.once(again) is again
