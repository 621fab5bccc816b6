"""Leaderboards of a corpus, and what builds of it show and carry."""

from __future__ import annotations

import shutil
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
from msgspec.structs import replace

from pactbank.bench import bench
from pactbank.bench.entrants import Entrant
from pactbank.cli.app import run
from pactbank.corpus.store import Store
from pactbank.dataset import build, rehydrate
from pactbank.dataset.leaderboards import check_gold, leaderboard_page, leaderboards_of, pins
from pactbank.dataset.manifest import files_in
from pactbank.dataset.publish import Plan, prepare
from pactbank.errors import InvalidData, WrongUse
from pactbank.model import codec
from pactbank.model.benchmark import Leaderboard
from pactbank.model.progress import silent
from support import contest, sample_corpus
from support.builds import contents
from support.contest import NAMES, Naming

TEST = "leaderboard/test/leaderboard.json"


@pytest.fixture
def ranked(tmp_path: Path) -> Store:
    """A corpus with a leaderboard of two systems on test."""
    store = contest.make_contest(tmp_path / "corpus")
    naming = [Naming("all", *NAMES), Naming("one|`two`", NAMES[0])]
    entrants = [Entrant(system, f"s{at}", True) for at, system in enumerate(naming)]
    bench(store, entrants, "test", tmp_path / "results", None, lambda *_: nullcontext(silent))
    put(store, tmp_path / "results/leaderboard.json")
    return store


def put(store: Store, board: Path) -> None:
    (store.root / "leaderboard/test").mkdir(parents=True)
    shutil.copy(board, store.root / TEST)


def test_a_page_tells_rank_figure_interval_and_what_this_n_can_tell(ranked: Store) -> None:
    [board] = leaderboards_of(ranked)
    page = leaderboard_page([board]).splitlines()
    assert page[0] == "`test`, 10 documents:"
    assert page[2:4] == ["| system | entities (`exact`) |", "|---|---|"]
    assert page[4] == "| all | 1. **100.0** |"
    assert page[5].startswith(r"| one\|\`two\` | 2. **")
    assert board.tasks["entities"].detectable is not None
    least = f"{100 * board.tasks['entities'].detectable:.1f}"
    assert page[7] == f"- smallest difference that this n would show: entities {least} points of F1"
    assert page[8] == f"- all 1: `{pins(board.systems[0].signature)}`"
    assert pins(board.systems[0].signature).startswith("gold:")
    assert leaderboard_page([]) == ""


def test_a_tie_is_shown_as_one(ranked: Store) -> None:
    [board] = leaderboards_of(ranked)
    task = board.tasks["entities"]
    tied = tuple(replace(one, rank=1, tied=True) for one in task.standings)
    told = replace(board, tasks={"entities": replace(task, standings=tied)})
    assert leaderboard_page([told]).count("| 1= **") == 2


def test_a_system_without_a_layer_has_no_figure_there(ranked: Store) -> None:
    [board] = leaderboards_of(ranked)
    alone = replace(board.tasks["entities"], standings=board.tasks["entities"].standings[:1])
    assert "two\\` | – |" in leaderboard_page([replace(board, tasks={"entities": alone})])


def test_splits_stand_apart(ranked: Store) -> None:
    [board] = leaderboards_of(ranked)
    other = replace(board, split="challenge")
    (ranked.root / "leaderboard/challenge").mkdir()
    (ranked.root / "leaderboard/challenge/leaderboard.json").write_bytes(codec.encode(other))
    assert leaderboards_of(ranked) == (board, other)
    page = leaderboard_page([board, other])
    assert page.count("| system |") == 2
    assert page.index("`test`, 10") < page.index("`challenge`, 10")


@pytest.mark.parametrize(
    ("split", "change", "told"),
    [
        ("challenge", lambda data: data, "it is of test, and its folder says challenge"),
        ("test", lambda data: data[:-9], "PB"),
        ("test", lambda data: data.replace(b'"gold":', b'"glod":', 1), "gold"),
    ],
)
def test_what_is_no_leaderboard_of_the_split_is_told(
    ranked: Store, split: str, change: object, told: str
) -> None:
    data = (ranked.root / TEST).read_bytes()
    (ranked.root / "leaderboard/test").rename(ranked.root / "leaderboard" / split)
    file = ranked.root / "leaderboard" / split / "leaderboard.json"
    file.write_bytes(change(data))  # type: ignore[operator]
    with pytest.raises(InvalidData) as raised:
        leaderboards_of(ranked)
    assert any(told in f"{problem.code} {problem.message}" for problem in raised.value.problems)


def test_the_card_shows_it_and_a_build_carries_it(ranked: Store, tmp_path: Path) -> None:
    build(ranked, tmp_path / "out")
    card = (tmp_path / "out/README.md").read_text("utf-8")
    [board] = leaderboards_of(ranked)
    assert f"## Results\n\n{'What systems reach'}" in card
    assert leaderboard_page([board]) in card
    assert codec.decode((tmp_path / "out/test.leaderboard.json").read_bytes(), Leaderboard) == board


def test_a_corpus_without_one_has_no_results(full: Path) -> None:
    assert "## Results" not in (full / "README.md").read_text("utf-8")
    assert not [name for name in files_in(full) if "leaderboard" in name]


@pytest.mark.acceptance
def test_a_build_that_is_filled_in_still_shows_it(ranked: Store, tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path / "withheld")
    put(store, ranked.root / TEST)
    build(store, tmp_path / "full")
    build(store, tmp_path / "open", "open")
    raw = store.path("veldria-talks", 1, ".raw.txt")
    rehydrate(tmp_path / "open", raw, tmp_path / "filled")
    assert contents(tmp_path / "filled") == contents(tmp_path / "full")


def test_gold_that_has_changed_is_noticed(ranked: Store) -> None:
    boards = leaderboards_of(ranked)
    check_gold(ranked, boards)
    edit(ranked, "talks-00")  # in validation
    check_gold(Store(ranked.root), boards)
    edit(ranked, "talks-01")
    with pytest.raises(WrongUse, match=f"{TEST} was measured on other gold"):
        check_gold(Store(ranked.root), boards)


def test_a_document_more_or_less_is_noticed(ranked: Store) -> None:
    [board] = leaderboards_of(ranked)
    document = ranked.document("talks-01")
    ranked.annotation_path("gold", document.id, document.version).unlink()
    with pytest.raises(WrongUse, match="other gold"):
        check_gold(Store(ranked.root), [board])


def test_labels_whose_words_are_withheld_are_compared_with_nothing(ranked: Store) -> None:
    boards = leaderboards_of(ranked)
    edit(ranked, "talks-01")
    ranked.path("talks-01", 1, ".txt").unlink()
    check_gold(Store(ranked.root), boards)


def edit(store: Store, name: str) -> None:
    """Give the first mention another type."""
    gold = store.annotation("gold", store.document(name))
    assert gold is not None
    assert gold.entities
    mention = replace(gold.entities[0], type="PLACE")
    store.write_annotation(replace(gold, entities=(mention, *gold.entities[1:])))


def test_nothing_is_published_with_figures_of_other_gold(ranked: Store, tmp_path: Path) -> None:
    edit(ranked, "talks-01")
    plan = Plan(repository="org/name", tag="v1.0.0")
    with pytest.raises(WrongUse, match="measured on other gold"):
        prepare(Store(ranked.root), tmp_path / "out", plan)
    assert not (tmp_path / "out").exists()


def test_a_damaged_leaderboard_is_told_by_the_command(
    ranked: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (ranked.root / TEST).write_text("{")
    line = ["pactbank", "--root", str(ranked.root), "build", "--out", str(tmp_path / "out")]
    monkeypatch.setattr(sys, "argv", line)
    assert run() == 1
    assert f"{TEST}:1: PB005" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
