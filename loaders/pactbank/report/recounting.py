"""Predictions of a benchmark against gold once more, label by label, as they were scored."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from pactbank.bench.judging import WHOLE
from pactbank.corpus.store import Store
from pactbank.errors import InvalidData, WrongUse, attempted, made_of_all
from pactbank.model import rules
from pactbank.model.annotation import Annotation
from pactbank.model.benchmark import RankedSystem
from pactbank.model.document import Document
from pactbank.model.score import Metric, Score
from pactbank.report.results import Results
from pactbank.scoring import labelmaps
from pactbank.scoring.counting import count, gold_of_documents
from pactbank.scoring.errors import Mistake, Mistakes
from pactbank.scoring.errors.agreements import stage_pairs
from pactbank.scoring.errors.causes import Cause, causes
from pactbank.scoring.options import Options
from pactbank.scoring.pairing import Sides
from pactbank.scoring.results import Counted, score_of, signed
from pactbank.scoring.seen import Seen, seen_in
from pactbank.scoring.tasks import ALL, PRIMARY, label_tasks
from pactbank.scoring.texts import KnownText

_LENGTHS = ((1, "1 word"), (2, "2 words"), (4, "3–4 words"), (8, "5–8 words"))
_LONGER = "over 8 words"
_NOWHERE = "nowhere"


class Facets(NamedTuple):
    """What errors are counted by; "" where it is not known."""

    type: str
    zone: str
    level: str
    kind: str
    length: str
    seen: str


OF_GOLD = ("level", "seen")
"""What is known of gold labels alone."""


class ListedLabel(NamedTuple):
    """A label of gold, of a system, or a pair of both, and what is wrong about it."""

    mistake: Mistake
    causes: tuple[Cause, ...]
    facets: Facets


@dataclass
class SystemRows:
    """The score of a system, and its labels by document; how far each aligned pact has come, by
    gold and by the system."""

    system: RankedSystem
    score: Score
    rows: dict[str, list[ListedLabel]] = field(default_factory=dict)
    stages: Counter[tuple[str, str]] = field(default_factory=Counter)


@dataclass(frozen=True)
class Section:
    """A folder of results with all that a page tells of it."""

    results: Results
    documents: tuple[Document, ...]
    texts: Mapping[str, KnownText]
    systems: tuple[SystemRows, ...]

    @property
    def origins(self) -> Counter[str]:
        """How many documents were collected, and how many authored."""
        return Counter(document.origin.kind for document in self.documents)


def recounted(store: Store, results: Results, label_map: str | None) -> Section:
    """The documents, and the labels of all systems with what is wrong about each.

    Raises `WrongUse` where the corpus has other texts or other gold than when they were scored,
    and `InvalidData` for figures that are not those of the predictions.
    """
    documents, unreadable = _documents(store, results)
    board = results.board
    mapped = any(system.label_map is not None for system in board.systems)
    gold = gold_of_documents(store, documents, board.split or WHOLE, label_tasks(ALL), mapped)
    if problems := [*(unreadable.problems if unreadable else ()), *gold.side.problems]:
        raise InvalidData(problems)
    facets = _Describing(store, documents, results)

    def rows_of(system: RankedSystem) -> SystemRows:
        options = _options(system, results, label_map)
        watch = _Watching(results.tasks(system.name))
        path = results.predictions(system)
        counted = count(gold, path, label_tasks(ALL), "all", options, watch)
        _check(system, counted)
        score = score_of(counted, "none")
        _check_figures(results, system, score)
        facets.seen = _seen(store, results, options)
        return SystemRows(system, score, facets.rows(watch.found), watch.stages)

    systems = made_of_all(board.systems, rows_of)
    return Section(results, documents, gold.texts, tuple(systems))


def _documents(store: Store, results: Results) -> tuple[tuple[Document, ...], InvalidData | None]:
    """The versions that systems were asked for, and what is wrong with others. Raises `WrongUse`
    where the corpus lacks one."""
    asked = {
        one.document: one.text_sha256 for run in results.runs.values() for one in run.documents
    }
    known = store.versions()

    def version_of(name: str) -> Document:
        for version in reversed(known.get(name, ())):
            document = store.document(name, version)
            if document.text.sha256 == asked.get(name):
                return document
        raise WrongUse(
            f"{results.folder} has results for another text of {name} than {store.root} has: "
            "name the corpus with --root, or run pactbank bench again"
        )

    documents, error = attempted(results.board.documents, version_of)
    return tuple(documents), error


def _options(system: RankedSystem, results: Results, label_map: str | None) -> Options:
    mapping = results.scores[system.name].label_map
    if mapping is None:
        return Options(lenient=True)
    loaded = labelmaps.load(label_map or mapping.name)
    return Options(lenient=True, label_map=loaded, native=system.label_map == "native")


def _check(system: RankedSystem, counted: Counted) -> None:
    """Raises `WrongUse` where the score is another one by now."""
    was, is_ = (
        dict(part.split(":", 1) for part in line.split("|") if ":" in part)
        for line in (system.signature, signed(counted, "headline"))
    )
    changed = [name for name in is_ if name != "pactbank" and was.get(name) != is_[name]]
    if changed:
        raise WrongUse(
            f"{system.name} was scored with other {' and '.join(changed)} than there are now: "
            "run pactbank bench again; it asks no system twice"
        )


def _check_figures(results: Results, system: RankedSystem, score: Score) -> None:
    """Raises `InvalidData` where the leaderboard has other figures than its predictions earn."""
    for task, of in results.board.tasks.items():
        earned = score.metrics.get(PRIMARY[task])
        for one in of.standings:
            if one.system == system.name and (
                earned is None or _sums(earned) != _sums(one.figures)
            ):
                path = str(results.folder / "leaderboard.json")
                message = f"{system.name} does not earn what it says of {task}"
                raise InvalidData([rules.problem("PB861", path, message)])


def _sums(of: Metric) -> tuple[float, float, float, float | None]:
    return of.tp, of.predicted, of.gold, of.f1


def _seen(store: Store, results: Results, options: Options) -> Seen | None:
    """What a system may have seen in train; None where that is not known, or is what it was
    scored on."""
    if results.board.split in (None, "train"):
        return None
    try:
        return seen_in(store, "train", options.label_map)
    except WrongUse:
        return None


class _Watching:
    """Collects every label of the layers that a system has, and stages."""

    def __init__(self, layers: tuple[str, ...]) -> None:
        self.found = Mistakes(layers, every=True)  # type: ignore[arg-type]
        self.stages: Counter[tuple[str, str]] = Counter()

    def __call__(self, sides: Sides) -> None:
        self.found(sides)
        if "agreements" in self.found.layers:
            self.stages.update(stage_pairs(sides.alignments["agreements"]))


class _Describing:
    """What errors are counted by, from documents and their gold."""

    def __init__(self, store: Store, documents: tuple[Document, ...], results: Results) -> None:
        self.documents = {document.id: document for document in documents}
        self.levels = {
            document.id: _levels(store.annotation("gold", document)) for document in documents
        }
        self.seen: Seen | None = None

    def rows(self, found: Mistakes) -> dict[str, list[ListedLabel]]:
        """Every label by document, each with its causes."""
        mistakes = found.rows
        by_document: dict[str, list[ListedLabel]] = defaultdict(list)
        for mistake, of in zip(mistakes, causes(mistakes), strict=True):
            by_document[mistake.document].append(ListedLabel(mistake, of, self.facets(mistake)))
        return dict(by_document)

    def facets(self, mistake: Mistake) -> Facets:
        label = mistake.gold or mistake.predicted
        assert label is not None, "a row is about a label"
        document = self.documents[mistake.document]
        place = (label.start or 0, label.end or 0)
        entity = mistake.layer == "entities"
        level = self.levels[document.id].get(place, "") if entity and mistake.gold else ""
        return Facets(
            type=label.type.partition(" ")[0],
            zone=_NOWHERE if label.start is None else _zone(document, label.start),
            level=level,
            kind=document.kind,
            length=_length(label.words) if entity else "",
            seen=self._seen(label.type, label.words) if entity and mistake.gold else "",
        )

    def _seen(self, kind: str, words: str | None) -> str:
        if self.seen is None or words is None:
            return ""
        folded = " ".join(words.split()).casefold()
        return "seen in train" if (kind, folded) in self.seen.mentions else "unseen"


def _levels(gold: Annotation | None) -> dict[tuple[int, int], str]:
    mentions = (gold.entities if gold else None) or ()
    return {(of.start, of.end): of.level for of in mentions if of.level is not None}


def _zone(document: Document, place: int) -> str:
    for zone in document.kept:
        if zone.text is not None and zone.text[0] <= place < zone.text[1]:
            return zone.kind
    return _NOWHERE


def _length(words: str | None) -> str:
    if words is None:
        return ""
    size = len(words.split())
    return next((name for most, name in _LENGTHS if size <= most), _LONGER)
