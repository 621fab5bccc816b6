"""Results as a page: `pactbank report`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pactbank.cli.shared import open_store

if TYPE_CHECKING:
    from pactbank.corpus.store import Store

PANEL = "Models"


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(report)


def report(
    context: typer.Context,
    results: Annotated[
        list[Path],
        typer.Argument(help="Folders that pactbank bench wrote.", show_default=False),
    ],
    out: Annotated[
        Path | None,
        typer.Option(metavar="FILE.html", help="The page (RESULTS/report.html for one folder)."),
    ] = None,
    texts: Annotated[
        bool,
        typer.Option(
            "--texts", help="With the words of texts that may not be passed on: a private page."
        ),
    ] = False,
    label_map: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="The label map of results, if it is one of your own."),
    ] = None,
    hub: Annotated[
        str | None,
        typer.Option(
            metavar="ORG/NAME",
            help="Also write RESULTS/SYSTEM/.eval_results/: the results on this dataset of the "
            "Hub, as the repository of a model there holds them.",
        ),
    ] = None,
) -> int:
    """Draw results of pactbank bench as one page of HTML.

    The page needs no network. It has standings with intervals, F1 by type, what was taken for
    what, and every document with gold and each system side by side; charts as SVG and PNG stand
    beside it (docs/BENCH.md). Each folder stands for itself: figures of several are never mixed.

    Example: pactbank report results --out report.html
    """
    from pactbank.errors import WrongUse

    if out is None and len(results) > 1:
        raise WrongUse("several folders of results: say where the page goes, --out FILE.html")
    from pactbank.cli.console import out as output

    files = _for_the_hub(results, hub) if hub is not None else {}
    page = out or results[0] / "report.html"
    output.print(draw(open_store(context), results, page, texts, label_map))
    _write(files)
    return 0


def _for_the_hub(results: Sequence[Path], dataset: str) -> dict[Path, bytes]:
    from pactbank.report.hub_results import hub_results
    from pactbank.report.results import read_results

    made = [hub_results(read_results(folder), dataset) for folder in results]
    return {path: data for files in made for path, data in files.items()}


def _write(files: Mapping[Path, bytes]) -> None:
    from pactbank.cli.console import out as output
    from pactbank.corpus.files import write_atomically

    for path, data in files.items():
        path.parent.mkdir(exist_ok=True)
        write_atomically(path, data)
        output.print(f"{path}: for .eval_results/ of the model's repository on the Hub")


def draw(
    store: Store, results: Sequence[Path], out: Path, texts: bool, label_map: str | None
) -> str:
    """Write the page; return where it is and what it has."""
    from pactbank.report import write_report

    written = write_report(store, results, out, texts, label_map)
    if written[1:]:
        return f"{out}: with {len(written) - 1} charts beside it"
    return f'{out}: no charts, which need matplotlib: pip install "pactbank[plot]"'
