"""The word lists and patterns of `patterns.toml`, compiled once."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import regex

from pactbank.model.closed import ZoneKind


@dataclass(frozen=True, slots=True)
class LinePattern:
    """What a line of one kind looks like, in any place: it fits `whole`, has `needs` and does not
    have `unless`."""

    name: str
    kind: ZoneKind
    confidence: float
    whole: regex.Pattern[str]
    needs: regex.Pattern[str] | None
    unless: regex.Pattern[str] | None

    def fits(self, text: str) -> bool:
        return (
            bool(self.whole.fullmatch(text))
            and (self.needs is None or bool(self.needs.search(text)))
            and (self.unless is None or not self.unless.search(text))
        )


@dataclass(frozen=True, slots=True)
class AdvertCue:
    """A pattern that speaks for an advertisement or, with a negative weight, against one; a `hard`
    one names an offer or a place to buy."""

    name: str
    weight: float
    hard: bool
    pattern: regex.Pattern[str]


@dataclass(frozen=True, slots=True)
class Patterns:
    lines: tuple[LinePattern, ...]
    cues: tuple[AdvertCue, ...]
    named: dict[str, regex.Pattern[str]]


@cache
def patterns() -> Patterns:
    """The contents of `patterns.toml`, with word lists filled into the patterns."""
    data = tomllib.loads(files("pactbank.text.zones").joinpath("patterns.toml").read_text("utf-8"))
    words = {
        name: f"(?:{'|'.join(entries)})" if len(entries) > 1 else entries[0]
        for name, entries in data["words"].items()
    }

    def compiled(pattern: str, flags: int) -> regex.Pattern[str]:
        for name, alternatives in words.items():
            pattern = pattern.replace("{" + name + "}", alternatives)
        return regex.compile(pattern, flags)

    def optional(entry: dict[str, Any], key: str) -> regex.Pattern[str] | None:
        return compiled(entry[key], regex.IGNORECASE) if key in entry else None

    return Patterns(
        lines=tuple(
            LinePattern(
                name=entry["name"],
                kind=entry["kind"],
                confidence=entry["confidence"],
                whole=compiled("|".join(entry["any"]), regex.IGNORECASE),
                needs=optional(entry, "needs"),
                unless=optional(entry, "unless"),
            )
            for entry in data["line"]
        ),
        cues=tuple(
            AdvertCue(
                name=entry["name"],
                weight=entry["weight"],
                hard=entry.get("hard", False),
                pattern=compiled(entry["pattern"], 0 if entry.get("case") else regex.IGNORECASE),
            )
            for entry in data["cue"]
        ),
        named={name: compiled(text, regex.VERBOSE) for name, text in data["named"].items()},
    )
