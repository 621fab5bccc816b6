"""Rows to Parquet files and back, in batches; each file is named after a digest of its bytes.

`datasets` keys its cache by file names, never by content: without the digest it would answer a
second build in a folder of the same name with the rows of the first.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from pactbank.corpus.files import file_sha256
from pactbank.corpus.parquet import WRITTEN, batches
from pactbank.dataset.features import FEATURES
from pactbank.dataset.flat_tables import FLAT, FOLDER
from pactbank.dataset.parts import BuildPart, Rows
from pactbank.dataset.rows import Row
from pactbank.model.closed import SPLITS, Split
from pactbank.model.registers import BuiltFile

_BATCH_ROWS = 500


@dataclass(frozen=True, slots=True)
class Shard:
    """One Parquet file. `path` is relative to the build; `bytes` is the size of the file, `memory`
    its size in bytes as Arrow. A flat table has neither config nor split: it holds all splits."""

    path: str
    config: str | None
    split: Split | None
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


def stored_rows(path: Path) -> Iterator[Row]:
    """The rows of a Parquet file, in the order in which they were written. Raises `InvalidData`
    for a damaged one."""
    for batch in batches(path, _BATCH_ROWS):
        yield from batch.to_pylist()


class ShardWriter:
    """One file, under a temporary name until `close`; `stem` is its path without the digest."""

    def __init__(self, folder: Path, stem: str, schema: pa.Schema) -> None:
        self.folder, self.stem, self.schema = folder, stem, schema
        self.partial = folder / f"{stem}.partial"
        self.partial.parent.mkdir(parents=True, exist_ok=True)
        self.writer = pq.ParquetWriter(self.partial, schema, **WRITTEN)
        self.waiting: list[pa.Table] = []
        self.waiting_rows = self.rows = self.memory = 0

    def add(self, rows: Rows) -> None:
        """Write rows; the rows of a document stay in one batch."""
        start = end = 0
        for size in rows.sizes:
            end += size
            self.waiting_rows += size
            if self.waiting_rows >= _BATCH_ROWS:
                self.waiting.append(rows.table.slice(start, end - start))
                self._flush()
                start = end
        if start < end:
            self.waiting.append(rows.table.slice(start, end - start))

    def close(self, config: str | None = None, split: Split | None = None) -> Shard:
        """Write the last rows, sync the file to disk and name it after its content."""
        self._flush()
        self.writer.close()
        with self.partial.open("rb") as file:
            os.fsync(file.fileno())
        digest = file_sha256(self.partial)
        path = f"{self.stem}-{digest[:12]}.parquet"
        size = self.partial.stat().st_size
        self.partial.rename(self.folder / path)
        return Shard(path, config, split, self.rows, digest, size, self.memory)

    def abandon(self) -> None:
        """Write nothing more; without this, pyarrow would complete the file whenever its object is
        collected, and print a traceback if that fails."""
        self.writer.is_open = False

    def _flush(self) -> None:
        if self.waiting_rows:
            table = _compact(pa.concat_tables(self.waiting))
            self.writer.write_table(table)
            self.rows += table.num_rows
            self.memory += table.nbytes
            self.waiting = []
            self.waiting_rows = 0


def _compact(table: pa.Table) -> pa.Table:
    """A table in one piece and without what slices share with others, as if it had been made from
    rows: its size in memory is told in the card."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table.combine_chunks())
    return pa.ipc.open_stream(sink.getvalue()).read_all()


class Shards:
    """The files of a build: one for each config and split that has rows, and one for each flat
    table that has. A file without rows could not be loaded. A context, which abandons what is not
    closed at its end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.writers: dict[tuple[str, Split], ShardWriter] = {}
        self.flat: dict[str, ShardWriter] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for writer in (*self.writers.values(), *self.flat.values()):
            writer.abandon()

    def add(self, part: BuildPart) -> None:
        """Write the rows of some documents."""
        for config, rows in part.configs.items():
            key = config, part.split
            if key not in self.writers:
                stem = f"{config}/{part.split}-00000-of-00001"
                schema = FEATURES[config].arrow_schema
                self.writers[key] = ShardWriter(self.folder, stem, schema)
            self.writers[key].add(rows)
        for table, rows in part.flat.items():
            if table not in self.flat:
                schema = FLAT[table].arrow_schema
                self.flat[table] = ShardWriter(self.folder, f"{FOLDER}/{table}", schema)
            self.flat[table].add(rows)

    def close(self) -> tuple[list[Shard], dict[str, Shard]]:
        """The files of the configs, in the order of configs and splits, and the files of the flat
        tables by table."""
        order = [(config, split) for config in FEATURES for split in SPLITS]
        shards = [self.writers[key].close(*key) for key in order if key in self.writers]
        return shards, {name: self.flat[name].close() for name in FLAT if name in self.flat}
