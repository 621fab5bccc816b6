"""The prose of the card and of croissant.json: about.toml and columns.toml, which hold for every
build, and what follows from the registers and counts of this one."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from pactbank.dataset.counts import Counts
from pactbank.dataset.provenance import BuildRegisters, line
from pactbank.model.registers import Release
from pactbank.version import __version__

_FEW = 30
"""Documents below which figures measured on a build say little."""


@cache
def about() -> dict[str, Any]:
    """What every build says about itself: summary, tags, limitations …"""
    return _read("about.toml")


@cache
def columns() -> dict[str, Any]:
    """A description of each column of the flat tables, and under `tables` of each table."""
    return _read("columns.toml")


def citation(provenance: BuildRegisters, release: Release | None) -> str:
    """How to cite the dataset, as BibTeX; without what the corpus does not say."""
    named = f"release {release.tag}" if release else "name the revision that was used"
    fields = {
        "title": f"{{{provenance.title}}}",
        "author": f"{{{{{provenance.holder}}}}}" if provenance.holder else None,
        "note": f"{{Built by pactbank {__version__}; {named}}}",
    }
    lines = [f"  {name:<6} = {value}" for name, value in fields.items() if value]
    return f"@misc{{{provenance.name},\n" + ",\n".join(lines) + "\n}"


def label_makers(provenance: BuildRegisters) -> list[str]:
    """A line for each annotator whose labels led to those of the build."""
    return [
        line(
            f"{annotator.id} ({', '.join(filter(None, (annotator.kind, annotator.model)))}): "
            f"{annotator.description}"
        )
        for annotator in provenance.annotators
    ]


def limitations(provenance: BuildRegisters, counts: Counts) -> list[str]:
    """What a build must not be taken for, as far as it is known."""
    return [*_of_labels(provenance), *_of_texts(counts), *about()["limitations"]]


def _of_labels(provenance: BuildRegisters) -> Iterator[str]:
    if provenance.made_by_programs:
        yield (
            "Labels were made by programs: errors that such programs share are in them. Only a "
            "label with `checked_by` is recorded as checked by a human."
        )
    if model := provenance.one_model:
        yield (
            f"All passes are by one model ({line(model)}): their agreement overstates what two "
            "people would reach."
        )


def _of_texts(counts: Counts) -> Iterator[str]:
    if counts.documents.total() < _FEW:
        yield (
            "Small: figures measured on few documents say little about a system; look at the "
            "counts first."
        )
    if counts.named:
        yield "Texts and labels name persons."


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((files("pactbank.dataset") / name).read_text("utf-8"))
