"""An older `datasets`, in an environment of its own, reads the same rows."""

from __future__ import annotations

import json
import os
import subprocess
import venv
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pactbank.dataset import build, manifest
from pactbank.model.closed import TextMode
from support import sample_corpus

pytestmark = pytest.mark.acceptance

ROOT = Path(__file__).parents[2]
VERSION = "3.6.0"

LOAD = """
import json, sys, datasets
assert datasets.__version__ == sys.argv[1]
folder, parts = sys.argv[2], json.loads(sys.argv[3])
rows = {f"{config}/{split}": list(datasets.load_dataset(folder, config, split=split))
        for config, split in parts}
print(json.dumps(rows, default=str))
"""


@pytest.fixture(scope="module")
def python() -> Path:
    """Python of an environment with the older library, which is made if it does not exist."""
    folder = ROOT / ".env-datasets-3.6"
    if not (folder / "complete").exists():
        venv.create(folder, with_pip=True, clear=True)
        for what in (["--upgrade", "pip"], [f"datasets=={VERSION}"]):
            command = [str(folder / "bin/python"), "-m", "pip", "install", "--quiet", *what]
            subprocess.run(command, check=True, capture_output=True, timeout=600)
        (folder / "complete").touch()
    return folder / "bin/python"


@pytest.mark.parametrize("mode", ["full", "open"])
def test_an_older_reader_gives_the_same_rows(tmp_path: Path, python: Path, mode: TextMode) -> None:
    folder = tmp_path / "pactbank"
    build(sample_corpus.make_corpus(tmp_path / "corpus"), folder, mode)
    files = [file for file in manifest.read(folder).files if file.config]
    parts = json.dumps([[file.config, file.split] for file in files])
    ran = subprocess.run(
        [python, "-c", LOAD, VERSION, str(folder), parts],
        env={**os.environ, "HF_HOME": str(tmp_path / "home"), "HF_HUB_OFFLINE": "1"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr
    rows = json.loads(ran.stdout)
    for file in files:
        written = pq.read_table(folder / file.path).to_pylist()
        expected = json.loads(json.dumps(written, default=str))
        assert rows[f"{file.config}/{file.split}"] == expected, file.path
