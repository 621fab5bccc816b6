"""The real texts that lie beside the repository: public texts on pacts between states, which the
project refers to and never holds.

    pytestmark = real_texts.needed
    for text in real_texts.all_of_them(): ...
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import pytest

from pactbank.corpus.files import sha256
from pactbank.model.recipe import Recipe

FOLDER = Path(__file__).parents[3] / "shared" / "real"
needed = pytest.mark.skipif(
    not (FOLDER / "candidates.json").exists(), reason=f"there are no real texts in {FOLDER}"
)


@dataclass(frozen=True, slots=True)
class RealText:
    """One text, with what is known of it. `data` is what its hash is of."""

    id: str
    data: bytes
    publisher: str
    recipe: Recipe


def all_of_them() -> list[RealText]:
    """Every text, in the order of their ids."""
    found = json.loads((FOLDER / "candidates.json").read_text("utf-8"))
    return [_text(one) for one in found]


def _text(one: dict[str, str]) -> RealText:
    data = (FOLDER / one["text_file"]).read_bytes()
    assert sha256(data) == one["text_sha256"]
    recipe = Recipe(
        url=one["url"],
        file_sha256=one["file_sha256"],
        extractor="plain",
        parameters={},
        raw_sha256=one["text_sha256"],
    )
    return RealText(one["id"], data, one["source"], recipe)
