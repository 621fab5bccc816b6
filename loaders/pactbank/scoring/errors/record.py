"""The rows of a listing of mistakes."""

from __future__ import annotations

from typing import Literal, NamedTuple, get_args

from pactbank.model.closed import Layer

Kind = Literal[
    "missed", "spurious", "type", "boundary", "boundary and type", "differs", "referent", "right"
]
KINDS: dict[Kind, str] = dict(
    zip(
        get_args(Kind),
        (
            "gold labels that no prediction was aligned with",
            "predictions that no gold label was aligned with",
            "same boundaries, another type",
            "overlapping boundaries, same type",
            "overlapping boundaries, another type",
            "aligned, but parts differ",
            "same boundaries and type, another referent",
            "aligned, and the same",
        ),
        strict=True,
    )
)
"""What each kind of mistake is, and what is none."""


class Labelled(NamedTuple):
    """A label where it stands: its type, its offsets (None: nowhere in the text) and its words
    (None: not known)."""

    type: str
    start: int | None
    end: int | None
    words: str | None


class Contrast(NamedTuple):
    """A part in which two labels differ, as each side has it; None: this side does not have it."""

    part: str
    gold: str | None
    predicted: str | None


class Mistake(NamedTuple):
    """A label of gold, of the predictions, or an aligned pair of them that is not the same.

    Where every label is listed, pairs that are the same are, too, as `right`, or as `referent`
    where they are said to be somebody else; `shared` has the parts that the labels of a pair have
    in common.
    """

    layer: Layer
    kind: Kind
    document: str
    gold: Labelled | None
    predicted: Labelled | None
    differences: tuple[Contrast, ...] = ()
    shared: tuple[Contrast, ...] = ()
