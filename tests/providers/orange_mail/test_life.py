"""The life of a mailing and the minute run: when things start, who gets them, what the receiver hears and when."""

from dataclasses import replace
from datetime import timedelta

import pytest

from emulator.mail import events
from emulator.mail.outcomes import OUTCOMES, Outcome
from emulator.providers.orange_mail import accounts, minute, plans
from emulator.providers.orange_mail.mailings import standing

from .setting import OID, PLAN, Stage, stage


def mailing_state(scene: Stage, number: int = 1) -> str:
    return standing(scene.world, scene.state.mailings[number])


def test_a_mailing_waits_for_its_time_and_is_sent_by_the_run_of_that_minute() -> None:
    scene = stage()
    scene.make()
    scene.advance_to("2024-06-03 10:29:59")
    assert mailing_state(scene) == "予約"
    fired = scene.advance_to("2024-06-03 10:30:00")
    assert mailing_state(scene) == "配信済"
    assert [line.what for line in fired] == ["orange-mail minute run", "sent", "sent", "sent", "dropped"]


def test_a_time_between_minutes_waits_for_the_next_whole_one() -> None:
    scene = stage()
    scene.make(send_time="2024-06-03 10:29:01")
    scene.advance_to("2024-06-03 10:29:59")
    assert mailing_state(scene) == "予約"
    scene.advance_to("2024-06-03 10:30:00")
    assert mailing_state(scene) == "配信済"


def test_an_idle_world_has_an_empty_agenda() -> None:
    scene = stage()
    assert len(scene.world.agenda) == 0
    scene.make()
    assert [item.what for item in scene.world.agenda.pending()] == ["minute run"]
    scene.advance(hours=2)
    assert len(scene.world.agenda) == 0


def test_without_a_webhook_nothing_waits_after_sending() -> None:
    scene = stage(events=[])
    scene.make()
    scene.advance_to("2024-06-03 10:30:10")
    assert len(scene.world.agenda) == 0


def test_cancelling_the_only_mailing_takes_the_run_off_the_agenda() -> None:
    scene = stage()
    scene.make()
    scene.control("POST", "mailings/1/cancel")
    assert len(scene.world.agenda) == 0
    scene.advance(hours=1)
    assert (mailing_state(scene), len(scene.world.messages)) == ("取消", 0)


def test_an_earlier_mailing_brings_the_run_forward() -> None:
    scene = stage()
    scene.make(send_time="2024-06-03 12:00:00")
    scene.make(send_time="2024-06-03 10:10:00")
    scene.advance_to("2024-06-03 10:10:00")
    assert [mailing_state(scene, number) for number in (1, 2)] == ["予約", "配信済"]


def test_recipients_are_read_when_sending_starts() -> None:
    scene = stage(subscribers=["early@example.com", "gone@example.com"])
    scene.make()
    scene.api("customer/add", {"plan": PLAN, "add": {"mail": "between@example.com"}})
    scene.api("customer/del", {"plan": PLAN, "mail": "gone@example.com"})
    scene.advance_to("2024-06-03 10:30:00")
    scene.api("customer/add", {"plan": PLAN, "add": {"mail": "late@example.com"}})
    scene.api("customer/del", {"plan": PLAN, "mail": "early@example.com"})
    scene.advance(minutes=10)
    got = [delivery.recipient for delivery in scene.world.deliveries.values()]
    assert got == ["early@example.com", "between@example.com"]
    assert [event["event"] for event in scene.receiver.events] == ["Processed", "Delivered"] * 2


def test_a_plan_without_subscribers_is_sent_to_nobody() -> None:
    scene = stage(subscribers=[])
    scene.make()
    scene.advance(hours=1)
    assert mailing_state(scene) == "配信済"
    assert (scene.state.mailings[1].recipients, scene.receiver.calls, len(scene.world.messages)) == (0, [], 0)


def test_the_same_request_twice_makes_two_mailings_with_ids_of_their_own() -> None:
    scene = stage(subscribers=["a@example.com"])
    scene.make()
    scene.make()
    scene.advance(hours=1)
    assert [(event["event"], event["id"]) for event in scene.receiver.events] == [
        ("Processed", "501"),
        ("Delivered", "501"),
        ("Processed", "502"),
        ("Delivered", "502"),
    ]


def test_in_one_run_the_webhook_goes_first_and_then_mailings_start() -> None:
    scene = stage(subscribers=["a@example.com"])
    scene.make()
    scene.make(send_time="2024-06-03 10:31:00")
    scene.advance_to("2024-06-03 10:31:00")
    assert [event["id"] for event in scene.receiver.events] == ["501", "501"]
    scene.advance(minutes=1)
    assert [event["id"] for event in scene.receiver.events] == ["501", "501", "502", "502"]


def test_events_are_queued_by_the_settings_of_their_moment() -> None:
    scene = stage(subscribers=["a@example.com"])
    scene.make()
    scene.advance_to("2024-06-03 10:30:01")
    plans.set_webhook(scene.world, PLAN, "http://127.0.0.1:9000/hooks/orange", ["Bounce"])
    scene.advance_to("2024-06-03 10:32:00")
    assert [event["event"] for event in scene.receiver.events] == ["Processed"]


@pytest.mark.parametrize("how", ["flag", "url"])
def test_a_queue_nobody_may_be_told_of_is_thrown_away(how: str) -> None:
    scene = stage(subscribers=["a@example.com"])
    scene.make()
    scene.advance_to("2024-06-03 10:30:30")
    if how == "flag":
        accounts.permit(scene.world, OID, False)
    else:
        plans.set_webhook(scene.world, PLAN, "", ["Processed"])
    scene.advance_to("2024-06-03 10:31:30")
    accounts.permit(scene.world, OID, True)
    plans.set_webhook(scene.world, PLAN, "http://127.0.0.1:9000/", ["Processed", "Delivered"])
    scene.advance(minutes=10)
    assert (scene.receiver.calls, scene.state.queues) == ([], {})


def test_a_failed_post_is_never_repeated() -> None:
    scene = stage(subscribers=["a@example.com"], status=500)
    scene.make()
    scene.advance(hours=3)
    assert len(scene.receiver.calls) == 1
    (call,) = scene.world.calls.values()
    assert (call.state, len(call.attempts)) == ("failed", 1)


def test_a_plan_that_is_still_posting_sits_the_run_out() -> None:
    scene = stage(subscribers=["slow@example.com"])
    scene.make()
    scene.advance_to("2024-06-03 10:31:00")
    (call,) = scene.world.calls.values()
    scene.world.calls.put(call.number, replace(call, state="posting"))
    scene.advance_to("2024-06-03 10:33:30")
    assert len(scene.receiver.calls) == 1
    scene.world.calls.put(call.number, call)
    scene.advance_to("2024-06-03 10:34:00")
    assert [event["event"] for event in scene.receiver.events] == ["Processed", "Delivered"]


def test_basic_authentication_comes_from_the_url() -> None:
    scene = stage(subscribers=["a@example.com"])
    plans.set_webhook(scene.world, PLAN, "http://us%40er:pa%3Ass@127.0.0.1:9000/hook?x=1", ["Processed"])
    scene.make()
    scene.advance(hours=1)
    (_, call), *_ = scene.receiver.calls
    assert call.url == "http://127.0.0.1:9000/hook?x=1"
    assert dict(call.headers) == {
        "User-Agent": "OrangeMail-Webhook-Emulator",
        "Authorization": "Basic dXNAZXI6cGE6c3M=",
    }


def test_two_plans_with_one_address_get_a_post_each() -> None:
    scene = stage(subscribers=["a@example.com"])
    url = scene.state.plans[PLAN].webhook_url
    scene.control("POST", "plans", {"oid": OID, "hash": "Two2"})
    scene.control("PUT", "plans/Two2/webhook", {"url": url, "events": ["Processed"]})
    scene.control("POST", "plans/Two2/subscribers", {"mail": "a@example.com"})
    scene.make()
    scene.make(plan="Two2")
    scene.advance(hours=1)
    assert [batch[0]["hash"] for batch in scene.receiver.batches] == [PLAN, "Two2"]
    assert scene.receiver.moments == ["2024-06-03 10:31:00"] * 2


def test_the_run_can_be_had_at_once() -> None:
    scene = stage(subscribers=["a@example.com"])
    scene.make(send_time="2017-08-25 15:00:00")
    with scene.world.lock:
        minute.perform(scene.world)
    scene.advance(seconds=5)
    with scene.world.lock:
        minute.perform(scene.world)
    scene.advance(seconds=1)
    assert scene.receiver.moments == ["2024-06-03 10:00:05"]
    scene.advance(minutes=10)
    assert len(scene.receiver.calls) == 1


def test_only_the_four_words_are_told() -> None:
    scene = stage(subscribers=["clicked@example.com", "soft-bounce@example.com", "expired@example.com"])
    scene.make()
    scene.advance(hours=72)
    told = [(event["email"].partition("@")[0], event["event"]) for event in scene.receiver.events]
    assert told == [
        ("clicked", "Processed"),
        ("clicked", "Delivered"),
        ("soft-bounce", "Processed"),
        ("expired", "Processed"),
        ("soft-bounce", "Bounce"),
        ("expired", "Bounce"),
    ]


@pytest.mark.parametrize("outcome", OUTCOMES.values(), ids=lambda outcome: outcome.name)
def test_every_outcome_ends_in_a_mailing_that_was_sent(outcome: Outcome) -> None:
    scene = stage(subscribers=[f"{outcome.name}+1@example.com"])
    scene.make(body="https://example.com/ %del_url%")
    scene.advance(hours=72)
    assert mailing_state(scene) == "配信済"
    assert not scene.world.journal.failures()
    if any(step.name == events.UNSUBSCRIBED for step in outcome.timeline):
        assert scene.state.subscribers[1].standing == "解除"


def test_a_run_missed_while_the_clock_jumped_is_made_up_for() -> None:
    scene = stage(subscribers=["a@example.com"])
    scene.make()
    scene.world.clock.move_to(scene.world.now + timedelta(hours=5))
    with scene.world.lock:
        scene.emulator.post_office.catch_up(scene.world)
    assert scene.emulator.post_office.settle(scene.world, 5)
    assert mailing_state(scene) == "配信済"
    assert [event["time"] for event in scene.receiver.events] == ["2024-06-03 10:30:00", "2024-06-03 10:30:02"]


def test_excluded_addresses_are_dropped_and_can_be_sent_to_again() -> None:
    scene = stage(subscribers=["bounce@example.com"], options={"exclusion": True})
    for _ in range(2):
        scene.make(send_time="2017-08-25 15:00:00")
        scene.advance(minutes=5)
    assert scene.state.subscribers[1].standing == "配信停止"
    assert [event["event"] for event in scene.receiver.events] == ["Processed", "Bounce", "Dropped"]
    scene.control("PUT", f"plans/{PLAN}/subscribers/1/standing", {"standing": "配信中"})
    scene.make(send_time="2017-08-25 15:00:00")
    scene.advance(minutes=5)
    assert [event["event"] for event in scene.receiver.events[3:]] == ["Processed", "Bounce"]


def test_exclusion_counts_bounces_in_a_row() -> None:
    scene = stage(
        subscribers=["reversed@example.com", "late-bounce@example.com"],
        options={"exclusion": True, "bounces_on_first_mail": 9, "bounces_in_a_row": 3},
    )
    standings = []
    for _ in range(3):
        scene.make(send_time="2017-08-25 15:00:00")
        scene.advance(minutes=5)
        standings.append(scene.state.subscribers[2].standing)
    assert standings == ["配信中", "配信中", "配信停止"]


def test_by_default_a_bouncing_address_stays() -> None:
    scene = stage(subscribers=["bounce@example.com"])
    for _ in range(4):
        scene.make(send_time="2017-08-25 15:00:00")
        scene.advance(minutes=5)
    assert [event["event"] for event in scene.receiver.events] == ["Processed", "Bounce"] * 4


def test_an_exported_world_goes_on_where_it_stood() -> None:
    scene = stage(subscribers=["slow@example.com", "a@example.com"])
    scene.make()
    scene.make(send_time="2024-06-03 10:40:00")
    scene.advance_to("2024-06-03 10:30:30")  # events wait for the webhook, a mailing for its time
    where = "/_emulator/api/workspaces/stage/state"
    exported = scene.client.get(where)
    assert exported.status_code == 200
    imported = scene.client.put(where, data=exported.data, content_type="application/json")
    assert imported.status_code < 300, imported.text
    assert scene.api("customer/del", {"plan": PLAN, "mail": "nobody@example.com"}).status_code == 404
    scene.advance_to("2024-06-03 11:00:00")
    told = [(event["event"], event["id"]) for event in scene.receiver.events]
    assert told == [
        *(("Processed", "501"), ("Processed", "502"), ("Delivered", "502"), ("Delivered", "501")),
        *(("Processed", "503"), ("Processed", "504"), ("Delivered", "504"), ("Delivered", "503")),
    ]
