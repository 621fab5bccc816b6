"""Commands about documents: ingest, validate, show."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pactbank.cli.absent import documents_at, tell_not_fetched
from pactbank.cli.shared import AnnotatorOption, DocumentId, Format, open_store, own_store
from pactbank.model.closed import Redistribution

if TYPE_CHECKING:
    from pactbank.corpus.store import Store
    from pactbank.model.document import Document

PANEL = "Documents"


def register(app: typer.Typer) -> None:
    for command in (ingest, validate, show):
        app.command(rich_help_panel=PANEL)(command)


def ingest(
    context: typer.Context,
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE...", help="Raw texts, UTF-8; folders; .jsonl; .csv."),
    ] = None,
    id: Annotated[  # noqa: A002
        str | None,
        typer.Option(help="Id of one document, such as orlen-talks. Default: the file's name."),
    ] = None,
    publisher: Annotated[str | None, typer.Option(help="Default: read from the byline.")] = None,
    author: Annotated[
        list[str] | None, typer.Option(help="Repeat it for each author. Default: the byline.")
    ] = None,
    published: Annotated[
        str | None, typer.Option(help="YYYY-MM-DD or YYYY-MM-DDThh:mm. Default: the timestamp.")
    ] = None,
    url: Annotated[
        str | None, typer.Option(help="Where the text was published: https:// or http://.")
    ] = None,
    retrieved: Annotated[
        str | None,
        typer.Option(help="When the text was taken, YYYY-MM-DD or YYYY-MM-DDThh:mm."),
    ] = None,
    title: Annotated[str | None, typer.Option(help="Default: the headline.")] = None,
    language: Annotated[
        str | None,
        typer.Option(help="BCP 47 tag, such as pt-BR. Default: that of the corpus, or en."),
    ] = None,
    story: Annotated[
        str | None, typer.Option(help="Documents of one story share a split. Default: the id.")
    ] = None,
    holder: Annotated[
        str | None, typer.Option(help="Holder of the rights. Default: the publisher.")
    ] = None,
    license: Annotated[  # noqa: A002
        str | None,
        typer.Option(help="SPDX expression or LicenseRef. Default: LicenseRef-publisher."),
    ] = None,
    rights: Annotated[
        Redistribution | None,
        typer.Option(
            help="Texts that are offsets-only, the default, never leave the checkout.",
        ),
    ] = None,
    reference: Annotated[
        Path | None,
        typer.Option(
            metavar="RECIPE.json",
            help="Do not hold the text: keep only how it is had. It goes to your cache.",
        ),
    ] = None,
    new_version: Annotated[
        str | None,
        typer.Option(
            metavar="REASON",
            help="Add a version to a document; say why. It takes over what no option says.",
        ),
    ] = None,
    review: Annotated[
        bool,
        typer.Option(
            "--review", help="List the lines in doubt; without FILE those of the whole corpus."
        ),
    ] = False,
    under: Annotated[
        float | None, typer.Option(help="For --review: the confidence. Default: 0.7.")
    ] = None,
    json: Annotated[
        bool,
        typer.Option(
            "--json", help="For --review: print its lines as one JSON object and nothing else."
        ),
    ] = False,
) -> int:
    """Make versioned documents from raw articles.

    Every line gets a zone, advertisements and other clutter are stripped, every cut is recorded.
    A text has 1,000,000 bytes and 10,000 lines at most (PB705).
    Of a folder all .txt files are taken; its metadata.csv, or a table that is named, has a column
    file and others named like these options (recipe for --reference). In JSON Lines each object has
    text or file, and the same fields. Options hold for every text that does not say otherwise. Of
    many texts, those that are refused are listed with reasons and the others are added at once.
    pactbank zones sets what --review lists.

    Example: pactbank ingest article.txt --id orlen-talks --author "Ana Moreth"
    """
    from pactbank.cli.zones import review_limit, show_review
    from pactbank.corpus.supply import read_recipe
    from pactbank.errors import WrongUse

    told = {
        "id": id, "publisher": publisher, "authors": tuple(author or ()), "published": published,
        "url": url, "retrieved": retrieved, "title": title, "language": language, "story": story,
        "holder": holder, "license": license, "redistribution": rights, "reason": new_version,
        "recipe": None if reference is None else read_recipe(reference),
    }  # fmt: skip
    known = {name: value for name, value in told.items() if value not in (None, ())}
    limit = review_limit(review, under)
    if json and limit is None:
        raise WrongUse("--json goes with --review")
    if not files:
        if limit is None or known:
            raise WrongUse("give a FILE, or --review alone to look at the whole corpus")
        store = open_store(context)
        show_review(store, store.versions(), limit, json)
        return 0
    store = own_store(context)
    added, refused = _ingested(store, files, known, json)
    if limit is not None:
        show_review(store, [document.id for document in added], limit, json)
    return int(refused)


def _ingested(
    store: Store, files: list[Path], known: Mapping[str, Any], quiet: bool
) -> tuple[list[Document], bool]:
    """The documents that were made of texts, and whether others were refused. `known` are the
    fields of `Particulars` that options say. Raises `WrongUse`."""
    from pactbank.cli.batch import ingest_many
    from pactbank.corpus.slugs import slug
    from pactbank.corpus.supply import is_one_text
    from pactbank.errors import WrongUse

    if is_one_text(files):
        about = {"id": slug(files[0].stem), **known}
        if "id" not in known and not about["id"]:
            raise WrongUse(f"no id can be made from {files[0].stem!r}; give one with --id")
        return [_ingest_one(store, files[0], about, quiet)], False
    if any(known.get(name) for name in ("id", "title", "recipe")):
        names = ", ".join(map(str, files))
        raise WrongUse(
            f"{names}: --id, --title and --reference are for one text; give them in a table or "
            "JSON Lines"
        )
    done = ingest_many(store, files, known, quiet)
    return done.added, bool(done.refused)


def _ingest_one(store: Store, file: Path, known: dict[str, Any], quiet: bool) -> Document:
    """Make a document of a file, and print what became of each line, unless `quiet`."""
    from pactbank.cli.console import out, print_whole
    from pactbank.cli.zone_tables import zone_table
    from pactbank.corpus.decoding import check_size
    from pactbank.corpus.ingest import Particulars
    from pactbank.corpus.ingest import ingest as make
    from pactbank.model.inputs import read_named

    check_size(file)
    document = make(store, read_named(file), Particulars(**known), str(file))
    if quiet:
        return document
    print_whole(zone_table(document, store.raw(document)))
    stripped = sum(zone.stripped for zone in document.zones)
    out.print(
        f"{document.id} v{document.version}: {len(document.zones) - stripped} zones kept, "
        f"{stripped} stripped, {document.text.chars} code points of text"
        + "; the text is in your cache, not in the corpus"
        * document.referenced
    )
    _tell_about_others(store, document)
    return document


def _tell_about_others(store: Store, document: Document) -> None:
    """Say what a document took over from its version before, and every warning about it."""
    from pactbank.cli.console import err, print_problems
    from pactbank.corpus.validate import validate as check

    if document.revises is not None:
        err.print(
            f"source, title, language, story and rights that no option said are those of "
            f"v{document.revises}"
        )
    problems = check(store, [store.path(document.id, document.version, ".json")])
    warnings = [found for found in problems if found.severity == "warning"]
    print_problems(warnings, "text")


def validate(
    context: typer.Context,
    paths: Annotated[
        list[Path] | None, typer.Argument(help="Files and folders; default: everything.")
    ] = None,
    format: Annotated[  # noqa: A002
        Format, typer.Option(help="text to read, json for programs, github for annotations.")
    ] = "text",
) -> int:
    """Check files against the schema and every rule.

    One run reports every problem it finds, with file, line, place and remedy. A file's name
    tells its kind: v1.json or x.document.json a document, x.v1.json or x.annotation.json labels,
    x.jsonl predictions, x.score.json, x.run.json, leaderboard.json, x.recipe.json, manifest.json,
    annotators.json, splits.json, about.json, corpus.lock.
    Any other JSON file that you name is read as labels.

    Example: pactbank validate annotations/gold
    """
    from pactbank.cli.console import err, print_problems, progress
    from pactbank.corpus.validate import validate as check
    from pactbank.errors import errors_in

    store = open_store(context)
    with progress("validating") as advance:
        problems = check(store, paths or (), advance)
    print_problems(problems, format)
    tell_not_fetched(store, documents_at(paths or ()))
    errors = len(errors_in(problems))
    err.print(f"{errors} errors, {len(problems) - errors} warnings")
    return 1 if errors else 0


def show(
    context: typer.Context,
    id: DocumentId,  # noqa: A002
    annotator: AnnotatorOption = "gold",
    version: Annotated[int | None, typer.Option(min=1, help="Default: the newest.")] = None,
    sentences: Annotated[
        bool, typer.Option("--sentences", help="The text in numbered sentences, and no labels.")
    ] = False,
) -> None:
    """Print a document with its labels.

    Entities in the text, pacts with a stage by party, stances with holder and target.
    --sentences is for whoever labels: the reference date, and the text in the sentences by whose
    numbers a short draft gives its spans (annotations/FORM.md). Before a sentence stand the kinds
    of the zones that it is in, unless it is in a paragraph alone.

    Example: pactbank show ph-jp-security-talks
    """
    from pactbank.cli.console import print_exactly, screen
    from pactbank.cli.display import document_view, numbered

    store = open_store(context)
    document = store.document(id, version)
    if sentences:
        print_exactly(numbered(document, store.text(document)))
        return
    store.check_annotator(annotator)
    annotation = store.annotation(annotator, document)
    for part in document_view(store, document, annotator, annotation):
        screen.print(part)
