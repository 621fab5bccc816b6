"""Ids in knowledge bases, rulings, and lists that name something twice."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from support.example_faults import patched

NOWHERE = {"scheme": "iso3166-1", "id": "ZZ"}
GOLD = "annotations/gold/calder-radar.v2.json"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Path(shutil.copytree(valid_corpus(), tmp_path / "root"))


def found(root: Path, *changes: tuple[Any, ...], file: str = GOLD) -> set[tuple[str, str]]:
    """Codes and pointers of the problems of a file after changes."""
    value = json.loads((root / file).read_bytes())
    (root / file).write_text(json.dumps(patched(value, changes)))
    return {(p.code, p.pointer) for p in validate(Store(root), [root / file])}


@pytest.mark.parametrize(
    ("pointer", "kb", "fine"),
    [
        ("/refs/0/kb", {"scheme": "iso3166-1", "id": "JP"}, True),
        ("/refs/0/kb", {"scheme": "iso3166-1", "id": "ZZ"}, False),
        ("/refs/0/kb", {"scheme": "iso3166-1", "id": "JPN"}, False),
        ("/refs/0/kb", {"scheme": "iso3166-1", "id": "jp"}, False),
        ("/refs/4/kb", {"scheme": "iso3166-1", "id": "JP"}, False),  # a person
        ("/refs/4/kb", {"scheme": "wikidata", "id": "Q42"}, True),
        ("/refs/4/kb", {"scheme": "wikidata", "id": "42"}, False),
        ("/refs/4/kb", {"scheme": "world", "id": "Ana Moreth"}, False),
        ("/agreements/0/kb", {"scheme": "wikidata", "id": "Q1"}, True),
        ("/agreements/0/kb", {"scheme": "iso3166-1", "id": "JP"}, False),
        ("/agreements/1/kb", {"scheme": "world", "id": "Radar Pact"}, False),
    ],
)
def test_ids_of_knowledge_bases(root: Path, pointer: str, kb: Any, fine: bool) -> None:
    assert found(root, ("add", pointer, kb)) == (set() if fine else {("PB323", f"{pointer}/id")})


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ([("copy", "/entities/0/refs/0", "/entities/0/refs/1")], {"/entities/0/refs/1"}),
        (
            [("copy", "/entities/0/refs/0", "/entities/0/refs/1"),
             ("copy", "/entities/0/refs/0", "/entities/0/refs/1")],
            {"/entities/0/refs/1", "/entities/0/refs/2"},
        ),
        ([("add", "/layers/1", "entities")], {"/layers/1"}),
        ([("replace", "/stances/0/about", ["a1", "a2", "a1"])], {"/stances/0/about/2"}),
    ],
)  # fmt: skip
def test_a_list_names_each_once(root: Path, changes: Any, pointers: set[str]) -> None:
    assert found(root, *changes) == {("PB324", pointer) for pointer in pointers}


@pytest.mark.parametrize(
    "field", ["agreements/0/arguments/0/refs", "stances/0/holders/0/refs", "stances/2/toward"]
)
def test_every_list_of_referents_is_looked_at(root: Path, field: str) -> None:
    value = json.loads((root / GOLD).read_bytes())
    name = value["refs"][0]["id"]
    codes = found(root, ("replace", f"/{field}", [name, name]))
    assert ("PB324", f"/{field}/1") in codes


def test_one_thing_is_one_referent(root: Path) -> None:
    assert found(root, ("copy", "/refs/0/kb", "/refs/2/kb")) == {("PB326", "/refs/2/kb")}


@pytest.mark.parametrize(
    "pointer",
    ["/entities/0", "/agreements/0", "/agreements/0/mentions/0", "/agreements/0/arguments/0",
     "/agreements/0/status/0", "/agreements/0/relations/0", "/stances/0"],
)  # fmt: skip
def test_a_ruling_is_one_that_is_written_down(root: Path, pointer: str) -> None:
    assert found(root, ("add", f"{pointer}/ruling", "R1")) == set()
    assert found(root, ("add", f"{pointer}/ruling", "R2")) == {("PB325", f"{pointer}/ruling")}


def test_rulings_of_another_document_or_without_a_page_are_none(root: Path) -> None:
    other = "annotations/gold/hask-note.v1.json"
    changes = ("add", "/entities/0/ruling", "R1")
    assert found(root, changes, file=other) == {("PB325", "/entities/0/ruling")}
    (root / "annotations/RULINGS.md").unlink()
    assert found(root) == {("PB325", "/entities/6/ruling")}
    (root / "annotations/RULINGS.md").mkdir()
    assert ("PB001", "") in found(root)


def test_the_message_names_the_ruling_that_may_be_meant(root: Path) -> None:
    found(root, ("replace", "/entities/6/ruling", "R11"))
    [problem] = validate(Store(root), [root / GOLD])
    assert problem.message == (
        "'R11' is not in RULINGS.md under the heading of this document, nor before all headings of "
        "documents; perhaps 'R1' is meant"
    )


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ([("add", "/refs", [{"id": "r1", "type": "STATE", "kb": NOWHERE}])],
         {("PB323", "/refs/0/kb/id")}),
        ([("add", "/entities/0/refs", ["r1", "r1"])], {("PB324", "/entities/0/refs/1")}),
        ([("add", "/layers", ["entities", "entities"])], {("PB324", "/layers/1")}),
        ([("add", "/created", "2031-02-30")], {("PB207", "/created")}),
        ([("add", "/created", "2031-02-28")], set()),
    ],
)  # fmt: skip
def test_predictions_have_possible_values(
    root: Path, changes: Any, expected: set[tuple[str, str]]
) -> None:
    line = (root / "predictions.jsonl").read_text().splitlines()[-1]
    value = patched(json.loads(line), tuple(changes))
    (root / "one.jsonl").write_text(json.dumps(value) + "\n")
    problems = validate(Store(root), [root / "one.jsonl"])
    assert {(p.code, p.pointer) for p in problems} == expected


@pytest.mark.parametrize(
    ("file", "pointer"),
    [(GOLD, "/refs/0/name"), ("corpus/hask-note/v1.json", "/title"),
     ("corpus/orlen-supply/v1.json", "/source/authors/value/0"),
     ("corpus/orlen-supply/v1.json", "/rights/holder"),
     ("corpus/calder-radar/v2.json", "/reason"),
     ("annotations/annotators.json", "/annotators/2/model"),
     ("annotations/annotators.json", "/annotators/0/description")],
)  # fmt: skip
def test_names_have_something_to_read(root: Path, file: str, pointer: str) -> None:
    assert found(root, ("replace", pointer, " \u200b"), file=file) == {("PB217", pointer)}


@pytest.mark.parametrize(
    ("pointer", "value", "code"),
    [
        ("/language", "English", "PB105"),
        ("/language", "xx", "PB214"),
        ("/source/published/value", "9 November 2000", "PB105"),
        ("/source/published/value", "2031-02-30", "PB207"),
        ("/source/retrieved/value", "2031-02-29T10:00", "PB207"),
        ("/source/url/value", "javascript:alert(1)", "PB105"),
        ("/source/url/value", "https://a:b@example.org", "PB215"),
        ("/source/archived_url/value", "ftp://example.org", "PB105"),
        ("/source/archived_url/value", "http:///x", "PB215"),
        ("/rights/license", "CC BY 2.5", "PB105"),
        ("/rights/license", "CC-BY", "PB216"),
        ("/raw/media_type", "a page", "PB105"),
    ],
)
def test_values_of_documents(root: Path, pointer: str, value: str, code: str) -> None:
    file = "corpus/hask-note/v1.json"
    assert found(root, ("replace", pointer, value), file=file) == {(code, pointer)}


@pytest.mark.parametrize(
    ("pointer", "value", "form"),
    [
        ("/language", "English", "en or pt-BR"),
        ("/source/published/value", "9 November 2000", "2031-05-28 or 2031-05-28T14:05"),
        ("/source/url/value", "javascript:alert(1)", "https://example.org/news/1"),
        ("/rights/license", "CC BY 2.5", "CC-BY-4.0 or LicenseRef-publisher"),
        ("/story", "My story", "orlen-talks"),
    ],
)
def test_a_wrong_form_is_told_with_the_one_that_is_wanted(
    root: Path, pointer: str, value: str, form: str
) -> None:
    file = root / "corpus/hask-note/v1.json"
    found(root, ("replace", pointer, value), file="corpus/hask-note/v1.json")
    [problem] = validate(Store(root), [file])
    assert f"does not have the form {form}" in problem.message
