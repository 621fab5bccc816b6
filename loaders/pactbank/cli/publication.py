"""Commands about the dataset: demo, build, path, rehydrate, publish."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pactbank.cli.shared import open_store, recorded_texts

if TYPE_CHECKING:
    from pactbank.corpus.store import Store
    from pactbank.dataset.publish import Plan, Published

PANEL = "Dataset"


class Text(StrEnum):
    """How much text a build carries."""

    FULL = "full"
    OPEN = "open"


def register(app: typer.Typer) -> None:
    for command in (demo, build, path, rehydrate, publish):
        app.command(rich_help_panel=PANEL)(command)


def build(
    context: typer.Context,
    out: Annotated[Path, typer.Option(help="Folder to write; an earlier build is replaced.")],
    text: Annotated[
        Text, typer.Option(help="open leaves out every text that may not be passed on.")
    ] = Text.FULL,
) -> None:
    """Write the dataset as Parquet files with a card.

    datasets.load_dataset reads the folder, and so does the Hub.

    Example: pactbank build --out build/pactbank
    """
    from pactbank.cli.console import out as console
    from pactbank.cli.console import progress, screen
    from pactbank.cli.display import manifest_table
    from pactbank.dataset import build as make

    with progress("building") as advance:
        manifest = make(open_store(context), out, text.value, advance)
    screen.print(manifest_table(manifest))
    console.print(f"load it: datasets.load_dataset({str(out.resolve())!r}, 'entities')")


def path(context: typer.Context) -> None:
    """Print the folder that datasets.load_dataset reads.

    It lies in the user's cache and is built on first use.

    Example: pactbank path
    """
    from pactbank.dataset import path as built

    print(built(open_store(context).root))


def demo(context: typer.Context) -> None:
    """Build, load, score the rule baseline, print the article.

    Everything the package does in one go, on the test split.

    Example: pactbank demo
    """
    from pactbank.cli.demonstration import demonstrate

    demonstrate(open_store(context))


def rehydrate(
    context: typer.Context,
    dataset: Annotated[
        str, typer.Argument(help="Folder of an open build, or ORG/NAME on the Hub.")
    ],
    texts: Annotated[
        Path, typer.Option("--from", help="Your own copy of a raw article, or a folder of them.")
    ],
    out: Annotated[Path, typer.Option(help="Folder to write; an earlier build is replaced.")],
    revision: Annotated[
        str | None, typer.Option(help="Tag, branch or commit on the Hub. Default: main.")
    ] = None,
) -> None:
    """Fill withheld texts in from your own copies.

    The recorded cuts are applied, hashes are checked, and texts, quotes, names and tokens filled
    in: the result is the full build, byte for byte. A copy that differs is refused. If a usual
    change to a text explains the difference (line ends, quote marks, no-break spaces …), it is
    named; otherwise you learn that the hash differs, and both lengths.

    Example: pactbank rehydrate build/open --from articles --out full
    """
    from pactbank.cli.console import out as console
    from pactbank.cli.console import progress, screen
    from pactbank.cli.display import manifest_table
    from pactbank.dataset import rehydrate as fill
    from pactbank.errors import WrongUse

    folder = Path(dataset)
    if not folder.exists():
        from pactbank.cli.console import hush_hub
        from pactbank.dataset.publish import fetch

        hush_hub()
        folder = fetch(dataset, revision)
    elif revision is not None:
        raise WrongUse(f"{dataset} is a folder here, which has no --revision")
    with progress("filling in") as advance:
        manifest = fill(folder, texts, out, recorded_texts(context), advance)
    screen.print(manifest_table(manifest))
    console.print(f"load it: datasets.load_dataset({str(out.resolve())!r}, 'entities')")


def publish(
    context: typer.Context,
    repository: Annotated[
        str, typer.Argument(metavar="ORG/NAME", help="Dataset repository on the Hub.")
    ],
    tag: Annotated[str, typer.Option(help="Tag of the release, such as v1.0.0; a new one.")],
    text: Annotated[
        Text, typer.Option(help="full only where every text may be passed on.")
    ] = Text.OPEN,
    message: Annotated[
        str | None, typer.Option(help='Of the commit. Default: "PactBank TAG".')
    ] = None,
    private: Annotated[
        bool, typer.Option("--private", help="Make the repository private, if it is new.")
    ] = False,
    create_pr: Annotated[
        bool, typer.Option("--create-pr", help="Open a pull request; tag after the merge.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Build and check only; list what would be sent.")
    ] = False,
) -> None:
    """Put the dataset on the Hub under a tag.

    It is built and held against the release gate first; then one commit, then the tag. If
    anything fails on the way, what was published is unchanged, and running it again completes
    it. The token is the one of `hf auth login` or HF_TOKEN.

    Example: pactbank publish ORG/NAME --tag v1.0.0 --dry-run
    """
    from pactbank.cli.console import hush_hub, progress
    from pactbank.dataset.publish import Plan
    from pactbank.dataset.publish import publish as send

    plan = Plan(
        repository=repository,
        tag=tag,
        text=text.value,
        message=message,
        private=private,
        create_pr=create_pr,
    )
    store = open_store(context)
    hush_hub()
    with progress("building") as advance:
        if dry_run:
            _list(store, plan, advance)
        else:
            _tell(send(store, plan, advance), plan)


def _list(store: Store, plan: Plan, advance: Callable[[str], None]) -> None:
    """What a plan would send, file by file."""
    import tempfile

    from pactbank.cli.console import screen
    from pactbank.cli.display import files_table
    from pactbank.dataset.publish import prepare

    with tempfile.TemporaryDirectory(prefix="pactbank-") as scratch:
        folder = Path(scratch) / "build"
        prepare(store, folder, plan, advance)
        screen.print(files_table(folder, f"would be sent to {plan.repository} as {plan.tag}"))


def _tell(published: Published, plan: Plan) -> None:
    """What came to be, and what is to be done next."""
    from pactbank.cli.console import err, out

    out.print(published.url)
    again = "run this again without --create-pr to tag it"
    if published.tag:
        out.print(
            f"load it: datasets.load_dataset({plan.repository!r}, 'entities', "
            f"revision={published.tag!r})"
        )
    elif published.pull_request:
        out.print(f"pull request: {published.pull_request}")
        err.print(f"not tagged: merge it, then {again} {plan.tag}")
    else:
        err.print(f"main has these files already: {again} {plan.tag}")
