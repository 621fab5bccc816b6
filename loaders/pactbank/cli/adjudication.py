"""From passes to gold: `pactbank adjudicate`."""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pactbank.cli.shared import checked_day, open_store, own_store

if TYPE_CHECKING:
    from pactbank.adjudication.decisions import GivenDecision
    from pactbank.adjudication.documents import AdjudicatedDocument, Adjudication
    from pactbank.corpus.store import Store
    from pactbank.errors import Problem
    from pactbank.model.annotation import Annotation

PANEL = "Labels"


def register(app: typer.Typer) -> None:
    app.command(rich_help_panel=PANEL)(adjudicate)


def adjudicate(
    context: typer.Context,
    names: Annotated[
        list[str],
        typer.Argument(metavar="A B [C…] [DOC…]", help="Annotators, then documents (all shared)."),
    ],
    to: Annotated[str, typer.Option(help="Registered name of the gold.")] = "gold",
    list_: Annotated[
        bool, typer.Option("--list", help="Print the differences and decide nothing.")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="With --list: one JSON object and nothing else.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option(help="With --list: a folder for JSON Lines, a file a document."),
    ] = None,
    decisions: Annotated[
        list[Path] | None,
        typer.Option(help="JSON Lines of decisions, or a folder of them; asks nothing."),
    ] = None,
    export: Annotated[
        Path | None,
        typer.Option(help="Write Label Studio tasks that carry every pass; decide nothing."),
    ] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Also documents that have gold, which is replaced.")
    ] = False,
    created: Annotated[
        str | None, typer.Option(callback=checked_day, help="Day of the gold. Default: today.")
    ] = None,
) -> int:
    """Make gold from several passes.

    What the passes agree on is taken over, each difference is asked about in its context: a, b,
    both, neither, or edit. Answers are kept until the document has gold, so that you can stop and
    go on. Without a terminal, --list tells the differences and --decisions takes the answers. Gold
    that breaks a rule is not written. docs/ADJUDICATION.md has the forms.

    Example: pactbank adjudicate pass-a pass-b --list
    """
    from pactbank.adjudication.documents import Adjudication
    from pactbank.cli.console import err, print_problems
    from pactbank.cli.schemes import schemes_told
    from pactbank.cli.undecided import export_tasks, list_differences
    from pactbank.corpus.migration import differing

    store = open_store(context) if list_ or export else own_store(context)
    passes, documents = _sorted(store, names)
    adjudication = Adjudication(store, passes, to)
    wanted = adjudication.documents(documents)
    for line in schemes_told(differing(store, passes, wanted)):
        err.print(line)
    if list_:
        return list_differences(adjudication, wanted, as_json, out)
    _check_unused(as_json, out)
    if export is not None:
        return export_tasks(adjudication, wanted, export)
    fresh = [name for name in wanted if replace or not adjudication.has_gold(name)]
    _tell_of_gold(wanted, fresh, to)
    given, problems = _given(decisions, wanted)
    if problems:
        problems += _faults(adjudication, fresh, given)
        print_problems(sorted(problems), "text")
        return 1
    made = _Making(adjudication, created or date.today().isoformat(), decisions is None)
    return _make(made, fresh, given)


def _sorted(store: Store, names: Iterable[str]) -> tuple[tuple[str, ...], list[str]]:
    """The annotators among names, and the documents. Raises `UnknownName`."""
    from pactbank.errors import UnknownName

    annotators, documents = store.annotators, store.versions()
    for name in names:
        if name not in annotators and name not in documents:
            raise UnknownName("annotator or document", name, [*annotators, *documents])
    passes = tuple(name for name in names if name in annotators)
    return passes, [name for name in names if name not in annotators]


def _check_unused(*options: object) -> None:
    """Raises `WrongUse` for options of --list without it."""
    from pactbank.errors import WrongUse

    if any(options):
        raise WrongUse("--json and --out are for --list")


def _tell_of_gold(wanted: Sequence[str], fresh: Sequence[str], gold: str) -> None:
    from pactbank.cli.console import err

    if left := [name for name in wanted if name not in fresh]:
        shown = ", ".join(left[:10]) + (" …" if len(left) > 10 else "")
        err.print(f"{len(left)} with labels of {gold} already ({shown}): --replace makes them anew")


def _given(
    paths: Sequence[Path] | None, wanted: Sequence[str]
) -> tuple[dict[str, list[GivenDecision]], list[Problem]]:
    """Decisions by document, and what is wrong with the other lines."""
    from pactbank.adjudication.decisions import read_decisions
    from pactbank.errors import named

    given, problems = read_decisions(paths or ())
    found: dict[str, list[GivenDecision]] = defaultdict(list)
    for one in given:
        document = one.decision.document or (wanted[0] if len(wanted) == 1 else "")
        if document in wanted:
            found[document].append(one)
        else:
            message = f"the passes share no document {named(document, wanted)}"
            problems.append(one.problem("PB951", message, "/document"))
    return found, problems


def _faults(
    adjudication: Adjudication, names: Sequence[str], given: dict[str, list[GivenDecision]]
) -> list[Problem]:
    """What is wrong with the decisions on documents; nothing is decided."""
    from pactbank.errors import InvalidData

    problems = []
    for name in names:
        try:
            if decisions := given[name]:
                problems += adjudication.opened(name).decide(decisions)
        except InvalidData as error:
            problems += error.problems
    return problems


def _make(making: _Making, names: Sequence[str], given: dict[str, list[GivenDecision]]) -> int:
    """Make the gold of documents, one after another; the exit code."""
    from contextlib import nullcontext

    from pactbank.cli.console import err, progress

    codes = []
    # A bar would stand between the questions.
    bar = nullcontext(str) if making.asking else progress("adjudicating", total=len(names))
    with bar as advance:
        for name in names:
            advance(name)
            codes.append(making.document(name, given[name]))
    if len(names) > 1:
        err.print(f"{codes.count(0)} of {len(names)} documents have their gold now")
    return max(codes, default=0)


class _Making:
    """Makes the gold of documents, one after another."""

    def __init__(self, adjudication: Adjudication, created: str, asking: bool) -> None:
        self.adjudication = adjudication
        self.created = created
        self.asking = asking and sys.stdin.isatty()

    def document(self, name: str, given: Sequence[GivenDecision]) -> int:
        """The exit code for one document; its gold is written, or all that is wrong printed."""
        from pactbank.cli.console import print_problems
        from pactbank.errors import InvalidData

        try:
            open_document = self.adjudication.opened(name)
            open_document.resume()
        except InvalidData as error:
            print_problems(error.problems, "text")
            return 1
        if problems := open_document.decide(given):
            print_problems(problems, "text")
            return 1
        if self.asking and open_document.undecided:
            from pactbank.cli.adjudicating import ask

            ask(open_document)
        return self._write(open_document)

    def _write(self, open_document: AdjudicatedDocument) -> int:
        from pactbank.cli.console import out, print_problems

        gold, problems = open_document.make(self.created)
        print_problems(problems, "text")
        if gold is None:
            if self.asking:
                from pactbank.cli.adjudicating import ask_again

                return self._write(open_document) if ask_again(open_document) else 1
            return 1
        path = self.adjudication.store.write_annotation(gold)
        open_document.journal.forget()
        out.print(f"{path}: {_summary(gold)}")
        return 0


def _summary(gold: Annotation) -> str:
    from pactbank.model.walk import LABELS, values

    labels = [one for kind, path in LABELS.items() if kind != "referent"
              for one in values(gold, path)]  # fmt: skip
    counts = ", ".join(f"{len(getattr(gold, layer))} {layer}" for layer in gold.layers)
    origins = Counter(str(label.from_) for label in labels)
    told = ", ".join(f"{origins[name]} {name}" for name in ("both", "a", "b", "new"))
    return f"{counts}; labels and parts: {told}"
