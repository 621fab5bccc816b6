"""A run of one system over the documents of a contest, into its folder."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import msgspec

from pactbank.bench import memory
from pactbank.bench.contest import Contest
from pactbank.bench.entrants import Entrant
from pactbank.bench.transcript import Transcript
from pactbank.bench.written import write_record
from pactbank.corpus.files import lock_held, opened, sha256
from pactbank.errors import InvalidData, WrongUse
from pactbank.model import codec, rules
from pactbank.model.benchmark import AskedDocument, SystemRun, Tokens
from pactbank.model.document import SCHEMA_VERSION
from pactbank.model.inputs import is_there, read_named, reading
from pactbank.model.progress import Watching
from pactbank.systems import Answer, run

PREDICTIONS = "predictions.jsonl"
_TRANSCRIPT = ".transcript.jsonl"
RUN = "run.json"


def run_system(entrant: Entrant, contest: Contest, folder: Path, watching: Watching) -> SystemRun:
    """Ask for every document that is not finished in the folder, and say what all of them took.

    Raises `WrongUse` for a folder that another run writes to, or that has the answers of another
    version, and `InvalidData` for one that was damaged.
    """
    with _claimed(folder):
        _begin(entrant, folder)
        transcript = Transcript(folder / PREDICTIONS, folder / _TRANSCRIPT)
        finished = transcript.resume(contest.documents)
        asked = [*finished, *_asked(entrant, contest, transcript, finished, watching)]
        done = _run_of(entrant, asked)
        write_record(folder / RUN, done)
        return done


@contextmanager
def _claimed(folder: Path) -> Iterator[None]:
    """Keep other runs out of a folder, which is made where it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    with opened(folder) as handle:
        if not lock_held(handle, folder):
            raise WrongUse(f"another run writes to {folder}")
        yield


def _begin(entrant: Entrant, folder: Path) -> None:
    """Write down whose folder this is, unless it says so."""
    path = folder / RUN
    with reading(path):
        there = is_there(path)
    if not there:
        if os.path.lexists(folder / PREDICTIONS):
            raise WrongUse(f"{folder} has predictions, and no {RUN} that says of what: move it")
        write_record(path, _run_of(entrant, ()))
        return
    try:
        known = codec.decode(read_named(path), SystemRun)
    except (codec.Unreadable, msgspec.ValidationError) as error:
        raise InvalidData([rules.problem("PB861", str(path), str(error))]) from None
    system = entrant.system
    if (known.system, known.version) != (system.name, system.version):
        raise WrongUse(
            f"{folder} has the answers of {known.system} {known.version}, and this is "
            f"{system.name} {system.version}: choose another --out, or remove the folder"
        )


def _asked(
    entrant: Entrant,
    contest: Contest,
    transcript: Transcript,
    finished: Iterable[AskedDocument],
    watching: Watching,
) -> Iterator[AskedDocument]:
    """The documents that are asked for now; each is in the files before the next one is read."""
    names = {one.document for one in finished}
    left = tuple(document for document in contest.documents if document.id not in names)
    hashes = {document.id: document.text.sha256 for document in left}
    system = entrant.system
    if system.session is None:
        memory.forget_peak()
    with (
        watching(f"running {entrant.name}", len(left)) as advance,
        transcript.appending() as appender,
        closing(run(system, contest.articles(left), advance)) as answers,
    ):
        for answer in answers:
            peak = memory.peak_mb(system.session)
            asked = _asked_document(answer, hashes[answer.document], peak)
            appender.append(answer, asked)
            yield asked


def _asked_document(answer: Answer, text_sha256: str, peak: int | None) -> AskedDocument:
    return AskedDocument(
        document=answer.document,
        text_sha256=text_sha256,
        seconds=round(answer.seconds, 6),
        prediction_sha256=None if answer.line is None else sha256(answer.line),
        peak_memory_mb=peak,
        tokens=answer.tokens,
        failure=answer.failure,
    )


def _run_of(entrant: Entrant, asked: Iterable[AskedDocument]) -> SystemRun:
    documents = tuple(asked)
    peaks = [one.peak_memory_mb for one in documents if one.peak_memory_mb is not None]
    spent = [one.tokens for one in documents if one.tokens is not None]
    return SystemRun(
        schema_version=SCHEMA_VERSION,
        system=entrant.name,
        version=entrant.system.version,
        seconds=round(sum(one.seconds for one in documents), 6),
        peak_memory_mb=max(peaks, default=None),
        tokens=Tokens(
            input=sum(one.input for one in spent), output=sum(one.output for one in spent)
        )
        if spent
        else None,
        documents=documents,
    )
