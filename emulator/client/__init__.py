"""A typed client of the control API, for the command line, the plugin and anyone's scripts.

client = Client("http://127.0.0.1:8525")
client.rules.add("bounce", to="*@old.example")
client.clock.advance("10m")
client.messages.list(to="nora@example.com")
"""

from .calls import ClientError, Unmet
from .client import Client

__all__ = ["Client", "ClientError", "Unmet"]
