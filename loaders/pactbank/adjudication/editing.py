"""Labels that somebody wrote, as drafts have them, turned into labels with offsets."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import Any

from pactbank.adjudication.comparing import FOLLOWS
from pactbank.adjudication.decisions import GivenDecision
from pactbank.adjudication.labels import PARTS, TOP, Plain, plain
from pactbank.corpus.draft import anchor
from pactbank.errors import Problem
from pactbank.model.document import Document
from pactbank.model.walk import LabelKind, values

_SPAN = ("start", "end", "text", "before", "after")
_FOLLOWING = {*_SPAN, "refs", "type"}
_LISTS = ("holders", *PARTS.values())


@dataclass(frozen=True)
class Editing:
    """Anchors single labels in the text of a document."""

    document: Document
    text: str

    def edited(
        self, kind: LabelKind, base: Plain, given: GivenDecision
    ) -> tuple[Plain | None, list[Problem]]:
        """A label with the fields of a decision in the place of its own, or what is wrong with
        them. Fields and parts that are not edited go on following what they follow."""
        new = given.decision.label or {}
        kept = {k: v for k, v in base.items() if not (_moves(new) and k in _SPAN)}
        label, problems = self.anchored(kind, unfollowing(kept) | new, given)
        if label is None:
            return None, problems
        lists = {name: base[name] for name in _LISTS if name in base and name not in new}
        follows = {FOLLOWS: base[FOLLOWS]} if FOLLOWS in base and not _FOLLOWING & set(new) else {}
        return label | lists | follows, []

    def anchored(
        self, kind: LabelKind, label: Plain, given: GivenDecision
    ) -> tuple[Plain | None, list[Problem]]:
        """A label with offsets, or every problem that keeps it from being one."""
        draft, pointer = _draft(kind, label)
        annotation, problems = anchor(
            json.dumps({"document": self.document.id, **draft}).encode(),
            given.file,
            self.document,
            self.text,
            annotator="gold",
            guidelines_sha256="0" * 64,
            created="2000-01-01",
        )
        if annotation is None:
            return None, [
                replace(
                    problem,
                    file=given.file,
                    line=given.line,
                    pointer=problem.pointer.replace(pointer, "/label", 1),
                )
                for problem in problems
            ]
        [made] = values(annotation, _path(kind))
        return plain(made), []


def unfollowing(value: Any) -> Any:
    """Plain values that follow nothing."""
    if isinstance(value, list):
        return [unfollowing(item) for item in value]
    if isinstance(value, dict):
        return {k: unfollowing(v) for k, v in value.items() if k != FOLLOWS}
    return value


def _moves(new: Plain) -> bool:
    return any(name in new for name in _SPAN)


def _draft(kind: LabelKind, label: Plain) -> tuple[Plain, str]:
    """A draft with one label, and the pointer to it."""
    if kind == "referent":
        return {"refs": [label], "entities": []}, "/refs/0"
    if kind not in PARTS:
        return {TOP[kind]: [label]}, f"/{TOP[kind]}/0"
    whole: dict[str, Any] = {"type": "OTHER", PARTS[kind]: [label]}
    return {"agreements": [whole]}, f"/agreements/0/{PARTS[kind]}/0"


def _path(kind: LabelKind) -> str:
    return f"agreements/*/{PARTS[kind]}/*" if kind in PARTS else f"{TOP[kind]}/*"
