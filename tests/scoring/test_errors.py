"""The list of errors: it adds up to what is counted, and says where and what."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pactbank.corpus.store import Store
from pactbank.model.closed import LAYERS
from pactbank.model.score import Metric
from pactbank.scoring import Counted, make_options, score_of
from pactbank.scoring import counts as counted_systems
from pactbank.scoring.errors import Mistake, Mistakes
from pactbank.scoring.errors.causes import causes
from pactbank.scoring.errors.record import Contrast, Labelled
from pactbank.scoring.tasks import label_tasks
from scoring import generated
from support.effort import tried
from support.labelled import (
    Label,
    Words,
    document,
    entity,
    holder,
    pact,
    party,
    span,
    stance,
    status,
)

PAIRED = ("type", "boundary", "boundary and type")


def listed(gold: Any, predicted: Any, task: Any, **options: Any) -> tuple[Counted, list[Mistake]]:
    found = Mistakes(each.name for each in label_tasks(task))
    [counted] = counted_systems(
        gold, [predicted], task, options=make_options(**options), watch=found
    )
    return counted, found.rows


def errors(gold: Label, predicted: Label, task: Any = "entities", **options: Any) -> list[Mistake]:
    return listed([gold], [predicted], task, **options)[1]


def missing(metric: Metric) -> tuple[float, float]:
    """False negatives and false positives."""
    return metric.gold - metric.tp, metric.predicted - metric.tp


OPTIONS: list[dict[str, Any]] = [
    {},
    {"types": ["STATE"]},
    {"levels": ["NAM"]},
    {"label_map": "ontonotes", "native": True},
]


@given(generated.corpora(), st.sampled_from(OPTIONS))
def test_mentions_add_up_to_what_exact_misses(
    corpus: tuple[list[Label], list[Label]], options: dict[str, Any]
) -> None:
    counts, found = listed(*corpus, "entities", **options)
    for name in {row["document"] for row in corpus[0]}:
        table = counts.tables["entities"]
        at = [table.documents.index(name)]
        row = {column: int(of[at].sum()) // 1_000_000 for column, of in table.columns.items()}
        kinds = [mistake.kind for mistake in found if mistake.document == name]
        pairs = sum(kind in PAIRED for kind in kinds)
        assert kinds.count("missed") + pairs == row["gold"] - row["exact"]
        assert kinds.count("spurious") + pairs == row["predicted"] - row["exact"]
        assert kinds.count("type") == row["untyped"] - row["exact"]


@given(generated.corpora())
def test_agreements_and_stances_add_up(corpus: tuple[list[Label], list[Label]]) -> None:
    counts, found = listed(*corpus, "all")
    metrics = score_of(counts, "none").metrics
    parts = [part for row in found if row.layer == "agreements" for part in row.differences]
    one_sided = (
        sum(p.gold is not None for p in parts),
        sum(p.predicted is not None for p in parts),
    )
    assert one_sided == missing(metrics["facts"])
    kinds = [row.kind for row in found if row.layer == "stances"]
    same = metrics["tuples"].gold - kinds.count("missed") - kinds.count("differs")
    assert same == metrics["tuples"].predicted - kinds.count("spurious") - kinds.count("differs")
    assert same <= metrics["typed_tuples"].tp


@tried(30)
@given(generated.corpora(), st.randoms(use_true_random=False))
def test_no_list_order_changes_the_listing(
    corpus: tuple[list[Label], list[Label]], random: Any
) -> None:
    def turned(rows: list[Label]) -> list[Label]:
        made = [
            {k: random.sample(v, len(v)) if isinstance(v, list) else v for k, v in row.items()}
            for row in rows
        ]
        return random.sample(made, len(made))  # type: ignore[no-any-return]

    _, found = listed(*corpus, "all")
    _, again = listed(turned(corpus[0]), turned(corpus[1]), "all")
    assert again == found


SAME = ("right", "referent")


@pytest.mark.acceptance
@given(generated.corpora())
def test_with_every_label_rows_are_the_mistakes_and_what_is_right(
    corpus: tuple[list[Label], list[Label]],
) -> None:
    every = Mistakes(LAYERS, every=True)
    [counted] = counted_systems(corpus[0], [corpus[1]], "all", options=make_options(), watch=every)
    rows = every.rows
    wrong = [row._replace(shared=()) for row in rows if row.kind not in SAME]
    assert sorted(map(repr, wrong)) == sorted(map(repr, listed(*corpus, "all")[1]))
    metrics = score_of(counted, "none").metrics
    for layer, metric in (("entities", "exact"), ("agreements", "records")):
        own = [row for row in rows if row.layer == layer]
        assert sum(row.gold is not None for row in own) == metrics[metric].gold
        assert sum(row.predicted is not None for row in own) == metrics[metric].predicted
        assert sum(row.kind in SAME for row in own) == metrics[metric].tp
    shared = sum(len(row.shared) for row in rows if row.layer == "agreements")
    assert shared == metrics["facts"].tp
    parts = [row for row in rows if row.layer == "stances" and row.gold and row.predicted]
    assert all(len(row.differences) + len(row.shared) == 4 for row in parts)
    for row, of in zip(rows, causes(rows), strict=True):
        assert bool(of) == (row.kind != "right")


def stated(part: str, gold: str | None, predicted: str | None) -> Contrast:
    return Contrast(part, gold, predicted)


DIFFERENCES: list[tuple[list[Contrast], set[str]]] = [
    ([stated("type", "TRADE", "PEACE"), stated("form", "MOU", None)], {"type", "form"}),
    ([stated("PARTY", "Anhal", None)], {"party"}),
    ([stated("PROVIDER", None, "Mirr")], {"party"}),
    ([stated("PARTY", "Anhal", None), stated("PARTY", None, "Mirr")], {"wrong referent"}),
    ([stated("PROVIDER", "Anhal", None), stated("PARTY", None, "Mirr")], {"party"}),
    ([stated("status", "A: B: SIGNED", "A: B: IN_FORCE")], {"stage"}),
    ([stated("status", "Anhal: SIGNED", None)], {"stage"}),
    ([stated("status", "Anhal: not SIGNED", "Anhal: SIGNED")], {"polarity"}),
    ([stated("status", "Anhal: SIGNED STALLED", "Anhal: not SIGNED")], {"polarity", "condition"}),
    ([stated("holder", "“he”", "“he”"), stated("cue", "“said”", None)], {"holder", "cue"}),
]


@pytest.mark.parametrize(("differences", "wanted"), DIFFERENCES)
def test_causes_of_parts_that_differ(differences: list[Contrast], wanted: set[str]) -> None:
    label = Labelled("TRADE", 0, 3, "the")
    row = Mistake("agreements", "differs", "talks", label, label, tuple(differences))
    assert {*causes([row])[0]} == wanted


def test_a_stance_for_instead_of_against_is_wrong_in_its_polarity() -> None:
    text = Words("Anhal warned Mirr and hailed the Pact .")

    def of(kind: str, polarity: str, cue: str) -> Label:
        return stance(kind, polarity, text(cue), [holder(text("Anhal"), "a")])

    gold = document(stances=[of("WARN", "negative", "warned"), of("ENDORSE", "positive", "hailed")])
    predicted = document(stances=[of("ASSESS", "positive", "warned"), of("URGE", "neutral", "the")])
    rows = errors(gold, predicted, "stances")
    found = {(row.kind, (row.gold or row.predicted or rows[0].gold)[3]): of  # type: ignore[index]
             for row, of in zip(rows, causes(rows), strict=True)}  # fmt: skip
    assert found == {
        ("missed", "warned"): ("missed", "polarity"),
        ("spurious", "warned"): ("spurious", "polarity"),
        ("missed", "hailed"): ("missed",),
        ("spurious", "the"): ("spurious",),
    }


def test_a_mention_put_with_those_of_another_is_told_with_every_label() -> None:
    text = Words("Anhal and Mirr met . Anhal left ; Mirr stayed , and Anhal wept .")
    places = [("Anhal", 0), ("Mirr", 0), ("Anhal", 1), ("Mirr", 1), ("Anhal", 2)]

    def of(*refs: str) -> Label:
        spans = (text(name, nth) for name, nth in places)
        named = zip(spans, refs, strict=True)
        return document(entities=[entity(at, "STATE", ref) for at, ref in named])

    gold = of("a", "m", "a", "m", "a")
    for predicted, wanted in (
        (of("x", "y", "x", "y", "x"), []),
        (of("x", "y", "x", "x", "x"), [(34, "m", "a")]),
        (of("x", "x", "y", "x", "z"), [(0, "a", "m")]),
        (of("x", "x", "z", "z", "z"), [(10, "m", "a"), (34, "m", "a")]),
    ):
        every = Mistakes(("entities",), every=True)
        counted_systems([gold], [predicted], "entities", options=make_options(), watch=every)
        rows = [row for row in every.rows if row.kind != "right"]
        assert [(row.gold and row.gold.start, *row.differences[0][1:]) for row in rows] == wanted
        assert {row.kind for row in rows} <= {"referent"}
        assert errors(gold, predicted) == []
        assert [of for of in causes(rows) if of != ("wrong referent",)] == []


def test_no_errors_in_gold_itself() -> None:
    text = Words("Anhal and Mirr signed the Ridge Pact .")
    labels = document(
        entities=[entity(text("Anhal"), "STATE", "a")],
        agreements=[pact("TRADE", [text("Ridge Pact")], [party(text("Anhal"), "a")])],
        stances=[stance("WARN", "negative", text("signed"), [holder(text("Anhal"), "a")])],
    )
    assert errors(labels, labels, "all") == []


def test_kinds_of_mentions() -> None:
    text = Words("Anhal and Mirr signed the Ridge Pact with Kestania near Brenn .")
    gold = document(
        entities=[
            entity(text("Anhal"), "STATE"),
            entity(text("Mirr"), "STATE"),
            entity(text("Kestania"), "STATE"),
            entity(text("Ridge Pact"), "EVENT"),
            entity(text("near Brenn"), "PLACE"),
        ]
    )
    given = document(
        entities=[
            entity(text("Anhal"), "STATE"),
            entity(text("Mirr"), "ORG"),
            entity(text("the Ridge Pact"), "EVENT"),
            entity(text("Brenn"), "STATE"),
            entity(text("signed"), "EVENT"),
        ]
    )

    def label(words: str, kind: str) -> Labelled:
        at = text(words)
        return Labelled(kind, at["start"], at["end"], words)

    assert [(row.kind, row.gold, row.predicted) for row in errors(gold, given)] == [
        ("type", label("Mirr", "STATE"), label("Mirr", "ORG")),
        ("spurious", None, label("signed", "EVENT")),
        ("boundary", label("Ridge Pact", "EVENT"), label("the Ridge Pact", "EVENT")),
        ("missed", label("Kestania", "STATE"), None),
        ("boundary and type", label("near Brenn", "PLACE"), label("Brenn", "STATE")),
    ]


def test_words_that_nobody_quotes_are_not_known() -> None:
    gold = document(entities=[entity(span(0, 5), "STATE")])
    given = document(entities=[entity(span(0, 5), "ORG"), {"type": "ORG", "start": 3}])
    [pair, lost] = errors(gold, given, lenient=True)
    assert pair.gold == Labelled("STATE", 0, 5, None)
    assert lost.predicted == Labelled("ORG", None, None, None)


def test_documents_without_a_gold_layer_are_left_out() -> None:
    labels = [entity(span(0, 5), "STATE")]
    gold = [document("a", entities=labels), document("b", stances=[])]
    given = [document("a", entities=labels), document("b", entities=labels)]
    assert listed(gold, given, "entities")[1] == []


def test_a_quote_that_was_not_found_and_words_of_the_text(store: Store) -> None:
    labels = [entity({"text": "Tolmar and Hask"}, "STATE"), entity(span(8, 16), "PLACE")]
    given = [document("veldria-talks", entities=labels)]
    found = Mistakes(["entities"])
    counted_systems(None, [given], "entities", split="test", root=store.root, watch=found)
    rows = found.rows
    [lost] = [row for row in rows if row.kind == "spurious"]
    assert lost.predicted == Labelled("STATE", None, None, "Tolmar and Hask")
    assert rows[-1] == lost
    [pair] = [row for row in rows if row.kind == "type"]
    assert pair.predicted == Labelled("PLACE", 8, 16, "Kestania")


TEXT = Words(
    "Anhal and Mirr signed the Ridge Pact while Brenn praised Kestania for the Skiff Deal ."
)
ENTITIES = [
    entity(TEXT("Anhal"), "STATE", "anhal"),
    entity(TEXT("Mirr"), "STATE", "mirr"),
    entity(TEXT("Brenn"), "STATE", "brenn"),
]
REFS = [{"id": "anhal", "type": "STATE", "name": "Republic of Anhal"}]


def of_agreements(gold: list[Label], given: list[Label]) -> list[Mistake]:
    return errors(
        {**document(entities=ENTITIES, agreements=gold), "refs": REFS},
        document(entities=ENTITIES, agreements=given),
        "agreements",
    )


def test_facts_of_agreements() -> None:
    parties = [party(TEXT("Anhal"), "anhal"), party(TEXT("Mirr"), "mirr")]
    right = pact("TRADE", [TEXT("Ridge Pact")], parties, [status("SIGNED")], "TREATY")
    other = pact("PEACE", [TEXT("Skiff Deal")], [party(TEXT("Brenn"), "brenn")])
    wrong = pact(
        "DEFCOOP",
        [TEXT("the Ridge Pact")],
        [party(TEXT("Anhal"), "anhal"), party(TEXT("Kestania"), "k")],
        [status("RATIFIED", "anhal", polarity="-")],
    )
    [pair, missed] = of_agreements([right, other], [wrong])
    assert pair.kind == "differs"
    assert pair.gold == Labelled("TRADE", 26, 36, "Ridge Pact")
    assert pair.predicted == Labelled("DEFCOOP", 22, 36, "the Ridge Pact")
    assert pair.differences == (
        Contrast("type", "TRADE", "DEFCOOP"),
        Contrast("form", "TREATY", None),
        Contrast("PARTY", "mirr", None),
        Contrast("PARTY", None, "“Kestania”"),
        Contrast("status", "Republic of Anhal: SIGNED", "Republic of Anhal: not RATIFIED"),
        Contrast("status", "mirr: SIGNED", None),
    )
    assert missed.kind == "missed"
    assert missed.differences == (
        Contrast("type", "PEACE", None),
        Contrast("PARTY", "brenn", None),
    )
    [spurious, _] = of_agreements([other], [other, right])[:1] * 2
    assert spurious.kind == "spurious"
    assert all(part.gold is None for part in spurious.differences)


def test_parts_of_stances() -> None:
    right = stance(
        "ENDORSE", "positive", TEXT("praised"), [holder(TEXT("Brenn"), "brenn")], TEXT("Kestania")
    )
    wrong = stance("COMMIT", "positive", TEXT("while Brenn praised"), [], None, "AUTHOR")
    opposed = {**right, "type": "CRITICISE", "polarity": "negative"}
    gold = document(entities=ENTITIES, stances=[right])
    [pair] = errors(gold, document(entities=ENTITIES, stances=[wrong]), "stances")
    assert pair.kind == "differs"
    assert pair.gold == Labelled("ENDORSE positive", 49, 56, "praised")
    assert pair.differences == (
        Contrast("type", "ENDORSE", "COMMIT"),
        Contrast("holder", "“Brenn”", "AUTHOR"),
        Contrast("cue", "“praised”", "“while Brenn praised”"),
        Contrast("target", "“Kestania”", None),
    )
    rows = errors(gold, document(entities=ENTITIES, stances=[opposed]), "stances")
    assert [row.kind for row in rows] == ["missed", "spurious"]


@pytest.mark.parametrize("split", ["train", "validation", "test"])
def test_the_gold_of_a_corpus_has_no_errors(store: Store, split: Any) -> None:
    [of_split] = store.in_split(split)
    labels = store.annotation("gold", of_split)
    found = Mistakes(each.name for each in label_tasks("all"))
    counted_systems(None, [[labels]], "all", split=split, root=store.root, watch=found)
    assert found.rows == []
