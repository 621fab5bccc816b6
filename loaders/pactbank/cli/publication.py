"""Commands about the dataset: demo, build, path, rehydrate, publish."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from pactbank.cli.absent import tell_not_fetched
from pactbank.cli.shared import agreed, open_store, recorded_texts
from pactbank.model.closed import TextMode

if TYPE_CHECKING:
    from pactbank.corpus.store import Store
    from pactbank.dataset.publish import HeadChange, Plan, Published
    from pactbank.model.progress import Progress
    from pactbank.model.registers import Manifest

PANEL = "Dataset"
BuildFolder = Annotated[
    Path, typer.Option("--out", help="Folder to write; an earlier build is replaced.")
]
_NAMED = 10
"""So many documents are named where there may be thousands."""


def register(app: typer.Typer) -> None:
    for command in (demo, build, path, rehydrate, publish):
        app.command(rich_help_panel=PANEL)(command)


def build(
    context: typer.Context,
    out: BuildFolder,
    text: Annotated[
        TextMode | None,
        typer.Option(
            help="full: every text; open: those that may be passed on; here: those at hand.",
            show_default="here",
        ),
    ] = None,
) -> None:
    """Write the dataset as Parquet files with a card.

    datasets.load_dataset reads the folder, and so does the Hub.

    Example: pactbank build --out build/pactbank
    """
    from pactbank.cli.console import progress
    from pactbank.dataset import build as make
    from pactbank.dataset.released import texts_at_hand

    store = _opened(context)
    with progress("building") as advance:
        manifest = make(store, out, text or texts_at_hand(store), advance)
    _print_build(manifest, out)


def path(context: typer.Context) -> None:
    """Print the folder that datasets.load_dataset reads.

    It is in the user's cache, and is built on first use.

    Example: pactbank path
    """
    from pactbank.cli.console import print_exactly
    from pactbank.dataset import path as build_path

    store = _opened(context)
    print_exactly(f"{build_path(store.root)}\n")


def demo(context: typer.Context) -> None:
    """Build, load, print the article, compare the baselines.

    Shows what the package does. The rule baseline is run on the texts that are here; on validation
    it is compared with a trained pipeline of spaCy, by predictions that came with the corpus. Ends
    with the path of their report, which is in the user's cache.

    Example: pactbank demo
    """
    from pactbank.cli.demonstration import demonstrate

    store = _opened(context)
    demonstrate(store)


def rehydrate(
    context: typer.Context,
    dataset: Annotated[
        str, typer.Argument(help="Folder of an open build, or ORG/NAME on the Hub.")
    ],
    texts: Annotated[
        Path,
        typer.Option(
            "--from", help="Your own copy of an article, raw or clean, or a folder of them."
        ),
    ],
    out: BuildFolder,
    partial: Annotated[
        bool, typer.Option("--partial", help="Leave out the texts of which there is no copy.")
    ] = False,
    revision: Annotated[
        str | None, typer.Option(help="Tag, branch or commit on the Hub. Default: main.")
    ] = None,
) -> None:
    """Fill withheld texts in from your own copies.

    The recorded cuts are applied and hashes are checked, then texts, quotes, names and tokens are
    filled in: the result is the full build, byte for byte. A copy that differs is refused. If a
    usual change to a text explains the difference (line ends, quote marks, no-break spaces …), it
    is named; otherwise you learn that the hash differs, and both lengths. Texts that pactbank fetch
    has brought need no copy.

    Example: pactbank rehydrate build/open --from articles --out full
    """
    from pactbank.cli.console import progress
    from pactbank.dataset import rehydrate as fill
    from pactbank.errors import WrongUse
    from pactbank.model.inputs import is_there, reading

    folder = Path(dataset)
    with reading(folder):
        here = is_there(folder)
    if not here:
        from pactbank.cli.console import silence_hub_progress
        from pactbank.dataset.publish import fetch

        silence_hub_progress()
        folder = fetch(dataset, revision)
    elif revision is not None:
        raise WrongUse(f"{dataset} is a folder here; --revision is for a dataset on the Hub")
    with progress("filling in") as advance:
        manifest = fill(folder, texts, out, recorded_texts(context), advance, partial)
    _print_build(manifest, out)


def publish(
    context: typer.Context,
    repository: Annotated[
        str, typer.Argument(metavar="ORG/NAME", help="Dataset repository on the Hub.")
    ],
    tag: Annotated[str, typer.Option(help="New tag of the release, such as v1.0.0.")],
    text: Annotated[
        Literal["open", "full"],
        typer.Option(help="full is refused while a text may not be passed on."),
    ] = "open",
    message: Annotated[
        str | None, typer.Option(help="Title of the commit. Default: the corpus's title, and TAG.")
    ] = None,
    private: Annotated[
        bool, typer.Option("--private", help="Make the repository private, if it is new.")
    ] = False,
    create_pr: Annotated[
        bool, typer.Option("--create-pr", help="Open a pull request; tag after the merge.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help="Build and check only; list what would be sent and deleted."
        ),
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help="Delete and overwrite without asking, for scripts.")
    ] = False,
) -> None:
    """Put the dataset on the Hub under a tag.

    The dataset is built and checked by the release gate, then sent in one commit, then tagged.
    Files of an earlier release that this one lacks are deleted, files of others stay. You are asked
    before anything is deleted, or overwritten that is not from an earlier release. If anything
    fails on the way, the message says what is on the Hub; run the command again to complete the
    release. The token is that of `hf auth login` or HF_TOKEN.

    Example: pactbank publish ORG/NAME --tag v1.0.0 --dry-run
    """
    from pactbank.cli.console import progress, silence_hub_progress
    from pactbank.dataset.publish import Plan
    from pactbank.dataset.publish import publish as send

    plan = Plan(
        repository=repository,
        tag=tag,
        text=text,
        message=message,
        private=private,
        create_pr=create_pr,
    )
    store = _opened(context)
    silence_hub_progress()
    with contextlib.ExitStack() as shown:
        advance = shown.enter_context(progress("building"))

        def may_go(change: HeadChange) -> bool:
            shown.close()  # the bar would write over the question
            _print_losses(change)
            otherwise = "nothing was sent: agree to these losses with --yes"
            return agreed("Go on?", otherwise, yes)

        if dry_run:
            _print_files(store, plan, advance)
        else:
            _print_published(send(store, plan, advance, may_go), plan)


def _opened(context: typer.Context) -> Store:
    """The store that the command works on; the documents that a build lacks are told."""
    store = open_store(context)
    tell_not_fetched(store)
    _tell_left_out(store)
    return store


def _print_build(manifest: Manifest, folder: Path) -> None:
    """Print what a build has, and how it is loaded."""
    from pactbank.cli.console import out, screen
    from pactbank.cli.display import manifest_table

    screen.print(manifest_table(manifest))
    out.print(f"load it: datasets.load_dataset({str(folder.resolve())!r}, 'entities')")


def _tell_left_out(store: Store) -> None:
    """Print which documents a build leaves out, and how to put them in."""
    from pactbank.cli.console import err
    from pactbank.errors import first_of

    left = store.without_split()
    if not left:
        return
    err.print(
        f"{len(left)} of {len(store.versions())} documents are in no split and left out: "
        f"{first_of(left, _NAMED)}. Put them into train, validation, test or challenge: "
        "pactbank split DOC --to train, or pactbank split --auto 60/15/25"
    )


def _print_files(store: Store, plan: Plan, advance: Progress) -> None:
    """Print the files that a plan would send, and those that would be lost on the Hub."""
    import tempfile

    from pactbank.cli.console import err, screen
    from pactbank.cli.display import files_table
    from pactbank.dataset.publish import change, prepare
    from pactbank.errors import ServerFailed

    with tempfile.TemporaryDirectory(prefix="pactbank-") as scratch:
        folder = Path(scratch) / "build"
        prepare(store, folder, plan, advance)
        screen.print(files_table(folder, f"would be sent to {plan.repository} as {plan.tag}"))
        try:
            found = change(plan, folder)
        except ServerFailed as error:
            err.print(f"what would be deleted there is unknown: {error}")
            return
    if found.head is None:
        err.print("no such repository, or none that you may see: nothing would be deleted")
    _print_losses(found)


def _print_losses(change: HeadChange) -> None:
    """Print what a commit would take away from the repository."""
    from pactbank.cli.console import err

    for path in change.deleted:
        err.print(f"deleted, as this release lacks it: {path}")
    for path in change.overwritten:
        err.print(f"overwritten, and not from an earlier release: {path}")


def _print_published(published: Published, plan: Plan) -> None:
    """Print where the release is, and what to do next."""
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
