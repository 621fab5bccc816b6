"""The lines of a raw text by number, and the zones that `3=byline` and the like give them.

A line has the number that an editor shows: blank lines count. Where a line has several zones, as
a dateline before its paragraph, these are 7a and 7b, and 7 is the whole line, as one zone.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from string import ascii_lowercase
from typing import NamedTuple, cast

from pactbank.corpus.cleaning import run_of
from pactbank.errors import WrongUse, named
from pactbank.model.closed import ZONE_KINDS, ZoneKind
from pactbank.model.document import Zone
from pactbank.text.zones import ZoneRun

BY_HAND = "by hand"
"""How the rule of a zone begins that a person set; its reason may follow."""
_LINE_END = re.compile(r"\r\n?|\n")
_SETTING = re.compile(r"([0-9]{1,9})(?:-([0-9]{1,9})|([a-z]{1,4}))?=(.*)", re.DOTALL)


class ZoneLine(NamedTuple):
    """A zone with the number of its line, and the letters of its part where the line has several
    zones."""

    number: int
    part: str
    zone: Zone

    @property
    def name(self) -> str:
        return f"{self.number}{self.part}"


def zone_lines(raw: str, zones: Sequence[Zone]) -> list[ZoneLine]:
    """Each zone with its line, in order."""
    ends = [match.end() for match in _LINE_END.finditer(raw)]
    numbered = [(bisect_right(ends, zone.raw[0]) + 1, zone) for zone in zones]
    found = []
    for number, group in groupby(numbered, key=lambda pair: pair[0]):
        parts = [zone for _, zone in group]
        for at, zone in enumerate(parts):
            found.append(ZoneLine(number, _letters(at) if len(parts) > 1 else "", zone))
    return found


def _letters(at: int) -> str:
    """a to z, then aa, ab and so on."""
    more, last = divmod(at, len(ascii_lowercase))
    return (_letters(more - 1) if more else "") + ascii_lowercase[last]


def rezoned(
    raw: str, zones: Sequence[Zone], settings: Sequence[str], rule: str
) -> tuple[ZoneRun, ...]:
    """The zones after the settings, such as `3=byline`, `7b=heading` and `7-9=advertisement`.

    What is set has this rule and is sure. A part of a line that a person has given the same kind
    before stays as it is. Raises `WrongUse` with everything that is wrong with the settings.
    """
    lines = zone_lines(raw, zones)
    kinds = _SettingReader(raw, lines).read(settings)
    runs: list[ZoneRun] = []
    for number, group in groupby(lines, key=attrgetter("number")):
        parts = list(group)
        if (number, "") in kinds:
            parts = [_joined(parts)]
        runs += (_run(line.zone, kinds.get((number, line.part)), rule) for line in parts)
    return tuple(runs)


def _joined(parts: Sequence[ZoneLine]) -> ZoneLine:
    """The zones of one line as one; what it is, somebody says."""
    first, last = parts[0], parts[-1]
    if first is last:
        return first
    zone = Zone(
        kind=first.zone.kind,
        raw=(first.zone.raw[0], last.zone.raw[1]),
        text=None,
        rule="joined",
        confidence=0,
    )
    return ZoneLine(first.number, "", zone)


def _run(zone: Zone, kind: ZoneKind | None, rule: str) -> ZoneRun:
    known = zone.rule.startswith(BY_HAND) and zone.kind == kind
    if kind is None or known:
        return run_of(zone)
    return ZoneRun(kind, zone.raw, rule, 1.0)


_Cells = dict[tuple[int, str], ZoneKind]
"""Kinds by line and part; the part is empty for a whole line."""


class _SettingReader:
    """Reads settings, and collects what is wrong with them."""

    def __init__(self, raw: str, lines: Sequence[ZoneLine]) -> None:
        self.count = len(_LINE_END.findall(raw)) + (not raw.endswith(("\r", "\n")))
        self.parts: dict[int, list[str]] = defaultdict(list)
        for line in lines:
            self.parts[line.number].append(line.part)
        self.numbers = list(self.parts)

    def read(self, settings: Sequence[str]) -> _Cells:
        """The kinds that are set. Raises `WrongUse` with every fault of the settings."""
        faults: list[str] = []
        kinds: _Cells = {}
        setters: dict[int, dict[str, str]] = defaultdict(dict)
        for setting in settings:
            found = _SETTING.fullmatch(setting)
            if found is None:
                faults.append(f"{setting!r} is not like 3=byline, 7b=heading or 7-9=advertisement")
                continue
            first, last, part = int(found[1]), int(found[2] or found[1]), found[3] or ""
            told = list(self._faults(first, last, part))
            if found[4] not in ZONE_KINDS:
                told.append(f"there is no zone kind {named(found[4], ZONE_KINDS)}")
            faults += (f"{setting}: {fault}" for fault in told)
            if told:
                continue
            for number in self._within(first, last):
                if other := _other(setters[number], part):
                    faults.append(f"{setting}: {other} sets line {number}, too")
                setters[number].setdefault(part, setting)
                kinds[number, part] = cast("ZoneKind", found[4])
        if faults:
            raise WrongUse("; ".join(faults))
        return kinds

    def _within(self, first: int, last: int) -> list[int]:
        """The lines of a range that are not blank."""
        return [number for number in self.numbers if first <= number <= last]

    def _faults(self, first: int, last: int, part: str) -> Iterator[str]:
        """What is wrong with the lines of a setting."""
        if last < first:
            yield f"the range runs backwards; write {last}-{first}"
            return
        outside = [n for n in dict.fromkeys((first, last)) if not 1 <= n <= self.count]
        for number in outside:
            yield f"there is no line {number}: the text has lines 1 to {self.count}"
        if outside:
            return
        if not self._within(first, last):
            yield "the line is blank" if first == last else "the lines are blank"
        elif part and part not in self.parts[first]:
            if self.parts[first] == [""]:
                yield f"line {first} is one zone; write {first}"
            else:
                there = ", ".join(f"{first}{one}" for one in self.parts[first])
                yield f"the zones of line {first} are {there}"


def _other(setters: dict[str, str], part: str) -> str | None:
    """The setting that has set this part of a line, or the whole line of it, or a part of it."""
    return next((by for at, by in setters.items() if at == part or not at or not part), None)
