"""The form of ids. Ids of referents, labels and parts of labels share one namespace."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from pactbank.model.walk import ids

_ID = r"[a-z][a-z0-9._-]*"
_IDS = re.compile(rf"{_ID}(?:\n{_ID})*")


def check_ids(record: Any) -> None:
    """Checks all ids of an annotation or prediction in one go. Raises ValueError where one does
    not have the form `labelId` of the annotation schema."""
    check_forms([name for name in ids(record) if name is not None])


def check_forms(names: Sequence[str]) -> None:
    """Checks the form of ids. Raises ValueError where one does not have it."""
    lines = "\n".join(names)
    if names and (lines.count("\n") != len(names) - 1 or not _IDS.fullmatch(lines)):
        raise ValueError("a label id does not have the form of an id")
