"""What a build from somebody's own corpus says of it: what its registers say, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import DatasetCard
from msgspec import structs

from pactbank.corpus.files import write_atomically
from pactbank.corpus.store import Store
from pactbank.dataset import build, manifest, rehydrate
from pactbank.errors import InvalidData
from pactbank.model.annotation import Annotator
from pactbank.model.registers import About, Release
from support import sample_corpus
from support.builds import contents
from support.founding import founding_corpus
from support.pointers import pointers

pytestmark = pytest.mark.acceptance  # many builds, or many examples

ROOT = Path(__file__).parents[2]
RELEASE = Release(repository="marsk-lab/pacts", tag="v1.2.0")
HUMAN = (
    Annotator(id="gold", kind="human", description="Ada read every text twice."),
    Annotator(id="unused", kind="model", description="labelled nothing here", model="M"),
)
MODELS = tuple(
    Annotator(id=name, kind="model", description=f"Pass {name}.", model="Oracle 2")
    for name in ("first", "second")
)
ADJUDICATED = Annotator(id="gold", kind="adjudicated", description="Ruled by a program.")
CC0 = structs.replace(sample_corpus.ABOUT, license="CC0-1.0")


def corpus(
    root: Path, about: About | None, annotators: tuple[Annotator, ...], licence: bytes | None = None
) -> Store:
    """The sample corpus with these registers; each annotator but gold and `unused` has a pass."""
    store = sample_corpus.make_corpus(root)
    (root / "LICENSE").unlink()
    if licence is not None:
        write_atomically(root / "LICENSE", licence)
    sample_corpus.write_registers(store, about, annotators)
    gold = store.annotation("gold", store.document("mirr-boats"))
    assert gold is not None
    for annotator in annotators:
        if annotator.id not in ("gold", "unused"):
            store.write_annotation(structs.replace(gold, annotator=annotator.id))
    return Store(root)


def said(folder: Path) -> str:
    """Everything that the pages of a build say."""
    pages = ("README.md", "croissant.json", "LICENSE", "annotators.json", "manifest.json")
    return "\n".join((folder / page).read_text("utf-8") for page in pages)


def data(folder: Path) -> dict[str, Any]:
    read: Any = DatasetCard.load(folder / "README.md")
    found: dict[str, Any] = read.data.to_dict()
    return found


def described(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "croissant.json").read_bytes())
    return found


CLAIMS = (
    "PactBank developers", "language model", "labelling pass", "two labelling", "adjudicated by",
    "office holders", "guidelines alone", "GUIDELINES", "RULINGS", "DATASHEET", "PactBank:",
)  # fmt: skip
"""What is said of PactBank's own corpus, or was said of any."""


@pytest.mark.parametrize("about", [CC0, None], ids=["named", "silent"])
@pytest.mark.parametrize("annotators", [HUMAN, ()], ids=["human", "nobody"])
def test_nothing_is_claimed_that_the_registers_do_not_say(
    tmp_path: Path, about: About | None, annotators: tuple[Annotator, ...]
) -> None:
    build(corpus(tmp_path / "corpus", about, annotators), tmp_path / "out", "open")
    words = said(tmp_path / "out")
    assert [claim for claim in CLAIMS if claim in words] == []
    assert "labelled nothing here" not in words
    assert "machine" not in words
    assert "made by programs" not in words


def test_what_the_registers_say_is_said(tmp_path: Path) -> None:
    build(corpus(tmp_path / "corpus", CC0, HUMAN), tmp_path / "out", "open")
    body = (tmp_path / "out/README.md").read_text("utf-8")
    assert body.count("# Marsk pacts\n") == 1
    assert "- gold (human): Ada read every text twice." in body
    assert "Labels are under CC0-1.0." in body
    assert "The rights in the labels are held by: The readers of Marsk." in body
    assert "  author = {{The readers of Marsk}}" in body
    assert "@misc{marsk-pacts," in body
    head = data(tmp_path / "out")
    assert (head["license"], head["license_name"]) == ("other", "marsk-pacts-mixed")
    assert head["annotations_creators"] == ["other"]
    croissant = described(tmp_path / "out")
    assert croissant["name"] == "Marsk pacts"
    assert croissant["creator"]["name"] == "The readers of Marsk"
    assert croissant["license"][0]["description"].startswith("Labels: CC0-1.0.")
    assert croissant["rai:annotatorDemographics"] == ["gold: human"]
    assert "rai:machineAnnotationTools" not in croissant
    assert manifest.read(tmp_path / "out").name == "marsk-pacts"
    licence = (tmp_path / "out/LICENSE").read_text("utf-8")
    assert "Labels: CC0-1.0, https://spdx.org/licenses/CC0-1.0.html." in licence
    assert "- 1 document(s): LicenseRef-publisher, held by Marsk Daily; may be passed" in licence


def test_a_corpus_that_says_nothing_of_itself(tmp_path: Path) -> None:
    build(corpus(tmp_path / "corpus", None, ()), tmp_path / "out", "open")
    body = (tmp_path / "out/README.md").read_text("utf-8")
    assert "# A corpus without a name" in body
    assert "The corpus does not say who made them." in body
    assert "author" not in body.split("## Citation")[1]
    assert "The corpus names no licence for its labels." in body
    head = data(tmp_path / "out")
    assert head["license"] == "unknown"
    assert "annotations_creators" not in head
    assert not {"creator", "license"} & described(tmp_path / "out").keys()
    assert "the corpus names no licence" in (tmp_path / "out/LICENSE").read_text("utf-8")


def test_passes_of_one_model_are_said_to_be(tmp_path: Path) -> None:
    build(corpus(tmp_path / "corpus", CC0, (*MODELS, ADJUDICATED)), tmp_path / "out")
    body = (tmp_path / "out/README.md").read_text("utf-8")
    assert "- first (model, Oracle 2): Pass first." in body
    assert "Labels were made by programs" in body
    assert "All passes are by one model (Oracle 2)" in body
    assert data(tmp_path / "out")["annotations_creators"] == ["machine-generated"]
    assert described(tmp_path / "out")["rai:machineAnnotationTools"] == ["Oracle 2"]
    mixed = (MODELS[0], structs.replace(MODELS[1], kind="human", model=None), ADJUDICATED)
    build(corpus(tmp_path / "mixed", CC0, mixed), tmp_path / "out")
    body = (tmp_path / "out/README.md").read_text("utf-8")
    assert "made by programs" not in body
    assert "by one model" not in body
    assert data(tmp_path / "out")["annotations_creators"] == ["machine-generated", "other"]


OWN_TERMS = structs.replace(CC0, license="LicenseRef-marsk")


@pytest.mark.parametrize(
    ("about", "annotators", "licence"),
    [
        (CC0, HUMAN, None),
        (CC0, (*MODELS, ADJUDICATED), b"not looked at\n"),
        (None, (), None),
        (None, HUMAN, b"Ask us.\n"),
        (OWN_TERMS, HUMAN, b"Ask us.\n"),
        (OWN_TERMS, HUMAN, None),
    ],
)
def test_the_filled_in_build_says_the_same(
    tmp_path: Path, about: About | None, annotators: tuple[Annotator, ...], licence: bytes | None
) -> None:
    store = corpus(tmp_path / "corpus", about, annotators, licence)
    build(store, tmp_path / "full")
    build(store, tmp_path / "open", "open", release=RELEASE)
    rehydrate(tmp_path / "open", store.corpus, tmp_path / "out")
    assert contents(tmp_path / "out") == contents(tmp_path / "full")
    own = about is not CC0 and licence is not None
    assert ((tmp_path / "out/LICENSE").read_bytes() == licence) == own


def test_registers_that_cannot_be_read_are_not_taken_for_silence(tmp_path: Path) -> None:
    for name in ("corpus/about.json", "annotations/annotators.json"):
        store = corpus(tmp_path / name.replace("/", "-"), CC0, HUMAN)
        (store.root / name).write_text("{")
        with pytest.raises(InvalidData):
            build(store, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_foreign_words_stay_on_their_line(tmp_path: Path) -> None:
    about = structs.replace(CC0, title="Marsk\n# pacts", holder="A\n\n- B")
    odd = (structs.replace(HUMAN[0], description="x\n\n## Rights"),)
    build(corpus(tmp_path / "corpus", about, odd), tmp_path / "out")
    lines = (tmp_path / "out/README.md").read_text("utf-8").splitlines()
    assert "# Marsk # pacts" in lines
    assert lines.count("## Rights") == 1
    assert "- B" not in lines


def test_a_release_names_itself_everywhere(tmp_path: Path, store: Store) -> None:
    build(store, tmp_path / "out", "open", release=RELEASE)
    made = manifest.read(tmp_path / "out")
    assert made.release == RELEASE
    croissant = described(tmp_path / "out")
    assert croissant["version"] == "1.2.0"
    base = "https://huggingface.co/datasets/marsk-lab/pacts"
    assert croissant["url"] == base
    assert croissant["license"][0]["url"] == f"{base}/resolve/v1.2.0/LICENSE"
    for file in croissant["distribution"]:
        assert file["contentUrl"] == f"{base}/resolve/v1.2.0/{file['@id']}"
    body = (tmp_path / "out/README.md").read_text("utf-8")
    assert "ORG/NAME" not in body
    assert "TAG" not in body
    assert 'load_dataset("marsk-lab/pacts", "entities", revision="v1.2.0")' in body
    assert "pactbank rehydrate marsk-lab/pacts --revision v1.2.0 --from article.txt" in body
    build(store, tmp_path / "out", "open")
    assert manifest.read(tmp_path / "out").release is None
    assert "TAG" not in (tmp_path / "out/README.md").read_text("utf-8")


def test_rows_of_a_release_are_those_of_any_build(tmp_path: Path, bare: Path, store: Store) -> None:
    build(store, tmp_path / "out", "open", release=RELEASE)
    changed = {
        path for path, bytes_ in contents(tmp_path / "out").items()
        if contents(bare)[path] != bytes_
    }  # fmt: skip
    assert changed == {"README.md", "croissant.json", "manifest.json"}


@pytest.mark.parametrize("release", [RELEASE, None], ids=["release", "folder"])
@pytest.mark.parametrize("mode", ["open", "full"])
@pytest.mark.parametrize("own", [True, False], ids=["PactBank", "sample"])
def test_every_page_points_only_to_what_the_folder_has(
    tmp_path: Path, store: Store, release: Release | None, mode: Any, own: bool
) -> None:
    out = tmp_path / "out"
    corpus = Store(founding_corpus(tmp_path / "founding")) if own else store
    build(corpus, out, mode, release=release)
    for page in ("README.md", "LICENSE", "croissant.json", "annotators.json", "about.json"):
        found = pointers((out / page).read_text("utf-8"))
        assert {path for path in found if not (out / path).exists()} == set(), page
    assert {"LICENSE", "croissant.json", "flat"} <= pointers((out / "README.md").read_text())
