"""Recording in `corpus.lock` what was changed by hand, after checking it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from pactbank.corpus.changes import FileChange, changes
from pactbank.corpus.files import sha256
from pactbank.corpus.removal import splits_without, traces
from pactbank.corpus.store import Store
from pactbank.corpus.validate import check_files
from pactbank.errors import InvalidData, Problem, WrongUse, errors_in
from pactbank.model import codec, rules
from pactbank.model.registers import Lock
from pactbank.model.schemas import read

_TEXT = re.compile(r"([^/]{1,255})/v([0-9]{1,10})(?:\.raw)?\.txt")


@dataclass(frozen=True, slots=True)
class Pending:
    """What was changed and is not recorded. `edited` are changed or missing files of document
    versions, which nobody may change; `removed` are documents of which every file is gone."""

    changes: dict[str, FileChange]
    edited: tuple[str, ...]
    removed: tuple[str, ...]


def pending(store: Store) -> Pending:
    """What was changed by hand. Raises `InvalidData` with every file that cannot be read."""
    found = changes(store)
    words = {path: change.word for path, change in found.items()}
    here = {_folder(path) for path in store.lock.hashes() if words.get(path) != "missing"}
    removed = [document for document in store.versions() if document not in here]
    kept = store.versions().keys() - set(removed)
    edited = [path for path, word in words.items() if word != "new" and _folder(path) in kept]
    return Pending(found, tuple(edited), tuple(removed))


def _folder(path: str) -> str:
    """The folder of a file, which has the name of its document, but for the world; "" for a
    register."""
    return path.partition("/")[0] if "/" in path else ""


def record(store: Store, removing: Collection[str] = ()) -> Pending:
    """Record what was changed, and return it; `removing` are the documents whose splits and labels
    may go with them. All is recorded or, if the process dies, nothing.

    No other process changes the corpus meanwhile. Raises `WrongUse` for an edited version and for
    a removed document that is not among `removing`, and `InvalidData` with every problem of the
    files that would be recorded; then everything stays as it is.
    """
    with store.held():
        found = pending(store)
        refuse_edits(found)
        if unasked := sorted(set(found.removed) - set(removing)):
            raise WrongUse(f"{', '.join(unasked)} is gone since you were asked: run this again")
        leaving = [traces(store, document) for document in found.removed]
        splits = splits_without(store, leaving)
        now = {path: what.sha256 for path, what in found.changes.items()}
        if splits is not None:
            now["splits.json"] = sha256(splits)
        changed = {path: digest for path, digest in now.items() if digest is not None}
        gone = now.keys() - changed.keys()
        if problems := list(_problems(store.supposing(changed, gone), changed, splits)):
            raise InvalidData(problems)
        if leaving:
            labels = [path for each in leaving for path in each.labels]
            store.take_out(found.removed, labels, changed, gone, splits)
        elif now:
            store.relock(changed, gone)
    return found


def refuse_edits(found: Pending) -> None:
    """Raises `WrongUse` where a version was edited."""
    if found.edited:
        raise WrongUse(
            f"{', '.join(found.edited)}: a document version is never edited; restore the file and "
            "add a version with pactbank ingest --new-version, or take the whole document out "
            "with pactbank remove"
        )


def _problems(
    supposed: Store, recorded: Collection[str], splits: bytes | None
) -> Iterator[Problem]:
    """What is wrong with files that are to be recorded, in the corpus as it then is; `splits` is
    what splits.json will hold, if that is not what it holds."""
    yield from read(codec.encode(supposed.lock), Lock, str(supposed.corpus / "corpus.lock"))[1]
    coming = {} if splits is None else {supposed.corpus / "splits.json": splits}
    found = check_files(supposed, [supposed.corpus / path for path in sorted(recorded)], coming)
    yield from errors_in(found)
    locked = supposed.lock.hashes()
    for path in sorted(recorded):
        text = _TEXT.fullmatch(path)
        file = str(supposed.corpus / path)
        if text and f"{text[1]}/v{text[2]}.json" not in locked:
            yield rules.problem("PB605", file, "a text without its record")
        elif text and supposed.document(text[1], int(text[2])).referenced:
            yield rules.problem("PB220", file, f"the text of {text[1]} is referenced, not held")
