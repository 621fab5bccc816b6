from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from pactbank.corpus.files import sha256
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.dataset import build
from pactbank.errors import InvalidData
from support import sample_corpus


def faults(store: Store) -> list[tuple[str, str]]:
    found = [p for p in validate(Store(store.root)) if p.code in ("PB212", "PB320", "PB301")]
    return [(problem.code, problem.pointer) for problem in found]


def change(store: Store, file: Path, **values: Any) -> None:
    """Change a document or, in its first referent, an annotation."""
    data = json.loads(file.read_bytes())
    target = data if "title" in data else data["refs"][0]
    target.update(values)
    file.write_text(json.dumps(data))
    if file.is_relative_to(store.corpus):
        name = file.relative_to(store.corpus).as_posix()
        store.relock({name: sha256(file.read_bytes())})


@pytest.mark.parametrize(
    ("document", "values", "expected"),
    [
        ("veldria-talks", {"name": "Veldrian camp"}, []),
        ("veldria-talks", {"name": "Queen"}, [("PB320", "/refs/0/name")]),
        ("mirr-boats", {"name": "Queen"}, []),
        ("veldria-talks", {"name_spans": [[0, 7]]}, [("PB320", "/refs/0/name_spans")]),
        ("veldria-talks", {"name": None, "name_spans": [[0, 7]]}, []),
        ("veldria-talks", {"name": None, "name_spans": [[0, 7], [7, 7]]},
         [("PB301", "/refs/0/name_spans/1")]),
        ("veldria-talks", {"name": None, "name_spans": [[0, 7000]]},
         [("PB301", "/refs/0/name_spans/0")]),
    ],
)  # fmt: skip
def test_names(
    tmp_path: Path, document: str, values: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    change(store, store.annotation_path("gold", document, 1), **values)
    assert faults(store) == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"title": "Quays"}, [("PB212", "/title")]),
        ({"title": None, "title_spans": [[3, 2]]}, [("PB301", "/title_spans/0")]),
        ({"title_spans": [[0, 2]]}, [("PB212", "/title_spans")]),
    ],
)
def test_titles(tmp_path: Path, values: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    store = sample_corpus.make_corpus(tmp_path)
    change(store, store.path("veldria-talks", 1, ".json"), **values)
    assert faults(store) == expected


def test_an_open_build_with_a_name_that_could_not_be_filled_in_is_refused(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path / "corpus")
    change(store, store.annotation_path("gold", "veldria-talks", 1), name="Queen")
    change(store, store.path("veldria-talks", 1, ".json"), title="Quays")
    with pytest.raises(InvalidData) as raised:
        build(store, tmp_path / "out", "open")
    assert [p.code for p in raised.value.problems] == ["PB320", "PB212"]
    build(store, tmp_path / "out")
