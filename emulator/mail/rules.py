"""Who meets which outcome. The first rule that matches wins; without one the address itself may ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, fields
from email.utils import parseaddr
from typing import Literal

from .asking import asked_by_address
from .chance import Chance
from .outcomes import Outcome
from .patterns import Pattern, TooSlow, compiled, is_literal

__all__ = ["Candidate", "Criteria", "Rule", "Rules", "asked_by_address"]

STRIKES = 3
"""So often may the pattern of a rule be too slow; then the rule is passed over."""

MAX_RECIPIENTS = 100_000
"""How many recipients a rule with a sequence remembers."""

Afterwards = Literal["last", "again", "pass"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """What a rule can look at."""

    provider: str
    account: str
    sender: str
    subject: str
    recipient: str


@dataclass(frozen=True, slots=True)
class Criteria:
    """All that are given must hold. `vendor` is exact, the others are patterns."""

    vendor: str = ""
    account: str = ""
    recipient: str = ""
    domain: str = ""
    sender: str = ""
    subject: str = ""


@dataclass(slots=True)
class Rule:
    """One rule. Of several `outcomes` a recipient meets one after the other, and `afterwards` the last one for good,
    all of them again, or no more of this rule. `met` counts how often the rule decided, `slow` its strikes."""

    number: int
    criteria: Criteria
    outcomes: tuple[Outcome, ...]
    afterwards: Afterwards = "last"
    probability: float = 1.0
    times: int | None = None
    met: int = 0
    slow: int = 0
    progress: dict[str, int] = field(default_factory=dict)

    @property
    def id(self) -> str:
        return f"rule-{self.number}"

    @property
    def spent(self) -> bool:
        """Whether it decides nothing any more."""
        return self.slow >= STRIKES or (self.times is not None and self.met >= self.times)


class Rules:
    """The rules of one world, in order."""

    def __init__(self, chance: Chance | None = None) -> None:
        self._rules: list[Rule] = []
        self._chance = chance or Chance("")
        self.last_number = 0

    def __len__(self) -> int:
        return len(self._rules)

    def all(self) -> list[Rule]:
        return list(self._rules)

    def get(self, number: int) -> Rule | None:
        return next((rule for rule in self._rules if rule.number == number), None)

    def add(self, rule: Rule, position: int | None = None) -> Rule:
        """Enter a rule, last unless `position` says otherwise. Raises PatternError."""
        for name, text in _given(rule.criteria):
            if name != "vendor":
                compiled(text)
        if not rule.number:
            self.last_number += 1
            rule.number = self.last_number
        self.last_number = max(self.last_number, rule.number)
        self._rules.insert(len(self._rules) if position is None else position, rule)
        return rule

    def remove(self, number: int) -> bool:
        before = len(self._rules)
        self._rules = [rule for rule in self._rules if rule.number != number]
        return len(self._rules) < before

    def clear(self) -> None:
        self._rules.clear()

    def outcome_for(self, candidate: Candidate) -> Outcome:
        for rule in self._rules:
            if rule.spent or not _fits(rule, candidate):
                continue
            if rule.probability < 1 and not self._chance.chosen(rule.probability):
                continue
            outcome = _next_outcome(rule, candidate.recipient.lower())
            if outcome is not None:
                rule.met += 1
                return outcome
        return asked_by_address(candidate.recipient)

    def hopeless(self) -> list[tuple[Rule, str]]:
        """The rules that can never decide anything, and why."""
        found: list[tuple[Rule, str]] = []
        for position, rule in enumerate(self._rules):
            why = _impossible(rule.criteria) or _shadowed(rule, self._rules[:position])
            if rule.slow >= STRIKES:
                why = "its regular expression took too long three times, so it is passed over"
            if why:
                found.append((rule, why))
        return found


def _given(criteria: Criteria) -> Iterable[tuple[str, str]]:
    for each in fields(criteria):
        if text := getattr(criteria, each.name):
            yield each.name, text


def _fits(rule: Rule, candidate: Candidate) -> bool:
    criteria = rule.criteria
    if criteria.vendor not in ("", candidate.provider):
        return False
    try:
        return (
            _holds(criteria.account, candidate.account)
            and _address_holds(criteria.recipient, candidate.recipient)
            and _holds(criteria.domain, candidate.recipient.rpartition("@")[2].rstrip(">"))
            and _address_holds(criteria.sender, candidate.sender)
            and _holds(criteria.subject, candidate.subject)
        )
    except TooSlow:
        rule.slow += 1
        return False


def _holds(text: str, value: str) -> bool:
    return not text or compiled(text).fits(value)


def _address_holds(text: str, value: str) -> bool:
    """`Nora <nora@example.com>` fits by itself and by its bare address."""
    if not text:
        return True
    pattern: Pattern = compiled(text)
    return pattern.fits(value) or (value.endswith(">") and pattern.fits(parseaddr(value)[1]))


def _next_outcome(rule: Rule, recipient: str) -> Outcome | None:
    if len(rule.outcomes) == 1:
        return rule.outcomes[0]
    step = rule.progress.pop(recipient, 0)
    if step >= len(rule.outcomes):
        if rule.afterwards == "pass":
            rule.progress[recipient] = step
            return None
        step = 0 if rule.afterwards == "again" else len(rule.outcomes) - 1
    rule.progress[recipient] = step + 1
    if len(rule.progress) > MAX_RECIPIENTS:
        del rule.progress[next(iter(rule.progress))]
    return rule.outcomes[step]


def _impossible(criteria: Criteria) -> str:
    if is_literal(criteria.recipient) and "@" not in criteria.recipient:
        return f"no address is {criteria.recipient!r}; write {criteria.recipient + '@*'!r} for its local part"
    if is_literal(criteria.domain) and "@" in criteria.domain:
        return f"no domain is {criteria.domain!r}; leave out what stands before the @, and the @"
    if is_literal(criteria.recipient) and is_literal(criteria.domain):
        domain = criteria.recipient.rpartition("@")[2]
        if domain.lower() != criteria.domain.lower():
            return f"the recipient's domain {domain} is not {criteria.domain}"
    return ""


def _shadowed(rule: Rule, earlier: list[Rule]) -> str:
    wanted = dict(_given(rule.criteria))
    for other in earlier:
        always = other.probability >= 1 and other.times is None and other.slow < STRIKES
        always = always and (other.afterwards != "pass" or len(other.outcomes) == 1)
        if always and all(wanted.get(name) == text for name, text in _given(other.criteria)):
            return f"{other.id} stands before it and takes everything it could match"
    return ""
