"""Commands about the lines of a raw text: zones, and the review of doubtful ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from pactbank.cli.shared import DocumentId, JsonOption, open_store, own_store

if TYPE_CHECKING:
    from collections.abc import Collection

    from pactbank.corpus.correction import Correction
    from pactbank.corpus.store import Store

PANEL = "Documents"


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(zones)


def zones(
    context: typer.Context,
    id: DocumentId,  # noqa: A002
    settings: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="LINE=KIND",
            help="3=byline, 7-9=advertisement, 7a=dateline; repeat it for others.",
        ),
    ] = None,
    reason: Annotated[
        str | None, typer.Option(metavar="TEXT", help="Why; a next version needs it.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """List the lines of a raw text with their zones, or set them.

    Lines are numbered as in an editor; 7a and 7b are the zones of a line that has several, and 7
    is the whole line, as one zone. With --set a document that has no labels and is in no split is
    made again. Any other gets a next version, to which the labels of all annotators move along;
    where words would go that somebody has labelled, nothing is changed.

    Example: pactbank zones ph-jp-security-talks
    """
    from pactbank.cli.console import print_value, print_whole
    from pactbank.cli.zone_tables import zone_table, zones_value
    from pactbank.errors import WrongUse

    if settings:
        _set(own_store(context), id, settings, reason, json)
        return
    if reason is not None:
        raise WrongUse("--reason goes with --set")
    store = open_store(context)
    document = store.document(id)
    raw = store.raw(document)
    if json:
        print_value(zones_value(document, raw))
    else:
        print_whole(zone_table(document, raw))


def _set(store: Store, name: str, settings: list[str], reason: str | None, json: bool) -> None:
    from pactbank.cli.console import err, out, print_value, print_whole
    from pactbank.cli.zone_tables import zone_table, zones_value
    from pactbank.corpus.correction import set_zones
    from pactbank.corpus.overview import label_count

    done = set_zones(store, name, settings, reason)
    document, raw = done.document, store.raw(done.document)
    labels = {annotator: label_count(each) for annotator, each in done.moved.items()}
    if json:
        made = {"made": done.made, "labels": labels, "added": done.added}
        print_value({**made, **zones_value(document, raw)})
    else:
        print_whole(zone_table(document, raw))
        out.print(f"{name} v{document.version}{_MADE[done.made]}")
        for annotator, count in labels.items():
            out.print(f"{annotator}: {count} labels moved along")
    if labels and done.added:
        err.print(f"new in the text, where nobody has labelled yet: {_lines(done)}")


_MADE = {
    "nothing": ": these zones are set already; nothing was changed",
    "again": ": made again, since it has no labels and is in no split",
    "next": ": made as the next version",
}


def _lines(done: Correction) -> str:
    from pactbank.errors import plural

    return f"{plural('line', len(done.added))} {', '.join(done.added)}"


def review_limit(review: bool, under: float | None) -> float | None:
    """The confidence under which lines are listed, None if none are to be. Raises `WrongUse`."""
    from pactbank.errors import WrongUse
    from pactbank.text.zones import SURE

    if under is None:
        return SURE if review else None
    if not review:
        raise WrongUse("--under goes with --review")
    if not 0 < under <= 1:
        raise WrongUse(f"--under: {under} is not a confidence, more than 0 and at most 1")
    return under


def show_review(store: Store, names: Collection[str], under: float, json: bool) -> None:
    """Print the lines of documents whose confidence is under a limit."""
    from pactbank.cli.console import err, out, print_value, print_whole, progress
    from pactbank.cli.zone_tables import review_table, review_value
    from pactbank.corpus.review import review
    from pactbank.errors import plural

    with progress("reading", total=len(names)) as advance:
        found = review(store, names, under, advance)
    if json:
        print_value(review_value(found, under))
        return
    if found.lines:
        print_whole(review_table(found.lines, under))
    count, documents = len(found.lines), len({one.document for one in found.lines})
    out.print(
        f"{count} {plural('line', count)} with a confidence under {under:g}, "
        f"in {documents} of {len(names)} documents"
        + ("; set them with pactbank zones ID --set LINE=KIND" if found.lines else "")
    )
    if found.without_text:
        err.print(f"without their raw text here: {', '.join(found.without_text)}")
