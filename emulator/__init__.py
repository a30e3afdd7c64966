"""mail-emulator: one local server that stands in for two e-mail services."""

__version__ = "0.1.0"
