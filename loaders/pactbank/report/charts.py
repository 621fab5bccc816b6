"""Charts of results: F1 with intervals, F1 by type, what was taken for what."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from pactbank.model.figures import percent
from pactbank.report.analysis import (
    Cells,
    TypeTable,
    by_type,
    confused_stages,
    confused_types,
)
from pactbank.report.recounting import Section
from pactbank.scoring.tasks import PRIMARY
from pactbank.text.unseen import visible

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_INK = "#010203"
"""The colour of words and lines, which the page replaces by its own."""
_MARK = "#2f6db3"
_STYLE: Any = {
    "svg.hashsalt": "pactbank",
    "svg.fonttype": "none",
    "text.parse_math": False,
    **dict.fromkeys(("text.color", "axes.edgecolor", "axes.labelcolor"), _INK),
    **dict.fromkeys(("xtick.color", "ytick.color"), _INK),
}
_LONGEST = 28
"""So many characters of a system's name are drawn."""


class Chart(NamedTuple):
    """A picture by the name of its files; `section` and `system` are places, None for all systems.
    `inline` is the SVG as it stands in a page."""

    name: str
    title: str
    section: int
    system: int | None
    svg: bytes
    png: bytes
    inline: str


def drawn(sections: Sequence[Section]) -> list[Chart]:
    """Every chart of every section; none where matplotlib is missing. The same results give the
    same bytes."""
    try:
        import matplotlib  # noqa: F401
    except ImportError:
        return []
    found = []
    for number, section in enumerate(sections):
        prefix = f"{number + 1}-" if len(sections) > 1 else ""
        for name, title, system, draw in _charts(section):
            found.append(_chart(f"{prefix}{name}", title, number, system, draw))
    return found


_Plan = tuple[str, str, int | None, "Callable[[Figure], None]"]


def _charts(section: Section) -> Iterator[_Plan]:
    if section.results.board.tasks:
        yield (
            "intervals",
            "F1 with 95 % intervals",
            None,
            lambda figure: _intervals(figure, section),
        )
    for task in section.results.board.tasks:
        table = _with_figures(by_type(section, task))
        if table.rows:
            title = f"F1 by type: {task} ({PRIMARY[task]})"
            yield f"types-{task}", title, None, _heat(title, table)
    for number, of in enumerate(section.systems):
        matrices = (
            ("types", "types of entities", confused_types(of)),
            ("stages", "stages of pacts", confused_stages(of)),
        )
        for name, what, cells in matrices:
            if cells:
                title = f"{what}, gold by {_short(of.system.name)}"
                yield f"{of.system.folder}-{name}", title, number, _matrix(title, cells)


def _with_figures(table: TypeTable) -> TypeTable:
    """The types of which any system has a figure."""
    rows = {kind: row for kind, row in table.rows.items() if set(row) != {None}}
    return table._replace(rows=rows)


def _chart(
    name: str, title: str, section: int, system: int | None, draw: Callable[[Figure], None]
) -> Chart:
    from matplotlib import rc_context
    from matplotlib.figure import Figure

    with rc_context(_STYLE), warnings.catch_warnings():  # a letter that the font lacks
        warnings.simplefilter("ignore")
        figure = Figure(layout="tight")  # its arithmetic is the same every time
        draw(figure)
        figure.draw_without_rendering()
        figure.set_layout_engine("none")  # it is laid out: once is enough
        svg, png = io.BytesIO(), io.BytesIO()
        figure.savefig(svg, format="svg", metadata={"Date": None}, transparent=True)
        figure.savefig(png, format="png", dpi=150, facecolor="white")
    return Chart(
        name, title, section, system, svg.getvalue(), png.getvalue(), _inline(svg.getvalue(), name)
    )


def _inline(svg: bytes, name: str) -> str:
    """An SVG as a section of a page: with ids of its own, in the colours of the page."""
    text = svg.decode("utf-8")
    text = text[text.index("<svg") :]
    text = re.sub(r"<metadata>.*?</metadata>", "", text, flags=re.DOTALL)
    text = re.sub(r'\bid="', f'id="{name}-', text)
    text = re.sub(r'(href="|url\()#', rf"\1#{name}-", text)
    text = text.replace(_INK, "currentColor")
    return text.replace("<svg ", '<svg aria-hidden="true" focusable="false" ', 1)


def _short(name: str) -> str:
    shown = visible(name)
    return shown if len(shown) <= _LONGEST else shown[: _LONGEST - 1] + "…"


def _intervals(figure: Figure, section: Section) -> None:
    """A panel for each task, a line for each system, the best on top."""
    tasks = section.results.board.tasks
    lines = [len(of.standings) for of in tasks.values()]
    figure.set_size_inches(6, sum(0.9 + 0.32 * size for size in lines))
    panels = figure.subplots(len(tasks), 1, squeeze=False, height_ratios=[2 + n for n in lines])
    for axes, (task, of) in zip(panels[:, 0], tasks.items(), strict=True):
        for place, standing in enumerate(of.standings):
            f1, bounds = standing.figures.f1, standing.figures.interval
            if bounds is not None:
                axes.plot([100 * of for of in bounds], [place, place], color=_MARK, linewidth=3)
            if f1 is not None:
                axes.plot(100 * f1, place, "o", color=_INK, markersize=6)
        names = [f"{s.rank}{'=' if s.tied else '.'} {_short(s.system)}" for s in of.standings]
        axes.set_yticks(range(len(names)), names)
        axes.set_ylim(len(names) - 0.4, -0.6)
        axes.set_xlim(0, 101)
        axes.grid(axis="x", alpha=0.3)
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_title(f"{task}: {of.metric}, F1", fontsize="medium", loc="left")


def _heat(title: str, table: TypeTable) -> Callable[[Figure], None]:
    def draw(figure: Figure) -> None:
        figure.set_size_inches(2.2 + 0.75 * len(table.systems), 1.6 + 0.3 * len(table.rows))
        axes = figure.subplots()
        values = [[None if one is None else 100 * one for one in of] for of in table.rows.values()]
        words = [["" if one is None else percent(one) for one in of] for of in table.rows.values()]
        _grid(axes, list(table.rows), list(map(_short, table.systems)), values, words, 100)
        axes.set_title(title, fontsize="medium", loc="left")

    return draw


def _matrix(title: str, cells: Cells) -> Callable[[Figure], None]:
    def draw(figure: Figure) -> None:
        columns = list(next(iter(cells.values())))
        figure.set_size_inches(2.4 + 0.5 * len(columns), 2 + 0.32 * len(cells))
        axes = figure.subplots()
        shares: list[list[float | None]] = []
        for row in cells.values():
            total = sum(row.values())
            shares.append([count / total if count else None for count in row.values()])
        words = [[str(count or "") for count in row.values()] for row in cells.values()]
        _grid(axes, list(cells), columns, shares, words, 1)
        axes.set_ylabel("gold")
        axes.set_title(title, fontsize="medium", loc="left")

    return draw


def _grid(
    axes: Axes,
    rows: Sequence[str],
    columns: Sequence[str],
    shares: Sequence[Sequence[float | None]],
    words: Sequence[Sequence[str]],
    most: float,
) -> None:
    """Cells in colours by their shares, with words in them."""
    import numpy as np

    values = np.array([[np.nan if one is None else one for one in row] for row in shares], float)
    axes.pcolormesh(values, vmin=0, vmax=most, cmap="Blues", edgecolors="#8888", lw=0.5)
    for y, row in enumerate(words):
        for x, word in enumerate(row):
            share = shares[y][x]
            ink = _INK if share is None else "black" if share < 0.55 * most else "white"
            axes.text(x + 0.5, y + 0.5, word, ha="center", va="center", color=ink, fontsize=9)
    axes.set_xticks(np.arange(len(columns)) + 0.5, list(map(visible, columns)), rotation=40,
                    ha="right")  # fmt: skip
    axes.set_yticks(np.arange(len(rows)) + 0.5, list(map(visible, rows)))
    axes.set_ylim(len(rows), 0)
    axes.set_xlim(0, len(columns))
    axes.tick_params(length=0)
