"""The table of contents of the command line.

Exit codes: 0 done, 1 problems found in the data, 2 wrong use.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from pactbank.cli import (
    annotators,
    corpus,
    labels,
    overview,
    own,
    prompting,
    publication,
    scores,
    studio,
)
from pactbank.cli.shared import Settings


class Contents(TyperGroup):
    """Help that lists the commands by panel, in plain text: rich would take twice as long."""

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        panels: dict[str, list[tuple[str, str]]] = {}
        for name in self.list_commands(ctx):
            command: Any = self.get_command(ctx, name)
            summary = command.get_short_help_str(limit=60)
            panels.setdefault(command.rich_help_panel, []).append((name, summary))
        for panel, rows in panels.items():
            with formatter.section(panel):
                formatter.write_dl(rows)


app = typer.Typer(
    name="pactbank",
    cls=Contents,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_show_locals=False,  # one of them might be a key or a token
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback()
def pactbank(
    context: typer.Context,
    root: Annotated[
        Path | None,
        typer.Option(
            help="Folder with corpus/ and annotations/ (default: $PACTBANK_ROOT, the nearest "
            "one upwards, or what came with the package, which is only read).",
            show_default=False,
        ),
    ] = None,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Annotated news about pacts between states: load, check, label and score it."""
    if version:
        from pactbank.version import __version__

        print(__version__)
        raise typer.Exit
    context.obj = Settings(root)


for module in (publication, own, annotators, overview, corpus, labels, studio, prompting, scores):
    module.register(app)


def run() -> int:
    """The exit code of one call; expected errors are printed, never traced."""
    from pactbank.errors import PactBankError

    try:
        result = app(standalone_mode=False)
    except PactBankError as error:
        from pactbank.cli.console import print_error

        return print_error(error)
    except typer.Abort:
        return 130
    except Exception as error:
        if hasattr(error, "exit_code") and hasattr(error, "show"):
            error.show()
            return int(error.exit_code)
        raise
    return result if isinstance(result, int) else 0
