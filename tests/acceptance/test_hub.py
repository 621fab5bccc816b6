"""Publishing to a Hub on loopback and loading from it, in fresh processes, with the libraries as
they come."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from acceptance.loopback_hub import Fault
from acceptance.session import LOAD, REPOSITORY, Session, quiet, relation
from pactbank.corpus.files import sha256
from pactbank.corpus.rights import runs
from pactbank.dataset import CONFIGS, build, manifest
from pactbank.model import codec
from pactbank.model.registers import Manifest
from support.builds import contents

pytestmark = pytest.mark.acceptance


def test_two_releases_and_main_give_each_its_own_rows(session: Session) -> None:
    quiet(session.publish("v1.0.0"), 0)
    first = session.head
    session.change()
    message = quiet(session.publish("v1.1.0", "--message", "More pacts"), 0)
    assert "revision='v1.1.0'" in message
    assert session.repository.titles == ["initial", "Marsk pacts v1.0.0", "More pacts"]
    assert {name: relation(session.loaded(name)) for name in ("v1.0.0", "v1.1.0", "main", "")} == {
        "v1.0.0": "REPLACES", "v1.1.0": "AMENDS", "main": "AMENDS", "": "AMENDS",
    }  # fmt: skip
    assert relation(session.loaded("v1.0.0", "streaming")) == "REPLACES"
    assert relation(session.loaded("v1.1.0", "streaming")) == "AMENDS"
    # One cache for all of them mixes nothing up either.
    home = str(session.place / "one")
    for name, word in (("v1.0.0", "REPLACES"), ("v1.1.0", "AMENDS"), ("v1.0.0", "REPLACES")):
        assert relation(session.loaded(name, HF_HOME=home)) == word
    # What the second release has no more is gone from main, and only that.
    built = codec.decode(session.head["manifest.json"], Manifest)
    assert session.head.keys() == {f.path for f in built.files} | {
        "manifest.json",
        ".gitattributes",
    }
    assert first.keys() - session.head.keys()


def test_every_config_of_a_release_loads_from_the_hub(session: Session) -> None:
    build(session.store, session.place / "open", "open")
    quiet(session.publish("v1.0.0"), 0)
    files = manifest.read(session.place / "open").files
    written = {file.config: file.path for file in files if file.split == "train"}
    assert written.keys() == set(CONFIGS)
    for config, path in written.items():
        rows = pq.read_table(session.place / "open" / path).to_pylist()
        ran = session.python(LOAD, REPOSITORY, str(config), "v1.0.0", "", "train")
        assert json.loads(ran.stdout) == json.loads(json.dumps(rows, default=str))


def test_a_dry_run_lists_what_would_be_sent_and_sends_nothing(session: Session) -> None:
    message = quiet(session.publish("v1.0.0", "--dry-run", HF_TOKEN=""), 0)
    assert {method for method, _ in session.hub.requests} == {"GET"}
    assert "no such repository, or none that you may see: nothing would be deleted" in message
    quiet(session.publish("v1.0.0"), 0)
    sent = {path: len(data) for path, data in session.head.items() if path != ".gitattributes"}
    listed = {
        path: int(size) for path, size in re.findall(r"│ (\S+\.\S+|LICENSE)\s+│\s+(\d+) │", message)
    }
    assert listed == sent
    assert f"{len(sent)} files" in message
    assert str(sum(sent.values())) in message


NOTES = {"NOTES.md": b"theirs", "more/figures.csv": b"1"}


def released_with_notes(session: Session) -> None:
    """A release, to which others have added files of their own."""
    session.released()
    found = session.repository
    found.branches["main"] = found.commit({**session.head, **NOTES}, "notes")
    session.change()


def test_files_of_others_stay(session: Session) -> None:
    released_with_notes(session)
    before = session.head
    message = quiet(session.publish("v1.1.0"), 0)
    after = session.head
    assert NOTES.items() <= after.items()
    built = codec.decode(after["manifest.json"], Manifest)
    known = {f.path for f in built.files} | {"manifest.json", ".gitattributes"}
    assert after.keys() == known | NOTES.keys()
    gone = before.keys() - after.keys()
    assert gone
    assert all(f"deleted, as this release lacks it: {path}" in message for path in gone)
    assert not any(path in message for path in NOTES)
    # They are in nobody's way when the release is filled in.
    raw = str(session.store.path("veldria-talks", 1, ".raw.txt"))
    quiet(session.pactbank("rehydrate", REPOSITORY, "--from", raw, "--out", "filled"), 0)


def test_a_dry_run_lists_what_would_be_deleted(session: Session) -> None:
    released_with_notes(session)
    before = session.head
    listed = quiet(session.publish("v1.1.0", "--dry-run", HF_TOKEN=""), 0)
    assert session.head == before
    quiet(session.publish("v1.1.0"), 0)
    assert {path for path in before if f"lacks it: {path}" in listed} == before.keys() - {
        *session.head
    }


def test_a_dry_run_without_a_hub_says_what_it_does_not_know(session: Session) -> None:
    session.hub.faults = [Fault("GET", ".", 418)]
    message = quiet(session.publish("v1.0.0", "--dry-run"), 0)
    assert "what would be deleted there is unknown: " in message


def test_nothing_is_deleted_that_nobody_agreed_to(session: Session) -> None:
    released_with_notes(session)
    before = session.head
    words = ("publish", REPOSITORY, "--tag", "v1.1.0")
    message = quiet(session.pactbank(*words), 2)
    assert "deleted, as this release lacks it: " in message
    assert "nothing was sent: agree to these losses with --yes" in message
    assert session.head == before
    assert session.repository.tags.keys() == {"v1.0.0"}


@pytest.mark.parametrize("answer", ["y", "n"])
def test_somebody_at_a_terminal_is_asked(session: Session, answer: str) -> None:
    released_with_notes(session)
    before = session.head
    code = (
        "import pty, sys; "
        "sys.exit(pty.spawn([*sys.argv[2:]], stdin_read=lambda fd: sys.argv[1].encode()) >> 8)"
    )
    command = str(Path(sys.executable).parent / "pactbank")
    words = (command, "publish", REPOSITORY, "--tag", "v1.1.0")
    ran = session.python(code, f"{answer}\n", *words, PACTBANK_ROOT=str(session.store.root))
    assert "Go on?" in ran.stdout
    assert ran.returncode == (0 if answer == "y" else 2), ran.stdout
    assert (session.head == before) == (answer == "n")


def test_a_file_of_somebody_else_under_our_name_is_asked_about(session: Session) -> None:
    session.released()
    found = session.repository
    found.branches["main"] = found.commit({**session.head, "README.md": b"# edited"}, "edit")
    message = quiet(session.publish("v1.1.0", "--dry-run"), 0)
    assert "overwritten, and not from an earlier release: README.md" in message
    words = ("publish", REPOSITORY, "--tag", "v1.1.0")
    assert "agree to these losses with --yes" in quiet(session.pactbank(*words), 2)
    assert session.head["README.md"] == b"# edited"
    quiet(session.publish("v1.1.0"), 0)
    assert session.head["README.md"] != b"# edited"


def test_a_repository_of_somebody_else_loses_nothing_unasked(session: Session) -> None:
    session.released()
    found = session.repository
    found.branches["main"] = found.commit({"manifest.json": b"{}", "data.csv": b"1"}, "theirs")
    message = quiet(session.publish("v1.1.0", "--dry-run"), 0)
    assert "overwritten, and not from an earlier release: manifest.json" in message
    assert "data.csv" not in message
    quiet(session.publish("v1.1.0"), 0)
    assert session.head["data.csv"] == b"1"


def test_a_tag_that_exists_is_refused_before_anything_is_built(session: Session) -> None:
    session.released()
    session.change()
    session.hub.requests.clear()
    message = quiet(session.publish("v1.0.0"), 2)
    assert "has a tag v1.0.0, and a release is never changed" in message
    assert [method for method, _ in session.hub.requests] == ["GET"]
    assert relation(session.loaded("v1.0.0")) == "REPLACES"


def test_a_pull_request_is_loaded_by_its_revision_and_tagged_when_merged(session: Session) -> None:
    session.released()
    session.change()
    message = quiet(session.publish("v1.1.0", "--create-pr"), 0)
    assert "discussions/1" in message
    assert "not tagged: merge it" in message
    found = session.repository
    assert found.tags.keys() == {"v1.0.0"}
    assert relation(session.loaded("refs/pr/1")) == "AMENDS"
    assert relation(session.loaded("main")) == "REPLACES"
    found.branches["main"] = found.pulls["refs/pr/1"]
    assert "main has these files already" in quiet(session.publish("v1.1.0", "--create-pr"), 0)
    quiet(session.publish("v1.1.0"), 0)
    assert len(found.commits) == 3
    assert found.tags["v1.1.0"] == found.pulls["refs/pr/1"]


def test_private_and_gated_give_the_library_s_own_error(session: Session) -> None:
    quiet(session.publish("v1.0.0", "--private"), 0)
    found = session.repository
    assert found.private
    assert relation(session.loaded("v1.0.0")) == "REPLACES"
    ran = session.python(LOAD, REPOSITORY, "agreements", "v1.0.0", "", "train", HF_TOKEN="")
    assert "DatasetNotFoundError" in ran.stderr
    found.private, found.gated = False, True
    ran = session.python(LOAD, REPOSITORY, "agreements", "v1.0.0", "", "train", HF_TOKEN="")
    assert "is a gated dataset on the Hub" in ran.stderr
    assert "private is for a new one" in quiet(session.publish("v1.1.0", "--private"), 2)


def test_what_the_gate_finds_is_not_sent(session: Session) -> None:
    """A source fact that quotes the withheld text: no field for words, yet its words."""
    file = session.store.path("veldria-talks", 1, ".json")
    quoting = "said early Thursday, May 29 that an Intelligence pact"
    file.write_text(file.read_text().replace("written for tests", quoting))
    session.store.relock({"veldria-talks/v1.json": sha256(file.read_bytes())})
    message = quiet(session.publish("v1.0.0"), 1)
    assert "PB817" in message
    assert "it quotes veldria-talks: " in message
    assert session.hub.repositories == {}


def test_no_published_byte_says_four_words_of_a_withheld_text(session: Session) -> None:
    quiet(session.publish("v1.0.0"), 0)
    document = session.store.document("veldria-talks")
    withheld = runs(f"{session.store.raw(document)} {document.title}")
    assert len(withheld) > 40
    for path, data in session.head.items():
        assert not withheld & runs(path)
        is_table = path.endswith(".parquet")
        strings = list(values(session.place, data)) if is_table else [data.decode()]
        assert strings
        for part in strings:
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
    """The ways to load that the card of a release documents, as they stand there."""
    repository = session.repository
    card = repository.commits[repository.tags[tag]]["README.md"].decode()
    assert "ORG/NAME" not in card
    return [block for block in BLOCK.findall(card) if "load_dataset" in block]


CROISSANT = """
import json, sys, warnings
warnings.simplefilter("ignore")
import mlcroissant
dataset = mlcroissant.Dataset(jsonld=sys.argv[1])
assert not dataset.metadata.ctx.issues.errors
sets = [record_set.id for record_set in dataset.metadata.record_sets]
counts = {name: len(list(dataset.records(name))) for name in sets}
print(json.dumps([dataset.metadata.version, counts]))
"""


@pytest.mark.parametrize("revision", ["v1.0.0", "main"])
def test_the_croissant_file_is_read_where_it_is_published(session: Session, revision: str) -> None:
    quiet(session.publish("v1.0.0"), 0)
    url = f"{session.hub.address}/datasets/{REPOSITORY}/resolve/{revision}/croissant.json"
    cache = str(session.place / "croissant")
    ran = session.python(CROISSANT, url, HF_TOKEN="", CROISSANT_CACHE=cache)
    assert ran.returncode == 0, ran.stderr
    version, records = json.loads(ran.stdout.splitlines()[-1])
    assert version == "1.0.0"
    made = codec.decode(session.head["manifest.json"], Manifest)
    assert made.release is not None
    assert (made.release.repository, made.release.tag) == (REPOSITORY, "v1.0.0")
    rows = {
        Path(file.path).name.rpartition("-")[0]: file.rows
        for file in made.files
        if file.path.startswith("flat/")
    }
    assert records == {**rows, "splits": 3}


def test_the_ways_to_load_that_the_card_shows(session: Session) -> None:
    session.released()
    online, exact = snippets(session, "v1.0.0")
    for code in (online, exact):
        ran = session.python(f"{code}\nprint(len(entities))")
        assert ran.returncode == 0, ran.stderr
        assert ran.stdout.strip().splitlines()[-1] in ("1", "3")


def test_the_documented_way_gives_the_named_revision_without_a_network(session: Session) -> None:
    """`load_dataset(..., revision=)` takes any cached revision when it is offline."""
    session.released()
    session.change()
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
    session.released()
    build(session.store, session.place / "full")
    session.change()
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
    message = quiet(session.pactbank("rehydrate", "marsk-lab/nothing", *words), 1)
    assert "no folder here has this name" in message
    session.released()
    message = quiet(session.pactbank("rehydrate", REPOSITORY, "--revision", "v9.0.0", *words), 1)
    assert "there is no such repository, revision or file" in message
    assert not (session.place / "filled").exists()
