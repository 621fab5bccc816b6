"""Publishing to a Hub on loopback and loading from it, in fresh processes, with the libraries as
they come."""

from __future__ import annotations

import json
import re
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from acceptance.conftest import REPOSITORY, Session, opened
from acceptance.loopback_hub import TOKEN, Fault
from acceptance.repositories import Repository
from builds import contents
from pactbank import codec
from pactbank.dataset import CONFIGS, build, manifest
from pactbank.model.registers import Manifest
from pactbank.rights import runs

pytestmark = pytest.mark.acceptance

LOAD = """
import json, sys, datasets
name, config, revision, streaming, split = sys.argv[1:]
rows = datasets.load_dataset(name, config, split=split, revision=revision or None,
                             streaming=streaming == "streaming")
print(json.dumps(list(rows), default=str))
"""
SPLIT = "train"


def loaded(session: Session, revision: str, streaming: str = "", **more: str) -> Any:
    """The rows of the agreements that a fresh process gets."""
    ran = session.python(LOAD, REPOSITORY, "agreements", revision, streaming, SPLIT, **more)
    assert ran.returncode == 0, ran.stderr
    return json.loads(ran.stdout)


def relation(rows: Any) -> str:
    said: str = rows[0]["agreements"][0]["relations"][0]["type"]
    return said


def change(session: Session, old: str = "REPLACES", new: str = "AMENDS") -> None:
    gold = session.store.annotation_path("gold", "mirr-boats", 1)
    gold.write_text(gold.read_text().replace(old, new))


def repository(session: Session) -> Repository:
    return session.hub.repositories[REPOSITORY]


def head(session: Session) -> dict[str, bytes]:
    found = repository(session)
    return found.commits[found.branches["main"]]


def quiet(ran: Any, code: int) -> str:
    """What a command said, which ended with this code, without a traceback or the token."""
    said = f"{ran.stdout}{ran.stderr}"
    assert ran.returncode == code, said
    assert "Traceback" not in said
    assert TOKEN not in said
    return " ".join(said.split())


def test_two_releases_and_main_give_each_its_own_rows(session: Session) -> None:
    quiet(session.publish("v1.0.0"), 0)
    first = head(session)
    change(session)
    said = quiet(session.publish("v1.1.0", "--message", "More pacts"), 0)
    assert "revision='v1.1.0'" in said
    assert repository(session).titles == ["initial", "PactBank v1.0.0", "More pacts"]
    assert {name: relation(loaded(session, name)) for name in ("v1.0.0", "v1.1.0", "main", "")} == {
        "v1.0.0": "REPLACES", "v1.1.0": "AMENDS", "main": "AMENDS", "": "AMENDS",
    }  # fmt: skip
    assert relation(loaded(session, "v1.0.0", "streaming")) == "REPLACES"
    assert relation(loaded(session, "v1.1.0", "streaming")) == "AMENDS"
    # One cache for all of them mixes nothing up either.
    home = str(session.place / "one")
    for name, word in (("v1.0.0", "REPLACES"), ("v1.1.0", "AMENDS"), ("v1.0.0", "REPLACES")):
        assert relation(loaded(session, name, HF_HOME=home)) == word
    # What the second release has no more is gone from main, and only that.
    built = codec.decode(head(session)["manifest.json"], Manifest)
    assert head(session).keys() == {f.path for f in built.files} | {
        "manifest.json",
        ".gitattributes",
    }
    assert first.keys() - head(session).keys()


@pytest.mark.parametrize("config", CONFIGS)
def test_every_config_of_a_release_loads_from_the_hub(session: Session, config: str) -> None:
    build(session.store, session.place / "open", "open")
    quiet(session.publish("v1.0.0"), 0)
    [file] = [
        file
        for file in manifest.read(session.place / "open").files
        if (file.config, file.split) == (config, "train")
    ]
    written = pq.read_table(session.place / "open" / file.path).to_pylist()
    ran = session.python(LOAD, REPOSITORY, config, "v1.0.0", "", "train")
    assert json.loads(ran.stdout) == json.loads(json.dumps(written, default=str))


def test_a_dry_run_lists_what_would_be_sent_and_asks_nobody(session: Session) -> None:
    said = quiet(session.publish("v1.0.0", "--dry-run", HF_TOKEN=""), 0)
    assert session.hub.requests == []
    quiet(session.publish("v1.0.0"), 0)
    sent = {path: len(data) for path, data in head(session).items() if path != ".gitattributes"}
    listed = {
        path: int(size) for path, size in re.findall(r"│ (\S+\.\S+|LICENSE)\s+│\s+(\d+) │", said)
    }
    assert listed == sent
    assert f"{len(sent)} files" in said
    assert str(sum(sent.values())) in said


def test_a_tag_that_exists_is_refused_before_anything_is_built(session: Session) -> None:
    quiet(session.publish("v1.0.0"), 0)
    change(session)
    session.hub.requests.clear()
    said = quiet(session.publish("v1.0.0"), 2)
    assert "has a tag v1.0.0, and a release is never changed" in said
    assert [method for method, _ in session.hub.requests] == ["GET"]
    assert relation(loaded(session, "v1.0.0")) == "REPLACES"


def test_a_pull_request_is_loaded_by_its_revision_and_tagged_when_merged(session: Session) -> None:
    quiet(session.publish("v1.0.0"), 0)
    change(session)
    said = quiet(session.publish("v1.1.0", "--create-pr"), 0)
    assert "discussions/1" in said
    assert "not tagged: merge it" in said
    found = repository(session)
    assert found.tags.keys() == {"v1.0.0"}
    assert relation(loaded(session, "refs/pr/1")) == "AMENDS"
    assert relation(loaded(session, "main")) == "REPLACES"
    found.branches["main"] = found.pulls["refs/pr/1"]
    assert "main has these files already" in quiet(session.publish("v1.1.0", "--create-pr"), 0)
    quiet(session.publish("v1.1.0"), 0)
    assert len(found.commits) == 3
    assert found.tags["v1.1.0"] == found.pulls["refs/pr/1"]


def test_private_and_gated_give_the_library_s_own_error(session: Session) -> None:
    quiet(session.publish("v1.0.0", "--private"), 0)
    found = repository(session)
    assert found.private
    assert relation(loaded(session, "v1.0.0")) == "REPLACES"
    ran = session.python(LOAD, REPOSITORY, "agreements", "v1.0.0", "", SPLIT, HF_TOKEN="")
    assert "DatasetNotFoundError" in ran.stderr
    found.private, found.gated = False, True
    ran = session.python(LOAD, REPOSITORY, "agreements", "v1.0.0", "", SPLIT, HF_TOKEN="")
    assert "is a gated dataset on the Hub" in ran.stderr
    assert "private is for a new one" in quiet(session.publish("v1.1.0", "--private"), 2)


def test_a_connection_cut_in_the_middle_of_the_upload(session: Session) -> None:
    quiet(session.publish("v1.0.0"), 0)
    before = head(session)
    change(session)
    # From the second file on, nothing gets through.
    session.hub.faults = [Fault("PUT", "/lfs/", skip=1)]
    said = quiet(session.publish("v1.1.0"), 1)
    assert "what was published is unchanged; run it again to complete this" in said
    assert head(session) == before
    assert repository(session).tags.keys() == {"v1.0.0"}
    assert relation(loaded(session, "v1.0.0")) == relation(loaded(session, "main")) == "REPLACES"
    session.hub.faults = []
    arrived = len(session.hub.large)
    session.hub.requests.clear()
    quiet(session.publish("v1.1.0"), 0)
    sent = sum(method == "PUT" for method, _ in session.hub.requests)
    assert sent == len(session.hub.large) - arrived, "what had arrived was sent again"
    assert relation(loaded(session, "v1.1.0")) == "AMENDS"
    assert repository(session).titles == ["initial", "PactBank v1.0.0", "PactBank v1.1.0"]


@pytest.mark.parametrize(
    ("place", "state"),
    [
        (Fault("POST", "/commit/", times=1), "what was published is unchanged"),
        (Fault("POST", "/tag/", times=1), "the files are there, as commit"),
    ],
)
def test_a_connection_cut_at_the_end_of_the_upload(
    session: Session, place: Fault, state: str
) -> None:
    session.hub.faults = [place]
    assert state in quiet(session.publish("v1.0.0"), 1)
    assert repository(session).tags == {}
    quiet(session.publish("v1.0.0"), 0)
    assert repository(session).titles == ["initial", "PactBank v1.0.0"]
    assert relation(loaded(session, "v1.0.0")) == "REPLACES"


@pytest.mark.parametrize(
    ("fault", "said"),
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
def test_a_hub_that_refuses(settled: Session, fault: Fault, said: str) -> None:
    before = head(settled)
    settled.hub.faults = [fault]
    message = quiet(settled.publish("v1.1.0"), 1)
    assert said in message
    assert f"pactbank: {REPOSITORY}: " in message
    assert "So far " in message
    assert "To go on: " in message
    assert repository(settled).tags.keys() == {"v1.0.0"}
    assert head(settled) == before


def test_what_somebody_else_publishes_meanwhile_is_not_undone(session: Session) -> None:
    quiet(session.publish("v1.0.0"), 0)
    change(session)
    found = repository(session)

    def theirs() -> None:
        tree = {**head(session), "NOTES.md": b"theirs"}
        found.branches["main"] = found.commit(tree, "notes")

    session.hub.meanwhile["/preupload/"] = theirs
    assert "somebody else changed the repository meanwhile" in quiet(session.publish("v1.1.0"), 1)
    assert found.titles == ["initial", "PactBank v1.0.0", "notes"]
    assert relation(loaded(session, "main")) == "REPLACES"


@pytest.mark.parametrize("status", [409, 500])
def test_a_tag_that_is_refused_is_set_by_the_next_run(session: Session, status: int) -> None:
    session.hub.faults = [Fault("POST", "/tag/", status, error="not now", times=1)]
    message = quiet(session.publish("v1.0.0"), 1)
    assert f"(HTTP {status} from {session.hub.address}" in message
    assert "the files are there, as commit" in message
    assert "run it again to tag them" in message
    quiet(session.publish("v1.0.0"), 0)
    assert repository(session).titles == ["initial", "PactBank v1.0.0"]
    assert repository(session).tags == {"v1.0.0": repository(session).branches["main"]}


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Session]:
    """A session with a release, and a corpus that has changed since."""
    with opened(tmp_path_factory.mktemp("settled")) as found:
        quiet(found.publish("v1.0.0"), 0)
        change(found)
        yield found


def test_a_wrong_token(session: Session) -> None:
    said = quiet(session.publish("v1.0.0", HF_TOKEN="hf_another_secret"), 1)
    assert "the token is missing, wrong or expired (HTTP 401" in said
    assert "hf auth login" in said
    assert "hf_another_secret" not in said
    assert session.hub.repositories == {}


def test_no_token(session: Session) -> None:
    said = quiet(session.publish("v1.0.0", HF_TOKEN=""), 2)
    assert "there is no token for the Hub" in said
    assert session.hub.requests == []


def test_a_server_that_is_down(session: Session) -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]
    began = time.monotonic()
    said = quiet(session.publish("v1.0.0", HF_ENDPOINT=f"http://127.0.0.1:{port}"), 1)
    assert f"cannot work with the Hub at http://127.0.0.1:{port}: ConnectError" in said
    assert "check the network and HF_ENDPOINT" in said
    assert time.monotonic() - began < 60


def test_offline_mode_is_named(session: Session) -> None:
    assert "HF_HUB_OFFLINE" in quiet(session.publish("v1.0.0", HF_HUB_OFFLINE="1"), 1)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("nobody", "--tag", "v1.0.0"), "write it as ORG/NAME"),
        (("a/b/c", "--tag", "v1.0.0"), "is no repository"),
        (("a/b", "--tag", "newest"), "write it like v1.0.0"),
        (("a/b", "--tag", "v1.0.0", "--text", "full"), "publish with --text open"),
    ],
)
def test_wrong_use(session: Session, words: tuple[str, ...], said: str) -> None:
    assert said in quiet(session.pactbank("publish", *words), 2)
    assert [path for _, path in session.hub.requests if "refs" not in path] == []


def test_what_the_gate_finds_is_not_sent(session: Session) -> None:
    """A source fact that quotes the withheld text: no field for words, yet its words."""
    file = session.store.path("veldria-talks", 1, ".json")
    quoting = "said on Thursday, May 29 that an Intelligence pact"
    file.write_text(file.read_text().replace("written for tests", quoting))
    said = quiet(session.publish("v1.0.0"), 1)
    assert "PB817" in said
    assert "it quotes veldria-talks: " in said
    assert session.hub.repositories == {}


def test_no_published_byte_says_four_words_of_a_withheld_text(session: Session) -> None:
    quiet(session.publish("v1.0.0"), 0)
    document = session.store.document("veldria-talks")
    withheld = runs(f"{session.store.raw(document)} {document.title}")
    assert len(withheld) > 40
    for path, data in head(session).items():
        assert not withheld & runs(path)
        said = list(values(session.place, data)) if path.endswith(".parquet") else [data.decode()]
        assert said
        for part in said:
            assert not withheld & runs(part), path
    full = session.place / "full"
    build(session.store, full)
    [file] = full.glob("tokens/test-*.parquet")
    assert any(withheld & runs(part) for part in values(session.place, file.read_bytes()))


def values(place: Path, data: bytes) -> Iterator[str]:
    """Every value of a Parquet file as a string; of a list its items, one after the other."""
    (place / "some.parquet").write_bytes(data)
    schema = pq.read_schema(place / "some.parquet")
    yield " ".join(schema.names)
    yield str(schema.metadata)
    for row in pq.read_table(place / "some.parquet").to_pylist():
        yield from walked(row)


def walked(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for inner in value.values():
            yield from walked(inner)
    elif isinstance(value, list):
        yield " ".join(map(str, value))
        for inner in value:
            yield from walked(inner)
    else:
        yield str(value)


BLOCK = re.compile(r"```python\n(.*?)```", re.DOTALL)


def snippets(session: Session, tag: str) -> list[str]:
    """The ways to load that the card documents, for this repository and a tag."""
    card = head(session)["README.md"].decode()
    said = [block for block in BLOCK.findall(card) if "load_dataset" in block]
    return [block.replace("ORG/NAME", REPOSITORY).replace("TAG", tag) for block in said]


def test_the_ways_to_load_that_the_card_shows(session: Session) -> None:
    quiet(session.publish("v1.0.0"), 0)
    online, exact = snippets(session, "v1.0.0")
    for code in (online, exact):
        ran = session.python(f"{code}\nprint(len(entities))")
        assert ran.returncode == 0, ran.stderr
        assert ran.stdout.strip().splitlines()[-1] in ("1", "3")


def test_the_documented_way_gives_the_named_revision_without_a_network(session: Session) -> None:
    """`load_dataset(..., revision=)` takes any cached revision when it is offline."""
    quiet(session.publish("v1.0.0"), 0)
    change(session)
    quiet(session.publish("v1.1.0"), 0)
    home = str(session.place / "traveller")
    for tag in ("v1.0.0", "v1.1.0"):
        code = exact(session, tag)
        ran = session.python(code, HF_HOME=home)
        assert ran.returncode == 0, ran.stderr
    session.hub.faults = [Fault(method, ".") for method in ("GET", "HEAD", "POST")]
    session.hub.requests.clear()
    for tag, word in (("v1.0.0", "REPLACES"), ("v1.1.0", "AMENDS"), ("v1.0.0", "REPLACES")):
        ran = session.python(exact(session, tag), HF_HOME=home, HF_HUB_OFFLINE="1", HF_TOKEN="")
        assert ran.returncode == 0, ran.stderr
        assert ran.stdout.split()[-1] == word
    assert session.hub.requests == []


def exact(session: Session, tag: str) -> str:
    """The card's way that is exact without a network, asked for the relation that changes."""
    code = snippets(session, tag)[1].replace('"entities"', '"agreements"')
    first = 'entities["train"][0]["agreements"][0]["relations"][0]["type"]'
    return f"{code}\nprint({first})"


def test_a_release_on_the_hub_is_filled_in(session: Session) -> None:
    quiet(session.publish("v1.0.0"), 0)
    build(session.store, session.place / "full")
    change(session)
    quiet(session.publish("v1.1.0"), 0)
    raw = session.store.path("veldria-talks", 1, ".raw.txt")
    words = ("--from", str(raw), "--out", "filled")
    quiet(session.pactbank("rehydrate", REPOSITORY, "--revision", "v1.0.0", *words), 0)
    assert contents(session.place / "filled") == contents(session.place / "full")
    build(session.store, session.place / "full")
    quiet(session.pactbank("rehydrate", REPOSITORY, *words), 0)
    assert contents(session.place / "filled") == contents(session.place / "full")


def test_filling_in_what_is_not_on_the_hub(session: Session) -> None:
    raw = str(session.store.path("veldria-talks", 1, ".raw.txt"))
    words = ("--from", raw, "--out", "filled")
    said = quiet(session.pactbank("rehydrate", "marsk-lab/nothing", *words), 1)
    assert "no folder here has this name" in said
    quiet(session.publish("v1.0.0"), 0)
    said = quiet(session.pactbank("rehydrate", REPOSITORY, "--revision", "v9.0.0", *words), 1)
    assert "there is no such repository, revision or file" in said
    assert not (session.place / "filled").exists()
