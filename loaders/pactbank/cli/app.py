"""The table of contents of the command line.

Exit codes: 0 done, 1 problems found in the data or a fault of the machine, 2 wrong use.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from pactbank.cli import (
    adjudication,
    annotators,
    auditing,
    benchmarking,
    corpus,
    fetching,
    iaa,
    labels,
    overview,
    own,
    predicting,
    prompting,
    publication,
    records,
    reporting,
    scores,
    studio,
    zones,
)
from pactbank.cli.contents import Contents, catalogue
from pactbank.cli.shared import Settings

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
        from pactbank.cli.console import out
        from pactbank.version import __version__

        out.print(__version__)
        raise typer.Exit
    context.obj = Settings(root)


_COMMANDS = (
    *(publication, own, annotators, overview, corpus, zones, fetching, records, labels, iaa),
    *(adjudication, auditing, studio, prompting, predicting, benchmarking, reporting),
    scores,
)
for module in _COMMANDS:
    module.register(catalogue)


def run() -> int:
    """The exit code of one call; expected errors and faults of the machine are printed in one line,
    never traced."""
    from pactbank.errors import PactBankError

    try:
        result = app(standalone_mode=False)
    except PactBankError as error:
        from pactbank.cli.console import print_error

        return print_error(error)
    except typer.Abort:
        return 130
    except Exception as error:
        return _unexpected(error)
    return result if isinstance(result, int) else 0


def _unexpected(error: Exception) -> int:
    """The exit code of a command line that cannot be read (2), or of a fault of the machine (1);
    any other error is a fault of this program, and is raised."""
    from pactbank.cli import console, faults

    misuse: Any = error
    if hasattr(misuse, "exit_code") and hasattr(misuse, "format_message"):
        console.print_misuse(_how_to(misuse))
        return int(misuse.exit_code)
    if (fault := faults.cause_of(error)) is None:
        raise error
    console.print_failure(faults.explained(fault))
    return 1


def _how_to(misuse: Any) -> str:
    """What is wrong with a command line, after how the command is used."""
    message: str = misuse.format_message()
    context = getattr(misuse, "ctx", None)
    if context is None or message == context.get_help():
        return message
    hint = f"Try '{context.command_path} --help' for help."
    return f"{context.get_usage()}\n{hint}\n\nError: {message}"
