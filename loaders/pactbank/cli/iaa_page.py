"""Where two annotators differ, as one HTML page that needs nothing else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import pairwise
from typing import Any, NamedTuple

from pactbank.adjudication.comparing import ComparedPasses, PassDifference
from pactbank.adjudication.listing import places, row, sentences
from pactbank.cli.differences import headline, told
from pactbank.cli.figures import iaa_columns, iaa_lines, iaa_rows
from pactbank.model.score import Iaa
from pactbank.report.html_pages import rendered
from pactbank.text.offsets import Range


class MarkedWords(NamedTuple):
    """Words of a text, and whether the labels of the first and of the second cover them."""

    words: str
    first: bool
    second: bool


def iaa_page(result: Iaa, found: Mapping[str, ComparedPasses]) -> str:
    """The page: figures, counts, filters, and every difference in its sentence."""
    entries = [
        _entry(compared, one, name)
        for name, compared in found.items()
        for one in compared.differences
    ]
    return rendered(
        "iaa_page.html.jinja",
        title=f"{result.first} and {result.second}",
        names=(result.first, result.second),
        columns=iaa_columns(result),
        layers={layer: list(iaa_rows(result, layer)) for layer in result.metrics},
        lines=list(iaa_lines(result)),
        entries=entries,
        counts=Counter(entry["kind"] for entry in entries),
        choices={
            "kind": sorted({entry["kind"] for entry in entries}),
            "document": sorted({entry["document"] for entry in entries}),
        },
    )


def _entry(compared: ComparedPasses, difference: PassDifference, name: str) -> dict[str, Any]:
    """A difference with the words of its sentences, marked, and what each annotator has."""
    found = row(compared, difference, name)
    text = compared.merged.text
    spans = places(compared, difference)
    return {
        "id": difference.id,
        "kind": difference.kind,
        "document": name,
        "headline": headline(found),
        "contexts": [list(_marked(text, place, spans)) for place in sentences(text, spans)],
        "sides": [told(side, found) for side in found["sides"].values()],
    }


def _marked(text: str, place: Range, spans: Mapping[str, list[Range]]) -> Iterator[MarkedWords]:
    low, high = place
    sides = [[span for span in of if low <= span[0] and span[1] <= high] for of in spans.values()]
    edges = sorted({low, high, *(edge for of in sides for span in of for edge in span)})
    for start, end in pairwise(edges):
        covered = [any(first <= start and end <= last for first, last in of) for of in sides]
        yield MarkedWords(text[start:end], covered[0], covered[-1])
