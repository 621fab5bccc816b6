"""Label Studio: `pactbank studio config | push | pull`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pactbank.cli.shared import checked_address, comma_list, counted, open_store, own_store

if TYPE_CHECKING:
    from pactbank.corpus.store import Store
    from pactbank.errors import Problem
    from pactbank.labelstudio.pull import Pulled
    from pactbank.labelstudio.server import Project

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
    from pactbank.model.closed import layers_named

    print_exactly(configuration(layers_named(comma_list(layers))))


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
    from pactbank.cli.pushing import (
        check_layers,
        confirm_restricted,
        print_undrawn,
        push_to_file,
        push_to_server,
    )
    from pactbank.errors import WrongUse
    from pactbank.labelstudio.push import choose_documents, plan_push
    from pactbank.model.closed import layers_named

    if annotator and predictions:
        raise WrongUse("give either --from or --predictions: which labels to begin with")
    store = open_store(context)
    today = date.today().isoformat()
    wanted = layers_named(comma_list(layers))
    pushed = choose_documents(store, comma_list(documents))
    plan = plan_push(store, pushed, today, annotator, predictions, wanted)
    print_problems(plan.problems, "text")
    if out is not None:
        push_to_file(plan, out, submitted)
    else:
        confirm_restricted(plan, url or "", yes)
        with _server(project, url, key) as server:
            server.make(wanted, annotators)
            if reset_config:
                server.configure(wanted)
            check_layers(server, wanted)
            push_to_server(plan, server, submitted)
    print_undrawn(plan)
    return 1 if plan.problems else 0


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
    from pactbank.errors import errors_in
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
    errors = errors_in(problems)
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

    out.print(counted(pulled.counts))
    for made, path in zip(pulled.passes, paths, strict=True):
        told = counted(Counter(change.how for change in made.changes)) or "no change"
        out.print(f"{path}: {told} against {made.pushed_from}")
        for change in made.changes:
            out.print(f"  {change.how} {change.what} {change.id}: {change.detail}")


def _server(project: str | None, url: str | None, key: str | None) -> Project:
    from pactbank.errors import WrongUse
    from pactbank.labelstudio.server import Project

    needed = {"--project": project, "--url (LABEL_STUDIO_URL)": url, "LABEL_STUDIO_API_KEY": key}
    if missing := [name for name, value in needed.items() if not value]:
        raise WrongUse(f"to reach a server {', '.join(missing)} must be given")
    return Project(str(url), str(key), str(project))
