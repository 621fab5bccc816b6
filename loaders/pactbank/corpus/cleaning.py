"""The clean text: lines of the raw text by their zones, put together or left out, and every cut."""

from __future__ import annotations

from typing import NamedTuple

from pactbank.corpus.files import sha256
from pactbank.errors import InvalidData
from pactbank.model import rules
from pactbank.model.closed import STRIPPED
from pactbank.model.document import Cleaning, Edit, TextFile, Zone
from pactbank.text.zones import ZoneRun

CLEANING = Cleaning(name="pactbank.zones", version="1")


class CleanText(NamedTuple):
    """A clean text, what a record says of it, the zones with their places in it, and the edits."""

    words: str
    file: TextFile
    zones: tuple[Zone, ...]
    edits: tuple[Edit, ...]


def cleaned(raw: str, runs: tuple[ZoneRun, ...], file: str) -> CleanText:
    """The clean text of a raw one. Raises `InvalidData` where nothing is left of `file`."""
    text, placed, edits = assemble(raw, runs)
    if not text:
        raise InvalidData([rules.problem("PB703", file, "every line is stripped or blank")])
    digest = sha256(text.encode("utf-8"))
    return CleanText(text, TextFile(sha256=digest, chars=len(text)), placed, edits)


def run_of(zone: Zone) -> ZoneRun:
    """The labelled stretch of the raw text that a zone was made of."""
    return ZoneRun(zone.kind, zone.raw, zone.rule, zone.confidence)


def assemble(raw: str, runs: tuple[ZoneRun, ...]) -> tuple[str, tuple[Zone, ...], tuple[Edit, ...]]:
    """Clean text, zones with their places in it, and edits.

    Kept runs of one raw line stay on one line, with the white space between them; every other
    kept run begins a line. The text ends in one line feed; without kept runs it is empty.
    """
    pieces: list[str] = []
    placed: list[Zone] = []
    edits: list[Edit] = []
    raw_at = text_at = 0
    for run in runs:
        text_range = None
        if run.kind not in STRIPPED:
            gap = raw[raw_at : run.raw[0]]
            if pieces and not gap.strip() and "\n" not in gap and "\r" not in gap:
                pieces.append(gap)
                text_at += len(gap)
            elif run.raw[0]:
                breaks = 1 if pieces else 0
                edits.append((raw_at, run.raw[0], text_at, text_at + breaks))
                pieces.append("\n" * breaks)
                text_at += breaks
            pieces.append(raw[slice(*run.raw)])
            text_range = (text_at, text_at + run.raw[1] - run.raw[0])
            raw_at, text_at = run.raw[1], text_range[1]
        placed.append(
            Zone(
                kind=run.kind,
                raw=run.raw,
                text=text_range,
                rule=run.rule,
                confidence=run.confidence,
            )
        )
    if not pieces:
        return "", tuple(placed), ()
    edits.append((raw_at, len(raw), text_at, text_at + 1))
    return "".join(pieces) + "\n", tuple(placed), tuple(edits)
