"""The register of annotators: `pactbank annotators add | list`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from pactbank.cli.own import PANEL
from pactbank.cli.shared import JsonOption, open_store, own_store
from pactbank.model.closed import AnnotatorKind

app = typer.Typer(name="annotators", no_args_is_help=True, rich_markup_mode=None)


def register(contents: typer.Typer) -> None:
    app.command()(add)
    app.command("list")(list_annotators)
    contents.add_typer(app, rich_help_panel=PANEL, help="Who labels: add to the register, list.")


def add(
    context: typer.Context,
    id: Annotated[str, typer.Argument(help="A slug, such as alice.", show_default=False)],  # noqa: A002
    kind: Annotated[
        AnnotatorKind,
        typer.Option(
            help="human: a person; model: a language model that labels; adjudicated: gold made "
            "from passes; system: another program."
        ),
    ],
    description: Annotated[str, typer.Option(help="Who or what it is, in a sentence.")],
    model: Annotated[
        str | None, typer.Option(help="Which model it is; needed with --kind model.")
    ] = None,
    prompt: Annotated[
        Path | None,
        typer.Option(
            help="File with what the model was asked; its hash is kept. Needed with --kind model."
        ),
    ] = None,
) -> None:
    """Add an annotator to the register.

    Labels are filed under a registered annotator only.

    Example: pactbank annotators add ana --kind human --description "A reader."
    """
    from pactbank.cli.console import out
    from pactbank.corpus.files import sha256
    from pactbank.corpus.validate.given import given
    from pactbank.corpus.validate.registers import check_annotators
    from pactbank.errors import WrongUse
    from pactbank.model.annotation import Annotators
    from pactbank.model.document import SCHEMA_VERSION
    from pactbank.model.inputs import read_named

    store = own_store(context)
    asked = None if prompt is None else sha256(read_named(prompt))
    values = {
        "id": id, "kind": kind, "description": description, "model": model,
        "prompt_sha256": asked,
    }  # fmt: skip
    register = {"schema_version": SCHEMA_VERSION, "annotators": [values]}
    [annotator] = given(register, Annotators, check_annotators).annotators
    if not store.register(annotator):
        raise WrongUse(f"{id} is in annotations/annotators.json already; nothing was changed")
    out.print(f"{id}: {kind}")


def list_annotators(context: typer.Context, json: JsonOption = False) -> None:
    """List the annotators with what they labelled.

    The number of documents counts the newest version of each.

    Example: pactbank annotators list
    """
    from pactbank.cli.console import print_value, screen
    from pactbank.cli.holdings import annotators_table
    from pactbank.corpus.overview import labelled_by

    store = open_store(context)
    counts = labelled_by(store)
    if json:
        print_value({"annotators": list(store.annotators.values()), "documents": counts})
        return
    screen.print(annotators_table(store.annotators.values(), counts))
