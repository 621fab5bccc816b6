"""Links out of a label: to knowledge bases, to rulings, and lists that name something twice."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from pactbank.corpus.validate.references import repeated
from pactbank.model.annotation import Annotation, KbLink
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import Finding
from pactbank.model.values import is_blank, kb_fault
from pactbank.model.walk import AGREEMENT_REFERENCES, LABELS, REFERENCES, gathered, located

_LISTS = {
    kind: path
    for kind, path in (*REFERENCES.items(), *AGREEMENT_REFERENCES.items())
    if path.endswith(("refs", "toward", "about"))
}
"""The fields that name several referents or agreements."""
_RULED = {kind: path for kind, path in LABELS.items() if kind != "referent"}
"""The labels that may rest on a ruling."""


def check_links(record: Annotation | Prediction) -> Iterator[Finding]:
    """Ids that their knowledge base cannot have, and names without a character that is seen."""
    linked: dict[str, Sequence[Any]] = {"refs": record.refs, "agreements": record.agreements or ()}
    for layer, labels in linked.items():
        for at, label in enumerate(labels):
            if label.name is not None and is_blank(label.name):
                message = f"{label.name!r} has nothing to read"
                yield Finding("PB217", f"/{layer}/{at}/name", message)
            if label.kb is not None:
                what = label.type if layer == "refs" else "an agreement"
                if fault := kb_fault(label.kb.scheme, label.kb.id, what):
                    yield Finding("PB323", f"/{layer}/{at}/kb/id", fault)


def check_named_twice(record: Annotation | Prediction) -> Iterator[Finding]:
    """Lists of referents, agreements or layers that have one of them twice."""
    for at in repeated(record.layers or ()):
        yield Finding("PB324", f"/layers/{at}", f"{(record.layers or ())[at]} is already named")
    several = [names for names in gathered(record, _LISTS) if len(names) > 1]
    if all(len(set(names)) == len(names) for names in several):
        return
    for _, pointer, names in located(record, _LISTS):
        for at in repeated(names):
            yield Finding("PB324", f"{pointer}/{at}", f"{names[at]!r} is already named")


def check_one_referent(annotation: Annotation) -> Iterator[Finding]:
    """Referents that are one thing by their knowledge base."""
    first: dict[KbLink, str] = {}
    for at, ref in enumerate(annotation.refs):
        if ref.kb is not None and first.setdefault(ref.kb, ref.id) != ref.id:
            message = f"{ref.id} and {first[ref.kb]} are the same {ref.kb.id}"
            yield Finding("PB326", f"/refs/{at}/kb", message)


def check_rulings(
    annotation: Annotation, known: Callable[[], Collection[str] | None]
) -> Iterator[Finding]:
    """Rulings that RULINGS.md does not have; `known` gives those that it has, None where there is
    no such file."""
    named = {label.ruling for label in gathered(annotation, _RULED)} - {None}
    ids = known() if named else ()
    if ids is not None and named <= set(ids):
        return
    for _, pointer, label in located(annotation, _RULED):
        if label.ruling is not None and (ids is None or label.ruling not in ids):
            yield Finding("PB325", f"{pointer}/ruling", _unknown(label.ruling, ids))


def _unknown(ruling: str, ids: Collection[str] | None) -> str:
    if ids is None:
        return f"there is no RULINGS.md with {ruling!r}"
    near = difflib.get_close_matches(ruling[:64], ids, 1)
    meant = f"; perhaps {near[0]!r} is meant" if near else ""
    where = "under the heading of this document, nor before all headings of documents"
    return f"{ruling!r} is not in RULINGS.md {where}{meant}"
