"""The failing example of each rule, and the problems it has.

`schema/examples/valid` is a whole small corpus. In `schema/examples/invalid` the name of each
example begins with the code of its rule and ends like the kind of file it is:
PB302.annotation.json, PB601.splits.json, PB319.predictions.jsonl. A draft (PB701.draft.json) is
anchored and a raw text (PB703.raw.txt) is ingested. Where the place of a file is the fault, or
more than one file is needed, the example is a folder (PB208) whose files replace those of a copy
of the valid corpus.
"""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from pactbank.corpus import ingest
from pactbank.corpus.draft import anchor_draft
from pactbank.corpus.oddities import oddities
from pactbank.corpus.short import in_quotes, read_draft
from pactbank.corpus.store import Store
from pactbank.corpus.validate import validate
from pactbank.errors import InvalidData, Problem
from pactbank.model.inputs import read_file
from pactbank.model.packaged import schema_folder
from pactbank.model.schemas import place


def valid_corpus() -> Path:
    """The root of the corpus that keeps every rule."""
    return schema_folder() / "examples" / "valid"


def failing_examples() -> dict[str, Path]:
    """The file or folder that breaks each rule, by the rule's code."""
    paths = sorted((schema_folder() / "examples" / "invalid").iterdir())
    return {path.name.partition(".")[0]: path for path in paths}


def problems_of(example: Path) -> list[Problem]:
    """Every problem of a failing example; problems name the example as their file."""
    if example.name.endswith(".draft.json"):
        found = _problems_of_draft(example)
    elif example.name.endswith(".raw.txt"):
        found = _problems_of_raw_text(example)
    elif "." not in example.name:
        return _problems_of_folder(example)
    else:
        found = validate(Store(valid_corpus()), [example])
    return [replace(problem, file=Path(problem.file).name) for problem in found]


def _problems_of_draft(example: Path) -> list[Problem]:
    store = Store(valid_corpus())
    document = store.document("hask-note")
    data, text = read_file(example), store.text(document)
    written, problems = read_draft(data, example.name)
    if written is None:
        return problems
    draft, findings = in_quotes(written, text)
    if not findings:
        _, problems = anchor_draft(
            draft,
            (data, example.name),
            document,
            text,
            annotator="gold",
            guidelines_sha256="0" * 64,
            created="2031-06-07",
        )
    odd = oddities(draft, text, document.language)
    return problems + place([*findings, *odd], data, example.name)


def _problems_of_raw_text(example: Path) -> list[Problem]:
    about = ingest.Particulars(id="example")
    try:
        ingest.make_document(read_file(example), about, example.name)
    except InvalidData as error:
        return error.problems
    return []


def _problems_of_folder(example: Path) -> list[Problem]:
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "corpus-with-a-fault"
        shutil.copytree(valid_corpus(), root)
        replaced = []
        for path in example.rglob("*"):
            if path.is_symlink() or path.is_file():
                place = root / path.relative_to(example)
                place.unlink()
                shutil.copy2(path, place, follow_symlinks=False)
                replaced.append(place)
        records = [path for path in replaced if path.suffix == ".json"]
        return validate(Store(root), records)
