"""Label Studio: `pactbank studio config | push | pull`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pactbank.cli.shared import checked_address, comma_list, open_store, own_store

if TYPE_CHECKING:
    from pactbank.corpus.store import Store
    from pactbank.errors import Problem
    from pactbank.labelstudio.pull import Pulled
    from pactbank.labelstudio.push import PushPlan
    from pactbank.labelstudio.server import Project
    from pactbank.model.closed import Layer

PANEL = "Label Studio"

app = typer.Typer(name="studio", no_args_is_help=True, rich_markup_mode=None)

Title = Annotated[str | None, typer.Option("--project", help="Title of the project.")]
Url = Annotated[
    str | None,
    typer.Option(
        envvar="LABEL_STUDIO_URL",
        callback=checked_address,
        help="Address of the server, for example http://127.0.0.1:8080.",
    ),
]


def _without_edges(key: str | None) -> str | None:
    """A key as it was copied, without the line end behind it."""
    return key and key.strip()


ApiKey = Annotated[
    str | None,
    typer.Option(
        "--key",
        envvar="LABEL_STUDIO_API_KEY",
        show_envvar=False,
        callback=_without_edges,
        help="Access token; better given as LABEL_STUDIO_API_KEY.",
    ),
]


def register(contents: typer.Typer) -> None:
    for command in (config, push, pull):
        app.command()(command)
    contents.add_typer(app, rich_help_panel=PANEL, help="Labels to and from Label Studio.")


Layers = Annotated[
    str,
    typer.Option(
        "--layers",
        help="Ask for these layers only: entities, agreements, stances; separated by commas.",
    ),
]


def config(layers: Layers = "") -> None:
    """Print the labelling interface as XML.

    It is generated from the scheme, so annotators can choose exactly what the schema allows.

    Example: pactbank studio config --layers entities
    """
    from pactbank.cli.console import print_exactly
    from pactbank.labelstudio.interface import configuration
    from pactbank.labelstudio.layers import chosen

    print_exactly(configuration(chosen(comma_list(layers))))


def push(
    context: typer.Context,
    project: Title = None,
    url: Url = None,
    key: ApiKey = None,
    annotator: Annotated[
        str | None, typer.Option("--from", help="Begin with this annotator's labels.")
    ] = None,
    predictions: Annotated[
        Path | None, typer.Option(help="Begin with a system's labels (JSON Lines).")
    ] = None,
    documents: Annotated[
        str, typer.Option(help="Ids, separated by commas. Default: every document.")
    ] = "",
    out: Annotated[
        Path | None, typer.Option(help="Write tasks to a file instead of a server.")
    ] = None,
    layers: Layers = "",
    submitted: Annotated[
        bool, typer.Option("--submitted", help="Send labels as a finished annotation, not a draft.")
    ] = False,
    annotators: Annotated[
        int | None, typer.Option(min=1, help="How many people label each task independently.")
    ] = None,
    reset_config: Annotated[
        bool, typer.Option("--reset-config", help="Restore a changed labelling configuration.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Send restricted text without a question.")
    ] = False,
) -> int:
    """Send documents as tasks, with labels to begin with.

    A second push updates or skips existing tasks and completes an interrupted push; no task is
    made twice. The report lists what the editor cannot draw and where it travels instead.

    Example: pactbank studio push --from gold --out tasks.json
    """
    from datetime import date

    from pactbank.cli.console import print_problems
    from pactbank.errors import WrongUse
    from pactbank.labelstudio.layers import chosen
    from pactbank.labelstudio.push import plan_push

    if annotator and predictions:
        raise WrongUse("give either --from or --predictions: which labels to begin with")
    store = open_store(context)
    today = date.today().isoformat()
    wanted = chosen(comma_list(layers))
    plan = plan_push(store, comma_list(documents), today, annotator, predictions, wanted)
    print_problems(plan.problems, "text")
    if out is not None:
        _push_to_file(plan, out, submitted)
    else:
        _confirm_restricted(plan, url or "", yes)
        with _server(project, url, key) as server:
            server.make(wanted, annotators)
            if reset_config:
                server.configure(wanted)
            _check_layers(server, wanted)
            _push_to_server(plan, server, submitted)
    _print_undrawn(plan)
    return 1 if plan.problems else 0


def _push_to_file(plan: PushPlan, out: Path, submitted: bool) -> None:
    from pactbank.cli.console import err
    from pactbank.cli.console import out as stdout
    from pactbank.corpus.files import write_atomically
    from pactbank.labelstudio.push import tasks_of

    tasks = tasks_of(plan.documents, submitted)
    write_atomically(out, json.dumps(tasks, ensure_ascii=False, indent=1).encode() + b"\n")
    stdout.print(f"{out}: {len(tasks)} tasks")
    if plan.restricted:
        err.print(
            f"{out} holds text that may not be passed on ({', '.join(plan.restricted)}); see "
            "docs/RIGHTS.md"
        )


def _confirm_restricted(plan: PushPlan, url: str, yes: bool) -> None:
    """Ask before restricted text is sent to another machine. Raises `WrongUse` where nobody can
    be asked."""
    from pactbank.cli.console import err
    from pactbank.errors import WrongUse
    from pactbank.labelstudio.server import on_loopback

    if not url or on_loopback(url) or not plan.restricted:
        return
    err.print(
        f"The text of {', '.join(plan.restricted)} may not be passed on (docs/RIGHTS.md), and "
        f"{url} is not this machine: everyone with an account there can read it."
    )
    if yes:
        return
    if not sys.stdin.isatty():
        raise WrongUse("nothing was sent; use --yes to send it anyway")
    typer.confirm("Send it?", abort=True, err=True)


def _check_layers(server: Project, layers: tuple[Layer, ...]) -> None:
    """Raises `WrongUse` where the project's interface is not the one for these layers."""
    from pactbank.errors import WrongUse

    if server.layers is None:
        raise WrongUse(
            f"the labelling configuration of {server.title!r} is not the one PactBank generates; "
            "restore it with --reset-config, or push to another project"
        )
    if server.layers != layers:
        theirs = ",".join(server.layers)
        raise WrongUse(
            f"{server.title!r} asks for {theirs}: push with --layers {theirs}, or elsewhere"
        )


def _push_to_server(plan: PushPlan, server: Project, submitted: bool) -> None:
    from pactbank.cli.console import err, out, progress

    with progress("pushing", total=len(plan.documents)) as advance:
        report = server.push(plan.documents, submitted, advance)
    summary = _summary(report.counts) or "nothing to do"
    out.print(f"{server.title} ({server.url}/projects/{server.id}): {summary}")
    if report.stale:
        err.print(
            f"tasks that do not open with the labels pushed last: {', '.join(report.stale)}; "
            "push these documents again"
        )


def _summary(counts: Counter[str]) -> str:
    return ", ".join(f"{number} {what}" for what, number in counts.items())


def _print_undrawn(plan: PushPlan) -> None:
    from rich.table import Table

    from pactbank.cli.console import err, screen

    if plan.unlabelled:
        err.print(f"without labels to begin with: {', '.join(plan.unlabelled)}")
    table = Table("not drawn in the editor", "number", "travels in", title_justify="left")
    for (what, where), number in plan.undrawn.items():
        table.add_row(what, str(number), where)
    screen.print(table)


def pull(
    context: typer.Context,
    project: Title = None,
    url: Url = None,
    key: ApiKey = None,
    file: Annotated[
        Path | None, typer.Option("--in", help="Read an export (JSON) instead of a server.")
    ] = None,
    names: Annotated[
        list[str] | None,
        typer.Option("--as", help="NAME, or NAME=ACCOUNT for each of several annotators."),
    ] = None,
    emptied: Annotated[
        bool, typer.Option("--emptied", help="File submissions that lost nearly all labels too.")
    ] = False,
) -> int:
    """Turn what people labelled into annotations.

    Each account's newest submission of a document becomes annotations/NAME/DOCUMENT.vN.json.
    Labels that break a rule are left out and listed with their task, region and a link.

    Example: pactbank studio pull --in export.json --as alice
    """
    from pactbank.cli.console import print_problems, progress
    from pactbank.labelstudio.accounts import accounts, annotators
    from pactbank.labelstudio.passes import carries_passes
    from pactbank.labelstudio.pull import pull as read
    from pactbank.labelstudio.pull import write
    from pactbank.labelstudio.tasks import read_export
    from pactbank.model.inputs import read_named

    store = own_store(context)
    warnings: list[Problem] = []
    if file is not None:
        tasks, source, link = read_export(read_named(file), str(file)), str(file), ""
    else:
        with _server(project, url, key) as server:
            tasks, source, link = server.export(), f"project {server.title}", server.url
            warnings = server.warnings(source)
    adjudicated = bool(tasks) and all(map(carries_passes, tasks))
    mapping = annotators(store, accounts(tasks), names or (), adjudicated=adjudicated)
    with progress("reading", total=None) as advance:
        pulled = read(store, tasks, mapping, source, link, advance, emptied=emptied)
    _tell_origins(store, pulled)
    paths = write(store, pulled)
    _print_pulled(pulled, paths)
    problems = [*warnings, *pulled.problems]
    errors = [problem for problem in problems if problem.severity == "error"]
    print_problems(errors, "text")
    # Warnings are what an annotator or maintainer has to decide; they are printed last.
    print_problems([problem for problem in problems if problem.severity == "warning"], "text")
    return 1 if errors else 0


def _tell_origins(store: Store, pulled: Pulled) -> None:
    """Set `from` in labels of tasks that carried passes, by comparison with these."""
    from dataclasses import replace

    from pactbank.adjudication.origins import with_origins

    for at, made in enumerate(pulled.passes):
        if made.adjudicated:
            gold = made.annotation
            passes = dict(zip("abcdefgh", made.adjudicated, strict=False))
            text = store.text(store.document(gold.document, gold.version))
            pulled.passes[at] = replace(made, annotation=with_origins(gold, passes, text))


def _print_pulled(pulled: Pulled, paths: Sequence[Path]) -> None:
    """Counts, then each file with what changed against what was pushed."""
    from pactbank.cli.console import out

    out.print(_summary(pulled.counts))
    for made, path in zip(pulled.passes, paths, strict=True):
        summary = _summary(Counter(change.how for change in made.changes)) or "no change"
        out.print(f"{path}: {summary} against {made.pushed_from}")
        for change in made.changes:
            out.print(f"  {change.how} {change.what} {change.id}: {change.detail}")


def _server(project: str | None, url: str | None, key: str | None) -> Project:
    from pactbank.errors import WrongUse
    from pactbank.labelstudio.server import Project

    needed = {"--project": project, "--url (LABEL_STUDIO_URL)": url, "LABEL_STUDIO_API_KEY": key}
    if missing := [name for name, value in needed.items() if not value]:
        raise WrongUse(f"to reach a server {', '.join(missing)} must be given")
    return Project(str(url), str(key), str(project))
