"""The first rule that matches decides; without one the address itself may ask."""

from typing import Any

import pytest

from emulator.mail.chance import Chance
from emulator.mail.outcomes import OUTCOMES
from emulator.mail.rules import Candidate, Criteria, Rule, Rules, asked_by_address


@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        ("bounce@example.com", "bounce"),
        ("Bounce@example.com", "bounce"),
        ("bounce+7@example.com", "bounce"),
        ("bounce2@example.com", "bounce"),
        ("soft-bounce@example.com", "soft-bounce"),
        ("late-bounce+x@example.com", "late-bounce"),
        ("opened@example.com", "opened"),
        ("bouncer@example.com", "delivered"),
        ("my-bounce@example.com", "delivered"),
        ("nora@bounce.test", "delivered"),
        ("", "delivered"),
    ],
)
def test_outcome_asked_by_address(address: str, outcome: str) -> None:
    assert asked_by_address(address).name == outcome


def rule(*outcomes: str, when: Criteria | None = None, **more: Any) -> Rule:
    return Rule(0, when or Criteria(), tuple(OUTCOMES[name] for name in outcomes), **more)


def met(rules: Rules, recipient: str = "nora@x.test", **more: str) -> str:
    given = {"provider": "pigeon", "account": "loft", "sender": "Shop <shop@y.test>", "subject": "Hello"} | more
    return rules.outcome_for(Candidate(recipient=recipient, **given)).name


def test_a_sequence_is_met_by_each_recipient_and_ends_with_its_last_outcome() -> None:
    rules = Rules()
    rules.add(rule("soft-bounce", "soft-bounce", "delivered"))
    assert [met(rules) for _ in range(5)] == ["soft-bounce"] * 2 + ["delivered"] * 3
    assert met(rules, "other@x.test") == "soft-bounce"
    assert met(rules, "NORA@x.test") == "delivered"


@pytest.mark.parametrize(("afterwards", "fourth"), [("last", "dropped"), ("again", "bounce"), ("pass", "delivered")])
def test_what_comes_after_a_sequence(afterwards: Any, fourth: str) -> None:
    rules = Rules()
    rules.add(rule("bounce", "spam", "dropped", afterwards=afterwards))
    assert [met(rules) for _ in range(4)] == ["bounce", "spam", "dropped", fourth]


def test_the_order_decides_and_a_position_changes_it() -> None:
    rules = Rules()
    rules.add(rule("bounce"))
    rules.add(rule("spam"), position=0)
    assert met(rules) == "spam"


def test_times_and_then_no_more() -> None:
    rules = Rules()
    rules.add(rule("bounce", times=2))
    assert [met(rules) for _ in range(3)] == ["bounce", "bounce", "delivered"]
    assert rules.all()[0].spent


def test_probability_comes_from_the_seed() -> None:
    def drawn(seed: str) -> list[str]:
        rules = Rules(Chance(seed))
        rules.add(rule("bounce", probability=0.3))
        return [met(rules) for _ in range(400)]

    assert drawn("a") == drawn("a") != drawn("b")
    assert 80 < drawn("a").count("bounce") < 160


@pytest.mark.parametrize(
    ("criteria", "fits"),
    [
        (Criteria(recipient="*@x.test"), True),
        (Criteria(domain="x.test"), True),
        (Criteria(domain="test"), False),
        (Criteria(sender="shop@y.test"), True),
        (Criteria(sender="Shop <shop@y.test>"), True),
        (Criteria(subject="hel*"), True),
        (Criteria(account="loft", vendor="pigeon"), True),
        (Criteria(vendor="raven"), False),
        (Criteria(domain="x.test", subject="Bye"), False),
        (Criteria(recipient="re:^(nora|ben)@"), True),
    ],
)
def test_all_criteria_must_hold(criteria: Criteria, fits: bool) -> None:
    rules = Rules()
    rules.add(rule("bounce", when=criteria))
    assert (met(rules) == "bounce") is fits


def test_a_rule_whose_expression_is_too_slow_three_times_is_passed_over() -> None:
    rules = Rules()
    rules.add(rule("bounce", when=Criteria(subject=r"re:(.*a){12}x$")))
    assert {met(rules, subject="a" * 5000) for _ in range(4)} == {"delivered"}
    assert rules.all()[0].slow == 3
    assert "too long" in rules.hopeless()[0][1]


@pytest.mark.parametrize(
    ("criteria", "word"),
    [
        (Criteria(recipient="nora"), "local part"),
        (Criteria(domain="@x.test"), "leave out"),
        (Criteria(recipient="nora@x.test", domain="y.test"), "is not"),
        (Criteria(vendor="pigeon", subject="x"), "rule-1"),
    ],
)
def test_a_rule_that_can_never_decide_says_why(criteria: Criteria, word: str) -> None:
    rules = Rules()
    rules.add(rule("bounce", when=Criteria(vendor="pigeon")))
    rules.add(rule("spam", when=criteria))
    (hopeless, why), *rest = rules.hopeless()
    assert (hopeless.number, rest) == (2, [])
    assert word in why


def test_a_rule_behind_one_that_ends_or_leaves_to_chance_has_hope() -> None:
    rules = Rules()
    rules.add(rule("bounce", times=1))
    rules.add(rule("bounce", probability=0.5))
    rules.add(rule("bounce", "spam", afterwards="pass"))
    rules.add(rule("spam"))
    assert rules.hopeless() == []
