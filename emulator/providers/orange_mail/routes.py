"""Every address of the service: the API's four operations, and the public pages that mails and forms lead to."""

from ...wire.current import Operation, Route
from .limits import LIMIT
from .operations.customer_add import add
from .operations.customer_del import delete
from .operations.customer_mod import mod
from .operations.mail_make import make
from .public import click, registration, unsubscribe

PREFIXES = ("/api/", "/c/", "/del/", "/del1/", "/add/", "/pub/")


def _api(path: str, operation: str, view: Operation) -> Route:
    return Route("POST", path, operation, view, limit=LIMIT.operation)


def _page(method: str, path: str, operation: str, view: Operation) -> Route:
    return Route(method, path, operation, view, public=True)


ROUTES = (
    _api("/api/v0/mail/make", "mail/make", make),
    _api("/api/v0/customer/add", "customer/add", add),
    _api("/api/v0/customer/mod", "customer/mod", mod),
    _api("/api/v0/customer/del", "customer/del", delete),
    _page("GET", "/c/<mailing>/<link>/<place>", "click", click.follow),
    _page("GET", "/del/<link>", "unsubscribe form", unsubscribe.form),
    _page("POST", "/del/<link>", "unsubscribe", unsubscribe.submit),
    _page("GET", "/del1/<link>", "unsubscribe at once", unsubscribe.at_once),
    _page("GET", "/add/<claim>", "registration form", registration.show),
    _page("POST", "/pub/member_adddel/<claim>", "registration", registration.submit),
)
