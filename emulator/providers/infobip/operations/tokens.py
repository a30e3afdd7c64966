"""`/auth/1/session` and `/auth/1/oauth2/token`: a user name and a password in exchange for a token."""

from __future__ import annotations

from typing import Any

from ....wire import bodies, refusals
from ....wire.credentials import scheme_and_token
from ....wire.current import Answer, Current, json_answer
from ....wire.refusals import Refusal
from .. import auth, tokens
from ..errors import JSON_UTF8

GRANT = "client_credentials"


def create_oauth2_token(current: Current) -> Answer:
    """Form fields; *documented*: `client_id`, `client_secret` and `grant_type` are required."""
    fields = {part.name: part.text for part in bodies.read_form(current.request.body)}
    missing = [name for name in ("client_id", "client_secret", "grant_type") if not fields.get(name)]
    if missing or fields["grant_type"] != GRANT:  # no code of `authorization_code` is ever given out here
        raise Refusal(refusals.INVALID)
    username = _checked(current, fields["client_id"], fields["client_secret"])
    token = tokens.grant_access(current.world, username)
    seconds = int((token.ends - current.now).total_seconds())
    answer = {"access_token": token.token, "expires_in": seconds, "token_type": "Bearer"}
    return json_answer(answer, content_type=JSON_UTF8)


def create_session(current: Current) -> Answer:
    body = bodies.read_object(current.request.body)
    problems = {name: problem for name in ("username", "password") if (problem := _problem(body.get(name)))}
    if not isinstance(body.get("unsafe", False), bool):
        problems["unsafe"] = ["must be a boolean"]
    if problems:
        raise Refusal(refusals.INVALID, problems=problems)
    username = _checked(current, body["username"], body["password"])
    token = tokens.begin_session(current.world, username)
    return json_answer({"token": token.token}, content_type=JSON_UTF8)


def destroy_session(current: Current) -> Answer:
    """Only the session's own token ends it (*assumed*: another credential is no login here)."""
    scheme, token = scheme_and_token(current.request.authorization)
    if scheme != "ibsso":
        raise Refusal(refusals.UNAUTHENTICATED)
    tokens.end_session(current.world, token)
    return Answer(200)


def _checked(current: Current, username: str, password: str) -> str:
    who = auth.user_caller(current.world.state(auth.NAME), username, password)
    if who is None:
        raise Refusal(refusals.UNAUTHENTICATED)
    current.account = who.account
    return username


def _problem(value: Any) -> list[str]:
    if value is None:
        return ["must not be null"]
    if not isinstance(value, str):
        return ["must be a string"]
    return [] if value.strip() else ["must not be blank"]
