"""Many texts ingested at once, and the report of what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pactbank.cli.console import err, out, progress
from pactbank.corpus.batch import Report, ingest_all
from pactbank.corpus.store import Store
from pactbank.corpus.supply import supplied
from pactbank.errors import WrongUse


def ingest_many(store: Store, paths: list[Path], common: Mapping[str, Any], quiet: bool) -> Report:
    """Ingest every text of the paths, and print what became of each or, if `quiet`, of those that
    were refused. Raises `WrongUse` where there is no text."""
    texts = supplied(paths)
    if not texts:
        raise WrongUse(f"no .txt file in {', '.join(map(str, paths))}")
    with progress("ingesting", total=len(texts)) as advance:
        report = ingest_all(store, texts, common, advance)
    _print(report, quiet)
    return report


def _print(report: Report, quiet: bool) -> None:
    for name, reasons in report.refused.items():
        for reason in reasons:
            err.print(f"refused {name}: {reason}")
    if quiet:
        return
    for document in report.added:
        out.print(f"{document.id} v{document.version}: {document.text.chars} code points of text")
    out.print(
        f"{len(report.added)} added, {len(report.unchanged)} there already, "
        f"{len(report.refused)} refused"
    )
