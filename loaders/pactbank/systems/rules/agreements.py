"""The agreements layer: phrases gathered by the agreement they mention, with parties and stages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, groupby, islice, repeat
from typing import Literal, NamedTuple, cast

import regex

from pactbank.model import prediction as made
from pactbank.model.closed import AgreementType, Condition, Form, Role, Stage
from pactbank.model.derived import PROGRESS
from pactbank.systems.rules import data, spans
from pactbank.systems.rules.spans import Candidate, SegmentedText, Sentence
from pactbank.text.offsets import Range, contains, crosses, overlaps

Mentions = Mapping[Sentence, Sequence[Candidate]]
AFTER, BEFORE = 60, 40  # characters after a phrase and before evidence that still tell of it
_CAPITAL = r"(?!\L<dates>\b)\p{Lu}[\p{L}\p{N}-]{0,40}+(?!['’])"
_LINK = r"(?: (?:and|of|on|for|the)){0,2} "
_OF = rf"(?: (?:of|on|for) (?:the )?{_CAPITAL}(?:{_LINK}{_CAPITAL}){{0,6}})"
_NAMED = data.compiled(
    rf"(?<![\w-])(?:(?!\L<openers>\b){_CAPITAL}(?:{_LINK}{_CAPITAL}){{0,6}}"
    rf" (?P<head>\L<heads>)\b{_OF}?|(?P<head>\L<heads>){_OF}|\L<acronyms>)(?![\w-])",
    openers=data.capitalised("function"),
    dates=[*data.MONTHS, *data.WEEKDAYS],
    heads=[form.title() for form in data.words("forms")],
)
_DESCRIBED = data.compiled(
    r"(?<![\w'’-])(?:(?!(?:\L<stops>|\L<function>)\b)\p{Ll}[\p{L}\p{N}-]{0,40}+ ){0,5}"
    r"(?P<head>(?i:\L<forms>))(?![\w-])"
)
_DETERMINER = data.compiled(r"(?:\b(?i:\L<determiners>) |['’]s? )[“\"‘]?\Z")
_ABOUT = regex.compile(r" (?:on|for|of|to|covering|that|which|under)\b[^,.;]*")
_WORD = regex.compile(r"[\p{L}\p{N}-]{4,}+")
_TYPES = data.by_key("types", r"(?<!\w)(?i:\L<words>)(?!\w)")
_FORMS = {
    head: form for form in data.table("words.toml")["forms"] for head in data.words("forms", form)
}
_STAGES = data.by_key(
    "stages", r"(?<![\w-])\L<words>(?![\w-])(?! (?:that|whether|off|out|down|up|back|by)\b)"
)
_CERTAINTY = tuple(
    data.compiled(rf"(?<!\w)\L<{name}>(?!\w)") for name in ("possible", "probable", "negative")
)


class AgreementPhrase(NamedTuple):
    """A noun phrase that mentions an agreement; its head (not of an acronym) and content words."""

    sentence: Sentence
    range: Range
    level: Literal["NAM", "NOM"]
    head: str
    words: frozenset[str]


def find(
    segmented: SegmentedText, mentions: Mentions, refs: spans.Refs
) -> tuple[made.PredictedAgreement, ...]:
    """The labels of the layer, with ids a1, a2 and so on, in the order of their first mention."""
    gathered: list[list[AgreementPhrase]] = []
    for sentence in segmented.sentences:
        for phrase in _phrases(segmented.text, sentence, mentions[sentence]):
            agreement = _mentioned_again(phrase, gathered)
            if agreement is None:
                gathered.append(agreement := [])
            agreement.append(phrase)
    return tuple(
        _agreement(segmented, f"a{number}", phrases, mentions, refs)
        for number, phrases in enumerate(gathered, 1)
    )


def _phrases(text: str, sentence: Sentence, here: Sequence[Candidate]) -> Iterator[AgreementPhrase]:
    """The phrases of a sentence in text order, the longer of two that overlap; none crosses a
    mention. A state right before a description belongs to it."""
    found: dict[Range, tuple[Literal["NAM", "NOM"], str]] = {}
    owners = {one.end + 1: one.start for one in here if one.type == "STATE"}
    for match in _DESCRIBED.finditer(text, *sentence.range):
        start = match.start()
        while start in owners:
            start = owners[start]
        determined = _DETERMINER.search(text, max(sentence.start, start - 12), start)
        if determined or start < match.start("head"):
            found[start, match.end()] = ("NOM", match["head"])
    for match in _NAMED.finditer(text, *sentence.range):
        found[match.span()] = ("NAM", match["head"] or "")
    for span in spans.apart(found):
        if not any(crosses(span, one.range) for one in here):
            level, head = found[span]
            words = frozenset(_WORD.findall(text[slice(*span)].lower())) - {*head.lower().split()}
            yield AgreementPhrase(sentence, span, level, head.lower(), words)


def _mentioned_again(
    phrase: AgreementPhrase, gathered: Sequence[list[AgreementPhrase]]
) -> list[AgreementPhrase] | None:
    """The earlier agreement that a phrase mentions again: the latest that its words fit; for "the
    pact", one called so, then the one mentioned most."""
    if phrase.words:
        fits = [one for one in reversed(gathered) if phrase.words <= one[0].words]
        same = [one for one in fits if one[0].words == phrase.words]
        return next(iter(same if phrase.level == "NAM" else same + fits), None)
    return max(
        reversed(gathered),
        key=lambda one: (phrase.head in (one[0].head, one[-1].head), len(one)),
        default=None,
    )


def _type(text: str, phrases: Sequence[AgreementPhrase]) -> AgreementType:
    """The type by the words of the phrases, else by those after them that say what it is about."""
    quotes = [text[slice(*p.range)] for p in phrases]
    ends = [(p.range[1], min(p.sentence.end, p.range[1] + AFTER)) for p in phrases]
    tails = [about.group() for end in ends if (about := _ABOUT.match(text, *end))]
    found = (t for words in (*quotes, *tails) for t in _TYPES if _TYPES[t].search(words))
    return cast("AgreementType", next(found, "OTHER"))


def _agreement(
    segmented: SegmentedText,
    id_: str,
    phrases: Sequence[AgreementPhrase],
    mentions: Mentions,
    refs: spans.Refs,
) -> made.PredictedAgreement:
    text = segmented.source
    type_ = _type(text, phrases)
    names = [text[slice(*p.range)][:512] for p in phrases if p.level == "NAM" and p.head]
    forms = (_FORMS[p.head] for p in phrases if p.head and _FORMS[p.head] != "UNSPECIFIED")
    statuses = sorted(
        _status(segmented, f"{id_}.s1", phrases),
        key=lambda one: (one.polarity == "+", one.certainty == "CT", PROGRESS.index(one.stage)),
    )
    fillers = _arguments(phrases, mentions, type_)
    return made.PredictedAgreement(
        id=id_,
        type=type_,
        form=cast("Form", next(forms, "UNSPECIFIED")),
        name=names[0] if names else None,
        mentions=tuple(
            made.PredictedAgreementMention(
                id=f"{id_}.m{at}", level=p.level, **spans.quoted(text, p.range)
            )
            for at, p in enumerate(phrases, 1)
        ),
        arguments=tuple(
            made.PredictedArgument(id=f"{id_}.g{at}", role=role, **spans.label(text, filler, refs))
            for at, (filler, role) in enumerate(fillers, 1)
        ),
        status=tuple(statuses[-1:]),
    )


def _arguments(
    phrases: Sequence[AgreementPhrase], mentions: Mentions, type_: AgreementType
) -> Iterator[tuple[Candidate, Role]]:
    """The states and groups of states in the sentences that mention the agreement: no part of
    another mention, and an adjective only inside the agreement's own name. Of assistance, the first
    provides and the others benefit."""
    roles: Iterator[Role] = chain(("PROVIDER",), repeat("BENEFICIARY"))
    for sentence, named in groupby(phrases, key=lambda p: p.sentence):
        here, own = mentions[sentence], [p.range for p in named]
        for state in here:
            nested = any(o is not state and contains(o.range, state.range) for o in here)
            inside = any(contains(place, state.range) for place in own)
            if state.type == "STATE" and (inside or not (nested or state.level == "DEM")):
                yield state, next(roles) if type_ == "ASSISTANCE" else "PARTY"


def _status(
    segmented: SegmentedText, id_: str, phrases: Sequence[AgreementPhrase]
) -> Iterator[made.PredictedStatus]:
    """What each sentence that mentions the agreement says of it, by the words for the furthest
    stage that stand outside its own name."""
    for sentence, named in groupby(phrases, key=lambda p: p.sentence):
        own = [p.range for p in named]
        found = (
            (key.split(), match.span())
            for key, pattern in _STAGES.items()
            for match in pattern.finditer(segmented.text, *sentence.range)
            if not any(overlaps(match.span(), place) for place in own)
        )
        for (stage, condition), span in islice(found, 1):
            before = max(sentence.start, span[0] - BEFORE), span[0]
            possible, probable, denied = (
                words.search(segmented.text, *before) is not None for words in _CERTAINTY
            )
            yield made.PredictedStatus(
                id=id_,
                stage=cast("Stage", stage),
                condition=cast("Condition", condition),
                polarity="-" if denied else "+",
                certainty="PS" if possible else "PR" if probable else "CT",
                evidence=made.PredictedSpan(**spans.quoted(segmented.source, span)),
            )
