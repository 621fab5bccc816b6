"""Labels looked at again: `pactbank audit draw | file | finds | figures`."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pactbank.cli.shared import AnnotatorOption, JsonOption, open_store, own_store

if TYPE_CHECKING:
    from rich.table import Table

    from pactbank.corpus.auditing import Rate
    from pactbank.model.audit import Audit, AuditRound

app = typer.Typer(name="audit", no_args_is_help=True, rich_markup_mode=None)


def register(contents: typer.Typer) -> None:
    app.command()(draw)
    app.command()(file)
    app.command()(finds)
    app.command()(figures)
    contents.add_typer(app, rich_help_panel="Labels", help="Look at labels again: how many err.")


def draw(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="File for the sample, as JSON Lines.")],
    labels: Annotated[int, typer.Option(min=0, help="How many labels.")] = 200,
    sentences: Annotated[int, typer.Option(min=0, help="How many sentences.")] = 100,
    seed: Annotated[int, typer.Option(help="Another seed, another sample.")] = 1,
    annotator: AnnotatorOption = "gold",
) -> None:
    """Draw labels and sentences to be judged afresh.

    Each line of the file is a label in its sentence, or a sentence without its labels. Whoever
    judges fills in verdict (right or wrong) and fault, or lacks: the layers in which a label is
    missing. Documents whose text is not here are left out.

    Example: pactbank audit draw --labels 20 --sentences 10 --out sample.jsonl
    """
    import msgspec

    from pactbank.cli.console import out as output
    from pactbank.corpus.auditing import draw as drawn
    from pactbank.corpus.files import write_atomically

    items = drawn(open_store(context), labels, sentences, seed, annotator)
    write_atomically(out, b"".join(msgspec.json.encode(item) + b"\n" for item in items))
    output.print(f"{out}: {labels} labels and {sentences} sentences; fill in what is null")


def file(
    context: typer.Context,
    judged: Annotated[Path, typer.Argument(help="A drawn sample, judged.", show_default=False)],
    name: Annotated[str, typer.Option(help="A slug for this audit, such as first.")],
    by: Annotated[str, typer.Option(help="Who judged, and how, in a sentence.")],
) -> None:
    """File a judged sample in annotations/audit.json.

    It keeps places and verdicts, no words of a text.

    Example: pactbank audit file judged.jsonl --name first --by "A reader."
    """
    from pactbank.corpus.auditing import file_round, read_judged

    store = own_store(context)
    made = file_round(store, name, by, datetime.now(UTC).date().isoformat(), read_judged(judged))
    _print_round(made)


def finds(
    context: typer.Context,
    decided: Annotated[Path, typer.Argument(help="Decided finds, JSON Lines.", show_default=False)],
) -> None:
    """File the finds of a hostile reading in annotations/audit.json.

    A line has document, version, layer, kind (missing, superfluous, bent, silent) and outcome
    (accepted, refused); what else it has is not kept.

    Example: pactbank audit finds finds.jsonl
    """
    from pactbank.cli.console import out
    from pactbank.corpus.auditing import file_finds, read_finds

    store = own_store(context)
    found = read_finds(decided)
    file_finds(store, found)
    out.print(f"{len(found)} finds filed")


def figures(context: typer.Context, json: JsonOption = False) -> None:
    """Print how many audited labels were wrong, and what hostile readings found.

    Rates are given with their 95 % interval (Wilson).

    Example: pactbank audit figures
    """
    from pactbank.cli.console import out, print_value
    from pactbank.corpus.auditing import read_audit

    audit = read_audit(open_store(context))
    if json:
        print_value(audit)
        return
    if not audit.rounds and not audit.finds:
        out.print("nothing has been audited: pactbank audit draw --out sample.jsonl")
    for made in audit.rounds:
        _print_round(made)
    _print_finds(audit)


def _print_round(made: AuditRound) -> None:
    from pactbank.cli.console import out, screen
    from pactbank.corpus.auditing import rates

    table = _table(f"audit {made.name}, {made.day}", "wrong labels", "sentences that lack a label")
    for name, *both in rates(made):
        table.add_row(name, *map(share, both))
    screen.print(table)
    out.print(made.by)


def _print_finds(audit: Audit) -> None:
    from pactbank.cli.console import screen
    from pactbank.corpus.auditing import find_counts

    if audit.finds:
        table = _table("hostile reading", "kind", "accepted", "refused")
        for layer, kind, accepted, refused in find_counts(audit):
            table.add_row(layer, kind, str(accepted), str(refused))
        screen.print(table)


def _table(first: str, *others: str) -> Table:
    from rich.table import Table

    table = Table()
    table.add_column(first, no_wrap=True)
    for head in others:
        table.add_column(head, justify="right")
    return table


def share(rate: Rate) -> str:
    """3 of 200: 1.5 % [0.5, 4.3]"""
    if not rate.of:
        return "none judged"
    low, high = rate.interval
    share = 100 * rate.found / rate.of
    return f"{rate.found} of {rate.of}: {share:.1f} % [{100 * low:.1f}, {100 * high:.1f}]"
