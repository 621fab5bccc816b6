"""Label Studio: `pactbank studio config | push | pull`."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pactbank.cli.shared import open_store, parted

if TYPE_CHECKING:
    from pactbank.errors import Problem
    from pactbank.labelstudio.pull import ExportedTask, Pulled
    from pactbank.labelstudio.push import Sheets
    from pactbank.labelstudio.server import Project

PANEL = "Label Studio"

app = typer.Typer(name="studio", no_args_is_help=True, rich_markup_mode=None)

Title = Annotated[str | None, typer.Option("--project", help="Title of the project.")]
Url = Annotated[
    str | None,
    typer.Option(envvar="LABEL_STUDIO_URL", help="The server, as http://127.0.0.1:8080."),
]
ApiKey = Annotated[
    str | None,
    typer.Option(
        "--key",
        envvar="LABEL_STUDIO_API_KEY",
        show_envvar=False,
        help="Access token; better given as LABEL_STUDIO_API_KEY.",
    ),
]


def register(contents: typer.Typer) -> None:
    for command in (config, push, pull):
        app.command()(command)
    contents.add_typer(app, rich_help_panel=PANEL, help="Labels to and from Label Studio.")


def config() -> None:
    """Print the labelling interface as XML.

    It is made from the schema, so that what annotators can choose is what the schema allows.

    Example: pactbank studio config
    """
    from pactbank.labelstudio.interface import configuration

    sys.stdout.write(configuration())


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
        str, typer.Option(help="Ids, parted by commas. Default: every document.")
    ] = "",
    out: Annotated[Path | None, typer.Option(help="Write a file of tasks, ask no server.")] = None,
    submitted: Annotated[
        bool, typer.Option("--submitted", help="Labels as a finished annotation, not a draft.")
    ] = False,
    annotators: Annotated[
        int | None, typer.Option(min=1, help="How many people label each task, blind.")
    ] = None,
    reset_config: Annotated[
        bool, typer.Option("--reset-config", help="Put a changed configuration back.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Send restricted text without being asked.")
    ] = False,
) -> int:
    """Send documents as tasks, with labels to begin with.

    A second push updates or skips tasks and never makes one twice; after an interruption it goes
    on. The report says what the editor cannot hold and where it was put.

    Example: pactbank studio push --from gold --out tasks.json
    """
    from datetime import date

    from pactbank.cli.console import print_problems
    from pactbank.errors import WrongUse
    from pactbank.labelstudio.push import chosen, sheets_of

    if annotator and predictions:
        raise WrongUse("--from and --predictions: say which labels to begin with")
    store = open_store(context)
    today = date.today().isoformat()
    made = sheets_of(store, chosen(store, parted(documents)), today, annotator, predictions)
    print_problems(made.problems, "text")
    if out is not None:
        _push_to_file(made, out, submitted)
    else:
        _consent(made, url or "", yes)
        with _server(project, url, key) as server:
            server.make(annotators)
            if reset_config:
                server.configure()
            _push_to_server(made, server, submitted)
    _print_losses(made)
    return 1 if made.problems else 0


def _push_to_file(made: Sheets, out: Path, submitted: bool) -> None:
    from pactbank.cli.console import err
    from pactbank.cli.console import out as stdout
    from pactbank.corpus.files import write_atomically
    from pactbank.labelstudio.push import tasks_of

    tasks = tasks_of(made.sheets, submitted)
    write_atomically(out, json.dumps(tasks, ensure_ascii=False, indent=1).encode() + b"\n")
    stdout.print(f"{out}: {len(tasks)} tasks")
    if made.restricted:
        err.print(
            f"{out} holds text that may not be passed on ({', '.join(made.restricted)}): see "
            "docs/RIGHTS.md"
        )


def _consent(made: Sheets, url: str, yes: bool) -> None:
    """Nobody sends restricted text off this machine without having been told."""
    from pactbank.cli.console import err
    from pactbank.errors import WrongUse
    from pactbank.labelstudio.server import on_loopback

    if not url or on_loopback(url) or not made.restricted:
        return
    err.print(
        f"The text of {', '.join(made.restricted)} may not be passed on (docs/RIGHTS.md), and "
        f"{url} is not this machine: whoever has an account there can read it."
    )
    if yes:
        return
    if not sys.stdin.isatty():
        raise WrongUse("nothing was sent; say --yes where that is meant")
    typer.confirm("Send it?", abort=True, err=True)


def _push_to_server(made: Sheets, server: Project, submitted: bool) -> None:
    from pactbank.cli.console import out, progress
    from pactbank.errors import WrongUse

    if not server.is_ours():
        raise WrongUse(
            f"the labelling configuration of {server.title!r} is not the one PactBank makes; put "
            "it back with --reset-config, or push to another project"
        )
    with progress("pushing", total=len(made.sheets)) as advance:
        counts = server.push(made.sheets, submitted, advance)
    said = ", ".join(f"{number} {what}" for what, number in counts.items())
    out.print(f"{server.title} ({server.url}/projects/{server.id}): {said or 'nothing to do'}")


def _print_losses(made: Sheets) -> None:
    from rich.table import Table

    from pactbank.cli.console import err, screen

    if made.unlabelled:
        err.print(f"without labels to begin with: {', '.join(made.unlabelled)}")
    table = Table("not drawn in the editor", "number", "travels in", title_justify="left")
    for (what, where), number in made.losses.items():
        table.add_row(what, str(number), where)
    screen.print(table)


def pull(
    context: typer.Context,
    project: Title = None,
    url: Url = None,
    key: ApiKey = None,
    file: Annotated[
        Path | None, typer.Option("--in", help="Read an export (JSON), ask no server.")
    ] = None,
    names: Annotated[
        list[str] | None,
        typer.Option("--as", help="NAME, or NAME=ACCOUNT for each of several annotators."),
    ] = None,
) -> int:
    """Turn what people labelled into annotations.

    Each account's newest submission of a document becomes annotations/NAME/DOCUMENT.vN.json. What
    the scheme forbids is left out and listed with its task, its region and a link.

    Example: pactbank studio pull --in export.json --as alice
    """
    from pactbank.cli.console import print_problems, progress
    from pactbank.errors import WrongUse
    from pactbank.labelstudio.accounts import annotators
    from pactbank.labelstudio.pull import pull as read
    from pactbank.labelstudio.pull import read_export, write

    store = open_store(context)
    warnings: list[Problem] = []
    if file is not None:
        try:
            tasks, source, link = read_export(file.read_bytes(), str(file)), str(file), ""
        except OSError as error:
            raise WrongUse(f"{file}: {error.strerror}") from None
    else:
        with _server(project, url, key) as server:
            tasks, source, link = server.export(), f"project {server.title}", server.url
            warnings = server.warnings(source)
    mapping = annotators(store, _accounts(tasks), names or ())
    with progress("reading", total=None) as advance:
        pulled = read(store, tasks, mapping, source, link, advance)
    pulled.problems[:0] = warnings
    paths = write(store, pulled)
    _print_pulled(pulled, paths)
    print_problems([p for p in pulled.problems if p.severity == "error"], "text")
    _print_decisions(pulled)
    return 1 if any(problem.severity == "error" for problem in pulled.problems) else 0


def _accounts(tasks: Iterable[ExportedTask]) -> set[str]:
    return {made.account for task in tasks for made in task.annotations if not made.was_cancelled}


def _print_pulled(pulled: Pulled, paths: Sequence[Path]) -> None:
    """Counts, then each file with what changed against what was pushed."""
    from pactbank.cli.console import out

    out.print(", ".join(f"{number} {what}" for what, number in pulled.counts.items()))
    for found, path in zip(pulled.passes, paths, strict=True):
        summary = Counter(change.how for change in found.changes)
        said = ", ".join(f"{number} {how}" for how, number in summary.items()) or "no change"
        out.print(f"{path}: {said} against {found.pushed_from}")
        for change in found.changes:
            out.print(f"  {change.how} {change.what} {change.id}: {change.detail}", markup=False)


def _print_decisions(pulled: Pulled) -> None:
    from pactbank.cli.console import print_problems

    if decisions := [p for p in pulled.problems if p.severity == "warning"]:
        print_problems(decisions, "text")


def _server(project: str | None, url: str | None, key: str | None) -> Project:
    from pactbank.errors import WrongUse
    from pactbank.labelstudio.server import Project

    needed = {"--project": project, "--url (LABEL_STUDIO_URL)": url, "LABEL_STUDIO_API_KEY": key}
    if missing := [name for name, value in needed.items() if not value]:
        raise WrongUse(f"to reach a server {', '.join(missing)} must be given")
    return Project(str(url), str(key), str(project))
