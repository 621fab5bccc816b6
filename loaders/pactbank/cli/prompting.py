"""Commands for whoever asks a language model: prompt, schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from pactbank.cli.shared import checked_day, comma_list, open_store
from pactbank.model.closed import layers_named

PANEL = "Models"

LayersOption = Annotated[
    str, typer.Option(metavar="A,B", help="Only these layers: entities, agreements, stances.")
]


def register(app: typer.Typer) -> None:
    for command in (prompt, schema):
        app.command(rich_help_panel=PANEL)(command)


def prompt(
    context: typer.Context,
    document: Annotated[str, typer.Argument(help="Id of the document.", show_default=False)],
    layers: LayersOption = "",
    text: Annotated[
        Path | None, typer.Option(help="The text, where the document is in no corpus.")
    ] = None,
    date: Annotated[
        str | None,
        typer.Option(
            callback=checked_day,
            help="The day that 'today' means, YYYY-MM-DD. Default: the document's.",
        ),
    ] = None,
) -> None:
    """Print what to ask a language model for the labels of a text.

    It holds the instruction, the text and the schema of the answer. Spans are asked for as quotes.
    Score the answers with pactbank score --lenient. docs/MODELS.md has more.

    Example: pactbank prompt ph-jp-security-talks
    """
    from pactbank.cli.console import print_exactly
    from pactbank.corpus.formats import foreign_format
    from pactbank.errors import WrongUse
    from pactbank.model.inputs import read_named
    from pactbank.systems.prompt import prompt as prompt_of

    if text is not None:
        try:
            words = read_named(text).decode("utf-8")
        except UnicodeDecodeError as error:
            raise WrongUse(f"{text}: {error}") from None
        if foreign := foreign_format(words.encode("utf-8")):
            raise WrongUse(f"{text}: {foreign}")
    else:
        store = open_store(context)
        found = store.document(document)
        words, date = store.text(found), date or found.reference_date
    print_exactly(prompt_of(document, words, date, layers_named(comma_list(layers))))


def schema(
    name: Annotated[str, typer.Argument(help="Which record.")] = "prediction",
    flat: Annotated[bool, typer.Option("--flat", help="Without references.")] = False,
    strict: Annotated[
        bool, typer.Option("--strict", help="As strict structured output wants it (prediction).")
    ] = False,
    layers: LayersOption = "",
) -> None:
    """Print the JSON Schema of a record.

    --flat says the same in one file without references. --strict is for models and their providers:
    quotes instead of offsets, every field required, only keywords that they share.

    Example: pactbank schema prediction --strict --layers entities
    """
    from pactbank.cli.console import print_json
    from pactbank.errors import UnknownName, WrongUse
    from pactbank.model.inlined import for_models, inlined
    from pactbank.model.schemas import SCHEMAS
    from pactbank.model.schemas import schema as schema_of

    if name not in SCHEMAS.values():
        raise UnknownName("schema", name, SCHEMAS.values())
    if name != "prediction" and (strict or layers):
        raise WrongUse("--strict and --layers are for the schema of a prediction")
    if layers and not (flat or strict):
        raise WrongUse("--layers needs --flat or --strict")
    wanted = layers_named(comma_list(layers))
    found = for_models(wanted) if strict else inlined(name, wanted) if flat else schema_of(name)
    print_json(json.dumps(found, indent=2, ensure_ascii=False))
