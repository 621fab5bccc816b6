"""Commands about texts that are elsewhere: recipe, fetch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pactbank.cli.shared import open_store

if TYPE_CHECKING:
    from pactbank.corpus.fetching import Arrivals, ReferencedText

PANEL = "Documents"
_MEGABYTE = 1_000_000


def register(app: typer.Typer) -> None:
    for command in (recipe, fetch):
        app.command(rich_help_panel=PANEL)(command)


def recipe(
    file: Annotated[
        Path, typer.Argument(metavar="FILE", help="The file, as it is at the address.")
    ],
    url: Annotated[
        str, typer.Option(help="Where it is, pinned to a commit if the source has commits.")
    ],
    extractor: Annotated[
        str,
        typer.Option(
            help="plain, html, rss-item, csv-field, json-field, markdown-body, wikitext or "
            "conllu-text."
        ),
    ],
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--with", metavar="NAME=VALUE", help="A parameter, such as keep=article. Repeat it."
        ),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Where the recipe is written. Default: it is printed.")
    ] = None,
    text: Annotated[
        Path | None, typer.Option(help="Where the text is written, for pactbank ingest.")
    ] = None,
) -> None:
    """Make the recipe for a text that the corpus is not to hold.

    A recipe says where a file is, what its bytes are, and how the text is taken out of it
    (docs/FETCH.md lists the parameters). Then: pactbank ingest TEXT --reference RECIPE.json

    Example: pactbank recipe article.txt --url http://a.org/a --extractor plain
    """
    from pactbank.cli.console import err, print_record
    from pactbank.corpus.files import write_atomically
    from pactbank.corpus.recipes import make_recipe
    from pactbank.model import codec
    from pactbank.model.inputs import read_named

    made, found = make_recipe(url, read_named(file), extractor, settings or ())
    if text is not None:
        write_atomically(text, found.encode("utf-8"))
    if out is None:
        print_record(made)
    else:
        write_atomically(out, codec.encode(made))
    err.print(f"{extractor} makes {len(found)} code points of text")


def fetch(
    context: typer.Context,
    documents: Annotated[
        list[str] | None,
        typer.Argument(metavar="[DOC]...", help="Ids. Default: all.", show_default=False),
    ] = None,
    copies: Annotated[
        Path | None,
        typer.Option(
            "--from",
            help="Your own copies, a file or a folder, under any names. Nothing is downloaded.",
        ),
    ] = None,
    max_size: Annotated[
        int, typer.Option(min=1, max=1000, metavar="MB", help="Longer files are left alone.")
    ] = 64,
    pause: Annotated[
        int,
        typer.Option(min=0, max=3600, metavar="SECONDS", help="Between two requests to a host."),
    ] = 1,
) -> int:
    """Get the texts that the corpus refers to and does not hold.

    They go to your cache ($PACTBANK_CACHE, or where your system has caches), and every command
    finds them there. A download that was interrupted goes on where it stopped; a server that is
    busy is asked again. Every file and every text is checked by its hash. What is gone or has
    changed is listed, with what differs, and the rest arrives.

    Example: pactbank fetch --from articles
    """
    from pactbank.corpus.fetching import references_of

    store = open_store(context)
    references = references_of(store, documents or ())
    longest = max_size * _MEGABYTE
    if copies is None:
        arrivals = _download(references, longest, pause)
    else:
        arrivals = _copy(references, copies, longest)
    _print(arrivals, references)
    return 1 if arrivals.missing else 0


def _download(references: list[ReferencedText], longest: int, pause: int) -> Arrivals:
    from pactbank.cli.console import transfers
    from pactbank.corpus.downloads import downloads
    from pactbank.corpus.fetching import download_texts

    with downloads(longest, pause) as loads, transfers("fetching", len(references)) as shown:
        return download_texts(references, loads, *shown)


def _copy(references: list[ReferencedText], place: Path, longest: int) -> Arrivals:
    from pactbank.cli.console import progress
    from pactbank.corpus.fetching import take_copies
    from pactbank.errors import WrongUse
    from pactbank.model.inputs import files_at, reading

    with reading(place), progress("copying", len(references)) as advance:
        files = files_at(place)
        if files == [place] and place.stat().st_size > longest:
            raise WrongUse(f"{place} has more than {longest:,} bytes; see --max-size")
        return take_copies(references, files, longest, advance)


def _print(arrivals: Arrivals, references: list[ReferencedText]) -> None:
    from pactbank.cli.console import err, out

    for name in [reference.name for reference in references]:
        if name in arrivals.missing:
            err.print(f"missing {name}: {arrivals.missing[name]}")
        elif name in arrivals.arrived:
            out.print(f"{name} arrived{_note(arrivals, name)}")
    out.print(
        f"{len(arrivals.arrived)} arrived, {len(arrivals.there)} there already, "
        f"{len(arrivals.missing)} missing"
    )


def _note(arrivals: Arrivals, name: str) -> str:
    return f" ({arrivals.notes[name]})" if name in arrivals.notes else ""
