"""The system `command:PROGRAM…`: any program that reads documents as JSON Lines on standard input
and writes, for each, one prediction as a line of JSON on standard output.

A document that the program has no answer for fails alone: the program is ended, with whatever it
has started, and a new one goes on with the next document.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import selectors
import shlex
import shutil
import signal
import subprocess
import time
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from pactbank.errors import WrongUse
from pactbank.model import answers, codec
from pactbank.model.inputs import is_file, open_file, reading
from pactbank.systems.protocol import (
    Article,
    DocumentFailed,
    Predicted,
    System,
    mended,
    shortened,
)

TIMEOUT = 300.0
"""Seconds that a program has for a document, at most."""
_LONGEST_TIMEOUT = 86400.0
LONGEST_ANSWER = 1 << 26
"""Bytes of a line of output, at most: 64 MiB."""
_PIECE = 1 << 16
_LAST_WORDS = 2000
"""Bytes of standard error that are kept, to say why a program ended."""
_GRACE = 5.0
"""Seconds that a program has to end once there are no more documents."""
_TOO_SLOW = "no line of output within {:g} s; does the program flush each line that it writes?"


class CommandSystem(System):
    """A program, which is started when the first document is asked for. Its version is a digest of
    the program and of the files that its arguments name.

    Raises `WrongUse` for a command line that names no program, and for a time outside (0, 86400].
    """

    def __init__(self, command: str, timeout: float = TIMEOUT) -> None:
        if not 0 < timeout <= _LONGEST_TIMEOUT:  # nan is neither
            raise WrongUse(f"a program has a time between 0 and {_LONGEST_TIMEOUT:g} s for a text")
        self.name = shortened(f"command:{command}")
        self.timeout = timeout
        self._arguments = _arguments(command)
        self.version = _digest(self._arguments)
        self.session = 0
        self._program: _Program | None = None

    def predict(self, articles: Iterable[Article]) -> Iterator[Predicted]:
        """The labels of each article, as the program gives them."""
        for article in articles:
            try:
                yield _labels(self._answer(request(article)), article.document.id)
            except DocumentFailed as failed:
                if failed.labels is None:
                    self._end(at_once=True)
                raise

    def close(self) -> None:
        self._end(at_once=False)

    def _answer(self, asked: bytes) -> bytes:
        """The line that the program answers with. One that has answered before and has ended well
        is started again."""
        again = self._program is not None
        if self._program is None:
            self._program = _Program(self._arguments)
            self.session = self._program.process.pid
        try:
            return self._program.ask(asked, self.timeout)
        except _Ended as ended:
            self._end(at_once=True)
            if again and ended.code == 0:
                return self._answer(asked)
            raise DocumentFailed("crash", str(ended)) from None

    def _end(self, at_once: bool) -> None:
        program, self._program, self.session = self._program, None, 0
        if program is not None:
            program.end(at_once)


def request(article: Article) -> bytes:
    """A document as the line that a program reads; the names are those of the dataset's config
    `documents`."""
    document = article.document
    asked = {
        "document": document.id,
        "version": document.version,
        "language": document.language,
        "kind": document.kind,
        "title": document.title,
        "reference_date": document.reference_date,
        "text_sha256": document.text.sha256,
        "text": article.text,
    }
    return json.dumps(asked, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _labels(line: bytes, document: str) -> dict[str, Any]:
    """The object on a line, if it is about this document. Raises `DocumentFailed`, with the labels
    where slips were mended."""
    shown = repr(shortened(line.decode("utf-8", "replace"), 80))
    try:
        value, slips = answers.parse(line)
    except codec.Unreadable as error:
        raise DocumentFailed("garbage", f"not JSON: {error.message}: {shown}") from None
    if not isinstance(value, dict):
        raise DocumentFailed("garbage", f"no JSON object: {shown}")
    if "document" not in value:
        raise DocumentFailed("garbage", f"the object names no document: {shown}")
    if value["document"] != document:
        found = shortened(str(value["document"]), 80)
        message = f"document is {found!r}, asked was {document!r}; one line a document"
        raise DocumentFailed("wrong-document", message)
    if slips:
        raise mended(value, slips)
    return value


def _arguments(command: str) -> list[str]:
    try:
        arguments = shlex.split(command)
    except ValueError as error:
        raise WrongUse(f"command:{command}: {error}") from None
    if not arguments:
        raise WrongUse("command: needs a program, for example command:./mine.py")
    if shutil.which(arguments[0]) is None:
        raise WrongUse(f"command: there is no program {arguments[0]!r} that can be run")
    return arguments


def _digest(arguments: list[str]) -> str:
    """Another digest where the program, its arguments, or a file among these is another."""
    found = hashlib.sha256("\0".join(arguments).encode("utf-8", "surrogateescape"))
    program = shutil.which(arguments[0]) or arguments[0]
    for path in map(Path, (program, *arguments[1:])):
        with reading(path):
            if _is_there(path):
                with open_file(path) as file:
                    found.update(hashlib.file_digest(file, "sha256").digest())
    return found.hexdigest()[:12]


def _is_there(path: Path) -> bool:
    """Whether an argument names a file; most arguments are no paths at all."""
    try:
        return is_file(path)
    except OSError:
        return False


class _Ended(Exception):
    """The program has ended without an answer."""

    def __init__(self, code: int | None, last_words: str) -> None:
        how = "closed its output" if code is None else f"ended with exit code {code}"
        if code is not None and code < 0:
            how = f"was ended by {signal.Signals(-code).name}"
        super().__init__(f"the program {how}{': ' if last_words else ''}{last_words}")
        self.code = code


class _Program:
    """A running program in a session of its own, so that whatever it has started ends with it."""

    def __init__(self, arguments: list[str]) -> None:
        try:
            self.process = subprocess.Popen(
                arguments,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                start_new_session=True,
                bufsize=0,
                # A Python program that prints a line sends it at once.
                env={**os.environ, "PYTHONUNBUFFERED": "1"},
            )
        except OSError as error:
            raise DocumentFailed("crash", f"cannot be run: {error.strerror}") from None
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        assert self.process.stderr is not None
        self.stdin, self.stdout = self.process.stdin, self.process.stdout
        self.stderr = self.process.stderr
        for pipe in (self.stdin, self.stdout, self.stderr):
            os.set_blocking(pipe.fileno(), False)
        self._read = bytearray()
        self._has_line = False
        self._heard = b""

    def ask(self, line: bytes, timeout: float) -> bytes:
        """The next line of output after this one was written to its input. Raises `_Ended`, and
        `DocumentFailed` where no line comes in time or a line never ends."""
        deadline = time.monotonic() + timeout
        with selectors.DefaultSelector() as selector:
            selector.register(self.stdin, selectors.EVENT_WRITE)
            for pipe in (self.stdout, self.stderr):
                selector.register(pipe, selectors.EVENT_READ)
            while not self._has_line:
                if (left := deadline - time.monotonic()) <= 0:
                    raise DocumentFailed("timeout", _TOO_SLOW.format(timeout))
                ready = {key.fileobj for key, _ in selector.select(left)}
                if self.stdin in ready and not (line := self._rest(line)):
                    selector.unregister(self.stdin)
                if self.stderr in ready and not self._listen():
                    selector.unregister(self.stderr)
                if self.stdout in ready:
                    self._receive()
        answer, _, rest = bytes(self._read).partition(b"\n")
        self._read, self._has_line = bytearray(rest), b"\n" in rest
        return answer.strip()

    def _rest(self, line: bytes) -> bytes:
        """What is still to be written; nothing for a program that does not read any more, of which
        the output says what became of it."""
        try:
            return line[self.stdin.write(line[:_PIECE]) or 0 :]
        except OSError:
            return b""

    def _listen(self) -> bool:
        """Keep the last of what it says on standard error; False where there is nothing now."""
        heard = self.stderr.read(_PIECE) or b""
        self._heard = (self._heard + heard)[-_LAST_WORDS:]
        return bool(heard)

    def _receive(self) -> None:
        """Read output. A last line need not end in a line feed. Raises `_Ended` at the end."""
        read = self.stdout.read(_PIECE)
        if read == b"" and not self._read.strip():
            raise self._ended()
        self._has_line = read == b"" or b"\n" in (read or b"")
        self._read += read or b""
        if len(self._read) > LONGEST_ANSWER and not self._has_line:
            raise DocumentFailed("garbage", f"a line of more than {LONGEST_ANSWER:,} bytes")

    def _ended(self) -> _Ended:
        """How the program has ended, with the last line of what it said."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(_GRACE)
        while self._listen():
            continue
        lines = self._heard.decode("utf-8", "replace").strip().splitlines()
        return _Ended(self.process.returncode, lines[-1].strip() if lines else "")

    def end(self, at_once: bool) -> None:
        """End the program, and all that it has started; unless `at_once`, it may come to its own
        end once its input ends."""
        with contextlib.suppress(OSError):
            self.stdin.close()
        if not at_once:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(_GRACE)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.stdout.close()
        self.stderr.close()
