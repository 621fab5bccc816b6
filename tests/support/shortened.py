"""The short form of an annotation: what an annotator would have written to get it."""

from __future__ import annotations

from typing import Any

import msgspec

from pactbank.model.annotation import Annotation
from pactbank.text.anchor import Quote, looking_the_same, whole_words
from pactbank.text.offsets import Range
from pactbank.text.sentences import sentences

PROVENANCE = ("from", "ruling", "checked_by")
"""What is in gold alone; a short draft has no place for it."""


def shortened(annotation: Annotation, text: str) -> dict[str, Any]:
    """A short draft as plain JSON. n is given even where it says nothing; of ids there are those of
    referents and agreements."""
    value = msgspec.to_builtins(annotation)
    written = _Written(text)
    layers = {
        "entities": written.mention, "agreements": written.agreement, "stances": written.stance
    }  # fmt: skip
    return {
        "document": annotation.document,
        "refs": [
            [ref["id"], ref["type"], ref["name"], {k: ref[k] for k in ("of", "kb") if k in ref}]
            for ref in value["refs"]
        ],
        **{
            name: [make(of) for of in value[name]] for name, make in layers.items() if name in value
        },
    }


class _Written:
    def __init__(self, text: str) -> None:
        self.text = text
        self.sentences = list(sentences(text))

    def span(self, of: dict[str, Any] | None) -> tuple[int, str, int] | None:
        return None if of is None else self.place(of)

    def place(self, of: dict[str, Any]) -> tuple[int, str, int]:
        """Sentence, words and n, found by looking at every place."""
        number, (low, high) = next(
            (number, span)
            for number, span in enumerate(self.sentences, 1)
            if span[0] <= of["start"] < span[1]
        )
        words = of["text"]
        exact = [
            (at, at + len(words)) for at in range(len(self.text)) if self.text.startswith(words, at)
        ]
        covered = {at for span in exact for at in range(*span)}
        alike = looking_the_same(self.text, Quote(words))
        places = exact + [span for span in alike if covered.isdisjoint(range(*span))]
        here = sorted(span for span in places if low <= span[0] < high)
        here.sort(key=self._cuts_a_word)
        return number, words, here.index((of["start"], of["end"])) + 1

    def _cuts_a_word(self, span: Range) -> bool:
        return not whole_words(self.text, [span])

    def group(self, of: dict[str, Any], *more: str) -> tuple[Any, ...]:
        """Sentence, words, refs and options."""
        number, words, n = self.place(of)
        options = {"n": n, **{key: of[key] for key in ("open", *more) if key in of}}
        return number, words, " ".join(of["refs"]), options

    def mention(self, of: dict[str, Any]) -> list[Any]:
        number, words, refs, options = self.group(of, "value")
        return [number, words, of["type"], of.get("level"), refs, options]

    def agreement(self, of: dict[str, Any]) -> dict[str, Any]:
        mentions = [(self.place(mention), mention["level"]) for mention in of["mentions"]]
        return {
            **{key: of[key] for key in ("id", "name", "type", "form", "kb") if key in of},
            "mentions": [[span[0], span[1], level, span[2]] for span, level in mentions],
            "arguments": [[fill["role"], *self.group(fill)] for fill in of["arguments"]],
            "status": [self.evident(entry) for entry in of["status"]],
            "relations": [self.evident(entry) for entry in of["relations"]],
        }

    def evident(self, of: dict[str, Any]) -> dict[str, Any]:
        kept = {key: value for key, value in of.items() if key not in ("id", *PROVENANCE)}
        return {**kept, "evidence": self.span(of["evidence"])}

    def stance(self, of: dict[str, Any]) -> dict[str, Any]:
        kept = {key: value for key, value in of.items() if key not in ("id", *PROVENANCE)}
        return {
            **kept,
            "cue": self.span(of["cue"]),
            "target": self.span(of["target"]),
            "holders": [self.group(holder) for holder in of["holders"]],
            "chain": [[link["ref"], self.span(link["span"]), link["inferred"]]
                      for link in of["chain"]],
        }  # fmt: skip
