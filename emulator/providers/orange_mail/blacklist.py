"""Who never wants this mailing, or anything of this sender, again: what the two boxes of the unsubscribe form feed."""

from __future__ import annotations

from datetime import datetime

from .state import Plan, State


def of_plan(plan: Plan) -> str:
    """「このメルマガを二度と受信しない」"""
    return f"plan:{plan.hash}"


def of_account(oid: str) -> str:
    """「この配信者のメールを二度と受信しない」"""
    return f"oid:{oid}"


def refuse(state: State, scope: str, mail: str, at: datetime) -> None:
    state.blacklist.setdefault(scope, {}).setdefault(mail.lower(), at)


def forgive(state: State, scope: str, mail: str) -> bool:
    """Strike an entry. False when there was none."""
    return state.blacklist.get(scope, {}).pop(mail.lower(), None) is not None


def refused(state: State, plan: Plan, mail: str) -> bool:
    """Whether the owner of the address refused this plan or its sender for good."""
    if not state.blacklist:
        return False
    mail = mail.lower()
    scopes = (of_plan(plan), of_account(plan.oid))
    return any(mail in state.blacklist.get(scope, ()) for scope in scopes)
