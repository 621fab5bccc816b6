"""What can go wrong with a server, in one line that says what to do; no key is in any of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from pactbank.errors import ServerFailed


@contextmanager
def asking(url: str, what: str, timeout: float) -> Iterator[None]:
    """Around requests to the server at `url` that are to do `what` (as in "list tasks"), of at
    most `timeout` seconds each. Raises `ServerFailed` for whatever they come to grief on."""
    import httpx
    from label_studio_sdk.core.api_error import ApiError

    try:
        yield
    except ApiError as error:
        raise ServerFailed(_refusal(url, what, error.status_code, str(error.body))) from None
    except httpx.TimeoutException:
        said = f"{url} took longer than {timeout:g} s to {what}; run the command again"
        raise ServerFailed(said) from None
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        said = f"no answer from {url} ({error}); is Label Studio running there?"
        raise ServerFailed(said) from None


def _refusal(url: str, what: str, status: int | None, body: str) -> str:
    if status in (401, 403):
        return (
            f"{url} does not accept the key ({status}); take one from Account & Settings there, "
            "and give it as LABEL_STUDIO_API_KEY"
        )
    if status in (200, 404) and what == "connect":
        return f"no Label Studio answers at {url}; give its address without a path"
    if status == 404:
        return f"{url}: could not {what}: what it is about is gone there (404); push again"
    if status is not None and status >= 500:
        return (
            f"{url} failed with {status} when asked to {what}; its log says why. Nothing was "
            "written here; run the command again when it is mended"
        )
    return f"{url} refused to {what} ({status}): {' '.join(body.split())[:300]}"
