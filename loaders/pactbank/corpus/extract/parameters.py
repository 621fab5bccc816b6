"""The parameters of extractors: what each may be, and what is wrong with those that are given."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from pactbank.errors import PactBankError, named
from pactbank.model.recipe import Parameter

Given = Mapping[str, Parameter]


class Unextractable(PactBankError):
    """A file from which a recipe makes no text; the message says why."""


@dataclass(frozen=True, slots=True)
class ParameterRule:
    """One parameter: its kind, the only values that it may have if there are such, and whether it
    must be given."""

    kind: Literal["a string", "a whole number", "a list of strings"] = "a string"
    values: tuple[str, ...] = ()
    required: bool = False

    def fault(self, value: Parameter) -> str | None:
        """What is wrong with a value, None if nothing is."""
        kinds = {str: "a string", int: "a whole number", tuple: "a list of strings"}
        if kinds[type(value)] != self.kind:
            return f"is {kinds[type(value)]}; give {self.kind}"
        if self.values and value not in self.values:
            return f"is {named(str(value), self.values)}"
        return None


def parameters_fault(given: Given, wanted: Mapping[str, ParameterRule]) -> str | None:
    """What is wrong with the parameters that are given, None if nothing is."""
    for name, value in given.items():
        if name not in wanted:
            return f"no parameter {named(name, wanted)}"
        if wrong := wanted[name].fault(value):
            return f"the parameter {name} {wrong}"
    missing = [name for name, each in wanted.items() if each.required and name not in given]
    return f"the parameter {missing[0]} is missing" if missing else None


def words(given: Given, name: str, default: str = "") -> str:
    """A parameter that is a string."""
    return str(given.get(name, default))


def count(given: Given, name: str) -> int:
    """A parameter that is a whole number, 0 where it is not given."""
    value = given.get(name, 0)
    return value if isinstance(value, int) else 0


def several(given: Given, name: str) -> tuple[str, ...]:
    """A parameter that is a list of strings, empty where it is not given."""
    value = given.get(name, ())
    return value if isinstance(value, tuple) else ()
