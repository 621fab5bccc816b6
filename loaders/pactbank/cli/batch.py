"""Many texts ingested at once, and what became of them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pactbank.cli.console import err, out, progress
from pactbank.corpus.batch import Ingested, ingest_all
from pactbank.corpus.store import Store
from pactbank.corpus.supply import supplied
from pactbank.errors import WrongUse


def ingest_many(
    store: Store, paths: list[Path], common: Mapping[str, Any], quiet: bool
) -> Ingested:
    """Ingest every text of the paths, and print what became of each or, if `quiet`, of those that
    were refused. Raises `WrongUse` where there is no text."""
    texts = supplied(paths)
    if not texts:
        raise WrongUse(f"no .txt file in {', '.join(map(str, paths))}")
    with progress("ingesting", total=len(texts)) as advance:
        done = ingest_all(store, texts, common, advance)
    _print(done, quiet)
    return done


def _print(done: Ingested, quiet: bool) -> None:
    for name, reasons in done.refused.items():
        for reason in reasons:
            err.print(f"refused {name}: {reason}")
    if quiet:
        return
    for document in done.added:
        out.print(f"{document.id} v{document.version}: {document.text.chars} code points of text")
    out.print(
        f"{len(done.added)} added, {len(done.unchanged)} there already, {len(done.refused)} refused"
    )
