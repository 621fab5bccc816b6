"""The child process of the release gate: load every config and split of a build, as a user would.

The gate runs it with an empty cache and no network:
`python -m pactbank.dataset.gate.load_check FOLDER RESULT` writes to RESULT, as a JSON list of
strings, a message for each config and split that does not load as it was written.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pactbank.corpus import parquet
from pactbank.dataset import manifest
from pactbank.model.registers import BuiltFile


def load_failures(folder: Path) -> list[str]:
    """A message for each config and split whose rows `load_dataset` does not return as written."""
    files = [file for file in manifest.read(folder).files if file.config]
    return [failure for file in files if (failure := _load_failure(folder, file))]


def _load_failure(folder: Path, file: BuiltFile) -> str | None:
    import datasets

    from pactbank.dataset.features import FEATURES

    name = f"{file.config}, {file.split}"
    try:
        rows = datasets.load_dataset(str(folder), file.config, split=file.split)
    except Exception as error:  # any error that a user would see
        return f"{name}: {type(error).__name__}: {str(error).strip()}"
    if rows.features != FEATURES[file.config or ""]:
        return f"{name}: the features are not those of this package"
    written = parquet.read(folder / file.path).to_pylist()
    if len(rows) != len(written):
        return f"{name}: {len(rows)} rows were loaded, {len(written)} were written"
    differing = (at for at, row in enumerate(written) if rows[at] != row)
    at = next(differing, None)
    return None if at is None else f"{name}: row {at} is not as it was written"


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(load_failures(Path(sys.argv[1]))), "utf-8")
