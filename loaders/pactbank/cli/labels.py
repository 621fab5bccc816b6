"""Commands about labels: anchor, migrate."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pactbank.cli.shared import checked_day, open_store, own_store

PANEL = "Labels"


def register(app: typer.Typer) -> None:
    for command in (anchor, migrate):
        app.command(rich_help_panel=PANEL)(command)


def anchor(
    context: typer.Context,
    draft: Annotated[
        Path, typer.Argument(help="One JSON object whose spans are quotes, or a short draft.")
    ],
    annotator: Annotated[str, typer.Option("--as", help="Registered annotator to file it under.")],
    created: Annotated[
        str | None,
        typer.Option(
            callback=checked_day, help="Day the labels were made, YYYY-MM-DD. Default: today."
        ),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Show the text with its labels there, not here."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what would be filed, and file nothing.")
    ] = False,
) -> int:
    """Turn the quotes of a draft into labels with offsets.

    A draft becomes annotations/ANNOTATOR/DOCUMENT.vN.json, and is shown as it was understood.
    Nothing is filed unless every quote has exactly one place and no rule is broken. For a quote
    with several places a line of JSON for each is printed, to be pasted into the draft. What is
    odd gives warnings, which leave the exit code as it is; referents that nothing uses and labels
    that are there twice are left out.

    Example: pactbank anchor draft.json --as pass-a
    """
    from pactbank.cli.anchoring import show_choices, show_labels, understood
    from pactbank.cli.console import out, print_problems
    from pactbank.corpus.handbook import handbook
    from pactbank.corpus.short import read_draft
    from pactbank.errors import errors_in
    from pactbank.model.inputs import read_named

    store = open_store(context) if dry_run else own_store(context)
    data = read_named(draft)
    guidelines = handbook(store)
    written, problems = read_draft(data, str(draft))
    if written is None:
        print_problems(problems, "text")
        return 1
    day = created or date.today().isoformat()
    found = understood(store, written, (data, str(draft)), annotator, guidelines, day)
    if found.annotation is not None:
        show_labels(store, found, html)
    print_problems(found.problems, "text")
    if found.annotation is None:
        show_choices(written, found.text)
    if found.annotation is None or errors_in(found.problems):
        return 1
    if dry_run:
        out.print(f"{found.document.id}: {found.counts}; nothing was filed (--dry-run)")
    else:
        out.print(f"{store.write_annotation(found.annotation)}: {found.counts}")
    return 0


def migrate(
    context: typer.Context,
    annotator: Annotated[str, typer.Argument(help="Whose labels.", show_default=False)],
    accept: Annotated[
        bool, typer.Option("--accept", help="Record that the labels were read again.")
    ] = False,
) -> int:
    """Bring labels to the newest version of the scheme.

    Lists the labels of an earlier version that are to be read again, by question, and changes none:
    correct them by the handbook, and add what the earlier version did not ask for. --accept then
    writes the version and the hash of annotations/GUIDELINES.md into all files of the annotator,
    or into none if a label breaks a rule. A pass that adjudicated gold rests on needs no migration.

    Example: pactbank migrate gold
    """
    from pactbank.cli.console import out
    from pactbank.corpus.migration import migrate as record
    from pactbank.corpus.migration import older
    from pactbank.model.annotation import SCHEME_VERSION

    if accept:
        done = record(own_store(context), annotator)
        out.print(f"{len(done)} file(s) of {annotator} follow scheme version {SCHEME_VERSION}")
        return 0
    found = older(open_store(context), annotator)
    for each in found:
        out.print(f"{each.path}: scheme version {each.annotation.scheme_version}")
        for question, ids in each.to_read.items():
            out.print(f"  {', '.join(ids)}: {question}")
    if not found:
        out.print(f"every label of {annotator} follows scheme version {SCHEME_VERSION}")
    return 1 if found else 0
