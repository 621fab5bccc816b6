"""The gold of one document from its passes and what was decided, checked like any annotation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from msgspec import ValidationError

from pactbank.adjudication.comparing import ComparedPasses
from pactbank.adjudication.decisions import Decided
from pactbank.adjudication.editing import Editing
from pactbank.adjudication.finishing import finished
from pactbank.adjudication.labels import Plain, plain, recorded
from pactbank.adjudication.origins import with_origins
from pactbank.adjudication.resolving import Resolving
from pactbank.corpus.store import Store
from pactbank.corpus.validate import check
from pactbank.errors import Problem, errors_in
from pactbank.model import codec, rules
from pactbank.model.annotation import Annotation, blank
from pactbank.model.document import Document


def adjudicated(
    store: Store,
    document: Document,
    comparing: ComparedPasses,
    decided: Decided,
    *,
    annotator: str,
    guidelines_sha256: str,
    created: str,
) -> tuple[Annotation | None, list[Problem]]:
    """The gold, or every problem that keeps it from being written; warnings come with the gold.

    Each problem of a label names the difference or label that it comes from, as `id`.
    """
    merged = comparing.merged
    resolving = Resolving(comparing, decided, Editing(document, merged.text))
    labels = resolving.labels()
    file = f"{store.annotation_path(annotator, document.id, document.version)} (adjudicated)"
    if resolving.problems:
        return None, resolving.problems
    lists, ids = finished(labels, resolving.as_one)
    head = plain(
        blank(document, annotator=annotator, guidelines_sha256=guidelines_sha256, created=created)
    )
    kept: Plain = {top: lists[top] for top in ("refs", *merged.layers)}
    head = {k: v for k, v in head.items() if k not in lists}
    try:
        made = recorded({**head, "layers": list(merged.layers), **kept})
    except ValidationError as error:
        return None, [rules.problem("PB100", file, str(error))]
    made = with_origins(made, merged.passes, merged.text)
    broken = check(store, made, codec.encode(made), file)
    problems = [_named(problem, ids) for problem in broken]
    return (None if errors_in(problems) else made), problems


_STEPS = (r"/agreements/\d+/[a-z]+/\d+", r"/[a-z]+/\d+")


def _named(problem: Problem, ids: Mapping[str, str]) -> Problem:
    """A problem with the id that its label has in the merged passes; nobody has a file with the
    line."""
    problem = replace(problem, line=None)
    for steps in _STEPS:
        found = re.match(steps, problem.pointer)
        if found and (name := ids.get(found[0])):
            return replace(problem, message=f"{problem.message} (id {name})")
    return problem
