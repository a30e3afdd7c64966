"""Whatever a client sends, the service answers by its table, and a refused request leaves the state as it was."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from emulator.providers.orange_mail import errors
from emulator.providers.orange_mail.operations import customer_add, customer_del, customer_mod, mail_make

from .setting import KEY, LETTER, PLAN, Stage, stage

TABLES = {
    "mail/make": mail_make.FIELDS,
    "customer/add": customer_add.FIELDS,
    "customer/mod": customer_mod.FIELDS,
    "customer/del": customer_del.FIELDS,
}
TEXTS = st.sampled_from(
    [PLAN, "", "x", "hanako@example.com", "never@example.org", "text/plain", "2024-06-03 10:30:00", "9", "a\r\nb"]
) | st.text(max_size=300)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.floats(allow_nan=False, allow_infinity=False) | TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=8,
)


@st.composite
def bodies(draw: st.DrawFn) -> tuple[str, Any]:
    """An operation and a body that often has the right fields with the wrong things in them."""
    operation = draw(st.sampled_from(sorted(TABLES)))
    body: dict[str, Any] = {}
    for field in TABLES[operation].fields:
        outer, inner = field.steps
        if field.inner:
            body[outer] = {}
        elif draw(st.integers(0, 3)):
            place = body.get(outer, {}) if inner else body
            if isinstance(place, dict):
                place[inner or outer] = draw(TEXTS | VALUES)
    if not draw(st.integers(0, 5)):
        body[draw(TEXTS)] = draw(VALUES)
    return operation, body


SCENE: list[Stage] = []


@settings(max_examples=150, deadline=None)
@given(bodies())
def test_any_body_gets_an_answer_of_the_table(case: tuple[str, Any]) -> None:
    if not SCENE:
        SCENE.append(stage(limit={"limit": 0}))
    (scene,) = SCENE
    operation, body = case
    before = repr(scene.state)
    answer = scene.api(operation, body, key=KEY)
    assert answer.status_code in {200, *(row.status for row in errors.ROWS.values())} - {500}
    assert list(answer.json) == ["message"]
    if answer.status_code != 200:
        assert repr(scene.state) == before


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.text(max_size=80), st.text(max_size=200))
def test_whatever_was_accepted_can_be_rendered_written_and_shown(subject: str, name: str, body: str) -> None:
    from emulator.providers.orange_mail import PROVIDER
    from emulator.wire.mime import eml

    scene = stage(subscribers=["a@example.com"])
    letter = {
        **LETTER,
        "from": {"mail": "news@example.com", "name": name},
        "content": {"type": "text/plain", "subject": subject, "body": body},
        "send_time": "2017-08-25 15:00:00",
    }
    if scene.api("mail/make", letter).status_code != 200:
        return
    scene.advance(minutes=1)
    (delivery,) = scene.world.deliveries.values()
    assert eml(PROVIDER.render(scene.world, scene.world.message_of(delivery), delivery))
    assert scene.control("GET", "mailings/1").status_code == 200
