"""`exact` by whether a mention's words, with its type, stand in the gold of another split."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pactbank.errors import WrongUse
from pactbank.scoring.columns.arrays import tally
from pactbank.scoring.metrics.details import Details
from pactbank.scoring.reading.lenient import NOWHERE
from pactbank.scoring.seen import Seen, folded_words
from pactbank.scoring.tables import UNIT, Mask, plain_part

if TYPE_CHECKING:
    from pactbank.scoring.columns.layers import SpanColumn
    from pactbank.scoring.metrics.entities import AlignedMentions
    from pactbank.scoring.pairing import Sides


def divided(sides: Sides, aligned: AlignedMentions, seen: Seen) -> tuple[Mask, Mask]:
    """Which of the mentions that count on each side are seen. Raises `WrongUse` where their words
    are not known."""
    mentions = sides.gold.mentions.spans, sides.predicted.mentions.spans
    rows = aligned.gold, aligned.predicted
    types = aligned.gold_type, aligned.predicted_type
    names = [[aligned.types[code] for code in of.tolist()] for of in types]
    gold, predicted = (
        _divided(sides, mentions[side], rows[side].tolist(), names[side], seen) for side in (0, 1)
    )
    return gold, predicted


def _divided(
    sides: Sides, spans: SpanColumn, rows: list[int], types: list[str], seen: Seen
) -> Mask:
    words = list(folded_words(spans, sides.documents, sides.texts))
    # A label that stands for one which cannot be read has no words, and nobody has seen it.
    lost = [row for row in rows if words[row] is None and spans.start[row] < NOWHERE]
    if lost:
        document = sides.documents[int(spans.document[lost[0]])]
        raise WrongUse(
            f"--seen-in needs the words of mentions, and those of {len(lost)} are not known, the "
            f"first in {document!r}: name the texts (--texts FOLDER), or quote the words in labels"
        )
    pairs = ((kind, words[row]) for kind, row in zip(types, rows, strict=True))
    return np.array([pair in seen.mentions for pair in pairs], np.bool_)


def details(sides: Sides, aligned: AlignedMentions) -> Details:
    """`seen` and `unseen`: precision over the predictions, recall over the gold mentions."""
    made = Details(len(sides.documents))
    if aligned.seen is None:
        return made
    gold = sides.gold.mentions.spans.document[aligned.gold]
    predicted = sides.predicted.mentions.spans.document[aligned.predicted]
    right = np.flatnonzero(aligned.pairs.same_boundary & aligned.pairs.same_type)
    of_gold, of_predicted = aligned.pairs.gold[right], aligned.pairs.predicted[right]
    for name, wanted in (("seen", True), ("unseen", False)):
        inside = [of == wanted for of in aligned.seen]
        counts = {
            name: predicted[of_predicted[inside[1][of_predicted]]],
            f"{name}:by_gold": gold[of_gold[inside[0][of_gold]]],
            f"{name}:gold": gold[inside[0]],
            f"{name}:predicted": predicted[inside[1]],
        }
        for column, documents in counts.items():
            made.columns[column] = UNIT * tally(documents, made.documents)
        made.metrics[name] = (plain_part(name, split=True),)
    return made
