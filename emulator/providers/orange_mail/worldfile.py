"""The `orange_mail` section of a world file: what it may hold, and how it fills a world."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, create_model

from ...wire.refusals import Refusal
from . import accounts, blacklist, forms, ids, plans, replacement, subscribers
from .auth import key_claim
from .state import ENTERPRISE, ITEMS, NAME, Account, Options, Plan, State, state_of

if TYPE_CHECKING:
    from ...mail.world import World

SECTION = "orange_mail"


class _Closed(BaseModel):
    model_config = ConfigDict(extra="forbid", defer_build=True, coerce_numbers_to_str=True)


class Webhook(_Closed):
    url: str = ""
    events: list[Literal["Processed", "Delivered", "Bounce", "Dropped"]] = []


_ITEMS: dict[str, Any] = dict.fromkeys(ITEMS, (str | None, None))
SubscriberRow: type[BaseModel] = create_model("SubscriberRow", __base__=_Closed, mail=(str, ...), **_ITEMS)
"""The fields of customer/add, under the same names."""


class PlanSection(_Closed):
    hash: str = Field("", pattern=r"^([0-9A-Za-z]{4})?$")
    name: str = ""
    public_name: str = ""
    sender_name: str = ""
    sender_mail: str = ""
    header: str = ""
    footer: str = ""
    notice_on_leaving: bool = True
    opt_in: bool = False
    webhook: Webhook = Field(default_factory=Webhook)
    subscribers: list[SubscriberRow] = []
    stopped: list[str] = []
    blacklist: list[str] = []


class AccountSection(_Closed):
    oid: str = Field("", pattern=r"^(\d{7})?$")
    name: str = ""
    edition: str = ENTERPRISE
    permitted: bool = False
    api_key: str = Field("", pattern=r"^\S*$")
    password: str = ""
    plans: list[PlanSection] = []
    blacklist: list[str] = []


class OptionsSection(_Closed):
    click_analysis: bool = True
    exclusion: bool = False
    bounces_on_first_mail: int = Field(default=1, ge=1)
    bounces_in_a_row: int = Field(default=3, ge=1)
    batch: int = Field(default=3000, ge=1)
    unknown_fields: Literal["refuse", "ignore"] = "refuse"
    cut_at_machine_dependent: bool = False


class Limit(_Closed):
    """0 as the limit switches it off."""

    limit: int = Field(100, ge=0)
    window_seconds: int = Field(600, ge=1)


class Section(_Closed):
    accounts: list[AccountSection] = []
    replacement_table: dict[str, str] | None = None
    options: OptionsSection = Field(default_factory=OptionsSection)
    limit: Limit | None = None
    first_event_id: int = Field(1, ge=1)


def _read(section: Any) -> Section:
    """Raises ValueError that says which field is wrong."""
    try:
        return Section.model_validate(section)
    except ValidationError as error:
        raise ValueError(_in_words(error)) from None


def freed(world: World, section: Mapping[str, Any]) -> Mapping[str, Any]:
    """The section with fresh API keys in the place of those another world holds. Raises ValueError."""
    _read(section)
    accounts = [dict(row) for row in section.get("accounts", [])]
    for row in accounts:
        if (key := row.get("api_key")) and not world.claims.free(NAME, key_claim(str(key)), world.name):
            row["api_key"] = ids.minted_key(world)
    return {**section, "accounts": accounts}


def load(world: World, section: Mapping[str, Any]) -> None:
    """Raises ValueError that says which field is wrong."""
    read = _read(section)
    state = state_of(world)
    state.options = Options(**read.options.model_dump())
    state.counters.series = read.first_event_id - 1
    if read.replacement_table is not None:
        try:
            state.tokens = replacement.checked(read.replacement_table)
        except Refusal as refusal:
            raise ValueError(f"{SECTION}.{refusal.detail}") from None
    if read.limit is not None:
        _limit(world, read.limit)
    for place, account in enumerate(read.accounts):
        try:
            _open(world, state, account)
        except Refusal as refusal:
            raise ValueError(f"{SECTION}.accounts.{place}: {_reason(refusal)}") from None


def _open(world: World, state: State, section: AccountSection) -> None:
    oid = section.oid or ids.new_oid(world, state)
    account = Account(oid, section.name, section.edition, section.permitted, section.api_key, section.password)
    accounts.open_account(world, account)
    for mail in section.blacklist:
        blacklist.refuse(state, blacklist.of_account(oid), mail, world.now)
    for each in section.plans:
        _open_plan(world, state, oid, each)


def _open_plan(world: World, state: State, oid: str, section: PlanSection) -> None:
    values = section.model_dump(exclude={"webhook", "subscribers", "stopped", "blacklist"})
    webhook = section.webhook
    forms.checked(
        forms.PLAN, {name: text for name, text in values.items() if text and isinstance(text, str)}, partly=True
    )
    plan = plans.open_plan(world, Plan(oid=oid, number=0, **values))
    plan = plans.set_webhook(world, plan.hash, webhook.url, webhook.events)
    rows = list(_checked(plan, section.subscribers))
    _, passed_over = subscribers.import_all(world, plan, rows)
    if passed_over:
        raise ValueError(f"{SECTION}: plan {plan.hash} has an address twice; one address is in a plan once")
    for mail in section.stopped:
        subscribers.set_standing(world, subscribers.present(state, plan, mail), "配信停止")
    for mail in section.blacklist:
        blacklist.refuse(state, blacklist.of_plan(plan), mail, world.now)


def _checked(plan: Plan, rows: list[Any]) -> Iterator[dict[str, str]]:
    for place, row in enumerate(rows):
        values: dict[str, str] = row.model_dump(exclude_none=True)
        try:
            forms.checked(forms.SUBSCRIBER, values)
        except Refusal as refusal:
            raise ValueError(f"{SECTION}: plan {plan.hash}, subscribers.{place}: {refusal.detail}") from None
        yield values


def _limit(world: World, wanted: Limit) -> None:
    window = timedelta(seconds=wanted.window_seconds)
    world.limits.change(NAME, enabled=wanted.limit > 0, limit=wanted.limit or None, window=window)


def _reason(refusal: Refusal) -> str:
    told = [f"{field}: {' '.join(texts)}" for field, texts in refusal.problems.items()]
    return refusal.detail or "; ".join(told) or refusal.reason


def _in_words(error: ValidationError) -> str:
    told = (f"{'.'.join((SECTION, *map(str, each['loc'])))}: {each['msg']}" for each in error.errors())
    return "; ".join(told)
