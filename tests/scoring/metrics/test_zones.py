"""Zones: lines and code points kept, and the confusion of kinds."""

from __future__ import annotations

import msgspec
import pytest

from pactbank.model.document import Document
from pactbank.scoring.metrics.zones import _lines, table
from pactbank.scoring.tables import UNIT
from support.sample_corpus import VELDRIA_TALKS, make_document

GOLD, RAW, _ = make_document("veldria-talks", VELDRIA_TALKS)
# Lines: headline, byline, advertisement, dateline and paragraph in one, related link, paragraph.


def rezoned(**kinds: str) -> Document:
    """The document with other kinds for some zones, given by number as z0, z1 …"""
    stripped = {"advertisement", "related-link", "subscription-prompt", "notice"}
    zones = [
        msgspec.structs.replace(
            zone,
            kind=kind,
            text=None if kind in stripped else zone.text or (0, zone.raw[1] - zone.raw[0]),
        )
        for number, zone in enumerate(GOLD.zones)
        for kind in [kinds.get(f"z{number}", zone.kind)]
    ]
    return msgspec.structs.replace(GOLD, zones=tuple(zones))


def sizes() -> list[int]:
    return [zone.raw[1] - zone.raw[0] for zone in GOLD.zones]


def test_zones_of_one_raw_line_are_one_line() -> None:
    by_line = [[zone.kind for zone in line] for line in _lines(GOLD)]
    assert ["dateline", "paragraph"] in by_line
    assert len(by_line) == len([line for line in RAW.split("\n") if line.strip()])


@pytest.mark.parametrize(
    ("predicted", "line"),
    [
        (GOLD, (4, 4, 4)),
        (rezoned(z2="paragraph"), (4, 5, 4)),  # the advertisement is kept
        (rezoned(z0="notice"), (3, 3, 4)),  # the headline is stripped
        (None, (0, 0, 4)),  # nothing predicted: nothing kept
    ],
)
def test_lines_and_code_points(predicted: Document | None, line: tuple[int, int, int]) -> None:
    made, _ = table([(GOLD, predicted)])
    row = made.row(made.metrics["line"])
    assert (row.credit, row.predicted, row.gold) == tuple(UNIT * count for count in line)
    kept = [size for size, zone in zip(sizes(), GOLD.zones, strict=True) if not zone.stripped]
    assert made.row(made.metrics["character"]).gold == UNIT * sum(kept)


def test_what_was_stripped_has_figures_of_its_own() -> None:
    made, _ = table([(GOLD, rezoned(z2="paragraph"))])
    row = made.row(made.by_type["stripped"]["line"])
    # Two lines are stripped in gold, one of them by the prediction.
    assert (row.precision, row.recall) == (1, 0.5)


def test_confusion_counts_code_points() -> None:
    _, confusion = table([(GOLD, rezoned(z0="byline", z2="paragraph"))])
    of = sizes()
    assert confusion["headline"] == {"byline": of[0]}
    assert confusion["advertisement"] == {"paragraph": of[2]}
    assert confusion["byline"] == {"byline": of[1]}
    assert table([(GOLD, None)])[1]["byline"] == {"none": of[1]}


def test_a_zone_cut_in_two_is_kept_in_part() -> None:
    first = GOLD.zones[0]
    half = msgspec.structs.replace(first, raw=(first.raw[0], first.raw[0] + 10))
    cut = msgspec.structs.replace(GOLD, zones=(half, *GOLD.zones[1:]))
    made, confusion = table([(GOLD, cut)])
    row = made.row(made.metrics["character"])
    assert row.gold - row.credit == UNIT * (sizes()[0] - 10)
    assert confusion["headline"] == {"headline": 10, "none": sizes()[0] - 10}
    assert made.row(made.metrics["line"]).credit == 4 * UNIT
