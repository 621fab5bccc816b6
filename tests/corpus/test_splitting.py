from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pactbank.corpus.changes import changes
from pactbank.corpus.splitting import Shares, deal, place, placed
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.errors import InvalidData, UnknownName, WrongUse
from pactbank.model.closed import SPLITS, DocumentKind
from support import sample_corpus
from support.effort import examples
from support.killed import places_after_kills

KINDS: tuple[DocumentKind, ...] = ("news", "news", "press-release", "statement", "readout")


def corpus(root: Path, stories: list[int]) -> Store:
    """A corpus with a story of each of these sizes; kinds take turns."""
    store = Store(root)
    number = 0
    for story, size in enumerate(stories):
        for _ in range(size):
            name = f"d{number}"
            lines: sample_corpus.Lines = ((("paragraph", f"Talks number {number} went on."),),)
            document, raw, text = sample_corpus.make_document(name, lines)
            document = msgspec.structs.replace(
                document, story=f"s{story}", kind=KINDS[number % len(KINDS)]
            )
            store.add(document, raw.encode("utf-8"), text.encode("utf-8"))
            number += 1
    return Store(root)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return corpus(tmp_path, [1, 3, 1, 2, 1, 1, 4, 1, 1, 1, 2, 1, 1])


def whole(store: Store) -> bool:
    """Whether no story is divided."""
    splits = placed(store)
    pairs = {(store.document(name).story, splits[name]) for name in splits}
    return len(pairs) == len({story for story, _ in pairs})


def test_all_documents_are_dealt_out_by_whole_stories(store: Store) -> None:
    step = deal(store, (60, 15, 25), 7)
    assert step.splits.keys() == store.versions().keys()
    assert placed(Store(store.root)) == step.splits
    assert whole(store)
    assert Counter(step.splits.values()) == {"train": 12, "validation": 3, "test": 5}
    assert (validate(Store(store.root)), changes(Store(store.root))) == ([], {})
    [recorded] = Store(store.root).splits.procedure
    assert recorded == step.procedure
    assert "split --auto 60/15/25 --seed 7: 20 documents of 13 stories" in recorded


def test_one_seed_is_one_result_and_another_is_another(store: Store) -> None:
    first = deal(store, (50, 25, 25), 1).splits
    assert deal(store, (50, 25, 25), 1, anew=True).splits == first
    others = [deal(store, (50, 25, 25), seed, anew=True).splits for seed in range(2, 6)]
    assert any(other != first for other in others)
    assert len(Store(store.root).splits.procedure) == 1, "what was dealt anew has one history"


def test_what_is_placed_stays_and_its_story_follows(store: Store) -> None:
    place(store, ["d1"], "test")
    assert placed(store) == dict.fromkeys(["d1", "d2", "d3"], "test")
    step = deal(store, (60, 15, 25), 7)
    assert not step.splits.keys() & {"d1", "d2", "d3"}
    assert Counter(placed(store).values()) == {"train": 12, "validation": 3, "test": 5}
    document, raw, text = sample_corpus.make_document("late", sample_corpus.SAMPLES[0].lines)
    document = msgspec.structs.replace(document, story="s1")
    store.add(document, raw.encode(), text.encode())
    assert deal(store, (60, 15, 25), 7).splits == {"late": "test"}
    assert deal(store, (60, 15, 25), 7).splits == {}
    assert [step.split(" --")[0] for step in Store(store.root).splits.procedure] == [
        "pactbank split d1",
        *["pactbank 0.1.0 split"] * 2,
    ]


def test_documents_by_name_are_dealt_among_themselves(store: Store) -> None:
    place(store, ["d0"], "train")
    place(store, ["d1"], "challenge")
    named = [f"d{n}" for n in range(8, 20)]
    step = deal(store, (0, 25, 75), 4, named=named)
    assert step.splits.keys() == {*named}
    assert Counter(step.splits.values()) == {"validation": 3, "test": 9}
    assert placed(store).keys() == {*named, "d0", "d1", "d2", "d3"}
    assert "12 documents by name of" in step.procedure
    assert deal(store, (0, 25, 75), 4, named=named).splits == {}
    assert deal(store, (0, 25, 75), 4, anew=True, named=named).splits == step.splits
    assert placed(store)["d0"] == "train"
    assert len(Store(store.root).splits.procedure) == 4
    with pytest.raises(UnknownName, match="no document 'nobody'"):
        deal(store, (0, 25, 75), 4, named=["d5", "nobody"])
    assert whole(store)


def test_challenge_is_no_part_of_the_shares(store: Store) -> None:
    place(store, ["d7", "d8", "d9", "d10", "d11"], "challenge")
    challenge = sum(split == "challenge" for split in placed(store).values())
    assert Counter(deal(store, (50, 0, 50), 1).splits.values()) == {
        "train": (20 - challenge) // 2,
        "test": 20 - challenge - (20 - challenge) // 2,
    }


def test_moving_a_document_moves_its_story(store: Store) -> None:
    deal(store, (60, 15, 25), 7)
    step = place(store, ["d7", "d0", "d7"], "validation")
    stories = {store.document(name).story for name in ("d0", "d7")}
    assert step.splits.keys() == {
        name for name in store.versions() if store.document(name).story in stories
    }
    assert whole(store)
    assert set(step.splits.values()) == {"validation"}
    assert step.procedure == "pactbank split d7 d0 --to validation"
    assert validate(Store(store.root)) == []
    before = store.splits.procedure
    assert place(store, ["d0"], "validation").splits == {}, "it is there already"
    assert Store(store.root).splits.procedure == before
    many = place(store, [f"d{n}" for n in range(20)], "train").procedure
    assert many == "pactbank split d0 d1 d2 d3 d4 … (20) --to train"
    with pytest.raises(UnknownName, match="no document 'nobody'"):
        place(store, ["d0", "nobody"], "test")


@pytest.mark.parametrize("shares", [(60, 15, 24), (120, -10, -10), (0, 0, 0)])
def test_shares_are_100_percent(store: Store, shares: Shares) -> None:
    with pytest.raises(WrongUse, match="is not 100 percent in three shares"):
        deal(store, shares, 0)
    assert placed(store) == {}


def test_a_share_of_nothing_gets_nothing(store: Store) -> None:
    assert set(deal(store, (80, 0, 20), 3).splits.values()) == {"train", "test"}
    assert set(deal(store, (0, 100, 0), 3, anew=True).splits.values()) == {"validation"}


def test_kinds_and_types_are_nearer_to_the_shares_than_by_chance(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    labelled = [store.document(name) for name in store.versions()]
    numbered = 0
    for turn in range(8):
        for old in labelled:
            gold = store.annotation("gold", old)
            assert gold is not None
            name = f"{old.id}-{turn}"
            new = msgspec.structs.replace(
                old, id=name, story=name, kind=KINDS[numbered % len(KINDS)]
            )
            store.add(new, store.raw(old).encode(), store.text(old).encode())
            store.write_annotation(msgspec.structs.replace(gold, document=name))
            numbered += 1
    shares = (50, 20, 30)

    def distance(splits: dict[str, str]) -> float:
        cells: Counter[tuple[str, str]] = Counter()
        for name, split in splits.items():
            document = store.document(name)
            gold = store.annotation("gold", document)
            assert gold is not None
            cells.update((split, label.type) for label in gold.entities or ())
            cells[split, document.kind] += 1
        total = Counter[str]()
        for (_, feature), number in cells.items():
            total[feature] += number
        return sum(
            (cells[split, feature] / number - share / 100) ** 2
            for feature, number in total.items()
            for split, share in zip(SPLITS[:3], shares, strict=True)
        )

    dealt = deal(store, shares, 1, anew=True).splits
    chance = random.Random(1)
    names = list(dealt.values())
    by_chance = []
    for _ in range(30):
        chance.shuffle(names)
        by_chance.append(distance(dict(zip(dealt, names, strict=True))))
    assert distance(dict(dealt)) < sorted(by_chance)[3]


@given(
    st.lists(st.integers(1, 4), min_size=1, max_size=6),
    st.integers(0, 100).flatmap(lambda a: st.tuples(st.just(a), st.integers(0, 100 - a))),
    st.integers(),
)
@settings(max_examples=examples(12), deadline=None)
def test_every_corpus_can_be_dealt_out(
    tmp_path_factory: pytest.TempPathFactory, stories: list[int], two: tuple[int, int], seed: int
) -> None:
    store = corpus(tmp_path_factory.mktemp("corpus"), stories)
    shares = (*two, 100 - sum(two))
    step = deal(store, shares, seed)
    assert step.splits.keys() == store.versions().keys()
    assert whole(store)
    counts = Counter(step.splits.values())
    for split, share in zip(SPLITS[:3], shares, strict=True):
        assert share or not counts[split]


def test_splits_that_are_lost_are_not_begun_anew(store: Store) -> None:
    deal(store, (60, 15, 25), 7)
    (store.corpus / "splits.json").unlink()
    for call in (placed, lambda lost: place(lost, ["d0"], "test"),
                 lambda lost: deal(lost, (60, 15, 25), 7)):  # fmt: skip
        with pytest.raises(InvalidData, match=r"splits\.json"):
            call(Store(store.root))
    assert not (store.corpus / "splits.json").exists()


@pytest.mark.acceptance
def test_a_killed_split_is_done_or_not_begun(store: Store, tmp_path: Path) -> None:
    deal(store, (60, 15, 25), 7)
    before = (store.corpus / "splits.json").read_bytes()
    words = ("--root", ".", "split", "d0", "d1", "--to", "test")
    places = places_after_kills(tmp_path, tmp_path.with_name("split-runs"), *words)
    outcomes = set()
    for run in places:
        opened = Store(run)
        outcomes.add((opened.corpus / "splits.json").read_bytes())
        assert (validate(opened), changes(opened)) == ([], {})
        assert not (opened.corpus / ".commit").exists()
    assert len(places) > 6
    assert len(outcomes) == 2
    assert before in outcomes
