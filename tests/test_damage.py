"""Damaged inputs of every kind: told, or read as what they say.

Never a traceback, a hang, or another result in silence. `python -m damaged` tries as many as one
likes; a few hundred are tried here.
"""

from __future__ import annotations

import os
from random import Random

import pytest

from damaged.damages import OF_KIND, damaged
from damaged.subjects import SUBJECTS
from damaged.trial import Bench, Verdict
from damaged.workers import verdicts
from support.effort import examples

pytestmark = pytest.mark.acceptance  # many builds, or many examples

SEED = 11


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Bench:
    return Bench.made(tmp_path_factory.mktemp("damaged") / "files", SEED)


@pytest.mark.parametrize("name", [subject.name for subject in SUBJECTS])
def test_a_damaged_input_is_told_or_read_as_what_it_says(bench: Bench, name: str) -> None:
    found = [bench.trial(number, name) for number in range(examples(48))]
    assert faults(found) == []
    assert {verdict.outcome for verdict in found} - {"same"}, "no damage was noticed"


@pytest.mark.acceptance
def test_thousands_in_processes_of_their_own() -> None:
    count = examples(2400)
    found = list(verdicts(range(count), SEED, workers=os.cpu_count() or 1))
    assert len(found) == count
    assert faults(found) == []


def faults(found: list[Verdict]) -> list[str]:
    return [str(verdict) for verdict in found if verdict.outcome == "FAULT"]


def test_the_same_number_is_the_same_damage(bench: Bench) -> None:
    data = (bench.folder / "predictions.jsonl").read_bytes()
    for kind in ("json", "text"):
        assert damaged(data, kind, Random(3)) == damaged(data, kind, Random(3))


def test_a_trial_leaves_everything_as_it_was(bench: Bench) -> None:
    for number in range(20):
        bench.trial(number)
    now = {
        path.relative_to(bench.folder).as_posix(): path.read_bytes()
        for path in bench.folder.rglob("*")
        if path.is_file()
    }
    assert now.keys() - bench.files.keys() <= {"root/corpus/.lock"}
    assert {name: now[name] for name in bench.files} == bench.files


def test_every_damage_finds_something_to_damage(bench: Bench) -> None:
    """A damage that never applies would be tried in vain."""
    files = {
        "json": "predictions.jsonl", "text": "article.txt", "parquet": "gold.parquet",
        "arrow": "predictions.arrow",
    }  # fmt: skip
    for kind, damages in OF_KIND.items():
        data = (bench.folder / files[kind]).read_bytes()
        for damage in set(damages):
            made = [damage(data, Random(seed)) for seed in range(12)]
            assert any(each is not None and each != data for each in made), damage.__name__
