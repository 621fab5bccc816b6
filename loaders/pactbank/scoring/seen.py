"""Which mentions a system may have seen: the words, with their type, in the gold of a split."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pactbank.corpus.store import Store
from pactbank.errors import WrongUse
from pactbank.model.closed import Split
from pactbank.scoring.columns.items import vocabulary_of
from pactbank.scoring.columns.labels import Labels
from pactbank.scoring.columns.layers import SpanColumn
from pactbank.scoring.labelmaps import LabelMap, coarse
from pactbank.scoring.reading.lenient import NOWHERE
from pactbank.scoring.reading.sources import Wanted, read
from pactbank.scoring.signature import hash_plain
from pactbank.scoring.texts import KnownText, known_text


@dataclass(frozen=True, slots=True)
class Seen:
    """The mentions of a split's gold: type (a coarse one under a label map) and folded words."""

    split: Split
    mentions: frozenset[tuple[str, str]]

    @property
    def signed(self) -> str:
        """The split and the beginning of a hash of its mentions."""
        return f"{self.split}@{hash_plain(sorted(self.mentions))[:8]}"


def seen_in(store: Store, split: Split, label_map: LabelMap | None) -> Seen:
    """The mentions that gold of a split has. Raises `WrongUse` where there is no gold, or where
    its words are not known."""
    annotations, texts = [], {}
    for document in store.in_split(split):
        gold = store.annotation("gold", document)
        if gold is not None and gold.entities is not None:
            annotations.append(gold)
            texts[document.id] = known_text(store, document)
    if not annotations:
        raise WrongUse(f"--seen-in {split}: the split has no gold entities in {store.root}")
    side = read(annotations, "gold", Wanted(("entities",), as_they_come=False))
    labels = Labels(side.table, vocabulary_of([side.table]))
    words = list(folded_words(labels.mentions.spans, side.documents, texts))
    if None in words:
        lost = side.documents[int(labels.mentions.spans.document[words.index(None)])]
        raise WrongUse(f"--seen-in {split}: this copy of the corpus lacks the text of {lost}")
    types = _types(labels, label_map)
    return Seen(
        split,
        frozenset(
            (kind, text)
            for kind, text in zip(types, words, strict=True)
            if kind is not None and text is not None
        ),
    )


def _types(labels: Labels, label_map: LabelMap | None) -> list[str | None]:
    """The type of each mention; None for one that the label map leaves out."""
    if label_map is None:
        return [labels.vocabulary[code].as_py() for code in labels.mentions.type.tolist()]
    codes, _ = coarse(labels, label_map.gold, label_map.types)
    return [None if code < 0 else label_map.types[code] for code in codes.tolist()]


def folded_words(
    spans: SpanColumn, documents: Sequence[str], texts: Mapping[str, KnownText]
) -> Iterator[str | None]:
    """The words of each span, from the text where it is known, else as the label quotes them:
    without case, and with single spaces. None: not known."""
    quoted = spans.words.to_pylist()
    places = (column.tolist() for column in (spans.document, spans.start, spans.end))
    for document, start, end, words in zip(*places, quoted, strict=True):
        known = texts.get(documents[document])
        if known is not None and known.text is not None and 0 <= start < NOWHERE:
            words = known.text[start:end]
        yield None if words is None else " ".join(words.split()).casefold()
