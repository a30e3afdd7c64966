"""Every status and error code of the manual is known, and every event has one."""

from __future__ import annotations

import pytest

from emulator.mail import events
from emulator.mail.outcomes import OUTCOMES
from emulator.providers.infobip import statuses

ALLOWED_GROUPS = {"ACCEPTED", "PENDING", "UNDELIVERABLE", "DELIVERED", "EXPIRED", "REJECTED"}
ALLOWED_ERROR_GROUPS = {"OK", "HANDSET_ERRORS", "USER_ERRORS", "OPERATOR_ERRORS"}


def test_only_group_names_that_clients_know_are_written() -> None:
    assert {statuses.status(id)["groupName"] for id in statuses.STATUSES} == ALLOWED_GROUPS
    assert {statuses.error(id)["groupName"] for id in statuses.ERRORS} == ALLOWED_ERROR_GROUPS


@pytest.mark.parametrize(
    ("id", "name", "description"),
    [
        (6012, "EC_HARD_BOUNCE", "Hard bounce"),
        (6036, "EC_SENDER_DOMAIN_UNVERIFIED", "Sender domain unverified"),
        (0, "NO_ERROR", "No Error"),
    ],
)
def test_descriptions_are_composed_from_names(id: int, name: str, description: str) -> None:
    found = statuses.error(id)
    assert (found["name"], found["description"]) == (name, description)


def test_a_status_may_name_an_action() -> None:
    assert statuses.status(13)["action"] == "Remove sender from blacklist"
    assert "action" not in statuses.status(5)


@pytest.mark.parametrize("name", OUTCOMES)
def test_every_outcome_has_words(name: str) -> None:
    for step in OUTCOMES[name].timeline:
        meaning = statuses.meaning(step.name, step.detail)
        if step.name in events.BY_READER:
            assert meaning is None
        else:
            assert meaning is not None
            assert meaning[0] in statuses.STATUSES and meaning[1] in statuses.ERRORS


def test_every_cause_and_code_leads_to_known_numbers() -> None:
    for status, error in statuses.OF_CAUSE.values():
        assert status in statuses.STATUSES and error in statuses.ERRORS
    for code in statuses.ERRORS:
        meaning = statuses.meaning(events.DROPPED, str(code))
        assert meaning is not None and meaning[1] == code and meaning[0] in statuses.STATUSES


def test_old_names_are_of_known_numbers_and_never_written() -> None:
    written = {error.name for error in statuses.ERRORS.values()}
    assert not written & set(statuses.OLD_NAMES)
