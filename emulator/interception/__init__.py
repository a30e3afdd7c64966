"""Calls of this process to the services' real hosts reach an emulator instead, whatever HTTP client makes them.

Names are answered with a reserved loopback address, and connections to that address go to the emulator's servers.
It knows nothing of the emulator but two addresses, a list of hosts and a certificate.
"""

from .guard import Escape, EscapedCall
from .redirect import Interception

__all__ = ["Escape", "EscapedCall", "Interception"]
