"""Rows to Parquet, a batch at a time, under a name that holds a digest of the bytes.

`datasets` keys its cache by file names, never by content: without the digest a second build in
a folder of the same name would be answered with the rows of the first.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pactbank.dataset.features import FEATURES
from pactbank.dataset.rows import Row
from pactbank.model.closed import SPLITS, Split
from pactbank.model.registers import BuiltFile

_BATCH_ROWS = 500


@dataclass(frozen=True, slots=True)
class Shard:
    """One Parquet file; `path` is relative to the build, `memory` is its size as Arrow, both
    sizes in bytes."""

    path: str
    config: str
    split: Split
    rows: int
    sha256: str
    bytes: int
    memory: int

    def listed(self) -> BuiltFile:
        """The file as the manifest lists it."""
        return BuiltFile(
            path=self.path,
            sha256=self.sha256,
            bytes=self.bytes,
            config=self.config,
            split=self.split,
            rows=self.rows,
        )


class ShardWriter:
    """The file of one config and split, written under a temporary name until `close`."""

    def __init__(self, folder: Path, config: str, split: Split) -> None:
        self.folder, self.config, self.split = folder, config, split
        self.schema = FEATURES[config].arrow_schema
        self.partial = folder / config / f"{split}.partial"
        self.partial.parent.mkdir(parents=True, exist_ok=True)
        self.writer = pq.ParquetWriter(self.partial, self.schema, compression="zstd")
        self.waiting: list[Row] = []
        self.rows = self.memory = 0

    def add(self, rows: Iterable[Row]) -> None:
        self.waiting.extend(rows)
        if len(self.waiting) >= _BATCH_ROWS:
            self._flush()

    def close(self) -> Shard:
        """Write what waits, name the file after its content and make it durable."""
        self._flush()
        self.writer.close()
        with self.partial.open("rb") as file:
            digest = hashlib.file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        path = f"{self.config}/{self.split}-00000-of-00001-{digest[:12]}.parquet"
        size = self.partial.stat().st_size
        self.partial.rename(self.folder / path)
        return Shard(path, self.config, self.split, self.rows, digest, size, self.memory)

    def _flush(self) -> None:
        if self.waiting:
            table = pa.Table.from_pylist(self.waiting, schema=self.schema)
            self.writer.write_table(table)
            self.rows += table.num_rows
            self.memory += table.nbytes
            self.waiting = []


class Shards:
    """A file for each config and split that has rows: one without any cannot be loaded."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writers: dict[tuple[str, Split], ShardWriter] = {}

    def add(self, config: str, split: Split, rows: list[Row]) -> None:
        if not rows:
            return
        if (config, split) not in self.writers:
            self.writers[config, split] = ShardWriter(self.folder, config, split)
        self.writers[config, split].add(rows)

    def close(self) -> list[Shard]:
        """Every file, in the order of configs and splits."""
        order = [(config, split) for config in FEATURES for split in SPLITS]
        return [self.writers[key].close() for key in order if key in self.writers]
