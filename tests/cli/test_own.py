"""The commands for a corpus of one's own, as a user calls them."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sys
import xml.etree.ElementTree as ET
from collections.abc import Callable
from pathlib import Path

import pytest

from docs.generate import commands
from pactbank.cli.app import run
from pactbank.corpus.examples import valid_corpus
from pactbank.corpus.resources import ROOT_VARIABLE
from pactbank.corpus.store import Store

Call = Callable[[str], tuple[int, str, str]]


@pytest.fixture
def call(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Call:
    """Runs a command line in a copy of the example corpus: exit code, output, errors."""
    monkeypatch.delenv(ROOT_VARIABLE, raising=False)
    shutil.copytree(valid_corpus(), tmp_path / "own")
    monkeypatch.chdir(tmp_path / "own")

    def called(line: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", shlex.split(line))
        code = run()
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return called


def test_init_takes_the_folder_root_or_here(call: Call, tmp_path: Path) -> None:
    (tmp_path / "Pacts of Mirr").mkdir()
    code, out, _ = call("pactbank --root '../Pacts of Mirr' init")
    assert (code, out.split(":")[0]) == (0, "pacts-of-mirr")
    assert call("pactbank init ../other")[0] == 0
    assert call("pactbank init")[::2] == (2, f"pactbank: {tmp_path}/own has a corpus already; "
                                             "nothing was changed\n")  # fmt: skip
    assert call("pactbank --root ../other validate") == (0, "", "0 errors, 0 warnings\n")
    assert call("pactbank init '../[/b]' --name x --title '[/b]'")[0] == 0, "text is no markup"


def test_older_labels_are_listed_read_again_and_recorded(call: Call) -> None:
    path = Path("annotations/gold/hask-note.v1.json")
    path.write_bytes(path.read_bytes().replace(b'"scheme_version": 2', b'"scheme_version": 1'))
    before = path.read_bytes()
    assert call("pactbank validate")[0] == 0
    code, out, _ = call("pactbank migrate gold")
    assert (code, out.splitlines()[0]) == (1, f"{Path().resolve() / path}: scheme version 1")
    assert "  s1: does a subject mean the same as this holder? then the subject holds\n" in out
    code, _, err = call("pactbank migrate gold --accept")
    assert (code, path.read_bytes()) == (2, before)
    assert "GUIDELINES.md is the handbook of the earlier scheme" in err
    Path("annotations/GUIDELINES.md").write_text("Another.\n")
    assert call("pactbank migrate gold --accept") == (
        0, "1 file(s) of gold follow scheme version 2\n", ""
    )  # fmt: skip
    assert call("pactbank migrate gold") == (
        0,
        "every label of gold follows scheme version 2\n",
        "",
    )
    assert call("pactbank validate") == (0, "", "0 errors, 0 warnings\n")
    assert call("pactbank migrate nobody")[0] == 2


def test_an_annotator_is_added_once_and_checked(call: Call) -> None:
    assert call("pactbank annotators add ana --kind human --description 'A reader.'")[0] == 0
    register = Store(Path()).annotators
    assert (register["ana"].kind, register["ana"].description) == ("human", "A reader.")
    code, _, err = call("pactbank annotators add ana --kind human --description Another")
    assert (code, "already; nothing was changed" in err) == (2, True)
    model = "pactbank annotators add m --kind model --description Reads."
    asked = "--prompt: m is a model, and the hash of what it was asked is missing\n"
    assert call(model)[2] == f"pactbank: --model: m is a model, and it is not said which; {asked}"
    assert call(f"{model} --model x")[2] == f"pactbank: {asked}"
    assert "nothing.md: No such file" in call(f"{model} --model x --prompt nothing.md")[2]
    assert call(f"{model} --model x --prompt annotations/GUIDELINES.md")[0] == 0
    code, _, err = call("pactbank annotators add '../x' --kind human --description ''")
    assert code == 2
    assert '--id: "../x" does not have the form' in err
    assert "--description: an empty string" in err
    assert call("pactbank validate annotations")[0] == 0
    listed = json.loads(call("pactbank annotators list --json")[1])
    assert [one["id"] for one in listed["annotators"]][-2:] == ["ana", "m"]
    assert listed["documents"]["gold"] == 5


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("split", "give documents and --to SPLIT, or --auto A/B/C"),
        ("split hask-note", "give documents and --to SPLIT"),
        ("split --to test", "give documents and --to SPLIT"),
        ("split hask-note --to test --auto 60/15/25", "or --auto A/B/C"),
        ("split --auto 60/40", "'60/40' is not like 60/15/25"),
        ("split --auto a/b/c", "is not like 60/15/25"),
        ("split --auto 60/15/30 --anew", "60/15/30 is not 100 percent"),
        ("split nobody --to test", "no document 'nobody'; there is: brenn-statement"),
        ("split hask-note --to dev", "'dev' is not one of"),
        ("list --by nobody", "no annotator 'nobody'; there is: gold"),
        ("list --without gold,nobody", "no annotator 'nobody'"),
        ("stats --annotator nobody", "no annotator 'nobody'"),
        ("stats --plot x.pdf", "x.pdf does not end in .svg"),
    ],
)
def test_what_goes_wrong_is_said_in_one_line(call: Call, line: str, message: str) -> None:
    before = (Path("corpus/splits.json")).read_bytes()
    code, out, err = call(f"pactbank {line}")
    assert (code, out) == (2, "")
    assert message in err
    assert Path("corpus/splits.json").read_bytes() == before


@pytest.mark.parametrize(
    "line",
    [
        "anchor draft.json --as gold",
        "anchor draft.json --as gold --dry-run",
        "migrate gold --accept",
        "adjudicate gold a --to b --decisions none.jsonl --replace",
    ],
)
def test_without_a_handbook_one_is_told_where_to_get_it(call: Call, line: str) -> None:
    for name in ("a", "b"):
        assert call(f"pactbank annotators add {name} --kind human --description Reads.")[0] == 0
    for path in Path("annotations/gold").glob("*.json"):
        copy = path.read_text("utf-8").replace('"annotator": "gold"', '"annotator": "a"')
        Path("annotations/a").mkdir(exist_ok=True)
        Path("annotations/a", path.name).write_text(copy, "utf-8")
    Path("draft.json").write_text('{"document": "hask-note", "layers": ["entities"]}', "utf-8")
    Path("none.jsonl").write_text("", "utf-8")
    Path("annotations/GUIDELINES.md").unlink()
    code, _, err = call(f"pactbank {line}")
    assert code == 2
    assert "GUIDELINES.md: no such file" in err
    assert "pactbank init writes into a new folder" in err


def test_splits_by_hand_and_dealt_out(call: Call) -> None:
    code, out, _ = call("pactbank split calder-radar --to train")
    assert code == 0
    assert "pactbank split calder-radar --to train" in out
    assert "brenn-statement" in Store(Path()).splits.splits.train, "the story came along"
    assert "--anew deals all of them" in call("pactbank split --auto 60/15/25")[1]
    code, out, _ = call("pactbank split --auto 60/15/25 --seed 3 --anew")
    assert code == 0
    assert "--auto 60/15/25 --seed 3: 5 documents of 4 stories" in out
    assert call("pactbank validate corpus") == (0, "", "0 errors, 0 warnings\n")
    assert "up to date" in call("pactbank lock")[1]


def test_the_list_and_its_json_tell_the_same(call: Call) -> None:
    code, out, _ = call("pactbank list --split test --by gold --json")
    found = json.loads(out)["documents"]
    assert code == 0
    assert [(one["id"], one["labels"]) for one in found] == [
        ("hask-note", {"gold": 9, "pass-a": 7}),
        ("sevra-letter", {"gold": 14}),
    ]
    table = call("pactbank list --split test --by gold")[1]
    assert "hask-note" in table
    assert "2 of 5 documents" in table
    assert "0 of 5 documents" in call("pactbank list --split none")[1]


@pytest.mark.acceptance
def test_counts_in_tables_json_and_a_picture(call: Call) -> None:
    counts = json.loads(call("pactbank stats --json")[1])
    assert counts["documents"] == {"train": 1, "validation": 2, "test": 2}
    out = call("pactbank stats --plot out/counts.svg")[1]
    assert "status entries by stage" in out
    assert "drawn: out/counts.svg" in out
    picture = Path("out/counts.svg").read_bytes()
    texts = {"".join(node.itertext()).strip() for node in ET.fromstring(picture).iter()}
    assert {"5 documents, labels of gold", "ENDORSE", "RATIFIED", "validation"} <= texts
    assert call("pactbank stats --plot out/again.svg --json")[0] == 0
    assert Path("out/again.svg").read_bytes() == picture


def test_a_corpus_without_documents_has_counts_too(call: Call) -> None:
    assert call("pactbank init ../new")[0] == 0
    for line in ("list", "stats --plot new.svg", "annotators list", "split --auto 60/15/25"):
        code, out, err = call(f"pactbank --root ../new {line}")
        assert (code, err) == (0, ""), line
        assert out


def test_without_matplotlib_one_is_told_how_to_get_it(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "matplotlib", None)
    assert call("pactbank stats --plot x.svg") == (
        2, "", 'pactbank: a picture needs matplotlib: pip install "pactbank[plot]"\n',
    )  # fmt: skip
    assert not Path("x.svg").exists()


@pytest.mark.acceptance
def test_the_readme_of_a_new_corpus_names_commands_that_there_are(call: Call) -> None:
    assert call("pactbank init ../new")[0] == 0
    named = re.findall(r"^pactbank .*", Path("../new/README.md").read_text("utf-8"), re.MULTILINE)
    assert len(named) > 4
    for line in named:
        words = re.split(r" (?:[^a-z]|-)", line)[0].split()
        name = next(n for n in (" ".join(words[:3]), " ".join(words[:2])) if n in commands())
        options = {option for parameter in commands()[name].params for option in parameter.opts}
        assert set(re.findall(r"--[a-z-]+", line)) <= options, line


def test_many_texts_are_ingested_with_a_report(call: Call, tmp_path: Path) -> None:
    texts = tmp_path / "texts"
    texts.mkdir()
    (texts / "a[b].txt").write_text("Veldria and Mirr signed a pact.\n", "utf-8")
    (texts / "empty.txt").write_text("\n", "utf-8")
    code, out, err = call("pactbank ingest ../texts --rights full-text --license CC0-1.0")
    assert code == 1
    assert out.splitlines() == [
        "a-b v1: 32 code points of text",
        "1 added, 0 there already, 1 refused",
    ]
    assert err.startswith("refused ../texts/empty.txt: PB703: every line is stripped or blank")
    (texts / "empty.txt").unlink()
    assert call("pactbank ingest ../texts")[:2] == (0, "0 added, 1 there already, 0 refused\n")
    assert call("pactbank validate corpus")[0] == 0


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("ingest . --id x", "--id, --title and --reference are for one text"),
        ("ingest a.txt b.txt --title x", "--id, --title and --reference are for one text"),
        ("ingest annotations", "no .txt file in annotations"),
        ("ingest nothing.txt", "nothing.txt: No such file"),
    ],
)
def test_what_cannot_be_ingested_is_said_in_one_line(call: Call, line: str, message: str) -> None:
    code, out, err = call(f"pactbank {line}")
    assert (code, out) == (2, "")
    assert message in err


def test_one_text_without_an_id_is_named_after_its_file(call: Call) -> None:
    Path("Port talks.txt").write_text("Veldria and Mirr signed a pact.\n", "utf-8")
    assert call("pactbank ingest 'Port talks.txt' --rights full-text")[0] == 0
    assert "port-talks" in Store(Path()).versions()


@pytest.mark.parametrize("place", ["inner", "inner/deeper", "corpus", "corpus/hask-note/x"])
def test_no_corpus_begins_inside_of_another(call: Call, place: str) -> None:
    before = set(Path().rglob("*"))
    code, out, err = call(f"pactbank init {place}")
    assert (code, out) == (2, "")
    assert f"is inside of the corpus in {Path.cwd()}; begin one elsewhere" in err
    assert set(Path().rglob("*")) == before


@pytest.mark.parametrize("folder", ["日本", "—", "Ελλάδα"])
def test_a_folder_that_gives_no_name_is_answered_with_what_to_give(call: Call, folder: str) -> None:
    code, out, err = call(f"pactbank init ../{folder}")
    assert (code, out) == (2, "")
    assert err == (
        f"pactbank: no name can be made from {folder!r}: give one in letters a to z and digits, "
        "such as --name my-pacts\n"
    )
    assert not Path(f"../{folder}").exists()
    assert call(f"pactbank init ../{folder} --name japan")[0] == 0
    assert call(f"pactbank --root ../{folder} validate")[0] == 0


@pytest.mark.parametrize("option", ["--seed 4", "--seed 0", "--anew", "--seed 4 --anew"])
def test_options_of_auto_are_refused_without_it(call: Call, option: str) -> None:
    before = Path("corpus/splits.json").read_bytes()
    code, _, err = call(f"pactbank split hask-note --to train {option}")
    assert (code, err) == (2, "pactbank: --seed and --anew are for --auto\n")
    assert Path("corpus/splits.json").read_bytes() == before


@pytest.mark.parametrize("line", ["annotators list", "stats", "iaa a b", "adjudicate a b --list"])
def test_a_corpus_without_a_register_of_annotators_says_how_to_get_one(
    call: Call, line: str
) -> None:
    register = Path("annotations/annotators.json")
    register.unlink()
    code, _, err = call(f"pactbank {line}")
    assert code == 1
    assert "annotators.json: PB317: no such file, so that no annotator is registered" in err
    assert "Register it: pactbank annotators add." in err
    assert call("pactbank show hask-note --annotator x")[2] == (
        "pactbank: no annotator 'x'; there is none\n"
    )
    assert call("pactbank annotators add ana --kind human --description Reads.")[0] == 0
    assert list(Store(Path()).annotators) == ["ana"]


def test_a_register_that_is_gone_is_restored_or_its_loss_recorded(call: Call) -> None:
    Path("corpus/about.json").unlink()
    code, out, _ = call("pactbank validate corpus")
    assert (code, "PB604" in out, "pactbank lock --accept" in out) == (1, True, True)
    assert call("pactbank lock --accept")[0] == 0
    assert call("pactbank validate corpus")[0] == 0
