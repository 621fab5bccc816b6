"""Results as one HTML page: standings, charts, what is wrong, and each document side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from pactbank.errors import plural
from pactbank.model.benchmark import Standing
from pactbank.model.closed import LAYERS
from pactbank.model.figures import NOTHING, between, percent
from pactbank.report.analysis import (
    Cells,
    Tally,
    by_type,
    confused_stages,
    confused_types,
    tallied,
)
from pactbank.report.charts import Chart
from pactbank.report.extracts import KINDS, embedded, extract
from pactbank.report.html_pages import rendered
from pactbank.report.recounting import OF_GOLD, Facets, Section, SystemRows
from pactbank.report.telling import pair_cells, pair_lines, standing_lines
from pactbank.scoring.errors.causes import CAUSES
from pactbank.scoring.errors.record import KINDS as MEANINGS


def report_page(sections: Sequence[Section], charts: Sequence[Chart], texts: bool) -> str:
    """The page. Words of texts that may not be passed on are in it only with `texts`."""
    documents = [
        [Markup(embedded(extract(section, document, texts))) for document in section.documents]
        for section in sections
    ]
    withheld = {of.id for section in sections for of in section.documents if of.withheld}
    return rendered(
        "report.html.jinja",
        title=_title(sections),
        sections=[_section(number, section, charts) for number, section in enumerate(sections)],
        withheld=len(withheld),
        texts=texts,
        documents=documents,
        contents=Markup(embedded(_contents(sections))),
        matrices=[(chart, Markup(chart.inline)) for chart in charts if chart.system is not None],
        causes=CAUSES,
        nothing=NOTHING,
        drawn=bool(charts),
    )


def _title(sections: Sequence[Section]) -> str:
    systems = {of.system.name for section in sections for of in section.systems}
    return f"Benchmark: {len(systems)} {plural('system', len(systems))}"


def _section(number: int, section: Section, charts: Sequence[Chart]) -> dict[str, Any]:
    """What the page shows of a folder of results without a script."""
    board = section.results.board
    return {
        "name": _name(section),
        "documents": len(section.documents),
        "origins": section.origins,
        "mixed": len(section.origins) > 1,
        "absent": board.absent,
        "tasks": {task: list(_standings(section, task)) for task in board.tasks},
        "metrics": {task: of.metric for task, of in board.tasks.items()},
        "detectable": {task: of.detectable for task, of in board.tasks.items()},
        "pairs": [(pair, pair_cells(pair)) for pair in board.pairs],
        "lines": list(standing_lines(board)),
        "notes": list(pair_lines(board.pairs)),
        "systems": board.systems,
        "measured": board.measured,
        "types": {task: by_type(section, task) for task in board.tasks},
        "charts": {
            chart.name.rpartition("-")[2]: (chart, Markup(chart.inline))
            for chart in charts
            if chart.section == number and chart.system is None
        },
        "percent": percent,
        "between": between,
    }


def _name(section: Section) -> str:
    board = section.results.board
    origins = " and ".join(sorted(section.origins))
    among = f"split {board.split}" if board.split else "all documents with gold"
    return f"{section.results.folder.name or 'results'}: {among}, {origins} texts"


def _standings(section: Section, task: str) -> Iterator[tuple[Standing, str, float]]:
    """Each system on a task, its rank as a table has it, and the seconds that a document took."""
    board = section.results.board
    for standing in board.tasks[task].standings:
        seconds = board.measured[standing.system].seconds_per_document
        yield standing, standing.place, seconds


class _Numbers:
    """Strings by number, in the order in which they were first asked for."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}

    def __call__(self, name: str) -> int:
        return self.numbers.setdefault(name, len(self.numbers))


def _contents(sections: Sequence[Section]) -> dict[str, Any]:
    """What the script of the page knows of all documents and systems. `names` are of facets, which
    errors have by number."""
    names = _Numbers()
    return {
        "layers": LAYERS,
        "kinds": KINDS,
        "meanings": MEANINGS,
        "causes": list(CAUSES),
        "facets": Facets._fields,
        "of_gold": OF_GOLD,
        "sections": [
            {
                "name": _name(section),
                "documents": [document.id for document in section.documents],
                "systems": [_system(section, of, names) for of in section.systems],
            }
            for section in sections
        ],
        "names": list(names.numbers),
    }


def _system(section: Section, of: SystemRows, names: _Numbers) -> dict[str, Any]:
    return {
        "name": of.system.name,
        "layers": section.results.tasks(of.system.name),
        "tallies": {
            layer: {
                name: {value: _counts(tally) for value, tally in values.items()}
                for name, values in rows.items()
            }
            for layer, rows in tallied(of).items()
        },
        "matrices": {
            "types of entities": _matrix(confused_types(of)),
            "stages of pacts": _matrix(confused_stages(of)),
        },
        "failed": len(of.system.unfinished),
        "errors": list(_errors(section, of, names)),
    }


def _counts(tally: Tally) -> list[Any]:
    return [tally.gold, tally.predicted, tally.right, dict(tally.causes)]


def _matrix(cells: Cells) -> Any:
    if not cells:
        return None
    return {
        "columns": list(next(iter(cells.values()))),
        "rows": {name: list(row.values()) for name, row in cells.items()},
    }


def _errors(section: Section, of: SystemRows, names: _Numbers) -> Iterator[list[Any]]:
    """What errors are filtered by: document, place in its rows, layer, causes as bits, facets."""
    order = list(CAUSES)
    for number, document in enumerate(section.documents):
        for place, row in enumerate(of.rows.get(document.id, [])):
            if row.mistake.kind != "right":
                bits = sum(1 << order.index(cause) for cause in row.causes)
                layer = LAYERS.index(row.mistake.layer)
                yield [number, place, layer, bits, *map(names, row.facets)]
