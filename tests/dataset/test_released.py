from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pactbank.corpus.store import Store
from pactbank.dataset.released import released_documents
from pactbank.errors import InvalidData, WithheldText
from support import sample_corpus


@pytest.mark.parametrize(
    ("document", "mode", "advice"),
    [
        ("veldria-talks", "full", "--text open"),
        ("mirr-boats", "full", "Restore it"),
        ("mirr-boats", "open", "Restore it"),
    ],
)
def test_a_needed_text_that_is_not_here(
    tmp_path: Path, document: str, mode: Any, advice: str
) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    store.path(document, 1, ".txt").unlink()
    with pytest.raises(WithheldText, match=advice):
        list(released_documents(store, mode))


def change_gold(store: Store, document: str, change: dict[str, Any]) -> None:
    path = store.annotation_path("gold", document, 1)
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **change}))


def test_gold_for_another_text_is_refused(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    change_gold(store, "mirr-boats", {"text_sha256": "1" * 64})
    with pytest.raises(InvalidData, match="PB316"):
        list(released_documents(store, "full"))


MENTION = {"id": "e1", "start": 0, "end": 4, "text": "Mirr", "type": "STATE", "refs": ["mirr"],
           "level": "NAM"}  # fmt: skip


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"text": "Mirx"}, "PB302"),
        ({"end": 99_999}, "PB301"),
        ({"end": 0}, "PB303"),
        ({"end": 5, "text": "Mirr "}, "PB303"),
    ],
)
def test_gold_with_spans_that_do_not_fit_the_text_is_refused(
    tmp_path: Path, change: dict[str, Any], code: str
) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    mention = {**MENTION, **change}
    change_gold(store, "mirr-boats", {"entities": [mention, {**mention, "id": "e2"}]})
    with pytest.raises(InvalidData) as raised:
        list(released_documents(store, "full"))
    assert [(p.code, p.pointer) for p in raised.value.problems] == [
        (code, "/entities/0"),
        (code, "/entities/1"),
    ]


def test_withheld_quotes_are_filled_in_where_the_text_is_here(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    change_gold(store, "mirr-boats", {"entities": [{**MENTION, "text": None}]})
    gold = next(r.gold for r in released_documents(store, "full") if r.document.id == "mirr-boats")
    assert gold is not None
    assert gold.entities is not None
    assert gold.entities[0].text == "Mirr"
