"""Which world a credential belongs to. Shared by all worlds of one server."""


class Claims:
    """(provider, credential) → name of a world."""

    def __init__(self) -> None:
        self._owners: dict[tuple[str, str], str] = {}

    def claim(self, provider: str, credential: str, world: str) -> bool:
        """False when another world already holds this credential."""
        return self._owners.setdefault((provider, credential), world) == world

    def owner(self, provider: str, credential: str) -> str | None:
        return self._owners.get((provider, credential))

    def free(self, provider: str, credential: str, world: str) -> bool:
        """Whether this world may claim it."""
        return self._owners.get((provider, credential), world) == world

    def release(self, provider: str, credential: str, world: str) -> None:
        if self._owners.get((provider, credential)) == world:
            del self._owners[provider, credential]

    def release_all(self, world: str) -> None:
        for key in [key for key, owner in self._owners.items() if owner == world]:
            del self._owners[key]
