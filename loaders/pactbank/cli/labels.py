"""Commands about labels: anchor."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pactbank.cli.shared import checked_day, own_store

PANEL = "Labels"


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(anchor)


def anchor(
    context: typer.Context,
    draft: Annotated[Path, typer.Argument(help="One JSON object whose spans are quotes.")],
    annotator: Annotated[str, typer.Option("--as", help="Registered annotator to file it under.")],
    created: Annotated[
        str | None,
        typer.Option(
            callback=checked_day, help="Day the labels were made, YYYY-MM-DD. Default: today."
        ),
    ] = None,
) -> int:
    """Turn the quotes of a draft into labels with offsets.

    A draft becomes annotations/ANNOTATOR/DOCUMENT.vN.json.
    Nothing is written unless every quote has exactly one place and no rule is broken.
    Warnings are printed and change nothing.

    Example: pactbank anchor draft.json --as pass-a
    """
    from pactbank.cli.console import out, print_problems
    from pactbank.corpus.draft import anchor as anchored
    from pactbank.corpus.files import sha256
    from pactbank.corpus.validate import check
    from pactbank.model import codec
    from pactbank.model.inputs import read_named
    from pactbank.model.prediction import Prediction
    from pactbank.model.schemas import read

    store = own_store(context)
    data = read_named(draft)
    guidelines = sha256(read_named(store.annotation_folder / "GUIDELINES.md"))
    quoted, problems = read(data, Prediction, str(draft))
    annotation = None
    if quoted is not None:
        document = store.document(quoted.document, quoted.version)
        annotation, problems = anchored(
            data,
            str(draft),
            document,
            store.text(document),
            annotator=annotator,
            guidelines_sha256=guidelines,
            created=created or date.today().isoformat(),
        )
    if annotation is not None:
        problems = check(store, annotation, codec.encode(annotation), f"{draft} (anchored)")
    print_problems(problems, "text")
    if annotation is None or any(problem.severity == "error" for problem in problems):
        return 1
    path = store.write_annotation(annotation)
    counts = ", ".join(f"{len(getattr(annotation, layer))} {layer}" for layer in annotation.layers)
    out.print(f"{path}: {counts}")
    return 0
