"""What a test holds in its hands: a world of its own, its mail, handles on everything, and a webhook receiver.

The pytest plugin and `Emulator.mint` give it out; it knows neither pytest nor any service.
"""

from .mail import Attachment, Link, Mail
from .receiver import Received, WebhookReceiver
from .workspace import MailEmulator, Vendor

__all__ = ["Attachment", "Link", "Mail", "MailEmulator", "Received", "Vendor", "WebhookReceiver"]
