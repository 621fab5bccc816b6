"""The questions of an adjudication, one at a time, in a terminal."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import msgspec
import typer
from rich.table import Table
from rich.text import Text

from pactbank.adjudication.comparing import PassDifference
from pactbank.adjudication.decisions import GivenDecision, choices
from pactbank.adjudication.documents import AdjudicatedDocument
from pactbank.adjudication.listing import places, row, sentences
from pactbank.cli.console import err, print_problems, screen, shown
from pactbank.cli.differences import headline, told
from pactbank.model.decision import EDIT, Decision
from pactbank.text.offsets import Range

BACK, STOP = "back", "stop"
_HOW = "a choice, with a ruling after it if it rests on one (b R3)"
_STYLES = ("underline green", "bold magenta", "yellow", "cyan")


def ask(document: AdjudicatedDocument) -> None:
    """Ask about every difference that is not decided; each answer is kept at once. Raises
    `typer.Abort` when the user stops."""
    asked = document.undecided
    at = 0
    while at < len(asked):
        _show(document, asked[at], f"{at + 1} of {len(asked)}")
        answer = _answer(document, asked[at])
        if answer is None:
            at = max(0, at - 1)
            continue
        if problems := document.decide([answer]):
            document.decided.forget([asked[at].id])
            print_problems(problems, "text")
            continue
        document.keep()
        at += 1


def ask_again(document: AdjudicatedDocument) -> bool:
    """Ask which differences are decided anew, and then about them; False where none is."""
    words = typer.prompt("ids to decide again (Enter: none)", default="", show_default=False)
    names = str(words).replace(",", " ").split()
    if not set(names) & document.decided.on.keys():
        return False
    document.decided.forget(names)
    document.keep()
    ask(document)
    return True


def _show(document: AdjudicatedDocument, difference: PassDifference, place: str) -> None:
    """The difference in its sentence, and what each pass has."""
    comparing = document.comparing
    found = row(comparing, difference, document.document.id)
    title = f"{document.document.id}, {place}: {difference.id}, {headline(found)}"
    screen.rule(shown(title), align="left")
    text = comparing.merged.text
    spans = places(comparing, difference)
    for sentence in sentences(text, spans):
        screen.print(_marked(text, sentence, spans))
    table = Table(show_header=True, title_justify="left")
    names = comparing.merged.passes
    for style, letter in zip(_STYLES, found["sides"], strict=False):
        table.add_column(shown(f"{letter} = {names[letter].annotator}", style), overflow="fold")
    table.add_row(*(shown(told(side, found)) for side in found["sides"].values()))
    screen.print(table)


def _marked(text: str, place: Range, spans: Mapping[str, list[Range]]) -> Text:
    """A sentence in which the labels of each pass have its style; where several cover some words,
    that of the last pass."""
    low, high = place
    inside = [
        (style, span)
        for style, letter in zip(_STYLES, spans, strict=False)
        for span in spans[letter]
        if low <= span[0] and span[1] <= high
    ]
    edges = sorted({low, high, *(edge for _, span in inside for edge in span)})
    line = shown("")
    for start, end in pairwise(edges):
        styles = [style for style, span in inside if span[0] <= start and end <= span[1]]
        line.append_text(shown(text[start:end], styles[-1] if styles else ""))
    return line


def _answer(document: AdjudicatedDocument, difference: PassDifference) -> GivenDecision | None:
    """A decision, None to go back to the question before."""
    possible = choices(document.comparing, difference)
    while True:
        words = str(typer.prompt("/".join((*possible, BACK, STOP)))).split()
        choice, ruling = (words[0], " ".join(words[1:]) or None) if words else ("", None)
        if choice == BACK:
            return None
        if choice == STOP:
            left = len(document.undecided)
            err.print(f"{left} left; your answers are kept, and the same command goes on")
            raise typer.Abort
        if choice in possible:
            label = _edited(document, difference) if choice == EDIT else None
            made = Decision(id=difference.id, choice=choice, label=label, ruling=ruling)
            return GivenDecision(made, difference.id)
        err.print(f"answer with {_HOW}")


def _edited(document: AdjudicatedDocument, difference: PassDifference) -> dict[str, Any]:
    """The fields of a label, asked for one by one; those that are kept are left out."""
    sides = row(document.comparing, difference, document.document.id)["sides"].values()
    base: Mapping[str, Any] = next(side for side in sides if side is not None)
    err.print("Enter keeps a value, - takes it away; ids are joined by ; and objects are JSON")
    made = {}
    for name in dict.fromkeys(name for side in sides for name in side or ()):
        if name in ("id", "before", "after"):
            continue
        default = _typed(base.get(name))
        words = str(typer.prompt(name, default=default, show_default=bool(default)))
        if words != default:
            made[name] = _value(words, base.get(name))
    if "text" in made:
        made |= {
            name: context
            for name in ("before", "after")
            if (context := typer.prompt(f"{name} it", default="", show_default=False))
        }
    return made


def _typed(value: Any) -> str:
    """A value as it is typed."""
    if value is None:
        return ""
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "; ".join(value)
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()


def _value(words: str, before: Any) -> Any:
    """What was typed in the place of another value."""
    if words == "-":
        return [] if isinstance(before, list) else None
    if isinstance(before, list) and not words.lstrip().startswith("["):
        return [name.strip() for name in words.replace(",", ";").split(";") if name.strip()]
    try:
        return msgspec.json.decode(words)
    except msgspec.DecodeError:
        return words
