"""The rules that data must keep, from `schema/rules.json`, and problems made from them."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from pactbank.errors import Problem, Severity
from pactbank.model.inputs import read_file
from pactbank.model.packaged import schema_folder


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule. Its code is `PB` and three digits, and is never reused for another rule.

    `of` says what must keep the rule: the files of a corpus, or something made from them (a
    build, a score, a labelling task, the decisions of an adjudication, an audit).
    """

    code: str
    name: str
    severity: Severity
    meaning: str
    remedy: str
    of: Literal["corpus", "build", "score", "task", "adjudication", "audit"] = "corpus"


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its code."""
    data = read_file(schema_folder() / "rules.json")
    return {rule.code: rule for rule in msgspec.json.decode(data, type=list[Rule])}


def problem(
    code: str, file: str, message: str, *, line: int | None = None, pointer: str = ""
) -> Problem:
    """A problem with the severity and the remedy of its rule. Raises KeyError for a code that is
    not in `schema/rules.json`."""
    rule = rules()[code]
    return Problem(file, line, pointer, code, rule.severity, message, rule.remedy)
