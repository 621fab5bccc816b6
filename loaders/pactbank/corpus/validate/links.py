"""Links out of a label: to knowledge bases, to rulings, and lists that name something twice."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator
from typing import Any

from pactbank.corpus.validate.references import repeated
from pactbank.model.annotation import Annotation, KbLink
from pactbank.model.prediction import Prediction
from pactbank.model.schemas import Finding
from pactbank.model.values import is_blank, kb_fault
from pactbank.model.walk import AGREEMENT_REFERENCES, LABELS, REFERENCES, gathered, located

_LINKED = {kind: LABELS[kind] for kind in ("referent", "agreement")}
_NAMING = {**REFERENCES, **AGREEMENT_REFERENCES}


def check_links(record: Annotation | Prediction) -> Iterator[Finding]:
    """Ids that their knowledge base cannot have, and names without a character that is seen."""
    named = gathered(record, _LINKED)
    if all(label.kb is None for label in named) and not any(is_blank(n.name or "") for n in named):
        return
    for kind, pointer, label in located(record, _LINKED):
        if is_blank(label.name or ""):
            yield Finding("PB217", f"{pointer}/name", f"{label.name!r} has nothing to read")
        if label.kb is not None:
            what = label.type if kind == "referent" else "an agreement"
            if message := kb_fault(label.kb.scheme, label.kb.id, what):
                yield Finding("PB323", f"{pointer}/kb/id", message)


def check_named_twice(record: Annotation | Prediction) -> Iterator[Finding]:
    """Lists of referents, agreements or layers that have one of them twice."""
    for at in repeated(record.layers or ()):
        yield Finding("PB324", f"/layers/{at}", f"{(record.layers or ())[at]} is already named")
    if not any(map(_has_one_twice, gathered(record, _NAMING))):
        return
    for _, pointer, names in located(record, _NAMING):
        if _has_one_twice(names):
            for at in repeated(names):
                yield Finding("PB324", f"{pointer}/{at}", f"{names[at]!r} is already named")


def _has_one_twice(names: Any) -> bool:
    return isinstance(names, tuple) and len(names) > 1 and len(set(names)) < len(names)


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
    kinds = {kind: path for kind, path in LABELS.items() if kind != "referent"}
    if all(label.ruling is None for label in gathered(annotation, kinds)):
        return
    ids = known()
    for _, pointer, label in located(annotation, kinds):
        if label.ruling is not None and (ids is None or label.ruling not in ids):
            yield Finding("PB325", f"{pointer}/ruling", _unknown(label.ruling, ids))


def _unknown(ruling: str, ids: Collection[str] | None) -> str:
    if ids is None:
        return f"there is no RULINGS.md with {ruling!r}"
    near = difflib.get_close_matches(ruling[:64], ids, 1)
    meant = f"; perhaps {near[0]!r} is meant" if near else ""
    return f"{ruling!r} is not in RULINGS.md{meant}"
