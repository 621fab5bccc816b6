"""The words whose place is sought."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Quote:
    """Words whose place is sought, with the text directly before and after them where known.

    `key` is the canonical JSON of the label: of several labels with one quote, the smallest key
    takes the first occurrence. `near` is the code-point offset at which the record's anchor (its
    trigger or cue) starts; a quote that has one takes the occurrence nearest to it.
    """

    text: str
    before: str = ""
    after: str = ""
    key: str = ""
    near: int | None = None

    @property
    def has_context(self) -> bool:
        return bool(self.before or self.after)
