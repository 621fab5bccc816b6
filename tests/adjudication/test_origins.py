"""Where the labels of gold come from, told by comparison."""

from __future__ import annotations

from pathlib import Path

import pytest

from pactbank.adjudication.origins import with_origins
from pactbank.corpus.store import Store
from pactbank.model.walk import LABELS, values
from support.passes import PASS, annotated, changed, make_passes

ROOT = Path(__file__).parents[2]


def test_the_founding_gold_comes_from_where_it_says() -> None:
    store = Store(ROOT)
    document = store.document("ph-jp-security-talks")
    gold, first, second = (store.annotation(who, document) for who in ("gold", "pass-a", "pass-b"))
    assert gold is not None
    assert first is not None
    assert second is not None
    assert with_origins(gold, {"a": first, "b": second}, store.text(document)) == gold


@pytest.mark.parametrize(
    ("passes", "origin"),
    [
        ("same same", "both"),
        ("same other", "a"),
        ("other same", "b"),
        ("other other", "new"),
        ("other other same", "new"),
        ("other same same", "both"),
    ],
)
def test_by_which_passes_have_a_label(tmp_path: Path, passes: str, origin: str) -> None:
    store = make_passes(tmp_path, PASS)
    document = store.document("talks")
    text = store.text(document)
    drafts = {"same": PASS, "other": changed(PASS, "agreements", 0, "status", 0, stage="RATIFIED")}
    made = {
        letter: annotated(document, text, drafts[which], "x")
        for letter, which in zip("abc", passes.split(), strict=False)
    }
    gold = with_origins(annotated(document, text, PASS, "gold"), made, text)
    [pact] = gold.agreements or ()
    assert pact.status[0].from_ == origin
    assert (pact.from_, pact.status[1].from_) == ("both", "both")


def test_layers_that_no_pass_has_stay_as_they_are(tmp_path: Path) -> None:
    store = make_passes(tmp_path, PASS)
    document = store.document("talks")
    text = store.text(document)
    entities = annotated(document, text, {k: PASS[k] for k in ("refs", "entities")}, "x")
    gold = with_origins(
        annotated(document, text, PASS, "gold"), {"a": entities, "b": entities}, text
    )
    assert {one.from_ for one in values(gold, LABELS["entity"])} == {"both"}
    assert {one.from_ for one in values(gold, LABELS["status"])} == {None}
