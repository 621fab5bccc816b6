"""What a Label Studio server refuses, in one line: what was asked, and what to do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pactbank.errors import ServerFailed

TIMEOUT = 300.0
"""Seconds to wait for one answer; an import or export of a batch takes a few."""


@contextmanager
def refusals_told(url: str, what: str) -> Iterator[None]:
    """Around requests that are to do `what` (as in "list tasks"): turns the client's errors into
    `ServerFailed`, whose message is one line without the key."""
    import httpx
    from label_studio_sdk.core.api_error import ApiError

    try:
        yield
    except ApiError as error:
        message = _refusal(url, what, error.status_code, str(error.body))
        raise ServerFailed(message) from None
    except httpx.TimeoutException:
        message = f"{url} took longer than {TIMEOUT:g} s to {what}; run the command again"
        raise ServerFailed(message) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        message = f"no answer from {url} ({error}); is Label Studio running there?"
        raise ServerFailed(message) from None


def _refusal(url: str, what: str, status: int | None, body: str) -> str:
    """What to do about an answer that is an error."""
    if status in (401, 403):
        return (
            f"{url} does not accept the key ({status}); take one from Account & Settings there, "
            "and give it as LABEL_STUDIO_API_KEY"
        )
    if status in (200, 404) and what == "connect":
        return f"no Label Studio answers at {url}; give its address without a path"
    if status == 404:
        return f"{url} could not {what}: it no longer exists there (404); push again"
    if status is not None and status >= 500:
        return (
            f"{url} failed with {status} when asked to {what}; see the server's log. Nothing was "
            "written here; run the command again once the server is repaired"
        )
    return f"{url} refused to {what} ({status}): {' '.join(body.split())[:300]}"
