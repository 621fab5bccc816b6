"""What `pactbank studio push` asks before it sends texts, how it sends them, and what it tells."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from pactbank.cli.console import err, progress, screen
from pactbank.cli.console import out as stdout
from pactbank.cli.shared import agreed, counted
from pactbank.corpus.files import write_atomically
from pactbank.errors import WrongUse
from pactbank.labelstudio.push import PushPlan, tasks_of
from pactbank.labelstudio.server import Project, on_loopback
from pactbank.model.closed import Layer


def push_to_file(plan: PushPlan, out: Path, submitted: bool) -> None:
    """Write the tasks of a plan; texts that may not be passed on are told."""
    write_tasks(out, tasks_of(plan.documents, submitted), plan.restricted)


def write_tasks(file: Path, tasks: Sequence[Mapping[str, Any]], restricted: Sequence[str]) -> None:
    """Write tasks as JSON; the documents whose texts may not be passed on are told."""
    write_atomically(file, json.dumps(tasks, ensure_ascii=False, indent=1).encode() + b"\n")
    stdout.print(f"{file}: {len(tasks)} tasks")
    if restricted:
        err.print(
            f"{file} holds text that may not be passed on ({', '.join(restricted)}); see "
            "docs/RIGHTS.md"
        )


def confirm_restricted(plan: PushPlan, url: str, yes: bool) -> None:
    """Ask before restricted text is sent to another machine. Raises `WrongUse` where nobody can
    be asked."""
    if not url or on_loopback(url) or not plan.restricted:
        return
    err.print(
        f"The text of {', '.join(plan.restricted)} may not be passed on (docs/RIGHTS.md), and "
        f"{url} is not this machine: everyone with an account there can read it."
    )
    if not agreed("Send it?", "nothing was sent; use --yes to send it anyway", yes):
        raise typer.Abort


def check_layers(server: Project, layers: tuple[Layer, ...]) -> None:
    """Raises `WrongUse` where the project's interface is not the one for these layers."""
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


def push_to_server(plan: PushPlan, server: Project, submitted: bool) -> None:
    """Send the tasks of a plan, and print what became of them."""
    with progress("pushing", total=len(plan.documents)) as advance:
        done = server.push(plan.documents, submitted, advance)
    told = counted(done.counts) or "nothing to do"
    stdout.print(f"{server.title} ({server.url}/projects/{server.id}): {told}")
    if done.stale:
        err.print(
            f"tasks that do not open with the labels pushed last: {', '.join(done.stale)}; "
            "push these documents again"
        )


def print_undrawn(plan: PushPlan) -> None:
    """Print what the editor cannot draw, and where it travels."""
    if plan.unlabelled:
        err.print(f"without labels to begin with: {', '.join(plan.unlabelled)}")
    table = Table("not drawn in the editor", "number", "travels in", title_justify="left")
    for (what, where), number in plan.undrawn.items():
        table.add_row(what, str(number), where)
    screen.print(table)
