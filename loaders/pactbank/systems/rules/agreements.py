"""The agreements layer: phrases gathered by the agreement they mention, with parties and stages."""

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
from pactbank.systems.rules import data, datelines, phrases, stages
from pactbank.systems.rules.gazetteer import Gazetteer
from pactbank.systems.rules.labels import Refs
from pactbank.systems.rules.phrases import AgreementPhrase
from pactbank.systems.rules.spans import Candidate, SegmentedText, Sentence, within
from pactbank.text.offsets import contains, crosses

AFTER = 60
"""Characters after a phrase that may still tell what the agreement is about."""
BEFORE = 25
"""Characters before a phrase in which a verb of agreement-making counts."""
_MAKING = regex.compile(r"\b(?:sign\w*|conclud\w+|ratif\w+|negotiat\w+|struck|initial\w+) ")
_INDEFINITE = frozenset({"a", "an", "another", "any", "no", ""})
_ABOUT = regex.compile(r" (?:on|for|of|to|covering|that|which|under)\b[^,.;]*")
_OUTSIDER = regex.compile(
    r" (?:has |had )?(?:warn|condemn|critici|denounc|oppos|reject|protest|accus|threaten|object)"
)
_WORD = regex.compile(r"[\p{L}\p{N}-]+")
_TOWARD = regex.compile(r"\b(?:to|for) (?:the )?$")
_LOCATIVE = regex.compile(r"\b(?:in|near|off|across|outside) (?:the )?$")


@dataclass(slots=True)
class GatheredAgreement:
    """One agreement of the document, before it becomes a label."""

    phrases: list[AgreementPhrase]
    words: set[str]
    short: str | None = None
    arguments: list[tuple[Candidate, Role]] = field(default_factory=list)


def gather(
    segmented: SegmentedText,
    known: Gazetteer,
    chosen: Sequence[Candidate],
    groups: Sequence[Candidate],
) -> list[GatheredAgreement]:
    """The agreements of the text with their arguments, in the order of their first mention."""
    agreements: list[GatheredAgreement] = []
    for phrase in phrases.find(segmented, known):
        if any(crosses(phrase.range, c.range) for c in chosen):
            continue
        agreement = _mentioned_again(segmented.text, phrase, agreements)
        if agreement is None and _stands_alone(segmented, phrase):
            agreement = GatheredAgreement([], _words(segmented.text, phrase))
            agreements.append(agreement)
        if agreement is not None:
            agreement.phrases.append(phrase)
            agreement.short = agreement.short or phrases.introduces(segmented.text, phrase)
    for agreement in agreements:
        _add_arguments(segmented, agreement, chosen, groups)
    return agreements


def _words(text: str, phrase: AgreementPhrase) -> set[str]:
    """The content words of a phrase, without its head."""
    words = _WORD.findall(text[phrase.start : phrase.end].lower())
    return {word for word in words if len(word) > 3 or word.isupper()} - set(phrase.head.split())


def _mentioned_again(
    text: str, phrase: AgreementPhrase, agreements: Sequence[GatheredAgreement]
) -> GatheredAgreement | None:
    """The earlier agreement that a phrase mentions again: the latest that its words fit; for "the
    pact", the one mentioned most."""
    quote, words = text[phrase.start : phrase.end], _words(text, phrase)
    alike = [agreement for agreement in reversed(agreements) if _fits(phrase, agreement)]
    for agreement in alike:
        names = {text[p.start : p.end].lower() for p in agreement.phrases}
        if agreement.short == quote or (words and words == agreement.words):
            return agreement
        if quote.lower() in names and (words or not phrase.head):
            return agreement
    if phrase.level == "NAM":
        return None
    if words:
        return next((agreement for agreement in alike if words <= agreement.words), None)
    if phrase.determiner in _INDEFINITE:
        # After a headline, the first sentence mentions its agreement as if it were new.
        alike = [p for p in alike if len(p.phrases) < 3 and phrase.head == p.phrases[-1].head]
    return max(
        alike,
        key=lambda agreement: (_goes_by(agreement, phrase), len(agreement.phrases)),
        default=None,
    )


def _goes_by(agreement: GatheredAgreement, phrase: AgreementPhrase) -> bool:
    return any(p.head == phrase.head for p in agreement.phrases)


def _fits(phrase: AgreementPhrase, agreement: GatheredAgreement) -> bool:
    """Whether the phrase's head can name the agreement: "pact" and "deal" name any but a programme,
    "memorandum" only a memorandum. An acronym has no head and fits all."""
    forms = {phrases.form(p.head) for p in agreement.phrases} - {None}
    form = phrases.form(phrase.head)
    if form in ("TREATY", "UNSPECIFIED"):
        return forms != {"PROGRAMME"}
    return form is None or not forms or form in forms


def _stands_alone(segmented: SegmentedText, phrase: AgreementPhrase) -> bool:
    """Whether a phrase can be the first mention of an agreement: weak heads need a subject word, in
    the phrase or right after it, or a verb of agreement-making right before it."""
    weak = data.agreements().weak
    if phrase.head not in (weak.names if phrase.level == "NAM" else weak.heads):
        return True
    quote = segmented.text[phrase.start : phrase.end]
    before = segmented.text[max(0, phrase.start - BEFORE) : phrase.start]
    words = quote + _tail(segmented, phrase)
    return phrases.kind(words) is not None or _MAKING.search(before) is not None


def _tail(segmented: SegmentedText, phrase: AgreementPhrase) -> str:
    """The words after a phrase that say what the agreement is about, or nothing."""
    end = min(segmented.sentence_at(phrase.start).end, phrase.end + AFTER)
    about = _ABOUT.match(segmented.text, phrase.end, end)
    return about.group() if about else ""


def _type(segmented: SegmentedText, agreement: GatheredAgreement) -> AgreementType:
    """The type by the words of its phrases, else by the words after them."""
    quotes = [segmented.text[p.start : p.end] for p in agreement.phrases]
    tails = [_tail(segmented, p) for p in agreement.phrases]
    found = (phrases.kind(words) for words in (*quotes, *tails))
    return next((type_ for type_ in found if type_ is not None), "OTHER")


def _add_arguments(
    segmented: SegmentedText,
    agreement: GatheredAgreement,
    chosen: Sequence[Candidate],
    groups: Sequence[Candidate],
) -> None:
    """Add the arguments: the states and groups of states in the sentences that mention
    the agreement."""
    type_ = _type(segmented, agreement)
    sentences = sorted({segmented.sentence_at(p.start).range for p in agreement.phrases})
    here = [segmented.sentence_at(start) for start, _ in sentences]
    for sentence in here:
        for state in _states(segmented.text, sentence, agreement, chosen):
            agreement.arguments.append((state, _role(segmented.text, sentence, state, type_)))
    if type_ == "ASSISTANCE":
        return
    for sentence in here:
        agreement.arguments += [(group, "PARTY") for group in within(groups, sentence.range)]


def _states(
    text: str, sentence: Sentence, agreement: GatheredAgreement, chosen: Sequence[Candidate]
) -> Iterator[Candidate]:
    """States named in the sentence that may be parties: not a place, not part of another
    mention, and an adjective only inside the agreement's own name."""
    here = within(chosen, (datelines.end(text, sentence), sentence.end))
    for state in here:
        if state.type != "STATE":
            continue
        nested = any(o is not state and contains(o.range, state.range) for o in here)
        inside = any(contains(p.range, state.range) for p in agreement.phrases)
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
    return "BENEFICIARY" if _TOWARD.search(before) else "PROVIDER"


def predicted(
    segmented: SegmentedText,
    agreements: Sequence[GatheredAgreement],
    chosen: Sequence[Candidate],
    refs: Refs,
) -> tuple[PredictedAgreement, ...]:
    """The labels of the layer, with ids a1, a2 and so on."""
    return tuple(
        _agreement(segmented, f"a{number}", agreement, chosen, refs)
        for number, agreement in enumerate(agreements, 1)
    )


def _agreement(
    segmented: SegmentedText,
    id_: str,
    agreement: GatheredAgreement,
    chosen: Sequence[Candidate],
    refs: Refs,
) -> PredictedAgreement:
    text = segmented.source
    names = [text[p.start : p.end] for p in agreement.phrases if p.level == "NAM" and p.head]
    forms = (phrases.form(p.head) for p in agreement.phrases)
    return PredictedAgreement(
        id=id_,
        type=_type(segmented, agreement),
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
            for number, p in enumerate(agreement.phrases, 1)
        ),
        arguments=_arguments(text, id_, agreement, refs),
        status=stages.find(segmented, id_, [p.range for p in agreement.phrases], chosen),
    )


def _arguments(
    text: str, id_: str, agreement: GatheredAgreement, refs: Refs
) -> tuple[PredictedArgument, ...]:
    unique = {(c.start, c.end, role): c for c, role in agreement.arguments}
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
