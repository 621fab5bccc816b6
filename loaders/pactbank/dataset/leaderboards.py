"""Leaderboards that a corpus carries: leaderboard/SPLIT/leaderboard.json, as `pactbank bench` wrote
them.

Whoever reads the corpus or a build of it sees what systems reach on it, each split by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Sized

from pactbank.corpus.store import Store
from pactbank.corpus.wordless import gold_sha256
from pactbank.errors import InvalidData, WrongUse, plural
from pactbank.model import rules, schemas
from pactbank.model.benchmark import Leaderboard, TaskStandings
from pactbank.model.closed import SPLITS
from pactbank.model.figures import NOTHING, between, percent

FOLDER, FILE = "leaderboard", "leaderboard.json"
_PINS = ("gold", "predictions", "metrics", "pactbank")
"""The parts of a signature that tell one score from another where nothing was filtered."""


def leaderboards_of(store: Store) -> tuple[Leaderboard, ...]:
    """The leaderboards of a corpus, in the order of splits. Raises `InvalidData` for one that
    cannot be read, or is of another split than its folder says."""
    return tuple(_leaderboards(store))


def _leaderboards(store: Store) -> Iterator[Leaderboard]:
    for split in SPLITS:
        path = store.root / FOLDER / split / FILE
        if store.holds(path):
            board, problems = schemas.read(store.bytes_of(path), Leaderboard, str(path))
            if board is None:
                raise InvalidData(problems)
            if board.split != split:
                message = f"it is of {board.split or 'all documents'}, and its folder says {split}"
                raise InvalidData([rules.problem("PB861", str(path), message, pointer="/split")])
            yield board


def check_gold(store: Store, boards: Iterable[Leaderboard]) -> None:
    """Raises `WrongUse` for a leaderboard whose figures rest on other documents or other gold than
    the corpus has now, as far as that can be told: labels whose words were withheld without a
    digest, as a package has them, are compared with nothing."""
    for board in boards:
        if not _of_this_gold(store, board):
            raise WrongUse(
                f"{FOLDER}/{board.split}/{FILE} was measured on other gold than {store.root} has: "
                f"run pactbank bench with --split {board.split} again and put its {FILE} there"
            )


def _of_this_gold(store: Store, board: Leaderboard) -> bool:
    documents = [] if board.split is None else list(store.in_split(board.split))
    labelled = [(of, gold) for of in documents if (gold := store.annotation("gold", of))]
    if {of.id for of, _ in labelled} != {*board.documents, *board.absent}:
        return False
    scored = [(of, gold) for of, gold in labelled if of.id in board.documents]
    if not all(gold.words_sha256 or store.has_text(of) for of, gold in scored):
        return True
    return gold_sha256(gold for _, gold in scored) == board.gold


def leaderboard_page(boards: Sequence[Leaderboard]) -> str:
    """Leaderboards as Markdown, each split by itself; empty where there are none."""
    return "\n".join(_told(board) for board in boards)


def _told(board: Leaderboard) -> str:
    head = " | ".join(f"{task} (`{of.metric}`)" for task, of in board.tasks.items())
    lines = [
        f"`{board.split}`, {_documents(board.documents)}:\n",
        f"| system | {head} |",
        f"|---|{'---|' * len(board.tasks)}",
        *(_row(board, system.name) for system in board.systems),
        "",
        *_notes(board),
    ]
    return "\n".join(lines) + "\n"


def _row(board: Leaderboard, system: str) -> str:
    cells = (_standing(of, system) for of in board.tasks.values())
    return f"| {_word(system)} | {' | '.join(cells)} |"


def _standing(of: TaskStandings, system: str) -> str:
    for one in of.standings:
        if one.system == system:
            figures = one.figures
            return f"{one.place} **{percent(figures.f1)}** {between(figures.interval)}".strip()
    return NOTHING


def _notes(board: Leaderboard) -> Iterator[str]:
    told = [
        f"{task} {100 * of.detectable:.1f}"
        for task, of in board.tasks.items()
        if of.detectable is not None
    ]
    if told:
        yield f"- smallest difference that this n would show: {', '.join(told)} points of F1"
    if board.absent:
        yield f"- not scored, as texts were not at hand: {_documents(board.absent)}"
    for system in board.systems:
        failed = f"; {_documents(system.unfinished)} failed" if system.unfinished else ""
        yield f"- {_word(system.name)} {_word(system.version)}{failed}: `{pins(system.signature)}`"


def pins(signature: str) -> str:
    """A signature in short: what tells the score from another of the same systems and splits."""
    parts = dict(part.split(":", 1) for part in signature.split("|") if ":" in part)
    return "|".join(f"{name}:{parts[name]}" for name in _PINS if name in parts)


def _documents(among: Sized) -> str:
    return f"{len(among)} {plural('document', len(among))}"


def _word(name: str) -> str:
    """A name on one line, of which Markdown makes nothing."""
    plain = " ".join(name.split())
    return "".join(f"\\{letter}" if letter in "\\`*_[]<>|" else letter for letter in plain)
