"""Decisions that wait until their document has gold: annotations/NAME/.pending/DOCUMENT.vN.jsonl.

Every answer is written at once, so that an adjudication goes on where it was interrupted. An answer
counts as long as the passes say what they said when it was given.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from msgspec.structs import replace

from pactbank.adjudication.comparing import ComparedPasses
from pactbank.adjudication.decisions import GivenDecision, digest, parse_decisions
from pactbank.corpus.store import Store
from pactbank.errors import InvalidData
from pactbank.model import codec
from pactbank.model.decision import Decision
from pactbank.model.document import Document

FOLDER = ".pending"


@dataclass(frozen=True)
class Journal:
    """The decisions on one document that have been made for gold of this name."""

    store: Store
    gold: str
    document: Document

    @property
    def path(self) -> Path:
        filed = self.store.annotation_path(self.gold, self.document.id, self.document.version)
        return filed.parent / FOLDER / f"{filed.stem}.jsonl"

    def read(self, comparing: ComparedPasses) -> list[GivenDecision]:
        """The decisions that are about the passes as they are. Raises `InvalidData` for a file that
        cannot be read or was not written by `write`."""
        if not self.store.holds(self.path):
            return []
        given, problems = parse_decisions(self.store.bytes_of(self.path), str(self.path))
        if problems:
            raise InvalidData(problems)
        digests = {one.id: digest(one) for one in comparing.differences}
        return [
            one
            for one in given
            if one.decision.asked == digests.get(one.decision.id or "")
            and (one.decision.id is None or one.decision.id in digests | comparing.named)
        ]

    def write(self, comparing: ComparedPasses, given: Iterable[GivenDecision]) -> None:
        """Keep these decisions, and no others."""
        digests = {one.id: digest(one) for one in comparing.differences}
        decisions: list[Decision] = [
            replace(one.decision, asked=digests.get(one.decision.id or "")) for one in given
        ]
        self.store.write(self.path, b"".join(map(codec.encode_line, decisions)))

    def forget(self) -> None:
        """Drop the decisions: the gold has them now."""
        self.path.unlink(missing_ok=True)
        with suppress(OSError):  # other documents wait there, or nobody ever wrote one
            self.path.parent.rmdir()
