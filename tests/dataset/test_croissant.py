from __future__ import annotations

import json
import re
import shutil
from functools import cache
from pathlib import Path
from typing import Any

import mlcroissant as mlc
import pyarrow.parquet as pq
import pytest

from pactbank.corpus.store import Store
from pactbank.dataset import build, manifest
from pactbank.dataset.flat_tables import FLAT
from pactbank.model.registers import Release
from support import sample_corpus

# rdflib and pandas warn mlcroissant, which is not ours to change.
pytestmark = [
    pytest.mark.filterwarnings("ignore:ConjunctiveGraph is deprecated"),
    pytest.mark.filterwarnings("ignore:The inplace keyword in DataFrame"),
]

RAI = (
    "dataCollection", "dataCollectionType", "dataCollectionMissingData", "dataCollectionRawData",
    "dataCollectionTimeframe", "dataImputationProtocol", "dataManipulationProtocol",
    "dataPreprocessingProtocol", "dataAnnotationProtocol", "dataAnnotationPlatform",
    "dataAnnotationAnalysis", "annotationsPerItem", "annotatorDemographics",
    "machineAnnotationTools", "dataReleaseMaintenancePlan", "personalSensitiveInformation",
    "dataSocialImpact", "dataBiases", "dataLimitations", "dataUseCases",
)  # fmt: skip
"""The vocabulary; a key that is not in it passes unseen."""


def described(folder: Path) -> dict[str, Any]:
    croissant: dict[str, Any] = json.loads((folder / "croissant.json").read_bytes())
    return croissant


@cache
def read(folder: Path) -> Any:
    """A build as mlcroissant understands it."""
    return mlc.Dataset(jsonld=folder / "croissant.json")


def plain(value: Any) -> Any:
    """A value as mlcroissant gives it, as Parquet has it."""
    if isinstance(value, bytes):
        return value.decode("utf-8")
    if isinstance(value, list):
        return [plain(item) for item in value]
    return value.date().isoformat() if hasattr(value, "date") else value


@pytest.fixture(params=["full", "open"])
def folder(request: pytest.FixtureRequest, full: Path, bare: Path) -> Path:
    return full if request.param == "full" else bare


@pytest.mark.acceptance
def test_it_is_valid_without_a_warning(folder: Path) -> None:
    issues = read(folder).metadata.ctx.issues
    assert (list(issues.errors), list(issues.warnings)) == ([], [])


@pytest.mark.parametrize("table", FLAT)
def test_its_records_are_the_rows(folder: Path, table: str) -> None:
    records = [
        {key.removeprefix(f"{table}/"): plain(value) for key, value in record.items()}
        for record in read(folder).records(table)
    ]
    [file] = folder.glob(f"flat/{table}-*.parquet")
    assert records == pq.read_table(file).to_pylist()


def test_it_lists_every_parquet_file_with_its_hash(folder: Path) -> None:
    listed = {file["contentUrl"]: file["sha256"] for file in described(folder)["distribution"]}
    built = {f.path: f.sha256 for f in manifest.read(folder).files if f.path.endswith(".parquet")}
    assert listed == built


def test_a_changed_file_is_noticed(tmp_path: Path, full: Path) -> None:
    copy = Path(shutil.copytree(full, tmp_path / "copy"))
    [file] = copy.glob("flat/entities-*.parquet")
    pq.write_table(pq.read_table(file), file, compression="none")
    with pytest.raises(Exception, match="Download") as raised:
        list(read(copy).records("entities"))
    assert "is not identical with the reference" in str(raised.value.__cause__)


def test_it_says_how_the_data_came_to_be(folder: Path) -> None:
    croissant = described(folder)
    rai = {key.removeprefix("rai:") for key in croissant if key.startswith("rai:")}
    assert rai <= set(RAI)
    # Nobody recorded the platform, an analysis or how texts were collected, and a model labelled
    # only where the register names one.
    assert set(RAI) - rai == {
        "dataCollectionType", "dataAnnotationPlatform", "dataAnnotationAnalysis",
        "machineAnnotationTools",
    }  # fmt: skip
    assert croissant["version"] == "0.0.0-unreleased"
    assert croissant["creator"]["name"] == "The readers of Marsk"
    assert croissant["conformsTo"][0].endswith("croissant/1.1")
    assert croissant["datePublished"] == "2031-06-01"
    assert croissant["rai:dataCollectionTimeframe"] == ["2031-05-29", "2031-05-29"]
    metadata = read(folder).metadata
    assert metadata.data_limitations == croissant["rai:dataLimitations"]
    assert metadata.annotations_per_item == croissant["rai:annotationsPerItem"]


def test_splits_are_those_of_the_build(tmp_path: Path, full: Path) -> None:
    assert [record["splits/name"] for record in read(full).records("splits")] == [
        "train", "validation", "test",
    ]  # fmt: skip
    build(
        sample_corpus.make_corpus(tmp_path / "corpus", sample_corpus.SAMPLES[:1]), tmp_path / "one"
    )
    assert described(tmp_path / "one")["recordSet"][0]["data"] == [
        {"splits/name": "test", "splits/url": "cr:TestSplit"}
    ]


def test_one_licence_where_there_is_one(tmp_path: Path, full: Path) -> None:
    assert described(full)["license"][0]["url"] == "LICENSE"
    build(
        sample_corpus.make_corpus(tmp_path / "corpus", sample_corpus.SAMPLES[1:]), tmp_path / "one"
    )
    assert described(tmp_path / "one")["license"] == ["https://spdx.org/licenses/CC-BY-4.0.html"]


def test_a_release_is_read_from_a_folder_without_a_network(tmp_path: Path, store: Store) -> None:
    """Its files have addresses on the Hub; the card shows how to say that they are here."""
    folder = tmp_path / "out"
    build(store, folder, "open", release=Release(repository="marsk-lab/pacts", tag="v1.2.0"))
    blocks = re.findall(r"```python\n(.*?)```", (folder / "README.md").read_text(), re.DOTALL)
    [code] = [block for block in blocks if "mlcroissant" in block]
    names: dict[str, Any] = {"folder": str(folder)}
    exec(compile(code, "README.md", "exec"), names)
    [file] = folder.glob("flat/stances-*.parquet")
    assert len(list(names["dataset"].records("stances"))) == pq.read_metadata(file).num_rows
    issues = names["dataset"].metadata.ctx.issues
    assert (list(issues.errors), list(issues.warnings)) == ([], [])


def test_a_corpus_without_labels_has_documents_alone(tmp_path: Path) -> None:
    store = sample_corpus.make_corpus(tmp_path / "corpus")
    for file in (store.annotation_folder / "gold").iterdir():
        file.unlink()
    build(store, tmp_path / "out")
    croissant = described(tmp_path / "out")
    assert [one["@id"] for one in croissant["recordSet"]] == ["splits", "documents"]
    assert croissant["datePublished"] == "2031-05-29"
    assert len(list(read(tmp_path / "out").records("documents"))) == 3
