"""A Hub that refuses, fails or cannot be reached: the last release stays, and a message says so."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator

import pytest

from acceptance.endpoints import TOKEN
from acceptance.loopback_hub import Fault
from acceptance.session import REPOSITORY, Session, opened, quiet, relation

pytestmark = pytest.mark.acceptance


def test_a_connection_cut_in_the_middle_of_the_upload(session: Session) -> None:
    session.released()
    before = session.head
    session.change()
    # From the second file on, nothing gets through.
    session.hub.faults = [Fault("PUT", "/lfs/", skip=1)]
    message = quiet(session.publish("v1.1.0"), 1)
    assert "what was published is unchanged; run it again to complete this" in message
    assert session.head == before
    assert session.repository.tags.keys() == {"v1.0.0"}
    assert relation(session.loaded("v1.0.0")) == relation(session.loaded("main")) == "REPLACES"
    session.hub.faults = []
    arrived = len(session.hub.large)
    session.hub.requests.clear()
    quiet(session.publish("v1.1.0"), 0)
    sent = sum(method == "PUT" for method, _ in session.hub.requests)
    assert sent == len(session.hub.large) - arrived, "what had arrived was sent again"
    assert relation(session.loaded("v1.1.0")) == "AMENDS"
    assert session.repository.titles == ["initial", "Marsk pacts v1.0.0", "Marsk pacts v1.1.0"]


@pytest.mark.parametrize(
    ("place", "state"),
    [
        (Fault("POST", "/commit/", times=1), "it is unknown whether the commit was made: look at"),
        (Fault("POST", "/tag/", times=1), "it is unknown whether they are tagged: look at"),
    ],
)
def test_a_connection_cut_at_the_end_of_the_upload(
    session: Session, place: Fault, state: str
) -> None:
    session.hub.faults = [place]
    assert state in quiet(session.publish("v1.0.0"), 1)
    assert session.repository.tags == {}
    quiet(session.publish("v1.0.0"), 0)
    assert session.repository.titles == ["initial", "Marsk pacts v1.0.0"]
    assert relation(session.loaded("v1.0.0")) == "REPLACES"


@pytest.mark.parametrize("status", [None, 500, 504])
def test_an_answer_that_is_lost_after_the_commit(session: Session, status: int | None) -> None:
    """The Hub did what it was asked, and nobody heard so: what is there is unknown."""
    session.hub.faults = [Fault("POST", "/commit/", status, times=1, done=True)]
    message = quiet(session.publish("v1.0.0"), 1)
    page = f"{session.hub.address}/datasets/{REPOSITORY}/commits/main"
    assert f"it is unknown whether the commit was made: look at {page}" in message
    assert "unchanged" not in message
    assert session.repository.titles == ["initial", "Marsk pacts v1.0.0"]
    quiet(session.publish("v1.0.0"), 0)
    assert session.repository.titles == ["initial", "Marsk pacts v1.0.0"]
    assert session.repository.tags == {"v1.0.0": session.repository.branches["main"]}


def test_an_answer_that_is_lost_after_the_tag(session: Session) -> None:
    session.hub.faults = [Fault("POST", "/tag/", times=1, done=True)]
    message = quiet(session.publish("v1.0.0"), 1)
    page = f"{session.hub.address}/datasets/{REPOSITORY}/tree/v1.0.0"
    assert f"it is unknown whether they are tagged: look at {page}" in message
    assert session.repository.tags.keys() == {"v1.0.0"}
    assert relation(session.loaded("v1.0.0")) == "REPLACES"


def test_a_commit_that_is_refused_changed_nothing(session: Session) -> None:
    session.hub.faults = [Fault("POST", "/commit/", 403)]
    assert "what was published is unchanged" in quiet(session.publish("v1.0.0"), 1)


@pytest.mark.parametrize(
    ("fault", "expected"),
    [
        (Fault("GET", "/refs", 401), "the token is missing, wrong or expired"),
        (Fault("GET", "/refs", 500), "the Hub itself failed (HTTP 500"),
        (Fault("GET", "/refs", 429, {"Retry-After": "120"}), "wait 120 seconds, then run it again"),
        (Fault("GET", "/refs", 429, {"ratelimit": '"api";r=0;t=55'}), "wait 55 seconds"),
        (Fault("GET", "/refs", 418), "it refused (HTTP 418"),
        (Fault("POST", "/preupload", 403), "the token may not do this"),
        (Fault("POST", "/create", 500), "the Hub itself failed"),
        (Fault("POST", "/preupload", 429, {"Retry-After": "0"}), "there were too many requests"),
        (Fault("POST", "/preupload", 413), "what was sent is too large"),
        (Fault("POST", "/commit/", 409, error="Merge conflict"), "Merge conflict. So far what was"),
        (Fault("POST", "/commit/", 412), "somebody else changed the repository meanwhile"),
        (Fault("POST", "/commit/", 413), "what was sent is too large"),
        (Fault("POST", "/commit/", 429, {"Retry-After": "7"}), "wait 7 seconds"),
        (Fault("POST", "/commit/", 500), "the Hub itself failed"),
        (Fault("POST", "/commit/", 400, error=f"bad {TOKEN}"), "bad (token)"),
    ],
    ids=lambda value: f"{value.path}-{value.status}" if isinstance(value, Fault) else None,
)
def test_a_hub_that_refuses(settled: Session, fault: Fault, expected: str) -> None:
    before = settled.head
    settled.hub.faults = [fault]
    message = quiet(settled.publish("v1.1.0"), 1)
    assert expected in message
    assert f"pactbank: {REPOSITORY}: " in message
    assert "So far " in message
    assert "To go on: " in message
    assert settled.repository.tags.keys() == {"v1.0.0"}
    assert settled.head == before


def test_what_somebody_else_publishes_meanwhile_is_not_undone(session: Session) -> None:
    session.released()
    session.change()
    found = session.repository

    def theirs() -> None:
        tree = {**session.head, "NOTES.md": b"theirs"}
        found.branches["main"] = found.commit(tree, "notes")

    session.hub.meanwhile["/preupload/"] = theirs
    assert "somebody else changed the repository meanwhile" in quiet(session.publish("v1.1.0"), 1)
    assert found.titles == ["initial", "Marsk pacts v1.0.0", "notes"]
    assert relation(session.loaded("main")) == "REPLACES"


@pytest.mark.parametrize(
    ("status", "told"),
    [(409, "run it again to tag them"), (500, "whether they are tagged: look at")],
)
def test_a_tag_that_is_refused_is_set_by_the_next_run(
    session: Session, status: int, told: str
) -> None:
    session.hub.faults = [Fault("POST", "/tag/", status, error="not now", times=1)]
    message = quiet(session.publish("v1.0.0"), 1)
    assert f"(HTTP {status} from {session.hub.address}" in message
    assert "the files are there, as commit" in message
    assert told in message
    quiet(session.publish("v1.0.0"), 0)
    assert session.repository.titles == ["initial", "Marsk pacts v1.0.0"]
    assert session.repository.tags == {"v1.0.0": session.repository.branches["main"]}


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A session with a release, and a corpus that has changed since."""
    with opened(tmp_path_factory.mktemp("settled")) as found:
        found.released()
        found.change()
        yield found


def test_a_wrong_token(session: Session) -> None:
    message = quiet(session.publish("v1.0.0", HF_TOKEN="hf_another_secret"), 1)
    assert "the token is missing, wrong or expired (HTTP 401" in message
    assert "hf auth login" in message
    assert "hf_another_secret" not in message
    assert session.hub.repositories == {}


def test_no_token(session: Session) -> None:
    message = quiet(session.publish("v1.0.0", HF_TOKEN=""), 2)
    assert "there is no token for the Hub" in message
    assert session.hub.requests == []


def test_a_server_that_is_down(session: Session) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    began = time.monotonic()
    message = quiet(session.publish("v1.0.0", HF_ENDPOINT=f"http://127.0.0.1:{port}"), 1)
    assert f"cannot work with the Hub at http://127.0.0.1:{port}: ConnectError" in message
    assert "check the network and HF_ENDPOINT" in message
    assert time.monotonic() - began < 60


def test_offline_mode_is_named(session: Session) -> None:
    assert "HF_HUB_OFFLINE" in quiet(session.publish("v1.0.0", HF_HUB_OFFLINE="1"), 1)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("nobody", "--tag", "v1.0.0"), "write it as ORG/NAME"),
        (("a/b/c", "--tag", "v1.0.0"), "is no repository"),
        (("a/b", "--tag", "newest"), "write it like v1.0.0"),
        (("a/b", "--tag", "v1.0.0", "--text", "full"), "publish with --text open"),
    ],
)
def test_wrong_use(session: Session, words: tuple[str, ...], expected: str) -> None:
    assert expected in quiet(session.pactbank("publish", *words), 2)
    assert [path for _, path in session.hub.requests if "refs" not in path] == []
