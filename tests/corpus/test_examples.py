"""The folder of examples is the test: the valid corpus keeps every rule, and each failing example
breaks its own and no other."""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

import pytest

import pactbank
from pactbank.cli.app import run
from pactbank.corpus.examples import failing_examples, problems_of, valid_corpus
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.corpus.validate.kinds import kind_of
from pactbank.corpus.world import plan_path
from pactbank.model.packaged import schema_folder
from pactbank.model.rules import rules
from support import example_corpus, example_faults

INVALID = schema_folder() / "examples" / "invalid"
VALID_FILES = sorted(path for path in valid_corpus().rglob("*") if path.is_file())
CODES = sorted(code for code, rule in rules().items() if rule.of == "corpus")
WITHOUT_LINE = {"PB001", "PB009", "PB209", "PB603", "PB604", "PB605", "PB703", "PB704", "PB705"}
"""Rules about a file as a whole, or about one that is not there."""


def test_the_valid_corpus_keeps_every_rule() -> None:
    store = Store(valid_corpus())
    assert validate(store) == []
    assert validate(store, [valid_corpus() / name for name in os.listdir(valid_corpus())]) == []


@pytest.mark.parametrize("path", [path for path in VALID_FILES if kind_of(path)], ids=str)
def test_each_valid_file_keeps_every_rule(path: Path) -> None:
    assert validate(Store(valid_corpus()), [path]) == []


def test_the_valid_corpus_has_every_kind_of_file_and_of_label() -> None:
    store = Store(valid_corpus())
    documents = [store.document(name) for name in store.versions()]
    gold = [store.annotation("gold", document) for document in documents]
    entities = [e for annotation in gold if annotation for e in annotation.entities or ()]
    agreements = [a for annotation in gold if annotation for a in annotation.agreements or ()]
    stances = [s for annotation in gold if annotation for s in annotation.stances or ()]
    statuses = [status for agreement in agreements for status in agreement.status]
    kinds = {kind_of(path) for path in VALID_FILES} - {None}
    assert len(kinds) == 14
    assert store.holds(plan_path(store, "orlen-supply"))
    assert {e.level for e in entities} == {None, "NAM", "NOM", "DEM", "MET", "PRO"}
    assert len({e.type for e in entities}) == 10
    assert any(e.open for e in entities)
    assert any(len(e.refs) > 1 for e in entities)
    assert any(document.withheld and not store.has_text(document) for document in documents)
    assert [document.version for document in documents if document.revises] == [2]
    assert {s.implicit for s in stances} == {None, "AUTHOR", "UNSPECIFIED"}
    assert {s.quote for s in stances} == {"direct", "mixed", "indirect", "none"}
    assert any(link.inferred for s in stances for link in s.chain)
    assert {relation.type for a in agreements for relation in a.relations} >= {"AMENDS", "REPLACES"}
    assert {argument.role for a in agreements for argument in a.arguments} == {
        "PARTY", "PROVIDER", "BENEFICIARY", "PROVISION",
    }  # fmt: skip
    assert any(status.conditional for status in statuses)
    assert {status.polarity for status in statuses} == {"+", "-"}
    assert any(status.source != "AUTHOR" for status in statuses)
    assert any(status.body for status in statuses)
    parties = [[status.party for status in agreement.status] for agreement in agreements]
    assert any(len(set(told)) == 2 for told in parties)


def files(folder: Path) -> dict[str, bytes]:
    """Every file of a folder, a link by where it leads."""
    return {
        path.relative_to(folder).as_posix(): os.fsencode(os.readlink(path))
        if path.is_symlink()
        else path.read_bytes()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def test_the_examples_are_not_stale(tmp_path: Path) -> None:
    """Run `PYTHONPATH=tests python -m support.example_corpus` to make them anew."""
    example_corpus.make(tmp_path)
    made, there = files(tmp_path), files(schema_folder() / "examples")
    assert made.keys() == there.keys()
    assert [name for name in made if made[name] != there[name]] == []


def test_every_rule_of_a_corpus_has_one_example_and_every_example_a_rule() -> None:
    examples = [path.name.partition(".")[0] for path in INVALID.iterdir()]
    assert sorted(examples) == CODES
    assert sorted(failing_examples()) == CODES
    assert len(CODES) > 78


@pytest.mark.parametrize("code", CODES)
def test_each_example_breaks_its_rule_and_no_other(code: str) -> None:
    problems = problems_of(failing_examples()[code])
    assert {problem.code for problem in problems} == {code}
    for problem in problems:
        assert problem.severity == rules()[code].severity
        assert problem.remedy == rules()[code].remedy
        assert problem.message
        assert (problem.line is None) == (code in WITHOUT_LINE)


@pytest.mark.parametrize("code", sorted(set(CODES) - WITHOUT_LINE))
def test_the_line_is_that_of_the_pointer(code: str) -> None:
    """By the parser alone: the file cut before that line does not have the value yet."""
    example = failing_examples()[code]
    for problem in problems_of(example):
        if not problem.pointer or example.suffix != ".json":
            continue
        lines = example.read_bytes().split(b"\n")
        assert problem.line is not None
        step = problem.pointer.rpartition("/")[2].encode()
        key = re.compile(rb'"%s"\s*:' % re.escape(step))
        if not step.isdigit() and any(map(key.search, lines)):
            assert key.search(lines[problem.line - 1]), problem
        else:
            assert lines[problem.line - 1].lstrip().startswith((b"{", b"[", b'"')), problem


def test_an_example_differs_from_its_namesake_in_few_lines() -> None:
    for code, (kind, _) in example_faults.PATCHES.items():
        namesake = valid_corpus() / example_faults.NAMESAKES[kind]
        was = namesake.read_bytes().splitlines()
        now = (INVALID / f"{code}.{kind}").read_bytes().splitlines()
        assert len(set(was) ^ set(now)) <= 7, code


def test_the_rules_are_numbered_named_and_explained() -> None:
    assert list(rules()) == sorted(rules())
    for rule in rules().values():
        assert re.fullmatch(r"PB[0-9]{3}", rule.code)
        assert rule.name
        assert rule.meaning.endswith(".")
        assert rule.remedy.endswith((".", ")."))
    names = [rule.name for rule in rules().values()]
    assert len(set(names)) == len(names)


def test_every_code_in_the_program_is_a_rule_and_every_rule_is_in_the_program() -> None:
    package = Path(pactbank.__file__).parent
    coded = {
        code
        for path in package.rglob("*.py")
        for code in re.findall(r'"(PB[0-9]{3})"', path.read_text("utf-8"))
    }
    assert coded == set(rules())


@pytest.mark.parametrize("code", CODES)
def test_the_command_on_the_rules_page_says_so(
    code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    example = failing_examples()[code]
    if "." not in example.name or example.name.endswith((".draft.json", ".raw.txt")):
        assert code in {
            "PB009", "PB208", "PB210", "PB219", "PB701", "PB702", "PB703", "PB704", "PB705",
            "PB706", "PB707", "PB708", "PB711", "PB712", "PB713", "PB714",
        }  # fmt: skip
        return
    line = ["pactbank", "--root", str(valid_corpus()), "validate", str(example)]
    monkeypatch.setattr(sys, "argv", line)
    assert run() == (1 if rules()[code].severity == "error" else 0)
    assert code in capsys.readouterr().out
