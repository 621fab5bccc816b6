"""docs/OWN-CORPUS.md, executed as it is printed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pactbank.corpus.splitting import placed
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from support.page_shell import check_page, checkout_programs

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "OWN-CORPUS.md").read_text("utf-8")


@pytest.mark.acceptance
def test_the_page_runs_and_prints_what_it_promises(tmp_path: Path) -> None:
    check_page(PAGE, tmp_path, checkout_programs(tmp_path / "bin"))
    store = Store(tmp_path / "my-pacts")
    assert validate(store) == []
    assert len(store.versions()) == 8
    assert store.annotators.keys() == {"gold", "ana", "bo"}
    talks = store.annotation("gold", store.document("port-talks"))
    assert talks is not None
    assert [label.from_ for label in (talks.agreements or ())[0].status] == ["new"]
    assert placed(store).keys() == store.versions().keys()
    assert "<title>port-talks v1" in (tmp_path / "talks-ana.html").read_text("utf-8")


def test_the_picture_is_there() -> None:
    [image] = re.findall(r"!\[[^\]]+\]\(([^)]+)\)", PAGE)
    assert (DOCS / image).read_bytes().startswith(b"\x89PNG")
