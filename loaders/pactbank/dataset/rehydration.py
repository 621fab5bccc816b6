"""An open build and the user's own copies of the withheld texts to the full build.

The copies are the raw texts. What cleaning cut from them is recorded in the build, so that no
rule runs again: the recorded edits are applied, and the hash of the clean text says that this
is the text the labels were made for. Then every span is quoted, every name put together from
its letters, every word counted; the same writer that writes a build from the corpus writes the
result, and so it is the full build byte for byte, card and manifest among the rest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING

from pactbank.corpus import rights
from pactbank.corpus.files import sha256
from pactbank.corpus.store import Store
from pactbank.dataset import manifest as manifests
from pactbank.dataset.builder import LICENSE, Progress, replacing, write
from pactbank.dataset.copies import clean_text, find
from pactbank.errors import InvalidData, WrongUse
from pactbank.model import rules
from pactbank.model.closed import SPLITS, Split
from pactbank.model.registers import BuiltFile, Manifest
from pactbank.text.tokens import Lost

if TYPE_CHECKING:
    from pactbank.dataset.rows import Part, Row


def rehydrate(
    folder: Path,
    texts: Path,
    out: Path,
    store: Store | None = None,
    progress: Progress | None = None,
) -> Manifest:
    """Write to `out` the build in `folder` with the words that it leaves out, taken from the raw
    texts in `texts`, a file or a folder.

    `store` is a corpus that may have the recorded texts: with it a wrong copy is compared, not
    guessed at. Raises `WrongUse` for a folder that is no build, withholds nothing or was made by
    a version with other rows, and `InvalidData` for a damaged build and for every text that is
    missing or differs.
    """
    manifest = sound(folder)
    documents = withheld(folder, manifest)
    if not documents:
        raise WrongUse(f"{folder} withholds nothing: every text is there")
    found = find(texts, documents, lambda row: recorded(store, row))
    with replacing(out) as place:
        parts = (_filled(split, rows, found) for split, rows in read_rows(folder, manifest))
        return write(place, parts, "full", (folder / LICENSE).read_bytes(), progress)


def sound(folder: Path) -> Manifest:
    """The manifest of an undamaged build. Raises `WrongUse` where there is no build that this
    version reads, and `InvalidData` where it is not what its manifest says."""
    import pyarrow.parquet as pq

    from pactbank.dataset.features import FEATURES

    manifest = manifests.read(folder)
    if damage := manifests.check(folder):
        raise InvalidData(rules.problem("PB811", str(folder), said) for said in damage)
    for file in manifest.files:
        config = file.config
        if config and not pq.read_schema(folder / file.path).equals(FEATURES[config].arrow_schema):
            raise WrongUse(
                f"{folder} was built by pactbank {manifest.package_version}, whose rows this "
                f"version does not read: pip install pactbank=={manifest.package_version}"
            )
    return manifest


def withheld(folder: Path, manifest: Manifest) -> list[Row]:
    """The rows of the config `documents` whose text a build leaves out."""
    files = (file for file in manifest.files if file.config == "documents")
    return [row for file in files for row in _rows(folder, file) if not row["text_available"]]


def read_rows(folder: Path, manifest: Manifest) -> Iterator[tuple[Split, dict[str, list[Row]]]]:
    """Split and rows by config of each document of a build, in the order they were written."""
    for split in SPLITS:
        by_config = {
            file.config: groupby(_rows(folder, file), lambda row: row["document"])
            for file in manifest.files
            if file.config and file.split == split
        }
        waiting = {config: next(groups, None) for config, groups in by_config.items()}
        for document in [entry.id for entry in manifest.documents if entry.split == split]:
            rows = {}
            for config, group in waiting.items():
                if group is not None and group[0] == document:
                    rows[config] = list(group[1])
                    waiting[config] = next(by_config[config], None)
            yield split, rows


def recorded(store: Store | None, row: Row) -> bytes | None:
    """The recorded raw bytes of a document, if a corpus has them."""
    if store is None:
        return None
    path = store.path(row["document"], row["version"], ".raw.txt")
    data = path.read_bytes() if path.is_file() else b""
    return data if sha256(data) == row["raw_sha256"] else None


def _rows(folder: Path, file: BuiltFile) -> Iterator[Row]:
    from pactbank.dataset.shards import stored_rows

    return stored_rows(folder / file.path)


def _filled(split: Split, rows: dict[str, list[Row]], found: Mapping[str, Path]) -> Part:
    """One document with every word, whether or not the build leaves its words out."""
    from pactbank.dataset.rows import Part, token_rows

    [document] = rows["documents"]
    text = document["text"]
    if not document["text_available"]:
        text = clean_text(found[document["document"]].read_bytes(), document)
        rows = {config: [_with_words(row, text) for row in part] for config, part in rows.items()}
    lost: Counter[Lost] = Counter()
    if "entities" in rows:
        tagged = [(m["start"], m["end"], m["type"]) for m in rows["entities"][0]["entities"]]
        made, lost = token_rows(rows["documents"][0], text, tagged)
        _check_words(rows["tokens"], made)
        rows = {**rows, "tokens": made}
    return Part(split, rows, lost)


def _with_words(row: Row, text: str) -> Row:
    filled: Row = rights.restore(row, text)
    return {**filled, "text_available": True, **({"text": text} if "text" in row else {})}


def _check_words(there: list[Row], made: list[Row]) -> None:
    """Raises `WrongUse` where this version of the package cuts words otherwise than the one that
    made the build."""
    for old, new in zip(there, made, strict=True):
        if any(old[key] not in (None, new[key]) for key in ("starts", "ends", "tags")):
            raise WrongUse(
                f"the words of {old['document']} were cut by other rules than this version's; "
                "install the version of pactbank that is named in manifest.json"
            )
