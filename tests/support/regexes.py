"""Every regular expression of the package, and texts that make a bad one slow."""

from __future__ import annotations

import ast
import dataclasses
import importlib
import inspect
import itertools
import pkgutil
import random
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import regex

import pactbank
from pactbank.systems.rules.gazetteer import gazetteer
from support.effort import examples

PACKAGE = Path(pactbank.__file__).parent
SIGNS = list("=*★…[](){}-–—.,:;!?\"'“”‘’|/\\@#&_+<>©•·₱€🤝\u0301 \t\u00a0aAéÉ1")
SOME = list("=([-.,:!?\"“'’|/@#&_• aA1")
MADE = (
    *("a.b", "ab cd ", "Aa bb ", "Aa, ", "A. ", "A.A.", "A-a", "(a", "Aa and ", "Aa of the "),
    *("1,", "1:2 ", ". A", "! A", "“a” ", "x.y/", "AA ", "a, a, "),
)
_WORD = re.compile(r"[A-Za-z]{2,}")
_ESCAPE = re.compile(r"\\[a-zA-Z]|\\p\{\w+\}|\(\?P?<\w+>")


def made_for_a_list() -> dict[str, tuple[Any, ...]]:
    """The functions with arguments that compile a pattern, and patterns that they made. Those
    without any look for names of one text, given as a list."""
    return {
        "systems.rules.data.compiled": (),
        "systems.rules.gazetteer._gazetteer": (gazetteer().pattern,),
        "text.zones.patterns.compiled": (),
    }


def wings() -> list[str]:
    """The wings of the package."""
    return sorted(one.name for one in pkgutil.iter_modules(pactbank.__path__) if one.ispkg)


def patterns() -> dict[str, Any]:
    """Every pattern that stands in a module or comes from a function without arguments, and those
    of `made_for_a_list`, by a name that tells where it is."""
    found: dict[tuple[Any, int], tuple[str, Any]] = {}
    for module in pkgutil.walk_packages(pactbank.__path__, "pactbank."):
        for name, value in vars(importlib.import_module(module.name)).items():
            _collect(value, f"{module.name.removeprefix('pactbank.')}.{name}", found, set())
    for name, made in made_for_a_list().items():
        _collect(made, name, found, set())
    return dict(sorted(found.values(), key=lambda item: item[0]))


def _collect(
    value: Any, name: str, found: dict[tuple[Any, int], tuple[str, Any]], seen: set[int]
) -> None:
    if isinstance(value, (re.Pattern, regex.Pattern)):
        found.setdefault((value.pattern, value.flags), (name, value))
    if id(value) in seen or isinstance(value, (str, bytes, int, type)):
        return
    seen.add(id(value))
    for part, inner in _parts(value):
        _collect(inner, f"{name}{part}", found, seen)


def _parts(value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        yield from ((f"[{key}]", inner) for key, inner in value.items())
    elif isinstance(value, (tuple, list)):
        yield from ((f"[{at}]", inner) for at, inner in enumerate(value))
    elif dataclasses.is_dataclass(value):
        label = getattr(value, "name", "")
        for part in dataclasses.fields(value):
            yield f"({label}).{part.name}", getattr(value, part.name)
    elif hasattr(value, "cache_info") and not inspect.signature(value).parameters:
        yield "()", value()


def compiling() -> Iterator[tuple[str, str, bool]]:
    """Each use of `re` and `regex` in a wing that reads foreign text: the function that it stands
    in, the function called, and whether a walk over modules finds what it makes."""
    files = [path for wing in ("text", "systems") for path in (PACKAGE / wing).rglob("*.py")]
    for path in [*files, PACKAGE / "corpus" / "bylines.py"]:
        module = ".".join(path.relative_to(PACKAGE).with_suffix("").parts)
        for function, call in _calls(ast.parse(path.read_text("utf-8")), None):
            place = f"{module}.{function.name}" if function else module
            walked = function is None or not function.args.args
            yield place, call, walked


def _calls(
    node: ast.AST, function: ast.FunctionDef | None
) -> Iterator[tuple[ast.FunctionDef | None, str]]:
    for child in ast.iter_child_nodes(node):
        called = child.func if isinstance(child, ast.Call) else None
        owner = called.value if isinstance(called, ast.Attribute) else None
        if isinstance(owner, ast.Name) and owner.id in ("re", "regex"):
            assert isinstance(called, ast.Attribute)
            yield function, called.attr
        yield from _calls(child, child if isinstance(child, ast.FunctionDef) else function)


def texts(pattern: Any) -> list[tuple[str, str]]:
    """What to repeat, and what comes at the end: signs, pairs of them, and words of the pattern
    with what may follow them; at one's desk a part of them, the same each time."""
    source = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode()
    words = [word.lower() for word in _WORD.findall(_ESCAPE.sub(" ", source))]
    for entries in getattr(pattern, "named_lists", {}).values():
        words += sorted(entries)[:3]
    known = list(dict.fromkeys(words))[:30]
    own = [f"{word}{end}" for word in known for end in (" ", "", ", ", "(", "\t")]
    own += [f"{word.capitalize()} " for word in known] + [f"({word} " for word in known]
    pairs = [(first + second, "!") for first, second in itertools.permutations(SOME, 2)]
    every = [(unit, end) for unit in (*SIGNS, *MADE, *own) for end in ("", " END")]
    every += pairs
    return random.Random(source.encode("utf-8", "surrogatepass")).sample(
        every, examples(len(every)) // 3
    )


def cost(pattern: Any, text: str) -> float:
    """The processor's time to match the text as a whole and to look for the pattern all over it.
    Raises `TimeoutError` for a pattern that does not end."""
    subject = text.encode() if isinstance(pattern.pattern, bytes) else text
    more = {"timeout": 20} if isinstance(pattern, regex.Pattern) else {}
    start = time.process_time()
    pattern.fullmatch(subject, **more)
    for _ in pattern.finditer(subject, **more):
        pass
    return max(time.process_time() - start, 1e-6)
