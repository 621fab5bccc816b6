"""Builds to look at, and to damage so that nothing but the damage is found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import pyarrow.parquet as pq

from pactbank.corpus.store import sha256
from pactbank.dataset import manifest
from pactbank.model import codec


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below a folder, by path."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def rewrite(folder: Path, pattern: str, **values: Any) -> None:
    """Give the first row of a Parquet file other values, and make the manifest true again."""
    [path] = folder.glob(pattern)
    table = pq.read_table(path)
    first, *others = table.to_pylist()
    new = table.from_pylist([{**first, **values}, *others], schema=table.schema)
    pq.write_table(new, path, compression="zstd")
    relist(folder)


def relist(folder: Path) -> None:
    """Make the hashes and counts of Croissant file and manifest those of the files."""
    path = folder / "croissant.json"
    try:
        croissant = json.loads(path.read_bytes())
    except ValueError:
        croissant = None
    if croissant:
        for one in croissant["distribution"]:
            one["sha256"] = sha256((folder / one["contentUrl"]).read_bytes())
        path.write_text(json.dumps(croissant, ensure_ascii=False, indent=1) + "\n")
    old = manifest.read(folder)
    files = []
    for file in old.files:
        data = (folder / file.path).read_bytes()
        rows = pq.read_metadata(folder / file.path).num_rows if file.rows is not None else None
        changes: dict[str, Any] = {"sha256": sha256(data), "bytes": len(data), "rows": rows}
        files.append(msgspec.structs.replace(file, **changes))
    digest = manifest.digest(old.documents, files)
    new = msgspec.structs.replace(old, files=tuple(files), digest=digest)
    (folder / "manifest.json").write_bytes(codec.encode(new))
