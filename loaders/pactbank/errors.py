"""What can go wrong, drawn as a tree.

    PactBankError
    ├── WrongUse            the call or the command line asks for something impossible
    │   ├── DataNotFound        no corpus where one was looked for
    │   └── UnknownName         no document, version, annotator, config or split of that name
    ├── InvalidData         the data break rules; carries every Problem of the run
    │   └── WithheldText        the text is needed, and this copy of the corpus lacks it
    └── ServerFailed        a server cannot be reached, refuses us or fails

Faults in data are collected as `Problem`s and raised together, never one at a time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Literal

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True, order=True)
class Problem:
    """One fault in one place.

    `line` counts physical lines from 1; `pointer` is a JSON pointer (RFC 6901) into the
    object, or "" for the whole of it.
    """

    file: str
    line: int | None
    pointer: str
    code: str
    severity: Severity
    message: str
    remedy: str

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        at = f" {self.pointer}" if self.pointer else ""
        return f"{place}: {self.code}{at}: {self.message}. {self.remedy}"


def errors_in(problems: Iterable[Problem]) -> list[Problem]:
    """The problems that are errors; the others are warnings."""
    return [problem for problem in problems if problem.severity == "error"]


class PactBankError(Exception):
    """Base of every error this package raises on purpose."""


class WrongUse(PactBankError):
    """The call asks for something impossible; the message says how to ask for it."""


class DataNotFound(WrongUse):
    """There is no corpus where one was looked for."""


class UnknownName(WrongUse):
    """A name was looked up and not found; the message lists the names that exist."""

    def __init__(self, what: str, name: str, known: Iterable[str]) -> None:
        super().__init__(f"no {what} {named(name, known)}")


_LISTED = 40


def named(name: str, known: Iterable[str]) -> str:
    """A name that does not exist, with those that do and the one that may be meant."""
    import difflib

    names = sorted(known)
    if not names:
        return f"{name!r}; there is none"
    near = difflib.get_close_matches(name[:64], names, 1)
    meant = f"; perhaps {near[0]!r} is meant" if near else ""
    return f"{name!r}; there is: {first_of(names, _LISTED)}{meant}"


def first_of(names: Sequence[str], most: int) -> str:
    """The first of several names in a line, and how many more there are."""
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def plural(noun: str, number: int) -> str:
    """A noun for so many things."""
    return noun if number == 1 else f"{noun}s"


class InvalidData(PactBankError):
    """The data break rules; `problems` holds every problem that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = sorted(problems, key=lambda p: (p.file, p.line or 0, p.pointer, p.code))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class WithheldText(InvalidData):
    """The text of a document is needed, and this copy of the corpus lacks it."""


class ServerFailed(PactBankError):
    """A server cannot be reached, refuses us or fails; the message says what to do."""
