"""Zones of documents against zones of the same raw texts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import msgspec

from pactbank.corpus.store import Store
from pactbank.errors import InvalidData, Problem, WrongUse, attempted
from pactbank.model import codec, rules
from pactbank.model.closed import Split
from pactbank.model.document import Document
from pactbank.model.inputs import is_folder, list_files, read_named, reading
from pactbank.model.schemas import Finding, read
from pactbank.scoring.metrics import zones as metric
from pactbank.scoring.reading.locations import Location
from pactbank.scoring.reading.sources import Source
from pactbank.scoring.results import Counted
from pactbank.scoring.signature import METRICS_VERSION, hash_plain


def count_zones(
    gold: Source | None, predictions: Source, store: Store | None, split: Split | None
) -> Counted:
    """Count the zones of predicted documents against those of gold.

    Raises `InvalidData` with every fault of both sides, among them a raw text that is another.
    """
    problems: list[Problem] = []
    if gold is None:
        assert store is not None
        assert split is not None
        documents, error = attempted(store.names_in(split), store.document)
        problems += error.problems if error else ()
        wanted = {document.id: document for document in documents}
        elsewhere: Iterable[str] = store.versions()
    else:
        wanted, elsewhere = _read(gold, "gold", problems)[0], ()
    found, places = _read(predictions, "predictions", problems)
    for document, place in places.items():
        problems += map(place.problem, _faults(found[document], wanted.get(document), elsewhere))
    if problems:
        raise InvalidData(problems)
    if not wanted:
        raise WrongUse("there are no gold documents")
    order = sorted(wanted)
    table, confusion = metric.table([(wanted[name], found.get(name)) for name in order])
    return Counted(
        task="zones",
        tables={"zones": table},
        parts={
            "task": "zones",
            "metrics": str(METRICS_VERSION),
            "split": split or "none",
            "documents": str(len(order)),
            "gold": hash_plain([(name, wanted[name].zones) for name in order]),
            "predictions": hash_plain([(n, found[n].zones) for n in order if n in found]),
        },
        missing=tuple(name for name in order if name not in found),
        confusion=confusion,
    )


def _faults(
    document: Document, gold: Document | None, elsewhere: Iterable[str]
) -> Iterable[Finding]:
    if gold is None:
        if document.id not in elsewhere:
            yield Finding("PB852", "/id", f"{document.id!r} is not in gold")
    elif document.raw.sha256 != gold.raw.sha256:
        message = f"the raw text of {document.id} in gold is {gold.raw.sha256}"
        yield Finding("PB201", "/raw/sha256", message)


def _read(
    source: Source, name: str, problems: list[Problem]
) -> tuple[dict[str, Document], dict[str, Location]]:
    """Documents by id, and where each was read."""
    documents: dict[str, Document] = {}
    places: dict[str, Location] = {}
    for place, data in _pieces(source, name, problems):
        document, faults = read(data, Document, place.file)
        problems += [replace(fault, line=place.line or fault.line) for fault in faults]
        if document is None:
            continue
        if document.id in documents:
            message = f"{document.id!r} stands in {places[document.id]}, too"
            problems.append(place.problem(Finding("PB851", "/id", message)))
            continue
        documents[document.id], places[document.id] = document, place
    return documents, places


def _pieces(source: Source, name: str, problems: list[Problem]) -> Iterator[tuple[Location, bytes]]:
    """The bytes of each document, and where they were read; what has no documents is a problem."""
    if not isinstance(source, (str, Path)):
        documents = [source] if isinstance(source, msgspec.Struct) else source
        for at, document in enumerate(documents):
            yield Location(f"{name}[{at}]"), msgspec.json.encode(document)
        return
    path = Path(source)
    for file in _files(path):
        data = read_named(file)
        if data.startswith(b"PAR1"):
            message = "a Parquet file, and zones are scored from documents"
            problems.append(rules.problem("PB862", str(file), message))
        elif file.suffix == ".json":
            yield Location(str(file)), data
        else:
            for number, line in codec.lines(data):
                yield Location(str(file), number), line


def _files(path: Path) -> list[Path]:
    """The file, or the records in a folder. Raises `WrongUse` for a folder that has none."""
    with reading(path):
        if not is_folder(path):
            return [path]
        found = [file for file in list_files(path) if file.match("v*.json")]
    if not found:
        raise WrongUse(f"{path} has no documents: no v1.json or the like")
    return found
