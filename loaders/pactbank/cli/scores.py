"""Commands about scores: score, compare."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pactbank.cli.absent import tell_split_not_fetched
from pactbank.cli.compared import Against, SystemFile, arguments, names_of, system_of
from pactbank.cli.listing import Listing, listed, show_errors, write_page
from pactbank.cli.score_options import (
    GoldOption,
    LenientOption,
    LevelsOption,
    MapOption,
    SplitOption,
    TaskOption,
    TextsOption,
    TypesOption,
    ZonesOption,
)
from pactbank.cli.shared import JsonOption, comma_list
from pactbank.model.closed import Split, Task

if TYPE_CHECKING:
    from pactbank.model.score import Score
    from pactbank.scoring import Counted
    from pactbank.scoring.options import Options

PANEL = "Scores"


def register(app: typer.Typer) -> None:
    for command in (score, compare):
        app.command(rich_help_panel=PANEL)(command)


def score(
    context: typer.Context,
    predictions: Annotated[
        Path | None,
        typer.Argument(help="JSON Lines, JSON, Parquet, or a folder.", show_default=False),
    ] = None,
    split: SplitOption = None,
    gold: GoldOption = None,
    task: TaskOption = "entities",
    texts: TextsOption = None,
    types: TypesOption = "",
    levels: LevelsOption = "",
    zones: ZonesOption = "",
    label_map: MapOption = None,
    lenient: LenientOption = False,
    seen_in: Annotated[
        Split | None,
        typer.Option(help="Also divide mentions by whether this split's gold has them."),
    ] = None,
    all_metrics: Annotated[
        bool, typer.Option("--all-metrics", help="Every metric, and its interval.")
    ] = False,
    no_interval: Annotated[bool, typer.Option("--no-interval", help="Figures alone.")] = False,
    explain: Annotated[
        str | None, typer.Option(metavar="METRIC", help="Say what a metric is; score nothing.")
    ] = None,
    counts: Annotated[
        Path | None, typer.Option(help="Also write the counts by document, as Parquet.")
    ] = None,
    from_counts: Annotated[
        Path | None, typer.Option(help="Score from such a file instead of predictions.")
    ] = None,
    errors: Annotated[
        bool, typer.Option("--errors", help="List what was missed, spurious or not the same.")
    ] = False,
    limit: Annotated[
        int, typer.Option(min=0, help="Errors that are printed of each kind; 0: all.")
    ] = 20,
    html: Annotated[
        Path | None, typer.Option(help="Write every error to one page, in its sentence.")
    ] = None,
    json: JsonOption = False,
) -> None:
    """Score predictions: figures, intervals and a signature.

    Against the corpus (--split) or any file (--gold). Intervals are 95 % over documents. Faults
    are listed with file and line. docs/SCORING.md has every definition. With --errors, --json
    prints the errors and the signature of the score instead of the score.

    Example: pactbank score predictions.jsonl --split test
    """
    if explain is not None:
        _explain(explain)
        return
    from pactbank.scoring import score_of

    options = _options(types, levels, zones, lenient)
    listing = None
    if from_counts is not None:
        _check_unused(predictions, split, gold, texts, options, label_map, seen_in, errors, html)
        counted = _from_counts(from_counts)
    else:
        system = SystemFile(_given(predictions), label_map)
        against = Against(split, gold, context.obj.root, texts)
        if errors or html:
            counted, listing = listed(system, against, task, options, seen_in)
        else:
            [counted] = _counts([system], against, task, options, seen_in=seen_in)
    if counts is not None:
        from pactbank.scoring import countfiles

        countfiles.write(counted, counts)
    result = score_of(counted, "none" if no_interval else "all" if all_metrics else "headline")
    title = str(predictions or from_counts)
    if listing is not None and html is not None:
        write_page(html, title, result, listing)
    tell_split_not_fetched(context, split)
    if json:
        _print_json(result, listing if errors else None)
        return
    _show(result, title, all_metrics)
    if listing is not None and errors:
        show_errors(listing, limit)


def compare(
    context: typer.Context,
    systems: Annotated[
        list[str],
        typer.Argument(help="Predictions (or counts) of each system: FILE, or FILE:MAP."),
    ],
    split: SplitOption = None,
    gold: GoldOption = None,
    task: TaskOption = "entities",
    texts: TextsOption = None,
    types: TypesOption = "",
    levels: LevelsOption = "",
    zones: ZonesOption = "",
    label_map: MapOption = None,
    lenient: LenientOption = False,
    from_counts: Annotated[
        bool, typer.Option("--from-counts", help="The files were written by score --counts.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Test whether systems differ, and say what this n can tell.

    Paired approximate randomization over documents; p-values are adjusted by Holm's method.
    spacy.jsonl:ontonotes has types of its own, which the map takes onto coarser ones; systems
    without a map have the types of gold and are taken onto the same. With --label-map all are
    mapped, but for FILE:native.

    Example: pactbank compare rules.jsonl spacy.jsonl:ontonotes --split test
    """
    from pactbank.scoring import compare as test

    given = [system_of(argument) for argument in systems]
    options = _options(types, levels, zones, lenient)
    if from_counts:
        mapped = label_map or any(system.label_map for system in given)
        _check_unused(split, gold, texts, options, mapped)
        counted = [_from_counts(system.path) for system in given]
    else:
        against = Against(split, gold, context.obj.root, texts)
        counted = _counts(given, against, task, options, label_map)
    result = test(dict(zip(names_of(given), counted, strict=True)))
    from pactbank.cli.console import out, print_record, screen

    tell_split_not_fetched(context, split)
    if json:
        print_record(result)
        return
    from pactbank.cli.figures import comparison_lines, pair_table, system_table

    screen.print(system_table(result))
    screen.print(pair_table(result.pairs))
    for line in comparison_lines(result):
        out.print(line)


def _given(predictions: Path | None) -> Path:
    from pactbank.errors import WrongUse

    if predictions is None:
        raise WrongUse("name the predictions to score; see pactbank score --help")
    return predictions


def _options(types: str, levels: str, zones: str, lenient: bool) -> Options:
    from pactbank.scoring.options import Options

    return Options(
        frozenset(comma_list(types)),
        frozenset(comma_list(levels)),
        frozenset(comma_list(zones)),
        lenient=lenient,
    )


def _counts(
    systems: Sequence[SystemFile],
    against: Against,
    task: Task,
    options: Options,
    label_map: str | None = None,
    seen_in: Split | None = None,
) -> list[Counted]:
    from pactbank.scoring import counts

    return counts(**arguments(systems, against, task, options, label_map, seen_in))


def _check_unused(*options: object) -> None:
    """Raises `WrongUse` for options that say how to count what was counted before."""
    from pactbank.errors import WrongUse
    from pactbank.scoring.options import Options

    if any(option and option != Options() for option in options):
        raise WrongUse(
            "counts have everything: leave out predictions, --split, --gold, --texts, filters, "
            "label maps, --lenient, --seen-in, --errors and --html"
        )


def _from_counts(path: Path) -> Counted:
    from pactbank.scoring import countfiles

    return countfiles.read(path)


def _explain(name: str) -> None:
    from pactbank.cli.console import out
    from pactbank.scoring.explanations import explain

    found = explain(name)
    for line in (f"{found.name} ({found.task})", found.formula, found.meaning):
        out.print(line)
    out.print(f"Source: {found.source}")


def _show(score: Score, title: str, every: bool) -> None:
    from pactbank.cli.console import err, out, screen
    from pactbank.cli.figures import confusion_table, missing_line, score_lines, score_tables

    for table in score_tables(score, title, every):
        screen.print(table)
    if score.confusion:
        screen.print(confusion_table(score.confusion))
    for line in score_lines(score, every):
        out.print(line)
    if score.missing:
        err.print(missing_line(score.missing))


def _print_json(score: Score, listing: Listing | None) -> None:
    from pactbank.cli.console import print_json, print_record

    if listing is None:
        print_record(score)
        return
    from pactbank.cli.mistakes import mistakes_json

    print_json(mistakes_json(score.signature, listing.mistakes))
