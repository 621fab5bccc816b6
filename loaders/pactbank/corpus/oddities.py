"""What is legal in a draft and odd, told as warnings.

A referent that nothing uses and a label that is there twice are left out of the annotation, and
white space at the edges of a quote is not labelled: as an annotation may not have them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
import regex
from msgspec.structs import replace

from pactbank.corpus.draft import anchored
from pactbank.model import walk
from pactbank.model.annotation import Annotation
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import Finding
from pactbank.text.abbreviations import BEFORE_NAMES, BEFORE_NUMBERS, OTHERS
from pactbank.text.anchor import NotOnePlace
from pactbank.text.offsets import Range

_ARTICLES = frozenset("a an the my your his her its our their own".split())
_DETERMINERS = _ARTICLES | frozenset(
    "this that these those each every some any no all another".split()
)
"""Words that no span begins with in English, unless they are all of it; of these a time takes some,
such as this year (GUIDELINES 3)."""
_FIRST = regex.compile(r"(\p{L}+)\s+\S")
_PAIRS = {"(": ")", "[": "]", "{": "}", "“": "”", "„": "“", "«": "»", "‘": "’", '"': '"'}
_MARKS = frozenset(",;:!?…‐‑‒–—―-/&")
_STOPPED = "|".join(map(regex.escape, (*BEFORE_NAMES, *BEFORE_NUMBERS, *OTHERS)))
_ABBREVIATED = regex.compile(rf"(?:\b\p{{L}}\.)+|\b(?:{_STOPPED})\.")
_ONCE: tuple[walk.LabelKind, ...] = (
    "entity",
    "mention",
    "argument",
    "status",
    "relation",
    "stance",
)
"""The kinds of labels of which one that is there twice is left out; nothing refers to them."""


def oddities(draft: Prediction, text: str, language: str) -> list[Finding]:
    """Everything that is odd in a draft, with pointers into it. Quotes without one place are left
    to the anchoring, which refuses them."""
    places: dict[str, Range] = {}
    for where, span in anchored(draft, text):
        if not isinstance(span, NotOnePlace):
            places[where.pointer] = _trimmed(text, span)
    found: list[Finding] = []
    english = language.partition("-")[0] == "en"
    for _, pointer, span in walk.located(draft, walk.SPANS):
        if span.text is None or not span.text.strip():
            continue
        if english and (word := _determiner(span.text, getattr(span, "type", None) == "TIME")):
            found.append(Finding("PB711", pointer, f"{span.text!r} begins with {word!r}"))
        if span.text.strip() != span.text:
            found.append(Finding("PB712", pointer, f"{span.text!r} has white space at its edge"))
        if fault := _edge(span.text.strip()):
            found.append(Finding("PB712", pointer, f"{span.text!r} {fault}"))
    found += _idle(draft)
    found += _twice(draft, places)
    return found


def tidied(annotation: Annotation, text: str) -> Annotation:
    """The annotation of a draft without idle referents and labels that are there twice, and without
    white space at the edges of spans."""
    made: Annotation = _without_edges(annotation, text)
    idle = {ref.id for ref in _idle_refs(made)}
    made = replace(made, refs=tuple(ref for ref in made.refs if ref.id not in idle))
    layers = {name: _singled(getattr(made, name)) for name in ("entities", "stances")}
    agreements = made.agreements
    if agreements is not None:
        agreements = tuple(
            replace(
                pact,
                mentions=_singled(pact.mentions),
                arguments=_singled(pact.arguments),
                status=_singled(pact.status),
                relations=_singled(pact.relations),
            )
            for pact in agreements
        )
    return replace(made, agreements=agreements, **layers)


def _determiner(words: str, time: bool) -> str | None:
    """The determiner that words begin with."""
    first = _FIRST.match(words.strip())
    known = _ARTICLES if time else _DETERMINERS
    return first[1] if first and first[1].lower() in known else None


def _edge(words: str) -> str | None:
    """What is odd about the first or the last character of words."""
    first, last = words[0], words[-1]
    if len(words) > 1 and _PAIRS.get(first) == last and not _between(words, first, last):
        return f"stands in {first}{last}"
    if first in _MARKS or first == "." or (first in _PAIRS and not _closed(words, first)):
        return f"begins with {first!r}"
    if words.endswith(("'s", "’s", "'", "’")) and "‘" not in words:
        return "ends in the mark of a possessive"
    if last in _MARKS or (last == "." and not _abbreviated(words)) or not _opened(words, last):
        return f"ends in {last!r}"
    return None


def _between(words: str, first: str, last: str) -> bool:
    """Whether the pair around words ends, or begins anew, inside of them."""
    return first in words[1:-1] or last in words[1:-1]


def _closed(words: str, opener: str) -> bool:
    closer = _PAIRS[opener]
    return words.count(opener) % 2 == 0 if closer == opener else closer in words[1:]


def _opened(words: str, last: str) -> bool:
    """Whether a last character that closes a pair has its opening one in the words."""
    openers = [opener for opener, closer in _PAIRS.items() if closer == last]
    if not openers:
        return True
    return words.count(last) % 2 == 0 if last == '"' else any(one in words for one in openers)


def _abbreviated(words: str) -> bool:
    return any(match.end() == len(words) for match in _ABBREVIATED.finditer(words))


def _idle(draft: Prediction) -> Iterator[Finding]:
    pointers = {ref.id: f"/refs/{at}" for at, ref in enumerate(draft.refs)}
    for ref in _idle_refs(draft):
        name = f"{ref.id} ({ref.name})" if ref.name else ref.id
        yield Finding("PB713", pointers[ref.id], f"nothing uses {name}, so that it is left out")


def _idle_refs(record: Annotation | Prediction) -> list[Any]:
    """The referents that no label uses, nor the owner of one that is used."""
    paths = {kind: path for kind, path in walk.REFERENCES.items() if kind != "owner"}
    owners = {ref.id: ref.of for ref in record.refs}
    used: set[str | None] = set()
    waiting: list[str | None] = list(_names(walk.gathered(record, paths)))
    while waiting:
        name = waiting.pop()
        if name not in used:
            used.add(name)
            waiting.append(owners.get(name or ""))
    return [ref for ref in record.refs if ref.id not in used]


def _names(values: Iterable[Any]) -> Iterator[str]:
    """Ids, of fields that hold one or several."""
    for value in values:
        yield from (value,) if isinstance(value, str) else value


def _twice(draft: Prediction, places: Mapping[str, Range]) -> Iterator[Finding]:
    """Labels that differ from an earlier one of their list in nothing but the id."""
    first: dict[tuple[str, bytes], str] = {}
    for kind, pointer, label in walk.located(draft, {k: walk.LABELS[k] for k in _ONCE}):
        likeness = _likeness(_placed(label, pointer, places))
        key = (pointer.rpartition("/")[0], likeness)
        if (other := first.setdefault(key, pointer)) != pointer:
            yield Finding("PB714", pointer, f"the same {kind} as {other}, so that it is left out")


def _placed(value: Any, pointer: str, places: Mapping[str, Range]) -> Any:
    """A drafted label with the place of each span instead of its quote."""
    if isinstance(value, tuple):
        return tuple(_placed(item, f"{pointer}/{at}", places) for at, item in enumerate(value))
    if not isinstance(value, msgspec.Struct):
        return value
    fields = {
        name: _placed(getattr(value, name), f"{pointer}/{name}", places)
        for name in value.__struct_fields__
    }
    if pointer in places:
        fields["start"], fields["end"] = places[pointer]
        fields |= dict.fromkeys(("text", "before", "after"))
    return replace(value, **fields)


def _likeness(label: Any) -> bytes:
    """What two labels have in common that differ in nothing but the id."""
    value = msgspec.to_builtins(label)
    value.pop("id", None)
    return msgspec.json.encode(value, order="sorted")


def _singled(labels: Any) -> Any:
    """Labels without those that are like an earlier one."""
    if labels is None:
        return None
    alike: dict[bytes, Any] = {}
    for label in labels:
        alike.setdefault(_likeness(label), label)
    return tuple(alike.values())


def _without_edges(value: Any, text: str) -> Any:
    """A record whose spans have no white space at their edges, but for those that are nothing
    else."""
    if isinstance(value, tuple):
        return tuple(_without_edges(item, text) for item in value)
    if not isinstance(value, msgspec.Struct):
        return value
    fields = {name: _without_edges(getattr(value, name), text) for name in value.__struct_fields__}
    if "start" in fields and fields["text"] == text[fields["start"] : fields["end"]]:
        start, end = _trimmed(text, (fields["start"], fields["end"]))
        fields |= {"start": start, "end": end, "text": text[start:end]}
    return replace(value, **fields)


def _trimmed(text: str, span: Range) -> Range:
    """A span without the white space at its edges."""
    start, end = span
    words = text[start:end]
    if not words.strip():
        return span
    return start + len(words) - len(words.lstrip()), end - len(words) + len(words.rstrip())
