"""The agreements layer: phrases gathered into pacts, with parties and stages."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import regex

from pactbank.model.closed import AgreementType, Role
from pactbank.model.prediction import (
    PredictedAgreement,
    PredictedAgreementMention,
    PredictedArgument,
)
from pactbank.systems.rules import data, datelines, pactnames, stages
from pactbank.systems.rules.gazetteer import Gazetteer
from pactbank.systems.rules.labels import Refs
from pactbank.systems.rules.pactnames import PactPhrase
from pactbank.systems.rules.spans import Candidate, Reading, Sentence, within
from pactbank.text.offsets import contains, crosses

AFTER = 60
"""Characters after a phrase that may still say what the pact is about."""
BEFORE = 25
"""Characters before a phrase in which a verb of making pacts counts."""
_MAKING = regex.compile(r"\b(?:sign\w*|conclud\w+|ratif\w+|negotiat\w+|struck|initial\w+) ")
_INDEFINITE = frozenset({"a", "an", "another", "any", "no", ""})
_ABOUT = regex.compile(r" (?:on|for|of|to|covering|that|which|under)\b[^,.;]*")
_OUTSIDER = regex.compile(
    r" (?:has |had )?(?:warn|condemn|critici|denounc|oppos|reject|protest|accus|threaten|object)"
)
_LOCATIVE = regex.compile(r"\b(?:in|near|off|across|outside) (?:the )?$")


@dataclass(slots=True)
class Pact:
    """One pact of the document, while it is gathered."""

    phrases: list[PactPhrase]
    words: set[str]
    short: str | None = None
    arguments: list[tuple[Candidate, Role]] = field(default_factory=list)


def gather(
    reading: Reading, known: Gazetteer, chosen: Sequence[Candidate], groups: Sequence[Candidate]
) -> list[Pact]:
    """The pacts of the text with their arguments, in the order of their first mention."""
    pacts: list[Pact] = []
    for phrase in pactnames.phrases(reading, known):
        if any(crosses(phrase.range, c.range) for c in chosen):
            continue
        pact = _same(reading.text, phrase, pacts)
        if pact is None and _stands_alone(reading, phrase):
            pact = Pact([], _words(reading.text, phrase))
            pacts.append(pact)
        if pact is not None:
            pact.phrases.append(phrase)
            pact.short = pact.short or pactnames.introduces(reading.text, phrase)
    for pact in pacts:
        _argue(reading, pact, chosen, groups)
    return pacts


def _words(text: str, phrase: PactPhrase) -> set[str]:
    """The content words of a phrase but its head."""
    words = regex.findall(r"[\p{L}\p{N}-]+", text[phrase.start : phrase.end].lower())
    return {word for word in words if len(word) > 3 or word.isupper()} - set(phrase.head.split())


def _same(text: str, phrase: PactPhrase, pacts: Sequence[Pact]) -> Pact | None:
    """The earlier pact that a phrase mentions again: the latest that its words fit; of "the
    pact", the one mentioned most."""
    quote, words = text[phrase.start : phrase.end], _words(text, phrase)
    alike = [pact for pact in reversed(pacts) if _fits(phrase, pact)]
    for pact in alike:
        names = {text[p.start : p.end].lower() for p in pact.phrases}
        if pact.short == quote or (words and words == pact.words):
            return pact
        if quote.lower() in names and (words or not phrase.head):
            return pact
    if phrase.level == "NAM":
        return None
    if words:
        return next((pact for pact in alike if words <= pact.words), None)
    if phrase.determiner in _INDEFINITE:
        # After a headline, the first sentence names its pact as if it were new.
        alike = [p for p in alike if len(p.phrases) < 3 and phrase.head == p.phrases[-1].head]
    return max(alike, key=lambda pact: (_goes_by(pact, phrase), len(pact.phrases)), default=None)


def _goes_by(pact: Pact, phrase: PactPhrase) -> bool:
    return any(p.head == phrase.head for p in pact.phrases)


def _fits(phrase: PactPhrase, pact: Pact) -> bool:
    """Whether a pact can go by the phrase's head: any but a programme is a pact or a deal, only
    a memorandum is a memorandum. A phrase without a head, an acronym, fits all."""
    forms = {pactnames.form(p.head) for p in pact.phrases} - {None}
    form = pactnames.form(phrase.head)
    if form in ("TREATY", "UNSPECIFIED"):
        return forms != {"PROGRAMME"}
    return form is None or not forms or form in forms


def _stands_alone(reading: Reading, phrase: PactPhrase) -> bool:
    """Whether a phrase can be the first mention of a pact: weak heads need a subject word, in
    the phrase or right after it, or a verb of making pacts right before it."""
    weak = data.pacts().weak
    if phrase.head not in (weak.names if phrase.level == "NAM" else weak.heads):
        return True
    quote = reading.text[phrase.start : phrase.end]
    before = reading.text[max(0, phrase.start - BEFORE) : phrase.start]
    words = quote + _tail(reading, phrase)
    return pactnames.kind(words) is not None or _MAKING.search(before) is not None


def _tail(reading: Reading, phrase: PactPhrase) -> str:
    """The words after a phrase that say what the pact is about, or nothing."""
    end = min(reading.sentence_at(phrase.start).end, phrase.end + AFTER)
    about = _ABOUT.match(reading.text, phrase.end, end)
    return about.group() if about else ""


def _type(reading: Reading, pact: Pact) -> AgreementType:
    """By the words of its phrases, else by what follows them."""
    quotes = [reading.text[p.start : p.end] for p in pact.phrases]
    tails = [_tail(reading, p) for p in pact.phrases]
    found = (pactnames.kind(words) for words in (*quotes, *tails))
    return next((type_ for type_ in found if type_ is not None), "OTHER")


def _argue(
    reading: Reading, pact: Pact, chosen: Sequence[Candidate], groups: Sequence[Candidate]
) -> None:
    """Fills in the arguments: the states and groups of states in the sentences that mention
    the pact."""
    type_ = _type(reading, pact)
    sentences = sorted({reading.sentence_at(p.start).range for p in pact.phrases})
    here = [reading.sentence_at(start) for start, _ in sentences]
    for sentence in here:
        for state in _states(reading.text, sentence, pact, chosen):
            pact.arguments.append((state, _role(reading.text, sentence, state, type_)))
    if type_ == "ASSISTANCE":
        return
    for sentence in here:
        pact.arguments += [(group, "PARTY") for group in within(groups, sentence.range)]


def _states(
    text: str, sentence: Sentence, pact: Pact, chosen: Sequence[Candidate]
) -> Iterator[Candidate]:
    """States named in the sentence that may be parties: not a place, not part of another
    mention, and an adjective only inside the pact's own name."""
    here = within(chosen, (datelines.end(text, sentence), sentence.end))
    for state in here:
        if state.type != "STATE":
            continue
        nested = any(o is not state and contains(o.range, state.range) for o in here)
        inside = any(contains(p.range, state.range) for p in pact.phrases)
        if inside or (
            not nested
            and state.level in ("NAM", "MET")
            and not _LOCATIVE.search(text[sentence.start : state.start])
            and not _OUTSIDER.match(text[state.end : sentence.end])
        ):
            yield state


def _role(text: str, sentence: Sentence, state: Candidate, type_: AgreementType) -> Role:
    if type_ != "ASSISTANCE":
        return "PARTY"
    before = text[sentence.start : state.start]
    return "BENEFICIARY" if regex.search(r"\b(?:to|for) (?:the )?$", before) else "PROVIDER"


def agreements(
    reading: Reading, pacts: Sequence[Pact], chosen: Sequence[Candidate], refs: Refs
) -> tuple[PredictedAgreement, ...]:
    """The layer's records: a1, a2 and so on."""
    return tuple(
        _agreement(reading, f"a{number}", pact, chosen, refs)
        for number, pact in enumerate(pacts, 1)
    )


def _agreement(
    reading: Reading, id_: str, pact: Pact, chosen: Sequence[Candidate], refs: Refs
) -> PredictedAgreement:
    text = reading.source
    names = [text[p.start : p.end] for p in pact.phrases if p.level == "NAM" and p.head]
    forms = (pactnames.form(p.head) for p in pact.phrases)
    return PredictedAgreement(
        id=id_,
        type=_type(reading, pact),
        form=next((form for form in forms if form), "TREATY" if not names else "UNSPECIFIED"),
        name=names[0][:512] if names else None,
        mentions=tuple(
            PredictedAgreementMention(
                id=f"{id_}.m{number}",
                start=p.start,
                end=p.end,
                text=text[p.start : p.end],
                level=p.level,
            )
            for number, p in enumerate(pact.phrases, 1)
        ),
        arguments=_arguments(text, id_, pact, refs),
        status=stages.find(reading, id_, [p.range for p in pact.phrases], chosen),
    )


def _arguments(text: str, id_: str, pact: Pact, refs: Refs) -> tuple[PredictedArgument, ...]:
    unique = {(c.start, c.end, role): c for c, role in pact.arguments}
    return tuple(
        PredictedArgument(
            id=f"{id_}.g{number}",
            start=c.start,
            end=c.end,
            text=text[c.start : c.end],
            role=role,
            refs=refs.ids(c.keys),
            open=c.open,
        )
        for number, ((_, _, role), c) in enumerate(sorted(unique.items(), key=lambda e: e[0]), 1)
    )
