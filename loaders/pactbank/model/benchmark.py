"""What a benchmark leaves: the run of each system, document by document, and the leaderboard."""

from __future__ import annotations

from typing import Annotated

import msgspec

from pactbank.model.closed import Split
from pactbank.model.scalars import Count, Sha256, Short, Slug, Text, Version
from pactbank.model.score import Amount, Metric, Pair
from pactbank.model.strict import Strict

Word = Annotated[str, msgspec.Meta(pattern=r"\A[a-z]+(?:-[a-z]+)*\Z", max_length=64)]


class Tokens(Strict, frozen=True, kw_only=True):
    """Tokens that a language model has read and written."""

    input: Count
    output: Count


class Failure(Strict, frozen=True, kw_only=True):
    """Why there is no prediction of a document; `kind` is what failures are counted by."""

    kind: Word
    message: Short


class AskedDocument(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """A document that a system was asked for: the hash of its text and of the line of its
    prediction, the wall time, and what else it took.

    `peak_memory_mb` is the most memory in MiB that the processes of the system had had until
    then; for a system without processes of its own, that is PactBank with all that is in it.
    """

    document: Slug
    text_sha256: Sha256
    seconds: Amount
    prediction_sha256: Sha256 | None = None
    peak_memory_mb: Count | None = None
    tokens: Tokens | None = None
    failure: Failure | None = None


class SystemRun(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """The run of one system: what its documents took together, and each of them. There are none
    before it has come to its end."""

    schema_version: Version
    system: Short
    version: Short
    seconds: Amount = 0
    peak_memory_mb: Count | None = None
    tokens: Tokens | None = None
    documents: tuple[AskedDocument, ...] = ()


class Standing(Strict, frozen=True, kw_only=True):
    """A system on one task: its rank is 1 + the number of systems that are significantly better,
    and `tied` says whether others have the same."""

    system: Short
    rank: Count
    tied: bool
    figures: Metric

    @property
    def place(self) -> str:
        """The rank as tables have it: with = where others share it."""
        return f"{self.rank}{'=' if self.tied else '.'}"


class TaskStandings(Strict, frozen=True, kw_only=True):
    """All systems that have labels of one layer, by their headline metric, the best F1 first.

    `detectable` is the difference that this number of documents would show, in four of five
    samples, between any two of the systems; null for one system.
    """

    metric: Short
    detectable: Amount | None
    standings: tuple[Standing, ...]


MENDED = "mended"
"""The kind of failure of an answer that is whole, and JSON but for slips."""


class RankedSystem(Strict, frozen=True, kw_only=True, omit_defaults=True):
    """One of the systems: the folder of its files, what its score was made of, what failed (scored
    as far as its answer goes) or was mended, and what could not be read (counted as wrong):
    `forgiven` by kind of fault, `faults` by the codes of the rules that were broken."""

    name: Short
    version: Short
    folder: Slug
    signature: Text
    label_map: Short | None = None
    failed: dict[Short, Failure] = msgspec.field(default_factory=dict)
    forgiven: dict[Short, Count] = msgspec.field(default_factory=dict)
    faults: dict[Short, Count] = msgspec.field(default_factory=dict)

    @property
    def unfinished(self) -> dict[str, Failure]:
        """What failed, by document, without answers that are whole."""
        return {name: one for name, one in self.failed.items() if one.kind != MENDED}


class Measured(Strict, frozen=True, kw_only=True):
    """What no two runs have in common."""

    seconds_per_document: Amount
    peak_memory_mb: Count | None
    tokens: Tokens | None


class Leaderboard(Strict, frozen=True, kw_only=True):
    """Systems by tasks. `split` is null for all documents of a corpus; `absent` are those that
    were neither asked for nor scored, as their texts are not at hand. `gold` is a digest of the
    labels that they were scored against.

    The p-values of `pairs` are adjusted over all of them (Holm). `measured` is by system, and
    stands last: all before it is the same in every run.
    """

    schema_version: Version
    split: Split | None
    documents: tuple[Slug, ...]
    gold: Sha256
    absent: tuple[Slug, ...]
    tasks: dict[Short, TaskStandings]
    systems: tuple[RankedSystem, ...]
    pairs: tuple[Pair, ...]
    measured: dict[Short, Measured]
