"""Small HTML pages for readers. They load nothing, run nothing, and escape everything."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from ....wire.current import Answer

HTML = "text/html; charset=utf-8"
HEADERS = (
    ("Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'"),
    ("X-Content-Type-Options", "nosniff"),
    ("Referrer-Policy", "no-referrer"),
    ("Cache-Control", "no-store"),
)


def page(template: str, status: int = 200, **values: Any) -> Answer:
    text = _environment().get_template(template).render(**values)
    return Answer(status, text.encode(), HTML, HEADERS)


def not_found() -> Answer:
    return page("message.html", 404, title="ページが見つかりません", text="このURLは存在しないか、有効ではありません。")


@lru_cache(maxsize=1)
def _environment() -> Any:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    return Environment(loader=PackageLoader(__package__ or "", "templates"), autoescape=True, undefined=StrictUndefined)
