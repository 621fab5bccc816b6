"""Results of benchmarks as one HTML page that needs nothing else, and its charts as files.

    results      folders of results, read
    recounting   their predictions against gold once more, label by label
    analysis     what is wrong, by type, zone, level, kind, length
    extracts     a document and its labels as the page embeds them
    charts       intervals, heat maps and matrices, drawn
    report_page  all of it as one page
    hub_results  figures as a model's repository on the Hub holds them
    html_pages   templates that escape every word
    telling      figures in words

docs/BENCH.md says what the page shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pactbank.corpus.store import Store


def write_report(
    store: Store, folders: Sequence[Path], out: Path, texts: bool, label_map: str | None = None
) -> list[Path]:
    """Write the page of some folders of results to `out`, and its charts into a folder beside it;
    the files that were written, the page first. Without matplotlib there are no charts.

    `texts` puts the words of texts in that may not be passed on. `label_map` is the file of a label
    map that did not come with the package. Raises `WrongUse` and `InvalidData` for results that
    were not written by `bench`, or that are of other texts or other gold than the corpus has.
    """
    from pactbank.corpus.files import check_writable, write_atomically
    from pactbank.errors import made_of_all
    from pactbank.report.charts import drawn
    from pactbank.report.recounting import recounted
    from pactbank.report.report_page import report_page
    from pactbank.report.results import read_results

    check_writable(out)
    sections = made_of_all(
        folders, lambda folder: recounted(store, read_results(folder), label_map)
    )
    charts = drawn(sections)
    page = report_page(sections, charts, texts)
    folder = out.parent / f"{out.stem}-charts"
    files = {out: page.encode("utf-8", "replace")}
    for chart in charts:
        files[folder / f"{chart.name}.svg"] = chart.svg
        files[folder / f"{chart.name}.png"] = chart.png
    for path, data in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(path, data)
    return list(files)
