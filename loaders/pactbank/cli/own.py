"""Commands for a corpus of one's own: init, split."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pactbank.cli.shared import own_store
from pactbank.model.closed import Split

if TYPE_CHECKING:
    from pactbank.corpus.splitting import Shares

PANEL = "A corpus of your own"


def register(app: typer.Typer) -> None:
    for command in (init, split):
        app.command(rich_help_panel=PANEL)(command)


def init(
    context: typer.Context,
    folder: Annotated[
        Path | None,
        typer.Argument(
            metavar="[DIR]", help="It need not exist. Default: --root, or here.", show_default=False
        ),
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="Name of the dataset, a slug. Default: from the folder.")
    ] = None,
    title: Annotated[str | None, typer.Option(help="Name for people. Default: the name.")] = None,
    license: Annotated[  # noqa: A002
        str | None, typer.Option(help="Licence of the labels: SPDX expression or LicenseRef.")
    ] = None,
    holder: Annotated[str | None, typer.Option(help="Who holds the rights in the labels.")] = None,
    contact: Annotated[str | None, typer.Option(help="E-mail or web address.")] = None,
    language: Annotated[str, typer.Option(help="BCP-47 tag of most texts.")] = "en",
) -> None:
    """Begin a corpus of your own.

    Makes corpus/ with its registers and lock, annotations/ with the handbook, README, LICENSE and
    a datasheet to be filled in, and a workflow that validates each change. A folder with a corpus
    is refused; other files that are there already are kept.

    Example: pactbank init my-pacts --title "My pacts" --license CC-BY-4.0
    """
    from pactbank.cli.console import out
    from pactbank.corpus.begin import about_itself, begin

    values = {
        "name": name, "title": title, "license": license, "holder": holder,
        "contact": contact, "language": language,
    }  # fmt: skip
    place = folder or context.obj.root or Path()
    about = about_itself(place, **values)
    kept = begin(place, about)
    out.print(f"{about.name}: a corpus without documents, in {place.resolve()}")
    for path in kept:
        out.print(f"kept as it was: {path}")
    out.print("next: pactbank ingest FILE --id ID")


def split(
    context: typer.Context,
    documents: Annotated[
        list[str] | None, typer.Argument(metavar="[DOC]...", help="Ids.", show_default=False)
    ] = None,
    to: Annotated[Split | None, typer.Option(help="Where these documents belong.")] = None,
    auto: Annotated[
        str | None,
        typer.Option(metavar="A/B/C", help="Percent of train, validation, test, as 60/15/25."),
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="For --auto: another seed, other splits. Default: 0.")
    ] = None,
    anew: Annotated[
        bool, typer.Option("--anew", help="For --auto: deal out every document again.")
    ] = False,
) -> None:
    """Put documents into train, validation, test and challenge.

    A story is never divided: what you move takes its story along. --auto deals out the documents
    that are in no split, or those of them that you name, balanced over documents, kinds, publishers
    and types of labels; the same seed gives the same splits. How it was done is printed and kept
    in corpus/splits.json. Challenge is for texts made to be hard: it takes what you name.

    Example: pactbank split ph-jp-security-talks --to validation
    """
    from pactbank.cli.console import out, screen
    from pactbank.cli.holdings import splits_table
    from pactbank.corpus.splitting import deal, place
    from pactbank.errors import WrongUse

    if (to is None) == (auto is None) or (to and not documents):
        raise WrongUse("give documents and --to SPLIT, or --auto A/B/C")
    if to is not None and (anew or seed is not None):
        raise WrongUse("--seed and --anew are for --auto")
    store = own_store(context)
    if to is not None:
        step = place(store, documents or (), to)
    else:
        step = deal(store, _shares(str(auto)), seed or 0, anew, documents or ())
    if not step.splits:
        more = f" {to} already" if to else " a split; --anew deals all of them out again"
        which = "every named document" if documents else "every document"
        out.print(f"{which} is in{more}")
        return
    screen.print(splits_table(store, step))
    out.print(step.procedure)


def _shares(text: str) -> Shares:
    """Three whole numbers from A/B/C. Raises `WrongUse`."""
    from pactbank.errors import WrongUse

    try:
        train, validation, test = map(int, text.split("/"))
    except ValueError:
        raise WrongUse(f"--auto: {text!r} is not like 60/15/25") from None
    return train, validation, test
