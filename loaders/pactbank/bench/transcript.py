"""What was asked of a system, and what it said: two files that are appended to, a document at a
time, so that a run that was killed goes on where it ended.

A prediction is written before the line that says it was asked for. Whatever a killed run has half
written, at the end of either file, is cut off, and the document is asked for again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedWriter
from pathlib import Path

import msgspec

from pactbank.corpus.files import sha256, write_atomically
from pactbank.errors import InvalidData, WrongUse
from pactbank.model import codec, rules
from pactbank.model.benchmark import AskedDocument
from pactbank.model.document import Document
from pactbank.model.inputs import is_there, read_named, reading
from pactbank.systems import Answer


@dataclass(frozen=True)
class Transcript:
    """The predictions of a system, and the documents that it was asked for."""

    predictions: Path
    asked: Path

    def resume(self, documents: tuple[Document, ...]) -> list[AskedDocument]:
        """The documents that are finished; both files have these afterwards, and nothing else.

        Raises `InvalidData` for files that hold something else, and `WrongUse` where they are of
        other documents or of other texts than these.
        """
        asked = [_decoded(line, self.asked, at) for at, line in enumerate(_lines(self.asked), 1)]
        kept, lines = self._together(asked, _lines(self.predictions))
        self._check(kept, {document.id: document.text.sha256 for document in documents})
        _keep(self.asked, [codec.encode_line(one) for one in kept])
        _keep(self.predictions, [line + b"\n" for line in lines])
        return kept

    def _together(
        self, asked: list[AskedDocument], given: list[bytes]
    ) -> tuple[list[AskedDocument], list[bytes]]:
        """The documents up to the first whose prediction is not there, and their predictions."""
        kept: dict[str, AskedDocument] = {}
        lines: list[bytes] = []
        for number, one in enumerate(asked, 1):
            if one.document in kept:
                raise _damaged(self.asked, number, f"{one.document} stands twice")
            if one.prediction_sha256 is not None:
                if len(lines) == len(given):
                    break
                lines.append(self._prediction(given, len(lines), one))
            kept[one.document] = one
        return list(kept.values()), lines

    def _prediction(self, given: list[bytes], at: int, asked: AskedDocument) -> bytes:
        """A line of predictions, which is the one that the system gave for this document."""
        if sha256(given[at] + b"\n") != asked.prediction_sha256:
            message = f"not the prediction of {asked.document} that the system gave"
            raise _damaged(self.predictions, at + 1, message)
        return given[at]

    def _check(self, kept: list[AskedDocument], texts: dict[str, str]) -> None:
        for one in kept:
            if one.document not in texts:
                raise WrongUse(
                    f"{self.predictions} is of other documents, such as {one.document}: choose "
                    "another --out"
                )
            if one.text_sha256 != texts[one.document]:
                raise WrongUse(f"{self.predictions} is of another text of {one.document}")

    @contextmanager
    def appending(self) -> Iterator[Appender]:
        """The files, open for more documents."""
        with open(self.predictions, "ab") as predictions, open(self.asked, "ab") as asked:
            yield Appender(predictions, asked)


@dataclass(frozen=True)
class Appender:
    """Open files. What is written is the machine's as soon as it is written, so that it survives
    this process; a power failure may cost the last documents, which are then asked for again."""

    predictions: BufferedWriter
    asked: BufferedWriter

    def append(self, answer: Answer, asked: AskedDocument) -> None:
        if answer.line is not None:
            self.predictions.write(answer.line)
            self.predictions.flush()
        self.asked.write(codec.encode_line(asked))
        self.asked.flush()


def _lines(path: Path) -> list[bytes]:
    """The whole lines of a file; none where there is no file."""
    with reading(path):
        if not is_there(path):
            return []
    return read_named(path).split(b"\n")[:-1]


def _decoded(line: bytes, path: Path, number: int) -> AskedDocument:
    try:
        return codec.decode(line, AskedDocument)
    except (codec.Unreadable, msgspec.ValidationError) as error:
        raise _damaged(path, number, str(error)) from None


def _damaged(path: Path, number: int, message: str) -> InvalidData:
    return InvalidData([rules.problem("PB861", str(path), message, line=number)])


def _keep(path: Path, lines: list[bytes]) -> None:
    """Write a file that has these lines, unless it is there."""
    data = b"".join(lines)
    with reading(path):
        there = is_there(path)
    if not there or read_named(path) != data:
        write_atomically(path, data)
