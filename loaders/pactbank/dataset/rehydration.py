"""An open build and the user's own copies of the withheld texts to the full build.

The copies are the raw or the clean texts. The build records what cleaning cut from a raw text, so
no cleaning rule runs again: the recorded edits are applied, and the hash of the clean text shows
that it is the text for which the labels were made. Then every span is quoted, every name is put
together from its letters and every word is cut out. The function that writes a build from the
corpus writes the result, which therefore is the full build byte for byte, including card and
manifest.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path

from pactbank.corpus import parquet, rights
from pactbank.corpus.cached_texts import cached_text
from pactbank.corpus.files import sha256
from pactbank.corpus.store import Store
from pactbank.dataset import manifest as manifests
from pactbank.dataset.builder import replacing_build, write
from pactbank.dataset.copies import find_copies
from pactbank.dataset.parts import parts
from pactbank.dataset.provenance import of_build
from pactbank.dataset.rows import DocumentRows, Row, token_rows
from pactbank.errors import InvalidData, WrongUse
from pactbank.model import rules
from pactbank.model.closed import SPLITS, Split, TextMode
from pactbank.model.inputs import is_there, read_file, read_named, reading
from pactbank.model.progress import Progress, silent
from pactbank.model.registers import BuiltFile, Manifest
from pactbank.text.offsets import Range, RawTextMap
from pactbank.text.tokens import Lost, words_in


def rehydrate(
    folder: Path,
    texts: Path,
    out: Path,
    store: Store | None = None,
    progress: Progress = silent,
    partial: bool = False,
) -> Manifest:
    """Write to `out` the build in `folder` together with the words that it leaves out, taken from
    the raw or clean texts in `texts`, a file or a folder, and from what `pactbank fetch` has
    brought. Returns the manifest of the new build. With `partial`, texts that are missing stay
    left out, and the build is one of the texts that are here.

    `store` is a corpus that may have the recorded texts; a wrong copy is then compared with the
    recorded text. Raises `WrongUse` for a folder that is no build, withholds nothing or was made
    by a version with other rows, and `InvalidData` for a damaged build and for every text that
    is missing or differs.
    """
    manifest = verified_manifest(folder)
    documents = withheld_documents(folder, manifest)
    if not documents:
        raise WrongUse(f"{folder} withholds nothing: every text is there")
    copies = find_copies(texts, documents, lambda row: recorded_raw(store, row), partial)
    mode: TextMode = "full" if len(copies) == len(documents) else "here"
    with replacing_build(out) as place:
        filled = (_filled(split, rows, copies) for split, rows in read_rows(folder, manifest))
        return write(place, parts(filled), mode, of_build(folder), progress)


def verified_manifest(folder: Path) -> Manifest:
    """The manifest of an undamaged build. Raises `WrongUse` if there is no build that this version
    can read, and `InvalidData` for every difference between the build and its manifest."""
    from pactbank.dataset.features import FEATURES

    manifest = manifests.read(folder)
    if damage := manifests.check(folder, others=True):
        raise InvalidData(rules.problem("PB811", str(folder), message) for message in damage)
    for file in manifest.files:
        if file.config is None:
            continue
        features = FEATURES.get(file.config)
        columns, _ = parquet.schema(folder / file.path)
        if features is None or not columns.equals(features.arrow_schema):
            raise WrongUse(
                f"{folder} was built by pactbank {manifest.package_version}, whose rows this "
                f"version does not read: pip install pactbank=={manifest.package_version}"
            )
    return manifest


def withheld_documents(folder: Path, manifest: Manifest) -> list[Row]:
    """The rows of the config `documents` whose text a build leaves out."""
    files = (file for file in manifest.files if file.config == "documents")
    return [row for file in files for row in _rows(folder, file) if not row["text_available"]]


def read_rows(folder: Path, manifest: Manifest) -> Iterator[tuple[Split, dict[str, list[Row]]]]:
    """Split, and rows by config, of each document of a build, in the order of writing."""
    for split in SPLITS:
        by_config = {
            file.config: groupby(_rows(folder, file), lambda row: row["document"])
            for file in manifest.files
            if file.config and file.split == split
        }
        upcoming = {config: next(groups, None) for config, groups in by_config.items()}
        for document in [built.id for built in manifest.documents if built.split == split]:
            rows = {}
            for config, group in upcoming.items():
                if group is not None and group[0] == document:
                    rows[config] = list(group[1])
                    upcoming[config] = next(by_config[config], None)
            yield split, rows


def recorded_raw(store: Store | None, row: Row) -> bytes | None:
    """The recorded raw bytes of a document, None if neither the corpus nor, for a referenced text,
    the user's cache has them."""
    if store is None:
        return None
    if (cached := cached_text(row["raw_sha256"])) is not None:
        return cached.encode("utf-8")
    path = store.path(row["document"], row["version"], ".raw.txt")
    with reading(path):
        data = read_file(path) if is_there(path) else b""
    return data if sha256(data) == row["raw_sha256"] else None


def _rows(folder: Path, file: BuiltFile) -> Iterator[Row]:
    from pactbank.dataset.parquet import stored_rows

    return stored_rows(folder / file.path)


def clean_text(copy: bytes, document: Row) -> str:
    """The clean text of a document: the copy itself, or made from its raw bytes by the recorded
    edits. Raises `InvalidData` if that is not the text whose hash the document has."""
    if sha256(copy) == document["text_sha256"]:
        return copy.decode("utf-8")
    blocks = RawTextMap.from_edits(document["edits"], document["raw_chars"])
    text = blocks.rebuild(copy.decode(document["raw_encoding"]))
    if (digest := sha256(text.encode("utf-8"))) != document["text_sha256"]:
        message = f"the recorded edits make a text with sha256 {digest}"
        raise InvalidData([rules.problem("PB206", document["document"], message)])
    return text


def _filled(split: Split, rows: dict[str, list[Row]], copies: Mapping[str, Path]) -> DocumentRows:
    """One document with every word, if the build has them or a copy does."""
    [document] = rows["documents"]
    text = document["text"]
    if not document["text_available"] and document["document"] in copies:
        text = clean_text(read_named(copies[document["document"]]), document)
        rows = {config: [_with_words(row, text) for row in bare] for config, bare in rows.items()}
    lost: Counter[Lost] = Counter()
    if "entities" in rows:
        tagged = [(m["start"], m["end"], m["type"]) for m in rows["entities"][0]["entities"]]
        zones = [(z["start"], z["end"]) for z in document["zones"] if z["start"] is not None]
        places = _places(rows["tokens"]) if text is None else words_in(text, zones)
        tokens, lost = token_rows(rows["documents"][0], places, tagged)
        _check_words(rows["tokens"], tokens)
        rows = {**rows, "tokens": tokens}
    return DocumentRows(split, rows, lost)


def _places(tokens: list[Row]) -> list[Range] | None:
    """The places of the words of a document, as its build knows them."""
    if any(row["starts"] is None for row in tokens):
        return None
    return [place for row in tokens for place in zip(row["starts"], row["ends"], strict=True)]


def _with_words(row: Row, text: str) -> Row:
    filled: Row = rights.restore(row, text)
    return {**filled, "text_available": True, **({"text": text} if "text" in row else {})}


def _check_words(built: list[Row], tokens: list[Row]) -> None:
    """Raises `WrongUse` if this version of the package cuts the text into other words than the
    version that made the build."""
    for old, new in zip(built, tokens, strict=True):
        if any(old[key] not in (None, new[key]) for key in ("starts", "ends", "tags")):
            raise WrongUse(
                f"the words of {old['document']} were cut by other rules than this version's; "
                "install the version of pactbank that is named in manifest.json"
            )
