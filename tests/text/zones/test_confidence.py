"""A confidence says how likely a zone is right: what is often wrong is under the limit of a review.

The texts are invented. The lines that a masthead, a wire or a page puts around a text were taken
for headlines and running text, and the confidence of both was that of the sure ones."""

from __future__ import annotations

import json

import pytest

from pactbank.corpus.ingest import Particulars, make_document
from pactbank.text.zones import SURE, label
from text.zones.test_kinds import BODY, FIRST, kinds
from text.zones.test_zones import HELDOUT, by_line

HEADLINE = "Mirr and Anhal sign the ferry accord"
BYLINE = "By Ana Moreth"
MASTHEAD = [
    "THE HASK COURIER",
    "Hask Courier | Foreign affairs",
    "Explained",
    "FERRY-ACCORD/2nd lead",
    "Home | World | Sport | Tides",
    "Log in",
    "Harbour & Coast",
    "MENU   SEARCH   E-PAPER",
]
"""What stands above a headline."""
AROUND = [
    "Distribution: members; observers; press list",
    "Share 42 | Save | Print",
    "1,204 people are reading this now",
    "Press Office of the Premier",
    "ferries  Anhal  Mirr  ports",
    "More from Hask: Who sits where on the ferry",
]
"""What stands around a text, and is not recognised."""


@pytest.mark.parametrize("above", [(), *[(line,) for line in MASTHEAD], tuple(MASTHEAD[:4])])
@pytest.mark.parametrize("gap", ["", "\n"])
def test_a_headline_is_one_line_and_what_stands_above_it_is_in_doubt(
    above: tuple[str, ...], gap: str
) -> None:
    text = "\n".join([*above, gap + HEADLINE, BYLINE, "12 May 2031", "", FIRST, *BODY]) + "\n"
    document, _ = make_document(text.encode(), Particulars(id="a"), "a.txt")
    assert document.title == HEADLINE
    assert document.source.authors.value == ("Ana Moreth",)
    for run in label(text):
        words = text[slice(*run.raw)]
        if words in above and run.kind in ("paragraph", "headline"):
            assert run.confidence < SURE, words


def test_a_headline_may_have_two_lines() -> None:
    first, second = "Mirr and Anhal sign the ferry accord:", "What the islands will get for it"
    assert kinds(first, second, BYLINE, "", *BODY)[:2] == ["headline", "headline"]
    assert kinds(first, "", BYLINE, "", *BODY)[0] == "headline"


@pytest.mark.parametrize("line", AROUND)
def test_a_line_that_ends_like_no_sentence_is_in_doubt(line: str) -> None:
    text = "\n".join([HEADLINE, BYLINE, "", FIRST, *BODY, line]) + "\n"
    run = label(text)[-1]
    assert text[slice(*run.raw)] == line
    assert (run.kind, run.confidence < SURE) == ("paragraph", True)


def test_what_is_sure_is_not_in_doubt() -> None:
    text = "\n".join([HEADLINE, BYLINE, "12 May 2031", "", FIRST, *BODY, "- first", "- second"])
    assert min(run.confidence for run in label(text + "\n")) >= SURE


def test_lines_in_doubt_are_those_that_are_wrong() -> None:
    """In texts that the rules were not written for: a review at its usual limit shows lines of
    which many more are wrong than of the others."""
    counts = {True: [0, 0], False: [0, 0]}
    for path in HELDOUT:
        found = by_line(path.read_bytes().decode("utf-8-sig"))
        for expected in json.loads(path.with_suffix(".zones.json").read_text("utf-8")):
            runs = found[expected["line"]]
            counted = counts[min(run.confidence for run in runs) < SURE]
            counted[0] += 1
            counted[1] += runs[-1].kind != expected["kind"]
    (doubted, wrong), (others, missed) = counts[True], counts[False]
    assert wrong / doubted > 4 * missed / others
    assert doubted < others / 5
