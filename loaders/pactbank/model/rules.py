"""The rules that data must keep, read from `schema/rules.json`, and problems made from them."""

from __future__ import annotations

from functools import cache
from typing import Literal

import msgspec

from pactbank.errors import Problem, Severity
from pactbank.model.packaged import schema_folder


class Rule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One rule: `PB` and three digits, never used again for anything else.

    It is kept by the files of a corpus, or by what is made of them: a build, a score,
    a labelling task.
    """

    code: str
    name: str
    severity: Severity
    meaning: str
    remedy: str
    of: Literal["corpus", "build", "score", "task"] = "corpus"


@cache
def rules() -> dict[str, Rule]:
    """Every rule by its code."""
    data = (schema_folder() / "rules.json").read_bytes()
    return {rule.code: rule for rule in msgspec.json.decode(data, type=list[Rule])}


def problem(
    code: str, file: str, message: str, *, line: int | None = None, pointer: str = ""
) -> Problem:
    """A problem under a rule, with that rule's severity and remedy. Raises KeyError for a code
    that is not listed."""
    rule = rules()[code]
    return Problem(file, line, pointer, code, rule.severity, message, rule.remedy)
