"""How far annotators say the same, by hand: Bob repeats the gold of a document but for three
labels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from pactbank.corpus.store import Store
from pactbank.errors import UnknownName, WrongUse
from pactbank.model.annotation import Annotation, Annotator
from pactbank.scoring.iaa import between, labelled_together
from support import sample_corpus


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return sample_corpus.make_corpus(tmp_path)


@pytest.fixture
def annotate(store: Store) -> Callable[..., None]:
    """Write the gold of some documents as another annotator's labels, after an edit."""

    def write(
        name: str,
        documents: list[str],
        edit: Callable[[Annotation], Annotation] = lambda labels: labels,
        **entry: Any,
    ) -> None:
        store.register(Annotator(id=name, description="for tests", **{"kind": "human", **entry}))
        for document in map(store.document, documents):
            labels = store.annotation("gold", document)
            assert labels is not None
            store.write_annotation(edit(replace(labels, annotator=name)))

    return write


def differently(labels: Annotation) -> Annotation:
    """Without e4, with e5 as an ORG, and with the first pact as a MOU."""
    entities = [label for label in labels.entities or () if label.id != "e4"]
    entities = [replace(e, type="ORG") if e.id == "e5" else e for e in entities]
    first, second = labels.agreements or ()
    return replace(
        labels, entities=tuple(entities), agreements=(replace(first, form="MOU"), second)
    )


def test_by_hand(store: Store, annotate: Callable[..., None]) -> None:
    annotate("alice", ["mirr-boats", "brenn-remarks"])
    annotate("bob", ["mirr-boats"], differently)
    found = between(store, "alice", "bob")
    assert found.kind == "inter-annotator"
    assert found.documents == ("mirr-boats",)
    assert found.labels == {"entities": (6, 5), "agreements": (2, 2), "stances": (0, 0)}

    exact = found.metrics["entities"]["exact"]
    assert (exact.first, exact.second, exact.matched) == (6, 5, 4)
    assert exact.f1 == pytest.approx(8 / 11)
    # (6 + 1)(5 + 1)/(4 + 1) - 1
    assert exact.completeness == pytest.approx(7.4)
    # Five aligned mentions, ten values: eight STATE, one INSTITUTION, one ORG. Observed 2/10,
    # expected 2(8·1 + 8·1 + 1·1)/(10·9).
    kinds = found.alpha["entities"]["type"]
    assert kinds.labels == 5
    assert kinds.alpha == pytest.approx(1 - (2 / 10) / (34 / 90))

    records = found.metrics["agreements"]["records"]
    assert (records.f1, records.completeness) == (0.5, 3 * 3 / 2 - 1)
    # TREATY and MOU, MOU and MOU: observed 2/4, expected 2(1·3)/(4·3).
    assert found.alpha["agreements"]["form"].alpha == pytest.approx(0)
    assert found.alpha["agreements"]["stage"].alpha == 1
    assert found.metrics["stances"]["tuples"].f1 is None
    assert found.alpha["stances"]["type"].note == "no aligned labels"


def test_the_order_of_names_makes_no_difference(
    store: Store, annotate: Callable[..., None]
) -> None:
    annotate("alice", ["mirr-boats"])
    annotate("bob", ["mirr-boats"], differently)
    assert between(store, "alice", "bob") == between(store, "bob", "alice")


def test_who_agrees_agrees_wholly(store: Store, annotate: Callable[..., None]) -> None:
    documents = sorted(store.versions())
    annotate("alice", documents)
    annotate("bob", documents)
    found = between(store, "alice", "bob")
    figures = [agreed.f1 for layer in found.metrics.values() for agreed in layer.values()]
    assert set(figures) <= {1, None}
    assert 1 in figures
    exact = found.metrics["entities"]["exact"]
    assert exact.completeness == exact.matched
    alphas = {(a.alpha, a.note) for layer in found.alpha.values() for a in layer.values()}
    assert alphas == {(1.0, None)}


def test_one_value_alone_has_no_alpha(store: Store, annotate: Callable[..., None]) -> None:
    for name in ("alice", "bob"):
        annotate(name, ["veldria-talks"])
    form = between(store, "alice", "bob").alpha["agreements"]["form"]
    assert (form.alpha, form.labels, form.note) == (None, 1, "no variation")


@pytest.mark.parametrize(
    ("models", "kind"),
    [
        (("m", "m"), "self-consistency"),
        (("m", "n"), "inter-annotator"),
        ((None, None), "inter-annotator"),
    ],
)
def test_sessions_of_one_model_are_told_to_be(
    store: Store,
    annotate: Callable[..., None],
    models: tuple[str | None, str | None],
    kind: str,
) -> None:
    for name, model in zip(("alice", "bob"), models, strict=True):
        annotate(name, ["mirr-boats"], kind="model", model=model)
    assert between(store, "alice", "bob").kind == kind


def test_a_layer_that_one_left_out_is_not_told(store: Store, annotate: Callable[..., None]) -> None:
    def alone(labels: Annotation) -> Annotation:
        return replace(labels, layers=("entities",), agreements=None, stances=None)

    annotate("alice", ["mirr-boats"])
    annotate("bob", ["mirr-boats"], alone)
    assert list(between(store, "alice", "bob").metrics) == ["entities"]


def test_what_cannot_be_meant(store: Store, annotate: Callable[..., None]) -> None:
    annotate("alice", ["mirr-boats"])
    annotate("bob", ["brenn-remarks"])
    with pytest.raises(UnknownName, match="'carol'"):
        between(store, "alice", "carol")
    with pytest.raises(WrongUse, match="no document that both alice and bob have labelled"):
        between(store, "alice", "bob")


def test_pairs_are_those_who_labelled_independently(
    store: Store, annotate: Callable[..., None]
) -> None:
    annotate("alice", ["mirr-boats", "brenn-remarks"])
    annotate("bob", ["mirr-boats"])
    annotate("carol", ["brenn-remarks"])
    annotate("machine", ["mirr-boats"], kind="system")
    assert labelled_together(store) == [("alice", "bob"), ("alice", "carol")]
