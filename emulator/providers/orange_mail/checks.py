"""What works against the emulator and would hurt at Orange Mail. The notes come from the operations."""

from __future__ import annotations

from ...mail.findings import Check, noted
from .state import NAME

MANUAL = "https://mail.orange-cloud7.net/support/api_webhook/"

CHECKS: tuple[Check, ...] = (
    Check(
        "orange-mail-past-send-time",
        "A send_time in the past",
        "It is sent with the next run here; what the service does with it is not known.",
        "warning",
        noted("past send_time", NAME),
        NAME,
        MANUAL,
    ),
    Check(
        "orange-mail-characters",
        "Machine-dependent characters",
        "Some characters do not survive on every Japanese mailbox; the service has cut mail there.",
        "warning",
        noted("machine-dependent characters", NAME),
        NAME,
        MANUAL,
    ),
    Check(
        "orange-mail-iso-2022-jp",
        "Not in ISO-2022-JP",
        "Text that ISO-2022-JP cannot hold turns into question marks where a mailbox still uses it.",
        "warning",
        noted("characters outside ISO-2022-JP", NAME),
        NAME,
        MANUAL,
    ),
)
