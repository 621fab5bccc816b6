"""States that no public list knows but that the text itself introduces, as an invented world
does: by its dateline, its organs and office holders, and an adjective formed from its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import cache

import regex

from pactbank.systems.rules import data
from pactbank.systems.rules.gazetteer import Gazetteer, StateForm
from pactbank.systems.rules.spans import SegmentedText

ENOUGH = 3
"""Weight of evidence from which a name counts as a state's."""

FEW = 2
"""A text that names so many states of the world introduces none that it lacks."""

_NAME = r"(?P<name>\p{Lu}\p{Ll}{2,})"
_ORGAN = (
    r"(?:President|[Pp]rime [Mm]inister|Chancellor|[Gg]overnment|[Pp]arliament|[Nn]avy|[Nn]avies"
    r"|[Aa]rmy|[Aa]rmed [Ff]orces|[Ff]oreign [Mm]in\w+|[Dd]efen[cs]e [Mm]in\w+|[Ee]mbassy"
    r"|[Aa]mbassador|[Cc]oast [Gg]uard|[Aa]ssembly|[Mm]inister)"
)
_AGREEING = (
    r"(?i:signed|sign|agreed|agree|conclude|concluded|ratified|negotiating|open|seal|sealed|have"
    r"|said)"
)
_ACTS = r"(?:has|will|wants|would|agreed|signed|offered|denied|rejected|refused|insisted)"
_EVIDENCE = tuple(
    (weight, regex.compile(pattern))
    for weight, pattern in (
        (3, rf"^\p{{Lu}}[\p{{Lu}} ]+, {_NAME} (?:\([^)\n]+\) )?[—–-]"),
        (3, rf"^\p{{Lu}}\p{{Ll}}[\p{{L}} ]+, {_NAME} (?:\([^)\n]+\) )?[—–]"),
        (2, rf"{_ORGAN}s? of {_NAME}(?: and {_NAME})?"),
        (3, rf"\b{_NAME}['’]s (?:\w+ )?{_ORGAN}"),
    )
)
_BESIDE = tuple(
    regex.compile(pattern)
    for pattern in (
        rf"\b{_NAME}['’]s?\b(?! \p{{Lu}})",
        rf"\b(?:and|or) {_NAME}\b(?! \p{{Lu}})",
        rf"\b{_NAME} (?:and|or) \p{{Lu}}",
        rf"\b(?:with|by|from) {_NAME}\b(?! \p{{Lu}})",
        rf"\b(?:between|against|toward|towards) {_NAME}\b(?! \p{{Lu}})",
        rf"\b(?:to|for|of|that|on) {_NAME}\b(?! \p{{Lu}})",
    )
)
"""What stands around the names of states in the news, and around no other name as often."""
_WORD = regex.compile(rf"\b{_NAME}\b")
_ALONE = regex.compile(rf"\b{_NAME} {_ACTS}\b")
_PAIR = regex.compile(
    rf"\b{_NAME} and {_NAME} (?:\w+ )?{_AGREEING}\b|\bbetween {_NAME} and {_NAME}"
    rf"|\b{_NAME}, {_NAME},? (?:and|\w+s) "
)
_ADJECTIVE = regex.compile(r"\b\p{Lu}\p{Ll}+(?:n|i|ese|ish)\b(?=[ -]\p{L})")
_ENDINGS = ("n", "an", "ian", "i", "ese", "ish")


def learned(segmented: SegmentedText, known: Gazetteer) -> dict[str, StateForm]:
    """Surface forms of states that the text introduces and `known` lacks, with the adjectives
    the text forms from them."""
    taken = _other_names() | set(known.entries)
    adjectives = set(_ADJECTIVE.findall(segmented.text)) - taken
    weights = _weights(segmented, adjectives)
    enough = ENOUGH
    if len(_known_states(segmented, known)) < FEW:
        weights += _beside(segmented.text)
        enough -= 1
    names = {name for name in weights if weights[name] >= enough} - taken
    # A name that makes an agreement with a state is a state, too.
    for first, second in _pairs(segmented):
        for name, partner in ((first, second), (second, first)):
            if (
                name not in taken
                and weights[name] > 1
                and (partner in names or _state(partner, known))
            ):
                names.add(name)
    found: dict[str, StateForm] = {}
    for name in sorted(names):
        found[name] = found[name.upper()] = StateForm("name", name, None)
        for adjective in sorted(adjectives & _adjectives(name)):
            found.setdefault(adjective, StateForm("demonym", name, None))
    return found


def _known_states(segmented: SegmentedText, known: Gazetteer) -> set[str]:
    """The states of the world that the text names."""
    found = (known.entries[form] for form in known.pattern.findall(segmented.text))
    return {entry.state for entry in found if entry.sort == "name"}


@cache
def _of_more() -> regex.Pattern[str]:
    """A word that ends a name of several words, as surnames do."""
    return regex.compile(
        rf"(?<![\w-])(?!\L<never>\b)\p{{Lu}}[\p{{L}}.]* {_NAME}",
        never=[*data.people().never, *data.bodies().leads],
    )


def _beside(text: str) -> Counter[str]:
    """How many kinds of surroundings of states each name has that seldom ends a longer name."""
    ends, all_of = (
        Counter(match.group("name") for match in pattern.finditer(text))
        for pattern in (_of_more(), _WORD)
    )
    kinds = ({match.group("name") for match in pattern.finditer(text)} for pattern in _BESIDE)
    return Counter(name for kind in kinds for name in kind if 4 * ends[name] < all_of[name])


def _state(name: str, known: Gazetteer) -> bool:
    return name in known.entries and known.entries[name].sort == "name"


def _weights(segmented: SegmentedText, adjectives: set[str]) -> Counter[str]:
    """The weight of the evidence that each name is a state's."""
    weights: Counter[str] = Counter()
    for sentence in segmented.sentences:
        # A slice and not a window, because the patterns of datelines start at ^.
        line = segmented.text[sentence.start : sentence.end]
        for weight, pattern in _EVIDENCE:
            for match in pattern.finditer(line):
                weights.update(dict.fromkeys(match.captures("name"), weight))
    for name in {match.group("name") for match in _ALONE.finditer(segmented.text)}:
        weights[name] += 1
    for name in {name for pair in _pairs(segmented) for name in pair}:
        weights[name] += 1
    capitalised = {match.group("name") for match in _WORD.finditer(segmented.text)}
    for name in sorted(capitalised):
        weights[name] += 2 * bool(adjectives & _adjectives(name))
    return weights


def _pairs(segmented: SegmentedText) -> Iterator[tuple[str, str]]:
    """Two names that act together, in the order of the text."""
    for match in _PAIR.finditer(segmented.text):
        first, second = match.captures("name")
        yield first, second


def _adjectives(name: str) -> set[str]:
    """The adjectives English would form from a state's name: Veldria, Veldrian."""
    stems = {name, name.rstrip("aeiouy"), name.removesuffix("a")}
    return {stem + ending for stem in stems if len(stem) > 2 for ending in _ENDINGS} - {name}


def _other_names() -> set[str]:
    """Capitalised words that are never a state's name here."""
    bodies = data.bodies()
    times = data.times()
    words = {w.capitalize() for table in (times.months, times.weekdays) for w in table}
    places = {*bodies.place.names, *bodies.place.states, *bodies.place.demonyms}
    return words | places | {*data.people().never, *bodies.igo.names, *bodies.institution.names}
