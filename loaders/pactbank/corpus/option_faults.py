"""Values that a document may not have, told by the options that say them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from pactbank.corpus import extract
from pactbank.errors import InvalidData, Problem, WrongUse
from pactbank.model import codec, rules, schemas
from pactbank.model.document import Document
from pactbank.model.values import document_faults

OPTIONS = {
    "/story": "--story",
    "/title": "--title",
    "/language": "--language",
    "/reason": "--new-version",
    "/source/publisher/value": "--publisher",
    "/source/authors/value": "--author",
    "/source/published/value": "--published",
    "/source/url/value": "--url",
    "/source/retrieved/value": "--retrieved",
    "/rights/holder": "--holder",
    "/rights/license": "--license",
    "/rights/redistribution": "--rights",
    "/recipe": "--reference",
}
"""The option that says the value at a pointer into a document."""
_DERIVED = {
    "/rights/holder": "/source/publisher/value",
    "/reference_date": "/source/published/value",
}
"""Values that are taken from others, whose faults they share."""


def check_values(
    document: Document, text: str, file: str, options: Mapping[str, str] = OPTIONS
) -> None:
    """Raises `WrongUse` with every value that a document may not have, by the options that say
    them, and `InvalidData` for one that no option says."""
    findings = list(document_faults(document))
    faults = {found.pointer: found.message for found in findings}
    problems = _structure(document, file)
    for problem in problems:
        faults.setdefault(problem.pointer, problem.message)
    if document.withheld and (lacking := sorted(set(document.title or "") - set(text))):
        message = f"{document.title!r} has {''.join(lacking)!r}, which the text does not contain"
        faults.setdefault("/title", f"{message}; a withheld title is restored from the text")
    if document.recipe is not None and (wrong := extract.fault(document.recipe)):
        faults.setdefault("/recipe", wrong)
    for pointer, source in _DERIVED.items():
        if source in faults:
            faults.pop(pointer, None)
    if not faults:
        return
    if (refusal := told(faults.items(), options)) is None:
        problems += (rules.problem(f.code, file, f.message, pointer=f.pointer) for f in findings)
        raise InvalidData(problems)
    raise WrongUse(refusal)


def told(faults: Iterable[tuple[str, str]], options: Mapping[str, str]) -> str | None:
    """Faults, each a pointer into a document and what is wrong there, told by the options that say
    the values; None where no option says one of them."""
    messages: dict[str, None] = {}
    for pointer, fault in faults:
        option = next((name for at, name in options.items() if pointer.startswith(at)), None)
        if option is None:
            return None
        messages[f"{option}: {fault}"] = None
    return "; ".join(messages)


def _structure(document: Document, file: str) -> list[Problem]:
    """What the schema says of a document that was made here. Raises `WrongUse` for an option with
    bytes that are not UTF-8."""
    try:
        data = codec.encode(document)
    except UnicodeEncodeError as error:
        raise WrongUse(f"{error.object!r}, the value of an option, is not UTF-8") from None
    return schemas.read(data, Document, file)[1]
