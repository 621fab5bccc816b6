"""Source files: downloaded into the user's cache, and known there by their sha256.

What has arrived of a file stays, also when the process dies, and the next one goes on from there.
A file gets its name when its hash is right.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from pactbank.corpus.files import naming, partial_name, sha256, sync_folder
from pactbank.corpus.resources import user_cache
from pactbank.errors import PactBankError, WrongUse
from pactbank.model.inputs import is_there, read_file
from pactbank.version import __version__

if TYPE_CHECKING:
    import httpx
    from tenacity import RetryCallState

LONGEST = 64_000_000
"""Bytes of a source file, at most, unless the user says otherwise."""
ATTEMPTS = 5
LONGEST_WAIT = 120.0
"""Seconds that a server may ask for before the next attempt; if it asks for more, there is none."""
_TIMEOUT = 30.0
_AGAIN = (408, 425, 429, 500, 502, 503, 504)
"""Status codes with which a server says that the same request may succeed later."""
_HEADERS = {
    "User-Agent": f"pactbank/{__version__}",
    # A download goes on at a byte of the file itself, which a compressed answer does not count.
    "Accept-Encoding": "identity",
}
Watch = Callable[[int, int | None], None]
"""Called with the bytes that have arrived of a file, and with all that it has if that is known."""


def unwatched(_: int, __: int | None) -> None:
    """Watches nothing."""


class Unavailable(PactBankError):
    """A source file that is not there, or that nobody gives us; the message says why."""


class Interrupted(Unavailable):
    """An attempt that failed while another may succeed, after so many seconds if the server says
    so. `reached`: whether the server has answered at all."""

    def __init__(self, message: str, after: float = 0.0, *, reached: bool = True) -> None:
        super().__init__(message)
        self.after = after
        self.reached = reached


@contextmanager
def downloads(
    longest: int = LONGEST, pause: float = 1.0, sleep: Callable[[float], None] = time.sleep
) -> Iterator[Downloads]:
    """The downloads of one run. `longest` is the most bytes of a file; two requests to a host are
    at least `pause` seconds apart, and each further attempt waits twice as long as the one before.
    Raises `WrongUse` where the libraries for it are not installed."""
    try:
        import httpx
        import tenacity  # noqa: F401
    except ImportError:
        raise WrongUse('downloads need httpx and tenacity: pip install "pactbank[fetch]"') from None
    timeout = httpx.Timeout(_TIMEOUT)
    with httpx.Client(headers=_HEADERS, timeout=timeout, follow_redirects=True) as client:
        yield Downloads(client, longest, pause, sleep)


@dataclass(frozen=True)
class Downloads:
    """Made by `downloads`, which says what each value means."""

    client: httpx.Client
    longest: int
    pause: float
    sleep: Callable[[float], None]
    _latest: dict[str, float] = field(default_factory=dict)
    """When each host had its last answer."""
    _unreached: set[str] = field(default_factory=set)
    """Hosts that did not answer in any attempt."""

    def bytes_of(self, url: str, digest: str, watch: Watch = unwatched) -> bytes:
        """The bytes at an address; they have this sha256 unless the source has changed. Raises
        `Unavailable`, and `OSError` where the cache cannot be used."""
        from filelock import FileLock

        place = user_cache() / "sources" / digest
        partial = place.with_name(partial_name(digest))
        with naming(place):
            place.parent.mkdir(parents=True, exist_ok=True)
            with FileLock(place.with_name(f".{digest}.lock")):
                if (kept := _kept(place, digest)) is not None:
                    return kept
                data = _kept(partial, digest)
                if data is None:
                    data = self._received(url, digest, partial, watch)
                _settle(partial, place if sha256(data) == digest else None)
        return data

    def _received(self, url: str, digest: str, partial: Path, watch: Watch) -> bytes:
        """What is at an address, as it is in `partial` afterwards."""
        at_once = self._attempts(url, partial, watch)
        data = read_file(partial)
        if not at_once and sha256(data) != digest:
            # The source may have changed meanwhile, so that parts of two files are put together.
            partial.unlink()
            self._attempts(url, partial, watch)
            data = read_file(partial)
        return data

    def _attempts(self, url: str, partial: Path, watch: Watch) -> bool:
        """Receive a file, in several attempts if need be; whether the last one brought it all."""
        import tenacity

        host = urlsplit(url).netloc
        if host in self._unreached:
            raise Unavailable(f"{host} could not be reached a moment ago")
        attempts = tenacity.Retrying(
            retry=tenacity.retry_if_exception_type(Interrupted),
            wait=self._wait,
            stop=tenacity.stop_after_attempt(ATTEMPTS),
            sleep=self.sleep,
            reraise=True,
        )
        try:
            return attempts(self._attempt, url, partial, watch)
        except Interrupted as error:
            if not error.reached:
                self._unreached.add(host)
            raise Unavailable(f"{error}, {ATTEMPTS} times") from None

    def _wait(self, state: RetryCallState) -> float:
        """Seconds before the next attempt: what the server asks for, or twice as many each time."""
        from tenacity import wait_exponential, wait_random

        error = state.outcome.exception() if state.outcome else None
        asked = error.after if isinstance(error, Interrupted) else 0.0
        usual = wait_exponential(multiplier=self.pause, max=60) + wait_random(0, self.pause)
        return max(asked, usual(state))

    def _attempt(self, url: str, partial: Path, watch: Watch) -> bool:
        """Receive a file from where it was interrupted; whether that is its begin."""
        import httpx

        there = partial.stat().st_size if is_there(partial) else 0
        asked = {"Range": f"bytes={there}-"} if there else {}
        self._be_polite(urlsplit(url).netloc)
        try:
            with self.client.stream("GET", url, headers=asked) as answer:
                begin = _begin(answer, there, partial)
                self._write(answer, begin, partial, watch)
        except (httpx.InvalidURL, httpx.TooManyRedirects, httpx.UnsupportedProtocol) as error:
            raise Unavailable(f"{url} cannot be followed: {error}") from None
        except httpx.RequestError as error:
            reached = not isinstance(error, httpx.ConnectError | httpx.ConnectTimeout)
            what = str(error) or type(error).__name__
            raise Interrupted(f"{urlsplit(url).netloc}: {what}", reached=reached) from None
        finally:
            self._latest[urlsplit(url).netloc] = time.monotonic()
        return begin == 0

    def _be_polite(self, host: str) -> None:
        """Wait until the host may be asked again."""
        if host in self._latest:
            rest = self._latest[host] + self.pause - time.monotonic()
            if rest > 0:
                self.sleep(rest)

    def _write(self, answer: httpx.Response, begin: int, partial: Path, watch: Watch) -> None:
        """Add what arrives to the `begin` bytes that are there. Raises `Unavailable` for a file
        that is too long, of which nothing stays."""
        plain = "content-encoding" not in answer.headers
        length = answer.headers.get("content-length", "") if plain else ""
        total = begin + int(length) if length.isdecimal() else None
        size = begin
        with partial.open("ab" if begin else "wb") as file:
            self._check_length(total or 0, partial)
            for piece in answer.iter_bytes():
                size += len(piece)
                self._check_length(size, partial)
                file.write(piece)
                watch(size, total)
            file.flush()
            os.fsync(file.fileno())

    def _check_length(self, size: int, partial: Path) -> None:
        if size > self.longest:
            partial.unlink()
            raise Unavailable(f"the file has more than {self.longest:,} bytes")


def _begin(answer: httpx.Response, there: int, partial: Path) -> int:
    """The byte of the file with which an answer begins: `there`, or 0 from a server that gives
    whole files only. Raises `Unavailable` for an answer without a file."""
    status, host = answer.status_code, answer.url.host
    if status == 206 and answer.headers.get("content-range", "").startswith(f"bytes {there}-"):
        return there
    if status == 200:
        return 0
    message = f"{host} answers {status} {answer.reason_phrase}".rstrip()
    if status in (206, 416) and there:
        partial.unlink()  # the file is not the one that was begun
        raise Interrupted(message)
    if status not in _AGAIN:
        raise Unavailable(message)
    after = _seconds(answer.headers.get("retry-after", ""))
    if after > LONGEST_WAIT:
        raise Unavailable(f"{message}, and asks for a pause of {after:.0f} seconds")
    raise Interrupted(message, after)


def _seconds(value: str) -> float:
    """A `Retry-After`: seconds, or a date; 0 for anything else."""
    if value.isdecimal():
        return float(value)
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return 0.0
    aware = date if date.tzinfo else date.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())


def _kept(path: Path, digest: str) -> bytes | None:
    """The bytes of a file in the cache, None unless they are those with this hash."""
    data = read_file(path) if is_there(path) else b""
    return data if sha256(data) == digest else None


def _settle(partial: Path, place: Path | None) -> None:
    """Give a file that is whole its name, or remove one that is not what was wanted."""
    if place is None:
        partial.unlink()
    else:
        partial.replace(place)
        sync_folder(place.parent)
