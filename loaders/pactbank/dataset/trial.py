"""Load every config and split of a build, as a user would, and say what came of it.

Run as a process of its own, with an empty cache and no network, by the release gate:
`python -m pactbank.dataset.trial FOLDER RESULT` writes what went wrong to RESULT, as JSON: a
list of strings.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from pactbank.dataset import manifest
from pactbank.model.registers import BuiltFile


def trial(folder: Path) -> list[str]:
    """One sentence for each config and split that `load_dataset` does not give as written."""
    files = [file for file in manifest.read(folder).files if file.config]
    return [said for file in files if (said := fault(folder, file))]


def fault(folder: Path, file: BuiltFile) -> str | None:
    """What is wrong with one config and split; None if nothing is."""
    import datasets
    import pyarrow.parquet as pq

    from pactbank.dataset.features import FEATURES

    name = f"{file.config}, {file.split}"
    try:
        rows = datasets.load_dataset(str(folder), file.config, split=file.split)
    except Exception as error:  # whatever a user would see
        return f"{name}: {type(error).__name__}: {str(error).strip()}"
    if rows.features != FEATURES[file.config or ""]:
        return f"{name}: the features are not those of this package"
    written = pq.read_table(folder / file.path).to_pylist()
    if len(rows) != len(written):
        return f"{name}: {len(rows)} rows, {len(written)} were written"
    differing = (at for at, row in enumerate(written) if rows[at] != row)
    at = next(differing, None)
    return None if at is None else f"{name}: row {at} is not as it was written"


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(json.dumps(trial(Path(sys.argv[1]))), "utf-8")
