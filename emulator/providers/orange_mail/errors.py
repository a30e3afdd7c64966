"""The error table of specification 1.4, and the one place where a refusal becomes an answer of this service.

That every error has a status other than 200 and a summary in `message` is *documented*; each status and
text is *assumed*.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import orjson

from ...wire import refusals
from ...wire.current import Answer, Headers, Request, Route
from ...wire.refusals import Refusal
from .public.pages import not_found, page

JSON = "application/json; charset=utf-8"

NO_CREDENTIAL = "no credential"
UNKNOWN_KEY = "unknown key"
MISSING = "required field missing"
WRONG_TYPE = "wrong type"
UNKNOWN_FIELD = "unknown field"
NOTHING_TO_CHANGE = "nothing to change"
UNKNOWN_PLAN = "unknown plan"
BAD_MAIL = "bad address"
NOT_PLAIN_TEXT = "not text/plain"
LINE_BREAK = "line break"
TOO_LONG = "text too long"
NOT_A_NUMBER = "not a number"
BAD_TIME = "bad time"
PAST_TIME = "past time"
UNKNOWN_SUBSCRIBER = "unknown subscriber"
REGISTERED = "already registered"
REFUSED_BY_OWNER = "refused by the owner of the address"


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the table. `{}` in the text is the field."""

    number: int
    status: int
    text: str
    headers: Headers = ()


_BEARER = (("WWW-Authenticate", "Bearer"),)

ROWS: dict[str, Row] = {
    refusals.UNKNOWN_PATH: Row(1, 404, "指定されたAPIが存在しません。"),
    refusals.WRONG_METHOD: Row(2, 405, "POSTメソッドで送信してください。"),
    NO_CREDENTIAL: Row(3, 401, "認証情報が指定されていません。", _BEARER),
    UNKNOWN_KEY: Row(4, 401, "APIキーが正しくありません。", _BEARER),
    refusals.FORBIDDEN: Row(5, 403, "APIの使用が許可されていません。"),
    refusals.TOO_MANY: Row(
        6, 429, "APIのリクエスト数が上限を超えました。しばらく時間をおいてから再度実行してください。"
    ),
    refusals.MEDIA_TYPE: Row(7, 415, "Content-Typeにはapplication/jsonを指定してください。"),
    refusals.TOO_LARGE: Row(8, 413, "リクエストのサイズが上限を超えています。"),
    refusals.UNREADABLE: Row(9, 400, "リクエストのJSON形式が正しくありません。"),
    MISSING: Row(10, 400, "必須項目が指定されていません: {}"),
    WRONG_TYPE: Row(11, 400, "項目の形式が正しくありません: {}"),
    UNKNOWN_FIELD: Row(12, 400, "不明な項目が指定されています: {}"),
    NOTHING_TO_CHANGE: Row(13, 400, "変更する項目が指定されていません。"),
    UNKNOWN_PLAN: Row(14, 404, "指定されたプランが存在しません。"),
    BAD_MAIL: Row(15, 400, "メールアドレスの形式が正しくありません: {}"),
    NOT_PLAIN_TEXT: Row(16, 400, "content.typeにはtext/plainを指定してください。"),
    LINE_BREAK: Row(17, 400, "改行は使用できません: {}"),
    TOO_LONG: Row(18, 400, "文字数が上限を超えています: {}"),
    NOT_A_NUMBER: Row(19, 400, "数値で指定してください: {}"),
    BAD_TIME: Row(20, 400, "日時の形式が正しくありません: {}"),
    PAST_TIME: Row(21, 400, "配信日時に過去の日時は指定できません: {}"),
    UNKNOWN_SUBSCRIBER: Row(22, 404, "指定された読者が存在しません。"),
    REGISTERED: Row(23, 409, "既に登録されているメールアドレスです。"),
    REFUSED_BY_OWNER: Row(24, 409, "このメールアドレスは登録できません。"),
    refusals.BROKEN: Row(25, 500, "サーバーエラーが発生しました。"),
}

PAGE_REFUSED = "表示できません"
"""What a reader's browser gets for a method or a body that a page does not take."""

_BROKEN = ROWS[refusals.BROKEN]


def field_refusal(reason: str, path: str) -> Refusal:
    """A refusal of one field."""
    return Refusal(reason, detail=path, problems={path: [ROWS[reason].text.format(path)]})


def text_of(refusal: Refusal) -> str:
    """The sentence for a refusal, as the API and the screens say it."""
    return ROWS.get(refusal.reason, _BROKEN).text.format(refusal.detail)


def render(request: Request, refusal: Refusal, route: Route | None) -> Answer:
    """The answer for any refusal, known path or not."""
    row = ROWS.get(refusal.reason, _BROKEN)
    headers = () if _is_page(request) else row.headers
    if refusal.allow:
        headers += (("Allow", ", ".join(refusal.allow)),)
    if refusal.retry_after is not None:
        seconds = max(1, math.ceil(refusal.retry_after.total_seconds()))
        headers += (("Retry-After", str(seconds)),)
    if _is_page(request):
        shown = not_found() if row.status == 404 else page("message.html", row.status, title=PAGE_REFUSED, text="")
        return replace(shown, headers=shown.headers + headers)
    return Answer(row.status, orjson.dumps({"message": text_of(refusal)}), JSON, headers)


def _is_page(request: Request) -> bool:
    """Whether a reader's browser asks, rather than a client of the API."""
    return not request.path.startswith("/api")


OK = Answer(200, b'{"message":"OK"}', JSON)
"""Normal end: status and text are *documented*, the JSON around it is *assumed*."""
