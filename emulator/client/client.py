"""The client: one attribute for each handle of a world, one method for each of the server."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, cast

from ..mail.clock import stopwatch
from .calls import Calls, ClientError, Duration, Exchange, Moment
from .clock import Clock
from .http import Http
from .planned import Faults, Limits, Rules
from .recorded import Events, Findings, Messages, Reports, Requests, Webhooks
from .rows import Row, Rows
from .worlds import Snapshots, State, Workspaces

if TYPE_CHECKING:
    from ..control import shapes


class Client(Calls):
    """Drives one workspace of a running emulator.

    `url` is the server's base URL. Every method raises ClientError for an answer that is not 2xx; what is waited for
    or verified in vain is Unmet, an AssertionError too.
    """

    def __init__(
        self,
        url: str = "http://127.0.0.1:8525",
        *,
        workspace: str = "default",
        password: str = "",
        timeout: float = 90,
        exchange: Exchange | None = None,
    ) -> None:
        """`timeout` is seconds of real time for one answer; `exchange` another way to reach an emulator than HTTP."""
        self.url = url.rstrip("/")
        super().__init__(exchange or Http(self.url, password, timeout), workspace)

    def at(self, workspace: str) -> Client:
        """A client for another workspace of the same server."""
        return Client(self.url, workspace=workspace, exchange=self._exchange)

    # -- one world -----------------------------------------------------------------------------

    @property
    def clock(self) -> Clock:
        return Clock(self)

    @property
    def messages(self) -> Messages:
        return Messages(self)

    @property
    def events(self) -> Events:
        return Events(self)

    @property
    def requests(self) -> Requests:
        return Requests(self)

    @property
    def reports(self) -> Reports:
        return Reports(self)

    @property
    def webhooks(self) -> Webhooks:
        return Webhooks(self)

    @property
    def rules(self) -> Rules:
        return Rules(self)

    @property
    def faults(self) -> Faults:
        return Faults(self)

    @property
    def limits(self) -> Limits:
        return Limits(self)

    @property
    def findings(self) -> Findings:
        return Findings(self)

    @property
    def state(self) -> State:
        return State(self)

    @property
    def snapshots(self) -> Snapshots:
        return Snapshots(self)

    def vendor(self, name: str) -> Vendor:
        """What a service adds to the API: accounts, plans and so on, by path below its name."""
        return Vendor(self, name)

    def statistics(
        self,
        *,
        since: Moment | None = None,
        span: Duration | None = None,
        buckets: int | None = None,
        vendor: str | None = None,
    ) -> Row:
        """Events counted over time, and how long deliveries took."""
        query = {"since": since, "span": span, "buckets": buckets, "vendor": vendor}
        return cast(Row, self.get("statistics", query))

    def samples(self, *, vendor: str | None = None, receiver: str | None = None) -> list[shapes.Sample]:
        """First calls to make, in order, ready to be sent; webhook calls go to `receiver`."""
        found: shapes.Page[shapes.Sample] = self.get("samples", {"vendor": vendor, "receiver": receiver})
        return found["results"]

    def reset(self) -> Row:
        """Back to how the world began, credentials included."""
        return cast(Row, self.post("reset"))

    # -- the server ----------------------------------------------------------------------------

    @property
    def workspaces(self) -> Workspaces:
        return Workspaces(self.at("default"))

    def health(self) -> shapes.Health:
        return cast("shapes.Health", self._server("health"))

    def ready(self, wait: timedelta = timedelta()) -> shapes.Ready:
        """Ask until the server answers, at most `wait` of real time."""
        end = stopwatch() + wait.total_seconds()
        pause = threading.Event()
        while True:
            try:
                return cast("shapes.Ready", self._server("ready"))
            except ClientError:
                if stopwatch() >= end:
                    raise
            pause.wait(0.05)

    def version(self) -> shapes.Version:
        return cast("shapes.Version", self._server("version"))

    def provenance(self, *, vendor: str | None = None, basis: str | None = None) -> list[shapes.Provenance]:
        """Every behaviour, and whether it is the vendor's word, was seen, or is our guess."""
        return _Provenance(self.at("default")).that(vendor, basis)

    def openapi(self) -> Row:
        """The control API as an OpenAPI document."""
        return cast(Row, self._server("openapi.json"))

    def metrics(self) -> str:
        """The server's figures in Prometheus's text format."""
        return bytes(self._server("metrics")).decode()

    def _server(self, path: str) -> Any:
        return self.at("default").get(path)


class _Provenance(Rows["shapes.Provenance"]):
    path = "provenance"

    def that(self, vendor: str | None, basis: str | None) -> list[shapes.Provenance]:
        return self._all({"vendor": vendor, "basis": basis})


class Vendor:
    """The handles one service adds."""

    def __init__(self, calls: Calls, name: str) -> None:
        self._calls = calls
        self._name = name

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        return self._calls.get(f"{self._name}/{path}", query)

    def post(self, path: str, body: Any = None) -> Any:
        return self._calls.post(f"{self._name}/{path}", body)

    def put(self, path: str, body: Any = None) -> Any:
        return self._calls.put(f"{self._name}/{path}", body)

    def delete(self, path: str) -> Any:
        return self._calls.delete(f"{self._name}/{path}")
