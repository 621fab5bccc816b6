from __future__ import annotations

import hashlib
import random
import re
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest

from pactbank.corpus.downloads import ATTEMPTS, Downloads, Unavailable, downloads
from pactbank.errors import WrongUse
from support.source_server import Answer, SourceServer

DATA = random.Random(1).randbytes(300_000)
DIGEST = hashlib.sha256(DATA).hexdigest()


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with SourceServer() as running:
        yield running


@pytest.fixture
def slept() -> list[float]:
    """The seconds of each pause; nobody waits for them."""
    return []


@pytest.fixture
def loads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, slept: list[float]
) -> Iterator[Downloads]:
    monkeypatch.setenv("PACTBANK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with downloads(longest=1_000_000, pause=0.5, sleep=slept.append) as made:
        yield made


def kept(tmp_path: Path) -> dict[str, int]:
    """The files of the cache that hold anything, with their lengths."""
    files = (path for path in (tmp_path / "cache").rglob("*") if path.is_file())
    return {path.name: size for path in files if (size := path.stat().st_size)}


def test_a_file_is_asked_for_once(loads: Downloads, server: SourceServer, tmp_path: Path) -> None:
    url = server.put("a", DATA)
    seen: list[tuple[int, int | None]] = []
    assert loads.bytes_of(url, DIGEST, lambda *at: seen.append(at)) == DATA
    assert seen[-1] == (len(DATA), len(DATA))
    assert loads.bytes_of(url, DIGEST) == DATA
    assert len(server.requests) == 1
    assert kept(tmp_path) == {DIGEST: len(DATA)}


CUT = Answer(cut=100_000)


@pytest.mark.parametrize(
    ("answers", "ranges"),
    [
        ([], [""]),
        ([CUT], ["", "bytes=100000-"]),
        ([CUT, Answer(cut=50_000)], ["", "bytes=100000-", "bytes=150000-"]),
        ([CUT, Answer(cut=0)], ["", "bytes=100000-", "bytes=100000-"]),
        ([CUT, Answer(ranges=False)], ["", "bytes=100000-"]),
        ([Answer(cut=200_000), Answer(cut=0, ranges=False), Answer()], ["", "bytes=200000-", ""]),
        ([Answer(status) for status in (429, 500, 502, 503)], [""] * 5),
        ([Answer(compressed=True)], [""]),
        ([CUT, Answer(compressed=True)], ["", "bytes=100000-"]),
        ([Answer(sized=False)], [""]),
        ([Answer(302, {"Location": "/a"})], ["", ""]),
        ([CUT, Answer(302, {"Location": "/a"})], ["", "bytes=100000-", "bytes=100000-"]),
        # What is cut was another file, so that the parts do not fit.
        ([Answer(cut=1000, data=DATA[::-1])], ["", "bytes=1000-", ""]),
        # What is cut was a longer file.
        ([Answer(cut=400_000, data=DATA * 2)], ["", "bytes=400000-", ""]),
    ],
)  # fmt: skip
def test_a_file_arrives_whatever_the_server_does_meanwhile(
    loads: Downloads, server: SourceServer, answers: list[Answer], ranges: list[str], tmp_path: Path
) -> None:
    url = server.put("a", DATA, *answers)
    assert loads.bytes_of(url, DIGEST) == DATA
    assert [asked for _, asked in server.requests] == ranges
    assert kept(tmp_path) == {DIGEST: len(DATA)}


@pytest.mark.acceptance
@pytest.mark.parametrize(
    ("answers", "message", "requests"),
    [
        ([Answer(404)], "127.0.0.1 answers 404 Not Found", 1),
        ([Answer(410)], "answers 410 Gone", 1),
        ([Answer(403)], "answers 403 Forbidden", 1),
        ([Answer(304)], "answers 304", 1),
        ([Answer(503)] * 9, "answers 503 Service Unavailable, 5 times", ATTEMPTS),
        ([Answer(cut=0)] * 9, "127.0.0.1.*, 5 times", ATTEMPTS),
        ([Answer(429, {"Retry-After": "3600"})], "asks for a pause of 3600 seconds", 1),
        ([Answer(302, {"Location": "/a"})] * 40, "cannot be followed: .*redirects", 21),
        ([Answer(302, {"Location": "ftp://127.0.0.1/a"})], "cannot be followed", 1),
        ([Answer(data=bytes(1_000_001))], "the file has more than 1,000,000 bytes", 1),
        ([Answer(data=bytes(1_000_001), sized=False)], "more than 1,000,000 bytes", 1),
        ([Answer(data=bytes(99_000_000), compressed=True)], "more than 1,000,000 bytes", 1),
    ],
)
def test_a_file_that_does_not_arrive_is_told(
    loads: Downloads,
    server: SourceServer,
    answers: list[Answer],
    message: str,
    requests: int,
    tmp_path: Path,
) -> None:
    url = server.put("a", DATA, *answers)
    with pytest.raises(Unavailable, match=message):
        loads.bytes_of(url, DIGEST)
    assert len(server.requests) == requests
    assert kept(tmp_path) == {}
    server.answers["/a"].clear()
    assert loads.bytes_of(url, DIGEST) == DATA


def test_what_has_arrived_is_kept_for_the_next_run(
    loads: Downloads, server: SourceServer, tmp_path: Path
) -> None:
    url = server.put("a", DATA, *[Answer(cut=1000)] * ATTEMPTS)
    with pytest.raises(Unavailable, match="5 times"):
        loads.bytes_of(url, DIGEST)
    assert list(kept(tmp_path).values()) == [5000]
    assert loads.bytes_of(url, DIGEST) == DATA
    assert server.requests[-1] == ("/a", "bytes=5000-")


def test_processes_that_want_one_file_ask_for_it_once(
    loads: Downloads, server: SourceServer
) -> None:
    url = server.put("a", DATA)
    with ThreadPoolExecutor(4) as pool:
        found = pool.map(lambda _: loads.bytes_of(url, DIGEST), range(4))
        assert set(found) == {DATA}
    assert len(server.requests) == 1


def test_a_file_that_is_whole_needs_no_request(
    loads: Downloads, server: SourceServer, tmp_path: Path
) -> None:
    """The process died before it gave the file its name."""
    folder = tmp_path / "cache" / "sources"
    folder.mkdir(parents=True)
    (folder / f".{DIGEST}.partial").write_bytes(DATA)
    assert loads.bytes_of(server.put("a", DATA), DIGEST) == DATA
    assert server.requests == []
    assert kept(tmp_path) == {DIGEST: len(DATA)}


def test_a_damaged_file_in_the_cache_is_brought_again(
    loads: Downloads, server: SourceServer, tmp_path: Path
) -> None:
    url = server.put("a", DATA)
    loads.bytes_of(url, DIGEST)
    (tmp_path / "cache" / "sources" / DIGEST).write_bytes(b"damaged")
    assert loads.bytes_of(url, DIGEST) == DATA
    assert kept(tmp_path) == {DIGEST: len(DATA)}


def test_changed_bytes_are_given_and_not_kept(
    loads: Downloads, server: SourceServer, tmp_path: Path
) -> None:
    url = server.put("a", b"something else")
    assert loads.bytes_of(url, DIGEST) == b"something else"
    assert kept(tmp_path) == {}


def test_pauses_grow_and_a_server_may_ask_for_more(
    loads: Downloads, server: SourceServer, slept: list[float]
) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True)
    asks = [Answer(503, {"Retry-After": value}) for value in ("", "20", date, "soon")]
    assert loads.bytes_of(server.put("a", DATA, *asks), DIGEST) == DATA
    # Before each attempt: what is asked for or twice as much, then what is left for politeness.
    tries = [pause for pause in slept if pause > 0.5]
    assert 0.5 <= slept[0] <= 1.0
    assert tries[-3] == 20.0
    assert 55 < tries[-2] <= 60
    assert 4.0 <= tries[-1] <= 4.5


def test_a_host_has_a_pause_between_requests(
    loads: Downloads, server: SourceServer, slept: list[float]
) -> None:
    for name in ("a", "b", "c"):
        data = name.encode()
        loads.bytes_of(server.put(name, data), hashlib.sha256(data).hexdigest())
    assert len(slept) == 2
    assert all(0 < pause <= 0.5 for pause in slept)


def test_a_host_that_cannot_be_reached_is_not_asked_again(loads: Downloads) -> None:
    with SourceServer() as gone:
        address = gone.address
    with pytest.raises(Unavailable, match=r"127\.0\.0\.1:\d+: .*, 5 times"):
        loads.bytes_of(f"{address}/a", DIGEST)
    with pytest.raises(Unavailable, match="could not be reached a moment ago"):
        loads.bytes_of(f"{address}/b", "0" * 64)


def test_a_library_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tenacity", None)
    with pytest.raises(WrongUse, match=re.escape('pip install "pactbank[fetch]"')), downloads():
        pytest.fail("a download that cannot be")
