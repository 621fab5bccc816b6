"""Every rule that data must keep, checked in one run that reports all the problems it finds.

validation      files and folders → problems; finds the corpus that each of them belongs to
checks          one file of one corpus → problems
lookups         what the checks of a corpus look up in it
kinds           which record a file holds, by its name
given           options that become a record
annotations     all rules of one annotation: the rooms below, in order
predictions     the rules that predictions must keep
documents       one document against its raw text and its clean text
registers       lock, splits and the register of annotators
entities, agreements, stances    the rules of one layer
scheme          what the newest version of the scheme forbids beyond those before
texts           the texts of a document, held or referenced
wordless        labels of a text that is referenced
spans, quotation, names, pins, references, unseen    one concern across layers
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from pactbank.corpus.store import Store
from pactbank.corpus.validate.checks import Checks
from pactbank.corpus.validate.validation import Validation
from pactbank.errors import Problem
from pactbank.model.annotation import Annotation
from pactbank.model.progress import Progress, silent
from pactbank.model.schemas import place


def validate(
    store: Store, paths: Iterable[Path] = (), progress: Progress = silent
) -> list[Problem]:
    """Every problem of the given files and folders (default: the whole root), sorted by file and
    line.

    A corpus inside the root, or one that is given, is checked as a corpus of its own. `progress`
    is called with each file's name before the file is read. Raises `WrongUse` for a path that
    does not exist or is not a file that PactBank knows.
    """
    return Validation(store, progress).problems([*paths])


def check_files(store: Store, paths: Iterable[Path], coming: Mapping[Path, bytes]) -> list[Problem]:
    """Every problem of files that are to be recorded in a corpus, and of what they rest on: `store`
    has the lock as it will be, and `coming` the bytes of files that will have others than now. A
    corpus without splits is checked for gold."""
    checks = Checks(store, str)
    found = set(checks.without_splits())
    for path in paths:
        found.update(checks.file(path, explicit=False, coming=coming.get(path)))
    return sorted(found | checks.causes)


def check(store: Store, annotation: Annotation, data: bytes, file: str) -> list[Problem]:
    """Every semantic fault of one annotation; `data` is its encoded form, for line numbers."""
    checks = Checks(store, str)
    return place(checks.annotation(annotation), data, file) + sorted(checks.causes)
