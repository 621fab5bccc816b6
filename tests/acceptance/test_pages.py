"""The pages that other commands write, in a real browser: silent, on a phone, before axe."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from pactbank.cli.label_page import label_page
from pactbank.cli.mistake_page import mistake_page
from pactbank.model.closed import LAYERS
from pactbank.scoring import counts, make_options, score_of
from pactbank.scoring.errors import Mistakes
from support import reported
from support.browser import recorded, serious

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.acceptance


def mistakes(place: Path) -> str:
    store = reported.make_store(place / "corpus", 2)
    results = reported.make_results(store, reported.make_systems(store)[1:2], place / "results")
    found = Mistakes(LAYERS)
    predictions = results / "hasty/predictions.jsonl"
    [counted] = counts(None, [predictions], "all", split="test", root=store.root,
                       options=make_options(lenient=True), watch=found)  # fmt: skip
    return mistake_page("hasty", score_of(counted, "headline"), found.rows, found.texts)


def labels(place: Path) -> str:
    store = reported.make_store(place / "corpus", 2)
    document = store.document("summer-01")
    gold = store.annotation("gold", document)
    assert gold is not None
    return label_page(document, store.text(document), gold, ["a warning"])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("page_of", [mistakes, labels])
def test_a_page_is_for_everybody(
    chromium: Browser, tmp_path: Path, scheme: Any, page_of: Callable[[Path], str]
) -> None:
    path = tmp_path / "page.html"
    path.write_text(page_of(tmp_path), "utf-8")
    context = chromium.new_context(
        viewport={"width": 375, "height": 740}, color_scheme=scheme, bypass_csp=True
    )
    page = context.new_page()
    with recorded(page) as complaints:
        page.goto(path.as_uri())
        assert complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
    assert serious(page) == []
    context.close()
