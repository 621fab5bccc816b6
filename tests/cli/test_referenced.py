"""Every command on a corpus with one text that is held and one that is referenced, with and without
the text."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from pactbank.cli.app import run
from pactbank.corpus import rights
from pactbank.corpus.files import sha256
from pactbank.corpus.resources import ROOT_VARIABLE
from pactbank.corpus.store import Store
from pactbank.dataset import manifest
from pactbank.dataset.builder import build
from pactbank.model.annotation import Annotator
from support import sample_corpus
from support.builds import contents

Call = Callable[[str], tuple[int, str, str]]
NAME = "veldria-talks"
WITHOUT = "without text: 1 of 3 documents; get it with pactbank fetch\n"


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Runs a command line in the corpus: exit code, output, errors."""
    monkeypatch.delenv(ROOT_VARIABLE, raising=False)
    monkeypatch.setenv("PACTBANK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "200")
    store = sample_corpus.make_corpus(tmp_path / "own", referenced=(NAME,))
    (store.annotation_folder / "GUIDELINES.md").write_text("Label.\n")
    store.register(Annotator(id="ana", kind="human", description="A reader."))
    monkeypatch.chdir(store.root)

    def called(line: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["pactbank", *shlex.split(line)])
        code = run()
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return called


@pytest.fixture
def forget(tmp_path: Path) -> Callable[[], None]:
    """Takes the text out of the cache."""
    return lambda: shutil.rmtree(tmp_path / "cache" / "texts")


DRAFT = {
    "document": NAME,
    "layers": ["entities"],
    "refs": [{"id": "r1", "type": "PLACE", "name": "Marsk"}],
    "entities": [
        {"text": "Marsk", "before": "camp in ", "type": "PLACE", "level": "NAM", "refs": ["r1"]}
    ],
}


def quotations(root: Path, text: str) -> list[str]:
    """The files that have four words running of a text."""
    forbidden = rights.runs(text)
    files = (path for path in root.rglob("*") if path.is_file())
    return [str(path) for path in files if rights.runs(path.read_text("utf-8")) & forbidden]


def test_anchor_files_labels_without_words(call: Call, forget: Callable[[], None]) -> None:
    Path("../draft.json").write_text(json.dumps(DRAFT))
    assert call("anchor ../draft.json --as ana")[0] == 0
    filed = Path(f"annotations/ana/{NAME}.v1.json").read_text()
    assert '"text"' not in filed
    assert '"name": "Marsk"' in filed
    assert call("validate") == (0, "", "0 errors, 0 warnings\n")
    store = Store(Path())
    assert quotations(Path(), store.raw(store.document(NAME))) == []
    forget()
    code, _, err = call("anchor ../draft.json --as ana")
    assert code == 1
    assert f"Get it: pactbank fetch {NAME}." in err


@pytest.mark.parametrize(
    "line",
    ["validate", "list", "list --json", "stats", "stats --json", "build --out ../b --text open"],
)
def test_what_needs_no_text_says_how_many_are_without(
    call: Call, forget: Callable[[], None], line: str
) -> None:
    with_text = call(line)
    assert with_text[0] == 0
    assert "without text" not in with_text[2]
    forget()
    code, out, err = call(line)
    assert code == 0
    assert WITHOUT in err
    if not line.startswith("list"):
        assert out == with_text[1]


def test_show(call: Call, forget: Callable[[], None]) -> None:
    code, out, _ = call(f"show {NAME}")
    assert code == 0
    assert "under negotiation" in out
    forget()
    code, out, _ = call(f"show {NAME}")
    assert code == 0
    assert f"get it with pactbank fetch {NAME}" in out
    assert "under negotiation" not in out
    assert "NEGOTIATION" in out
    assert "Kestania" in out, "names that are no quotation stay"


def test_lock_has_the_record_alone(call: Call) -> None:
    assert call("lock") == (0, "corpus.lock is up to date\n", "")
    listed = [path for path in Store(Path()).lock.hashes() if path.startswith(NAME)]
    assert listed == [f"{NAME}/v1.json"]


@pytest.mark.parametrize("task", ["entities", "agreements", "stances", "zones"])
def test_score_needs_no_text(call: Call, forget: Callable[[], None], task: str) -> None:
    gold = json.loads(Path(f"annotations/gold/{NAME}.v1.json").read_text())
    if task == "zones":
        shutil.copy(f"corpus/{NAME}/v1.json", "../p.json")
    else:
        line = {key: gold[key] for key in ("document", "refs", task)}
        Path("../p.jsonl").write_text(json.dumps(line) + "\n")
    given = "../p.json" if task == "zones" else "../p.jsonl"
    command = f"score {given} --split test --task {task} --json --no-interval"
    with_text = call(command)
    assert with_text[0] == 0, with_text
    forget()
    code, out, err = call(command)
    assert (code, err) == (0, WITHOUT.replace("3", "1"))
    before, after = json.loads(with_text[1]), json.loads(out)
    assert after["metrics"] == before["metrics"]


def test_gold_without_words_is_scored_as_a_file(call: Call, forget: Callable[[], None]) -> None:
    forget()
    gold = "annotations/gold"
    code, out, _ = call(f"score {gold} --gold {gold} --task all --json --no-interval")
    assert code == 0
    assert json.loads(out)["metrics"]["exact"]["f1"] == 1


def test_compare(call: Call, forget: Callable[[], None]) -> None:
    gold = json.loads(Path(f"annotations/gold/{NAME}.v1.json").read_text())
    for name, kept in (("all", 99), ("some", 5)):
        line = {"document": NAME, "refs": gold["refs"], "entities": gold["entities"][:kept]}
        Path(f"../{name}.jsonl").write_text(json.dumps(line) + "\n")
    command = "compare ../all.jsonl ../some.jsonl --split test --json"
    with_text = call(command)
    assert with_text[0] == 0
    forget()
    code, out, err = call(command)
    assert (code, err) == (0, WITHOUT.replace("3", "1"))
    assert json.loads(out)["pairs"] == json.loads(with_text[1])["pairs"]


def test_iaa(call: Call, forget: Callable[[], None]) -> None:
    Path("../draft.json").write_text(json.dumps(DRAFT))
    for name in ("ana", "ben"):
        call(f"annotators add {name} --kind human --description Reads.")
        assert call(f"anchor ../draft.json --as {name}")[0] == 0
    with_text = call("iaa ana ben --json")
    forget()
    assert call("iaa ana ben --json") == (0, with_text[1], WITHOUT.replace("3", "1"))


def test_a_quote_is_scored_with_the_text_alone(call: Call, forget: Callable[[], None]) -> None:
    quote = {"text": "Zoe\u0308 Marek", "type": "PERSON"}
    Path("../p.jsonl").write_text(json.dumps({"document": NAME, "entities": [quote]}) + "\n")
    assert call("score ../p.jsonl --split test --json --no-interval")[0] == 0
    forget()
    code, _, err = call("score ../p.jsonl --split test --json --no-interval")
    assert code == 1
    assert "PB858" in err


def test_build_in_full_needs_the_text(call: Call, forget: Callable[[], None]) -> None:
    assert call("build --text full --out ../full")[0] == 0
    forget()
    assert call("build --out ../here")[0] == 0
    built = {one.id: one.text_available for one in manifest.read(Path("../here")).documents}
    assert not built[NAME]
    assert any(built.values())
    code, _, err = call("build --text full --out ../other")
    assert code == 1
    assert f"Get it: pactbank fetch {NAME}. Or build without it: --text open." in err


def test_builds_are_those_of_a_text_that_is_withheld(
    call: Call, forget: Callable[[], None], tmp_path: Path
) -> None:
    held = sample_corpus.make_corpus(tmp_path / "held")
    (held.annotation_folder / "GUIDELINES.md").write_text("Label.\n")
    held.register(Annotator(id="ana", kind="human", description="A reader."))
    for mode in ("full", "open"):
        build(held, tmp_path / f"held-{mode}", mode)
        assert call(f"build --out ../{mode} --text {mode}")[0] == 0
        assert contents(tmp_path / mode) == contents(tmp_path / f"held-{mode}")
    forget()
    assert call("build --out ../bare --text open")[0] == 0
    assert contents(tmp_path / "bare") == contents(tmp_path / "open")


@pytest.mark.parametrize("line", ["studio push --out ../tasks.json", f"prompt {NAME}"])
def test_what_needs_the_text_names_the_way_to_it(
    call: Call, forget: Callable[[], None], line: str
) -> None:
    assert call(line)[0] == 0
    forget()
    Path("../tasks.json").unlink(missing_ok=True)
    code, _, err = call(line)
    assert code == 1
    assert f"Get it: pactbank fetch {NAME}." in err
    assert not Path("../tasks.json").exists()


def test_labels_come_back_from_the_editor_without_words(call: Call) -> None:
    from support.editor import exported

    Path("../export.json").write_text(json.dumps([exported(Store(Path()), NAME)]))
    assert call("studio pull --in ../export.json --as alice")[0] == 0
    assert '"text"' not in Path(f"annotations/alice/{NAME}.v1.json").read_text()
    assert call("validate")[0] == 0


def test_remove(call: Call, forget: Callable[[], None]) -> None:
    forget()
    assert call(f"remove {NAME} --yes")[0] == 0
    assert not Path(f"corpus/{NAME}").exists()
    assert call("validate") == (0, "", "0 errors, 0 warnings\n")


ARTICLE = (
    "Brenn and Tolmar sign a coal accord\n\nBrenn and Tolmar signed a coal accord on Friday.\n"
)


def recipe(text: str) -> dict[str, object]:
    digest = sha256(text.encode())
    return {
        "url": "https://example.org/coal.html",
        "file_sha256": digest,
        "extractor": "html",
        "parameters": {"keep": ["article p"]},
        "raw_sha256": digest,
    }


def test_ingest_one_text(call: Call) -> None:
    Path("../coal.txt").write_text(ARTICLE)
    Path("../coal.recipe.json").write_text(json.dumps(recipe(ARTICLE)))
    assert call("validate ../coal.recipe.json")[0] == 0
    code, out, err = call("ingest ../coal.txt --reference ../coal.recipe.json")
    assert (code, err) == (0, "")
    assert "coal v1: 2 zones kept, 0 stripped" in out
    assert out.endswith("; the text is in your cache, not in the corpus\n")
    assert [path.name for path in Path("corpus/coal").iterdir()] == ["v1.json"]
    assert call("validate")[0] == 0
    assert quotations(Path(), ARTICLE) == []
    assert call("show coal")[1].count("coal accord") == 2


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"raw_sha256": "0" * 64}, r"--reference: is of a raw text with sha256 0000"),
        ({"raw_sha256": "x"}, r"coal\.recipe\.json:1: PB105 /raw_sha256"),
        ({"extractor": None}, r"PB101 /extractor"),
        ({"url": "ftp://x"}, r"PB105 /url"),
        ({"url": "https:///x"}, r"--reference: .*is not an address"),
        ({"more": 1}, r"PB103 /more: unknown field"),
    ],
)
def test_a_recipe_that_is_refused(call: Call, change: dict[str, object], message: str) -> None:
    Path("../coal.txt").write_text(ARTICLE)
    Path("../coal.recipe.json").write_text(json.dumps({**recipe(ARTICLE), **change}))
    code, _, err = call("ingest ../coal.txt --reference ../coal.recipe.json")
    assert code in (1, 2)
    assert re.search(message, err), err
    assert not Path("corpus/coal").exists()


def test_ingest_of_many(call: Call) -> None:
    """JSON Lines with a recipe or its file, and a table with its file."""
    other = ARTICLE.replace("coal", "tin")
    texts = Path("../texts")
    texts.mkdir()
    (texts / "tin.txt").write_text(other)
    (texts / "tin.recipe.json").write_text(json.dumps(recipe(other)))
    (texts / "metadata.csv").write_text("file,recipe\ntin.txt,tin.recipe.json\n")
    third = ARTICLE.replace("coal", "iron")
    (texts / "iron.recipe.json").write_text(json.dumps(recipe(third)))
    lines = [
        {"id": "coal", "text": ARTICLE, "recipe": recipe(ARTICLE)},
        {"id": "iron", "text": third, "recipe": "iron.recipe.json"},
        {"id": "lead", "text": ARTICLE, "recipe": {**recipe(ARTICLE), "url": 7}},
        {"id": "zinc", "text": ARTICLE, "recipe": "nothing.json"},
        {"id": "gold-ore", "text": ARTICLE, "recipe": recipe(other)},
        {"id": "clay", "text": ARTICLE, "recipe": 5},
    ]
    (texts / "more.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines))
    code, out, err = call("ingest ../texts ../texts/more.jsonl")
    assert code == 1
    assert "3 added, 0 there already, 4 refused" in out
    assert re.search(r"more.jsonl:3: .*PB101 /url", err)
    assert re.search(r"more.jsonl:4: .*nothing.json", err)
    assert re.search(r"more.jsonl:5: --reference: is of a raw text", err)
    assert re.search(r"more.jsonl:6: 'recipe' is not", err)
    for name in ("tin", "coal", "iron"):
        assert [path.name for path in Path(f"corpus/{name}").iterdir()] == ["v1.json"]
    assert call("validate")[0] == 0
    assert quotations(Path("corpus"), other) == []
    code, out, _ = call("ingest ../texts")
    assert "0 added, 1 there already" in out


def test_a_recipe_is_for_one_text(call: Call) -> None:
    Path("../coal.recipe.json").write_text(json.dumps(recipe(ARTICLE)))
    Path("../texts").mkdir()
    code, _, err = call("ingest ../texts --reference ../coal.recipe.json")
    assert code == 2
    assert "--reference are for one text" in err
