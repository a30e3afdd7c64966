"""Worlds and moments of them: workspaces, exports, snapshots."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypedDict, Unpack, cast

from .calls import Calls, Moment, Upload
from .rows import Found, Row, Rows

if TYPE_CHECKING:
    from ..control import shapes


class NewWorkspace(TypedDict, total=False):
    """`world` is `demo`, `empty`, or the content of a world file; `keep`: it does not expire when unused."""

    name: str
    world: str | dict[str, Any]
    seed: str | int
    clock: Literal["running", "standing"]
    now: Moment
    strict: bool
    keep: bool


class Workspaces(Rows["shapes.Workspace"]):
    """The worlds of one server. A credential belongs to exactly one."""

    path = "workspaces"

    def list(self) -> Found[shapes.Workspace]:
        return self._all({})

    def mint(self, **fields: Unpack[NewWorkspace]) -> Row:
        """A fresh, isolated world: its `name`, and for each vendor the base URL and credentials of its own."""
        return cast(Row, self._calls.post(self.path, fields))

    def drop(self, name: str) -> None:
        self._calls.delete(f"{self.path}/{name}")


class State:
    """The whole world as one JSON object."""

    def __init__(self, calls: Calls) -> None:
        self._calls = calls

    def export(self) -> Row:
        """Everything the world remembers: data only, for `bring` and for `serve --world`."""
        return cast(Row, self._calls.get("state"))

    def bring(self, state: Mapping[str, Any] | Upload) -> shapes.Restored:
        """Replace the world by an export, or by the JSON text of one. A broken one changes nothing."""
        return cast("shapes.Restored", self._calls.put("state", state))


class Snapshots(Rows["shapes.Snapshot"]):
    """Moments of the world kept by name."""

    path = "snapshots"

    def list(self) -> Found[shapes.Snapshot]:
        return self._all({})

    def keep(self, name: str) -> shapes.Snapshot:
        """Keep this moment; one of the same name is replaced."""
        return cast("shapes.Snapshot", self._calls.post(self.path, {"name": name}))

    def restore(self, name: str) -> shapes.Restored:
        """Back to a kept moment."""
        return cast("shapes.Restored", self._calls.post(f"{self.path}/{name}/restore"))

    def delete(self, name: str) -> None:
        self._calls.delete(f"{self.path}/{name}")
