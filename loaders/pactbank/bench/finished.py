"""What a run has left in the folder of a system, read."""

from __future__ import annotations

from pathlib import Path
from typing import TypeVar

import msgspec

from pactbank.bench.running import PREDICTIONS, RUN
from pactbank.corpus.files import sha256
from pactbank.corpus.records import bytes_of
from pactbank.errors import InvalidData
from pactbank.model import codec, rules
from pactbank.model.benchmark import SystemRun

T = TypeVar("T", bound=msgspec.Struct)


def read_result(path: Path, kind: type[T]) -> T:
    """A record that `bench` wrote. Raises `InvalidData` where it did not."""
    try:
        return codec.decode(bytes_of(path), kind)
    except (codec.Unreadable, msgspec.ValidationError) as error:
        raise InvalidData([rules.problem("PB861", str(path), str(error))]) from None


def read_run(folder: Path) -> SystemRun:
    """The run of a system, whose predictions are the lines that it says, one after the other.
    Raises `InvalidData` for files that `bench` did not write, and for other predictions."""
    run = read_result(folder / RUN, SystemRun)
    path = folder / PREDICTIONS
    given = [one for one in run.documents if one.prediction_sha256 is not None]
    lines = bytes_of(path).splitlines(keepends=True)
    if len(lines) != len(given):
        message = f"has {len(lines)} predictions, and the system gave {len(given)}"
        raise InvalidData([rules.problem("PB861", str(path), message)])
    if problems := [
        rules.problem("PB861", str(path), f"not what it gave for {one.document}", line=number)
        for number, (line, one) in enumerate(zip(lines, given, strict=True), 1)
        if sha256(line) != one.prediction_sha256
    ]:
        raise InvalidData(problems)
    return run
