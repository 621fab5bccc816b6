from __future__ import annotations

import re
from pathlib import Path

import pytest

from docs.generate import stale_pages

ROOT = Path(__file__).parents[1]
SECTIONS = {
    "Motivation": 4,
    "Composition": 17,
    "Collection process": 13,
    "Preprocessing, cleaning, labelling": 4,
    "Uses": 6,
    "Distribution": 7,
    "Maintenance": 8,
}
"""How many questions "Datasheets for Datasets" has in each section."""


def answers(section: str) -> list[tuple[int, str, str]]:
    """Number, question and answer of each question of a section."""
    page = (ROOT / "DATASHEET.md").read_text("utf-8")
    body = re.split(r"^## .*\n", page, flags=re.MULTILINE)
    titles = re.findall(r"^## (.*)$", page, re.MULTILINE)
    text = body[titles.index(section) + 1]
    parts = re.split(r"^### (\d+)\. (.*)$", text, flags=re.MULTILINE)[1:]
    return [
        (int(parts[at]), parts[at + 1], parts[at + 2].strip()) for at in range(0, len(parts), 3)
    ]


@pytest.mark.parametrize("section", SECTIONS)
def test_every_question_has_an_answer(section: str) -> None:
    found = answers(section)
    assert len(found) == SECTIONS[section]
    for _, question, answer in found:
        assert question.endswith("?")
        assert answer


def test_all_59_questions_stand_in_order() -> None:
    assert [n for section in SECTIONS for n, _, _ in answers(section)] == list(range(1, 60))


@pytest.mark.acceptance
def test_no_generated_page_is_stale() -> None:
    assert list(stale_pages(ROOT)) == []
