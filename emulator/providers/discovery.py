"""Finds the services: every package beside this file that has a PROVIDER."""

from functools import lru_cache
from importlib import import_module
from pkgutil import iter_modules

from .contract import Provider


@lru_cache(maxsize=1)
def providers() -> dict[str, Provider]:
    """All services by name, in the order of their folders."""
    package = import_module(__package__ or "emulator.providers")
    found: dict[str, Provider] = {}
    for module in iter_modules(package.__path__):
        if module.ispkg:
            provider = import_module(f"{package.__name__}.{module.name}").PROVIDER
            found[provider.name] = provider
    return found
