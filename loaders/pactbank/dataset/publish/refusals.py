"""An error of the Hub as a message that says what happened and what to do, without the token."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from pactbank.errors import ServerFailed

_REASONS = {
    400: ("it does not accept what was sent", "read its message"),
    401: ("the token is missing, wrong or expired", "run `hf auth login`, or set HF_TOKEN"),
    403: ("the token may not do this", "use a token that may write to the repository"),
    404: ("there is no such repository, revision or file, or the token may not see it",
          "check the name, and the token if it is private or gated"),
    409: ("it conflicts with what is there", "see what changed there, then run it again"),
    412: ("somebody else changed the repository meanwhile", "run it again"),
    413: ("what was sent is too large for it", "see the limits of the Hub; a split of the corpus "
          "may have to be published in parts"),
    429: ("there were too many requests", "wait, then run it again"),
}  # fmt: skip
_FAILED = ("the Hub itself failed", "try again later")
_OTHER = ("it refused", "read its message")
_SHOWN = 300


def hub_error(error: Exception, repository: str, state: str) -> ServerFailed:
    """The error to raise for one that `huggingface_hub` raised; `state` says what is on the Hub
    or on the disk now."""
    from huggingface_hub import get_token
    from huggingface_hub.constants import ENDPOINT

    causes = list(_causes(error))
    answered = next(
        (cause for cause in causes if getattr(cause, "response", None) is not None), None
    )
    if answered is None:
        root = causes[-1]
        reason = f"cannot work with the Hub at {ENDPOINT}: {type(root).__name__}: {root}"
        remedy = "check the network and HF_ENDPOINT, then run it again"
    else:
        reason, remedy = _answer(answered)
    message = f"{repository}: {_short(reason)}. So far {state}. To go on: {remedy}"
    token = get_token()
    return ServerFailed(message.replace(token, "(token)") if token else message)


def _causes(error: BaseException | None) -> Any:
    while error is not None:
        yield error
        error = error.__cause__


def _answer(error: Any) -> tuple[str, str]:
    """What an answer of the Hub means, and what to do."""
    response = error.response
    status = response.status_code
    reason, remedy = _REASONS.get(status, _FAILED if status >= 500 else _OTHER)
    if seconds := _wait(response.headers):
        remedy = f"wait {seconds} seconds, then run it again"
    # The query of an address may hold a signature.
    address = urlsplit(str(response.url))._replace(query="", fragment="").geturl()
    own_message = getattr(error, "server_message", None)
    reason = f"{reason} (HTTP {status} from {address})"
    return f"{reason}: {own_message}" if own_message else reason, remedy


def _wait(headers: Any) -> str | None:
    """The seconds that the Hub asks to wait: RFC 9110 Retry-After, or the draft for rate limits."""
    limit = re.search(r"t\s*=\s*([0-9]+)", headers.get("ratelimit", ""))
    seconds: str | None = headers.get("retry-after") or (limit and limit[1])
    return seconds if seconds and seconds.isdigit() else None


def _short(message: str) -> str:
    line = " ".join(message.split()).rstrip(".")
    return line if len(line) <= _SHOWN else f"{line[:_SHOWN]} …"
