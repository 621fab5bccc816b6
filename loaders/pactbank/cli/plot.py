"""Counts of a corpus as a picture: stacked bars, one colour a split."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from pactbank.errors import WrongUse
from pactbank.model.closed import SPLITS

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from pactbank.corpus.overview import Cells, Statistics

_PANELS = (
    "kinds",
    "entities",
    "agreements",
    "roles",
    "stages",
    "conditions",
    "stances",
    "polarities",
)
_COLOURS = {
    "train": "#4477aa",
    "validation": "#ccbb44",
    "test": "#ee6677",
    "challenge": "#aa3377",
    "none": "#bbbbbb",
}


def draw(counts: Statistics) -> bytes:
    """An SVG with a panel for each thing that is counted; the same counts give the same bytes.
    Raises `WrongUse` where matplotlib is missing."""
    try:
        from matplotlib import rc_context
        from matplotlib.figure import Figure
    except ImportError:
        raise WrongUse('a picture needs matplotlib: pip install "pactbank[plot]"') from None
    with rc_context({"svg.hashsalt": "pactbank", "svg.fonttype": "none"}):
        figure = Figure(figsize=(11, 12), layout="constrained")
        for axes, name in zip(figure.subplots(4, 2).flat, _PANELS, strict=True):
            _panel(axes, name, getattr(counts, name))
        handles, labels = figure.axes[0].get_legend_handles_labels()
        if handles:
            figure.legend(handles, labels, loc="outside lower center", ncols=4)
        figure.suptitle(f"{sum(counts.documents.values())} documents, labels of {counts.annotator}")
        picture = io.BytesIO()
        figure.savefig(picture, format="svg", metadata={"Date": None})
    return picture.getvalue()


def _panel(axes: Axes, title: str, cells: Cells) -> None:
    """Bars of one table, the longest on top; of an empty table only the title."""
    from matplotlib.ticker import MaxNLocator

    if not cells:
        axes.set_title(f"{title}: none")
        axes.set_axis_off()
        return
    names = sorted(cells, key=lambda name: sum(cells[name].values()))
    left = [0] * len(names)
    for split in (*SPLITS, "none"):
        widths = [cells[name].get(split, 0) for name in names]
        axes.barh(names, widths, left=left, label=split, color=_COLOURS[split])
        left = [a + b for a, b in zip(left, widths, strict=True)]
    axes.set_title(title)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
