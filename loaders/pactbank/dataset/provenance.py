"""What the registers of a corpus say of a build: whose it is, under which licence, and who made its
labels. What they do not say is not claimed.

A build carries these registers, about.json and annotators.json, and the leaderboards of the corpus,
so that whoever has the build can write its card anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pactbank.corpus.store import Store
from pactbank.dataset.leaderboards import leaderboards_of
from pactbank.dataset.released import GOLD
from pactbank.model import codec
from pactbank.model.annotation import Annotator, Annotators
from pactbank.model.benchmark import Leaderboard
from pactbank.model.closed import SPLITS
from pactbank.model.document import SCHEMA_VERSION
from pactbank.model.inputs import is_there, read_file
from pactbank.model.registers import About

ABOUT, ANNOTATORS, LICENSE = "about.json", "annotators.json", "LICENSE"
_LEADERBOARD = "{}.leaderboard.json"
UNNAMED = "unnamed"
"""The name of a dataset whose corpus has no about.json."""
_PROGRAMS = ("model", "system")


@dataclass(frozen=True, slots=True)
class BuildRegisters:
    """`annotators` are those who labelled a document of the build; `terms` is the licence in the
    owner's own words, where the register names no licence that is known by its name.
    `leaderboards` are those of the corpus."""

    about: About | None
    annotators: tuple[Annotator, ...]
    terms: bytes | None = None
    leaderboards: tuple[Leaderboard, ...] = ()

    @property
    def name(self) -> str:
        """The name for files and keys."""
        return self.about.name if self.about else UNNAMED

    @property
    def title(self) -> str:
        """The title for people, on one line."""
        return line(self.about.title) if self.about else "A corpus without a name"

    @property
    def license(self) -> str | None:
        """The licence of the labels, None if the corpus does not say."""
        return line(self.about.license) if self.about and self.about.license else None

    @property
    def holder(self) -> str | None:
        """Who holds the rights in the labels, None if the corpus does not say."""
        return line(self.about.holder) if self.about and self.about.holder else None

    @property
    def passes(self) -> tuple[Annotator, ...]:
        """The annotators whose labels are not in the build themselves."""
        return tuple(annotator for annotator in self.annotators if annotator.id != GOLD)

    @property
    def makers(self) -> tuple[Annotator, ...]:
        """Those from whom the labels of the build come: the passes that were adjudicated, or who
        labelled as gold."""
        gold = [annotator for annotator in self.annotators if annotator.id == GOLD]
        adjudicated = any(annotator.kind == "adjudicated" for annotator in gold)
        return self.passes if adjudicated else tuple(gold)

    @property
    def made_by_programs(self) -> bool:
        """Whether all labels come from programs, as far as the register says."""
        return bool(self.makers) and all(maker.kind in _PROGRAMS for maker in self.makers)

    @property
    def creators(self) -> list[str]:
        """The Hub's words for who made the labels. Its list knows experts and crowds; that a
        person is one of these the register does not say."""
        kinds = {"machine-generated" if m.kind in _PROGRAMS else "other" for m in self.makers}
        return sorted(kinds)

    @property
    def one_model(self) -> str | None:
        """The model behind all of several passes, None if there are others among them."""
        models = {maker.model if maker.kind == "model" else None for maker in self.passes}
        return models.pop() if len(self.passes) > 1 and len(models) == 1 else None

    def registers(self) -> Iterator[tuple[str, bytes]]:
        """Name and bytes of each register that a build carries."""
        if self.about is not None:
            yield ABOUT, codec.encode(self.about)
        register = Annotators(schema_version=SCHEMA_VERSION, annotators=self.annotators)
        yield ANNOTATORS, codec.encode(register)
        for board in self.leaderboards:
            yield _LEADERBOARD.format(board.split), codec.encode(board)


def line(text: str) -> str:
    """Foreign text on one line."""
    return " ".join(text.split())


def of_corpus(store: Store) -> BuildRegisters:
    """What a corpus says of a build of its splits. Raises `InvalidData` for a register that cannot
    be read."""
    about = store.about
    licence = about.license if about else None
    terms = store.root / LICENSE
    known = licence is not None and not licence.startswith("LicenseRef-")
    own = not known and store.holds(terms)
    return BuildRegisters(
        about=about,
        annotators=tuple(_labelling(store)),
        terms=store.bytes_of(terms) if own else None,
        leaderboards=leaderboards_of(store),
    )


def _labelling(store: Store) -> Iterator[Annotator]:
    """The annotators of the register who labelled a document of a split."""
    if not store.holds(store.annotation_folder / ANNOTATORS):
        return
    versions = store.versions()
    listed = (name for split in SPLITS for name in store.splits.splits.of(split))
    documents = [(name, versions[name][-1]) for name in listed if name in versions]
    for annotator in store.annotators.values():
        if not store.holds(store.annotation_folder / annotator.id):
            continue  # of many documents each would be looked for in vain
        paths = (store.annotation_path(annotator.id, *document) for document in documents)
        if any(store.holds(path) for path in paths):
            yield annotator


def of_build(folder: Path) -> BuildRegisters:
    """What a build carries of this. The files must be those of its manifest."""
    about = folder / ABOUT
    boards = [folder / _LEADERBOARD.format(split) for split in SPLITS]
    return BuildRegisters(
        about=codec.decode(read_file(about), About) if is_there(about) else None,
        annotators=codec.decode(read_file(folder / ANNOTATORS), Annotators).annotators,
        terms=read_file(folder / LICENSE),
        leaderboards=tuple(
            codec.decode(read_file(path), Leaderboard) for path in boards if is_there(path)
        ),
    )
