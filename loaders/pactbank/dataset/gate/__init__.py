"""The release gate: every problem that keeps a build from being published, found in one run.

    release_problems   every check: files by hash, card, Parquet, loading, Croissant, words
    load_check         the child process that loads every config and split, as a user would
    withheld_words     the search for words of texts that may not be passed on

A build with any problem is not published.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from pactbank.corpus import parquet
from pactbank.dataset import manifest as manifests
from pactbank.dataset.builder import CARD, CROISSANT
from pactbank.dataset.gate.withheld_words import find_withheld_words
from pactbank.errors import InvalidData, Problem, WrongUse
from pactbank.model import rules
from pactbank.model.inputs import is_file, read_file
from pactbank.model.registers import BuiltFile, Manifest

Fault = tuple[str, str, str]
"""The rule that is broken, the file in which it is broken, and what is wrong."""
_LOAD_CHECK = "pactbank.dataset.gate.load_check"


def release_problems(folder: Path, withheld: Mapping[str, str]) -> list[Problem]:
    """Every problem of a build that is to be published; none if it may be.

    `withheld` holds, by document id, everything that is known of the texts that may not be passed
    on. Raises `WrongUse` if `mlcroissant` is not installed.
    """
    croissant = croissant_reader()
    try:
        manifest = manifests.read(folder)
    except WrongUse as error:
        return [rules.problem("PB811", str(folder), str(error))]
    checks: tuple[Callable[[], Iterator[Fault]], ...] = (
        lambda: (("PB811", "", message) for message in manifests.check(folder)),
        lambda: _card(folder, manifest),
        lambda: _parquet(folder, manifest),
        lambda: _loads(folder),
        lambda: _croissant(folder, manifest, croissant),
        lambda: find_withheld_words(folder, manifest, withheld),
    )
    return [
        rules.problem(code, str(folder / file), message.strip().rstrip("."))
        for check in checks
        for code, file, message in check()
    ]


def croissant_reader() -> Any:
    """The module `mlcroissant`. Raises `WrongUse` if it is not installed."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            import mlcroissant
    except ImportError:
        raise WrongUse(
            "publishing checks the build with mlcroissant, which is not installed: "
            "pip install 'pactbank[croissant]'"
        ) from None
    return mlcroissant


def _card(folder: Path, manifest: Manifest) -> Iterator[Fault]:
    """The metadata of the card: closed lists, licence, and exactly the files of the build."""
    from huggingface_hub import DatasetCard

    from pactbank.dataset.card import unlisted

    try:
        card: Any = DatasetCard(read_file(folder / CARD).decode("utf-8"))
        data = card.data.to_dict()
        named = {
            (config["config_name"], file["split"], file["path"])
            for config in data.get("configs", ())
            for file in config["data_files"]
        }
        messages = list(unlisted(data))
    except Exception as error:  # of YAML, and of whatever is in it instead of metadata
        yield "PB812", CARD, f"it cannot be read: {type(error).__name__}: {error}"
        return
    for message in messages:
        yield "PB812", CARD, message
    if data.get("license") == "other" and not is_file(folder / str(data.get("license_link"))):
        yield "PB812", CARD, "license is other, and license_link names no file of the build"
    listed = {(file.config, file.split, file.path) for file in manifest.files if file.config}
    if wrong := sorted(path for _, _, path in named ^ listed):
        yield "PB812", CARD, f"its configs are not the files of the build: {', '.join(wrong)}"


def _parquet(folder: Path, manifest: Manifest) -> Iterator[Fault]:
    """Columns and number of rows of each file, against the card."""
    from datasets.info import DatasetInfosDict

    try:
        infos = DatasetInfosDict.from_directory(str(folder))
    except Exception as error:  # of YAML, and of whatever is in it instead of features
        yield "PB813", CARD, f"its features cannot be read: {type(error).__name__}: {error}"
        return
    for file in manifest.files:
        if file.config is not None and is_file(folder / file.path):
            yield from _against_card(folder, file, infos.get(file.config))
        elif file.rows == 0:
            yield "PB814", file.path, "it has no rows"


def _against_card(folder: Path, file: BuiltFile, info: Any) -> Iterator[Fault]:
    from pactbank.dataset.features import FEATURES

    if info is None:
        yield "PB813", file.path, f"the card has no features of {file.config}"
        return
    try:
        columns, rows = parquet.schema(folder / file.path)
    except InvalidData as error:
        yield "PB813", file.path, f"it cannot be read: {error.problems[0].message}"
        return
    features = FEATURES.get(file.config or "")
    if features is None or (info.features, columns) != (features, features.arrow_schema):
        yield "PB813", file.path, f"its columns are not the card's features of {file.config}"
    split = (info.splits or {}).get(file.split)
    counts = (rows, file.rows, split and split.num_examples)
    if len(set(counts)) > 1 or not counts[0]:
        message = "{} rows in the file, {} in the manifest, {} in the card".format(*counts)
        yield "PB814", file.path, message


def _loads(folder: Path) -> Iterator[Fault]:
    """Every config and split, in a process with an empty cache, no network and no token."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("HF_", "HUG"))}
    with tempfile.TemporaryDirectory() as scratch:
        result = Path(scratch) / "result.json"
        offline = {"HF_HOME": scratch, "HF_HUB_OFFLINE": "1", "HF_DATASETS_OFFLINE": "1"}
        ran = subprocess.run(
            [sys.executable, "-m", _LOAD_CHECK, str(folder.resolve()), str(result)],
            env={**kept, **offline},
            cwd=scratch,
            capture_output=True,
            text=True,
        )
        if not is_file(result):
            last = ran.stderr.strip().rpartition("\n")[2]
            yield "PB815", "", f"the process ended with code {ran.returncode}: {last}"
            return
        for message in json.loads(read_file(result)):
            yield "PB815", "", message


def _croissant(folder: Path, manifest: Manifest, croissant: Any) -> Iterator[Fault]:
    """Validity, hashes, and the number of records of every record set."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            # What is published under these addresses is here, and not there yet.
            here = {
                file.path: folder / file.path
                for file in manifest.files
                if file.path.endswith(".parquet")
            }
            dataset = croissant.Dataset(jsonld=folder / CROISSANT, mapping=here)
            sets = {record_set.id for record_set in dataset.metadata.record_sets}
            for file in manifest.files:
                table = Path(file.path).name.rpartition("-")[0]
                if file.path.startswith("flat/"):
                    read = sum(1 for _ in dataset.records(table)) if table in sets else 0
                    if read != file.rows:
                        yield "PB816", CROISSANT, f"{table}: {read} records, {file.rows} rows"
        except Exception as error:  # mlcroissant passes on the errors of many libraries
            message = f"{type(error).__name__}: {str(error.__cause__ or error).strip()}"
            yield "PB816", CROISSANT, message
