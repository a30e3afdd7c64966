"""Ready lines that point Infobip's own clients at a world."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import accounts

if TYPE_CHECKING:
    from ...mail.world import World


def lines(world: World, base_url: str) -> tuple[tuple[str, str], ...]:
    """(title, text) for each client."""
    key = accounts.credentials(world)["api_key"]
    return (
        (
            "Python: infobip-api-python-client",
            "from infobip_api_client import ApiClient, Configuration, EmailApi\n"
            f'email = EmailApi(ApiClient(Configuration(host="{base_url}", api_key="{key}")))',
        ),
        (
            "Node.js: @infobip-api/sdk",
            "const { Infobip, AuthType } = require('@infobip-api/sdk');\n"
            f"const infobip = new Infobip({{ baseUrl: '{base_url}', apiKey: '{key}', authType: AuthType.ApiKey }});",
        ),
    )
