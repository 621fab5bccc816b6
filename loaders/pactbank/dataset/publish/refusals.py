"""An error of the Hub as a message that says what happened and what to do, without the token."""

from __future__ import annotations

import contextlib
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
_NEVER_SENT = {"ConnectError", "ConnectTimeout", "ConnectionRefusedError", "OfflineModeIsEnabled"}
"""Errors that are raised before a request is sent, by name: which library raises them depends on
the version of `huggingface_hub`."""


def hub_error(
    error: Exception, repository: str, state: str, lost: tuple[str, str] | None = None
) -> ServerFailed:
    """The error to raise for one that `huggingface_hub` raised; `state` says what is on the Hub
    or on the disk now. `lost` has a part of an address, and what is said instead if a request to
    such an address may have been carried out although its answer was lost."""
    from huggingface_hub import get_token
    from huggingface_hub.constants import ENDPOINT

    causes = list(_causes(error))
    answered = next(
        (cause for cause in causes if getattr(cause, "response", None) is not None), None
    )
    if lost is not None and _may_be_done(causes, answered, lost[0]):
        state = lost[1]
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


def _may_be_done(causes: list[Any], answered: Any, part: str) -> bool:
    """Whether the Hub may have done what it was asked: it was reached, and said neither yes nor no.
    A failing server may have failed after that, and an answer may be no answer of the Hub."""
    if answered is not None:
        status = answered.response.status_code
        return part in str(answered.response.url) and (status >= 500 or status < 300)
    if any(type(cause).__name__ in _NEVER_SENT for cause in causes):
        return False
    addresses = [address for cause in causes if (address := _asked(cause)) is not None]
    return not addresses or part in addresses[0]


def _asked(cause: Any) -> str | None:
    """The address of the request that failed, if the error knows it."""
    with contextlib.suppress(AttributeError, RuntimeError):  # httpx raises if there is none
        return str(cause.request.url)
    return None


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
