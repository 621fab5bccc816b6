"""Labels of all layers as sheets: what agreements and stances are scored from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pactbank.model.derived import overall_stage
from pactbank.scoring.columns import blank_places
from pactbank.scoring.labels import Labels, layer_of, spans
from pactbank.scoring.metrics.covers import Range, Visible
from pactbank.scoring.metrics.sheets import Attitude, Entry, Filler, Naming, Pact, Page, Sheet
from pactbank.scoring.texts import Known


def page(gold: Labels, predicted: Labels | None, known: Known | None) -> Page:
    """One document as both sides see it; a missing prediction is an empty one."""
    text = None if known is None else known.text
    sides = [labels for labels in (gold, predicted) if labels is not None]
    blanks = blank_places(text).tolist() if text is not None else _quoted_blanks(sides)
    other = Sheet() if predicted is None else sheet(predicted)
    return Page(sheet(gold), other, Visible(blanks), text)


def _quoted_blanks(sides: Sequence[Labels]) -> list[int]:
    """The white space that labels quote, where the text itself is not known."""
    found: set[int] = set()
    for labels in sides:
        for _, _, span in spans(labels):
            if span.start is not None and span.text and len(span.text) == span.end - span.start:
                found.update(span.start + at for at in blank_places(span.text).tolist())
    return sorted(found)


def sheet(labels: Labels) -> Sheet:
    """The labels of one side; every span has its place by now."""
    mentions = tuple(Naming(_range(m), tuple(m.refs)) for m in layer_of(labels.entities))
    pacts = tuple(_pact(pact) for pact in layer_of(labels.agreements))
    return Sheet(mentions, pacts, tuple(_attitude(s) for s in layer_of(labels.stances)))


def _range(span: Any) -> Range | None:
    return None if span.start is None else (span.start, span.end)


def _place(span: Any) -> Range:
    return span.start, span.end


def _pact(pact: Any) -> Pact:
    fillers = [argument for argument in pact.arguments if argument.role != "PROVISION"]
    return Pact(
        type=pact.type,
        form=pact.form,
        mentions=tuple(_place(mention) for mention in pact.mentions),
        fillers=tuple(
            Filler(argument.role, Naming(_range(argument), tuple(argument.refs)))
            for argument in fillers
        ),
        provisions=tuple(_place(a) for a in pact.arguments if a.role == "PROVISION"),
        entries=tuple(
            Entry(s.party, s.source, s.stage, s.condition, s.polarity, s.as_of) for s in pact.status
        ),
        stage=overall_stage(pact),
    )


def _attitude(stance: Any) -> Attitude:
    return Attitude(
        type=stance.type,
        polarity=stance.polarity,
        holders=tuple(Naming(_range(holder), tuple(holder.refs)) for holder in stance.holders),
        implicit=stance.implicit,
        cue=_place(stance.cue),
        target=None if stance.target is None else _place(stance.target),
    )
