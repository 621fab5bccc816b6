"""docs/FETCH.md: executed as it is printed, and complete."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pactbank.corpus.extract import EXTRACTORS
from pactbank.corpus.store import Store
from support.page_shell import check_page, checkout_programs

PAGE = (Path(__file__).parents[1] / "docs/FETCH.md").read_text("utf-8")


@pytest.mark.acceptance
def test_the_page_runs_and_prints_what_it_promises(tmp_path: Path) -> None:
    check_page(PAGE, tmp_path, checkout_programs(tmp_path / "bin"))
    assert Store(tmp_path / "my-pacts").document("ports").recipe is not None


def test_the_page_names_every_extractor_and_parameter() -> None:
    rows = re.findall(r"^\| `([a-z-]+)` \|.*\| (.*) \|$", PAGE, re.MULTILINE)
    assert [name for name, _ in rows] == list(EXTRACTORS)
    everywhere = {"skip", "end"}
    for name, cell in rows:
        own = EXTRACTORS[name].parameters({"markup": "none"}).keys() - everywhere
        assert own <= set(re.findall(r"`([a-z]+)`", cell)), name
    for name in everywhere:
        assert f"`{name}`" in PAGE
