"""Everything that can be set when a server starts, with its defaults and checks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

DEFAULT_PORT = 8525


class ConfigError(ValueError):
    """A setting that cannot be used; the message is one line that says what to change."""


@dataclass(frozen=True, slots=True)
class Config:
    """Settings of one server. Durations are real time, sizes bytes."""

    host: str = "127.0.0.1"
    port: int = DEFAULT_PORT
    world: str = "demo"
    seed: str = ""
    strict: bool = False
    standing: bool = False
    start: datetime | None = None
    password: str = ""
    allowed_hosts: tuple[str, ...] = ()
    webhook_allow: tuple[str, ...] = ()
    tls: bool = False
    tls_names: tuple[str, ...] = ()
    certificate: tuple[Path | None, Path | None] = (None, None)
    threads: int = 320
    log_format: str = "text"
    max_messages: int = 2_000_000
    max_journal: int = 5_000
    workspace_lifetime: timedelta = timedelta(hours=1)
    max_workspaces: int = 1_000

    def __post_init__(self) -> None:
        if not 0 <= self.port <= 65535:
            raise ConfigError(f"--port {self.port} is not a port; use 1 to 65535, or 0 for any free one")
        if not self.loopback and not self.password:
            raise ConfigError(
                f"--host {self.host} lets other machines in: give --password for console and control API, "
                "or stay on 127.0.0.1"
            )
        if self.threads < 1:
            raise ConfigError(f"--threads {self.threads}: at least 1 is needed")

    @property
    def seats(self) -> int:
        """How many requests may wait on purpose at one time; the other threads stay free for work."""
        return max(self.threads - 64, self.threads // 2)

    @property
    def loopback(self) -> bool:
        return self.host in ("localhost", "::1") or self.host.startswith("127.")
