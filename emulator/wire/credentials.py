"""Reading the Authorization header."""

import base64
import binascii


def scheme_and_token(authorization: str) -> tuple[str, str]:
    """The scheme in lower case and what follows it; two empty texts when there is no header."""
    scheme, _, token = authorization.strip().partition(" ")
    return scheme.lower(), token.strip()


def user_and_password(token: str) -> tuple[str, str] | None:
    """The two halves of Basic credentials; None when they cannot be read."""
    try:
        user, colon, password = base64.b64decode(token, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, ValueError):
        return None
    return (user, password) if colon else None
