"""Keys and tokens, which travel in the header of a request."""

from __future__ import annotations

import re

from pactbank.errors import WrongUse

_SENDABLE = re.compile(r"[!-~](?:[ -~]*[!-~])?")


def check_sendable(secret: str, name: str) -> None:
    """Raises `WrongUse` for a secret that no header can carry; the message has the name of the
    secret and nothing of the secret itself."""
    if not _SENDABLE.fullmatch(secret):
        raise WrongUse(
            f"{name} cannot be sent: it has a line break, a control character, a letter that is "
            "not ASCII, or a space at its edge; copy it again"
        )
