"""Predictions of a system: `pactbank predict`."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pactbank.cli.shared import open_store
from pactbank.model.closed import Split

if TYPE_CHECKING:
    from pactbank.corpus.store import Store
    from pactbank.model.document import Document
    from pactbank.systems import System

PANEL = "Models"
TimeoutOption = Annotated[
    float | None,
    typer.Option(
        min=0.001,
        metavar="SECONDS",
        help="Time that a program or a language model has for a text (300).",
    ),
]


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(predict)


def predict(
    context: typer.Context,
    system: Annotated[
        str,
        typer.Argument(
            help="rules, command:PROGRAM, spacy:PIPELINE or llm:MODEL (docs/BENCH.md).",
            show_default=False,
        ),
    ],
    out: Annotated[Path, typer.Option(help="JSON Lines, a document a line.", show_default=False)],
    documents: Annotated[
        list[str] | None, typer.Argument(metavar="DOC…", help="Ids (all documents).")
    ] = None,
    split: Annotated[Split | None, typer.Option(help="The documents of a split.")] = None,
    timeout: TimeoutOption = None,
) -> int:
    """Write what a system predicts.

    The file can be scored, or pushed to Label Studio as labels to begin with (--predictions).
    A document that the system fails on is told. Only labels that it gave before are written, and a
    score takes it as empty where there are none. An answer that is JSON but for slips (a comma too
    many) is told and written whole.

    Example: pactbank predict rules --out rules.jsonl --split test
    """
    from pactbank.cli.console import err
    from pactbank.cli.console import out as stdout
    from pactbank.corpus.files import write_atomically
    from pactbank.errors import WrongUse, made_of_all
    from pactbank.model.benchmark import MENDED
    from pactbank.systems import get

    if documents and split:
        raise WrongUse("name documents or a split, not both")
    store = open_store(context)
    chosen = get(system, timeout)
    wanted = made_of_all(_names(store, documents or (), split), partial(_readable, store))
    lines, failures = _predicted(store, chosen, wanted, f"running {system}")
    for name, failure in failures:
        err.print(f"{name}: {failure}")
    failed = [name for name, failure in failures if not failure.startswith(f"{MENDED}: ")]
    if not lines:
        err.print("no document has a prediction; nothing was written")
        return 1
    write_atomically(out, b"".join(lines))
    told = f", {len(failed)} failed" if failed else ""
    stdout.print(f"{out}: {chosen.name} {chosen.version}, {len(lines)} documents{told}")
    return 1 if failed else 0


def _predicted(
    store: Store, system: System, wanted: Sequence[Document], title: str
) -> tuple[list[bytes], list[tuple[str, str]]]:
    """The predictions of a system as JSON Lines, and the documents that it failed on, or that have
    no text here, each with the reason. `title` is what the bar of progress says."""
    from pactbank.cli.console import progress
    from pactbank.systems import Article, run

    readable = [document for document in wanted if store.has_text(document)]
    failed = [
        (document.id, "its text is not in this copy of the corpus")
        for document in wanted
        if document not in readable
    ]
    articles = (Article(document, store.text(document)) for document in readable)
    lines = []
    with (
        progress(title, total=len(readable)) as advance,
        closing(run(system, articles, advance)) as answers,
    ):
        for answer in answers:
            if answer.line is not None:
                lines.append(answer.line)
            if answer.failure is not None:
                failed.append((answer.document, f"{answer.failure.kind}: {answer.failure.message}"))
    return lines, failed


def _names(store: Store, names: Sequence[str], split: Split | None) -> Iterable[str]:
    return store.names_in(split) if split is not None else names or store.versions()


def _readable(store: Store, name: str) -> Document:
    """A document whose text, if it is at hand, can be read: what is wrong is told before anything
    is asked of the system."""
    document = store.document(name)
    if store.has_text(document):
        store.text(document)
    return document
