"""What holds for the project as a whole: its face, its versions, its words."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import defaultdict
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

import pactbank
from pactbank.corpus.store import Store
from pactbank.model.closed import Split
from pactbank.model.document import Document
from support import real_texts

ROOT = Path(__file__).parents[1]
WORD = re.compile(r"\w+")


@cache
def modules() -> dict[Path, ast.Module]:
    """The syntax tree of each module of the package."""
    return {path: ast.parse(path.read_text("utf-8")) for path in (ROOT / "loaders").rglob("*.py")}


def test_the_public_names_are_sorted_and_all_there() -> None:
    assert pactbank.__all__ == sorted(pactbank.__all__)
    assert pactbank.__all__ == [
        "InvalidData",
        "PactBankError",
        "Problem",
        "documents",
        "load",
        "path",
        "score",
    ]
    for name in pactbank.__all__:
        assert callable(getattr(pactbank, name))
        # A second look must find the same thing: a module of that name would take its place.
        assert getattr(pactbank, name) is getattr(pactbank, name)
    assert set(pactbank.__all__) <= set(dir(pactbank))
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = pactbank.nothing


def imported_by(code: str) -> set[str]:
    """The modules a fresh process has imported after running the code, which may end it."""
    shown = "import atexit, sys; atexit.register(lambda: print(*sys.modules))"
    result = subprocess.run(
        [sys.executable, "-c", f"{shown}\n{code}"], capture_output=True, text=True, check=True
    )
    return set(result.stdout.split("\n")[-2].split())


GOLD = str(ROOT / "annotations/gold")
HEAVY = {
    "datasets",
    "pyarrow",
    "numpy",
    "scipy",
    "pandas",
    "huggingface_hub",
    "jsonschema",
    "krippendorff",
    "label_studio_sdk",
    "typer",
    "httpx",
    "tenacity",
    "selectolax",
    "markdown_it",
    "mwparserfromhell",
    "conllu",
    "spacy",
    "inspect_ai",
}


@pytest.mark.acceptance
@pytest.mark.parametrize(
    ("code", "allowed"),
    [
        ("import pactbank", set()),
        ("import pactbank; pactbank.documents()", set()),
        ("import pactbank.dataset, pactbank.systems", set()),
        ("import pactbank.labelstudio.decode, pactbank.labelstudio.server", set()),
        ("import sys; sys.argv[1:] = ['--version']; from pactbank.cli import main; main()", set()),
        (
            f"import pactbank; pactbank.score({GOLD!r}, {GOLD!r}, task='all')",
            {"numpy", "pyarrow", "scipy"},  # an interval over the documents
        ),
        (
            f"import sys; sys.argv[1:] = ['score', {GOLD!r}, '--split', 'test']; "
            "from pactbank.cli import main; main()",
            {"numpy", "pyarrow", "typer"},
        ),
        ("from pactbank.cli.app import app", {"typer"}),
    ],
)
def test_heavy_libraries_are_imported_when_they_are_used(code: str, allowed: set[str]) -> None:
    assert imported_by(code) & HEAVY <= allowed


def test_every_place_names_one_version() -> None:
    changelog = (ROOT / "CHANGELOG.md").read_text("utf-8")
    newest = re.search(r"^## (\S+)", changelog, re.MULTILINE)
    cited = re.search(r"^version: (\S+)", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)
    assert newest is not None
    assert cited is not None
    assert newest[1] == cited[1] == pactbank.__version__


def test_the_map_of_the_house_shows_every_room() -> None:
    """CONTRIBUTING's table, the layers of import-linter and the package name the same rooms."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    [contract] = [each for each in contracts if each["containers"] == ["pactbank"]]
    layers = {name.strip() for layer in contract["layers"] for name in layer.split("|")}
    rooms = {
        path.stem
        for path in (ROOT / "loaders/pactbank").iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    assert layers == rooms - {"__init__"}
    table = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("## Working on the data")[0]
    named = set(re.findall(r"`(\w+)/?`", "".join(re.findall(r"^\| \d+ \|.*", table, re.MULTILINE))))
    assert layers <= named


def runs_of_four(text: str) -> set[tuple[str, ...]]:
    words = [word.lower() for word in WORD.findall(text)]
    return {tuple(words[at : at + 4]) for at in range(len(words) - 3)}


NAMES = {"IGO", "INSTITUTION", "ORG", "ROLE", "STATE"}
"""What mentions of these types are called is nobody's wording."""


def words_of(documents: Iterable[Document]) -> set[tuple[str, ...]]:
    """Every run of four words of texts, but for those inside the name of a pact, an office, a state
    or an organ."""
    store = Store(ROOT)
    runs: set[tuple[str, ...]] = set()
    names: set[tuple[str, ...]] = set()
    for document in documents:
        if not store.has_text(document):
            continue
        runs |= runs_of_four(store.text(document))
        gold = store.annotation("gold", document)
        if gold is not None:
            spans = [m.text for pact in gold.agreements or () for m in pact.mentions]
            spans += [m.text for m in gold.entities or () if m.type in NAMES]
            spans += [ref.name for ref in gold.refs if ref.type in NAMES]
            names |= {run for name in spans for run in runs_of_four(name or "")}
    return runs - names


@cache
def words_of_the_founding_text() -> set[tuple[str, ...]]:
    return words_of([Store(ROOT).document("ph-jp-security-talks")])


@cache
def words_of_tests() -> set[tuple[str, ...]]:
    store = Store(ROOT)
    return words_of([*store.in_split("validation"), *store.in_split("test")])


INSTRUCTIONS = (
    "annotations/GUIDELINES.md",
    "annotations/PROMPT.md",
    "annotations/FORM.md",
    "annotations/PASS-*.md",
    "annotations/HOSTILE.md",
    "docs/prompts/*",
)
"""What a labeller is given to read."""


READABLE = {".md", ".json", ".jsonl", ".py", ".toml", ".txt", ".jinja"}


def assert_no_words(known: set[tuple[str, ...]], paths: Iterable[Path]) -> None:
    for path in paths:
        if path.is_file() and path.suffix in READABLE:
            found = known & runs_of_four(path.read_text("utf-8", errors="replace"))
            assert not found, (
                f"{path.relative_to(ROOT)} has words of a test text: {sorted(found)[:3]}"
            )


@pytest.mark.parametrize(
    "pattern", [*INSTRUCTIONS, "schema/**/*", "loaders/**/*", "tests/**/*", "benchmarks/*", "*.py"]
)
def test_no_four_words_of_the_founding_text_stand_outside_of_it(pattern: str) -> None:
    known = words_of_the_founding_text()
    assert len(known) > 400
    assert_no_words(known, ROOT.glob(pattern))


@pytest.mark.parametrize(
    "pattern",
    [
        *INSTRUCTIONS,
        "corpus/world/**/*",
        "loaders/pactbank/systems/**/*.py",
        "loaders/pactbank/systems/**/*.jinja",
        "schema/labelmaps/*",
        "schema/examples/**/*",
        "tests/examples/*",
    ],
)
def test_no_four_words_of_a_test_text_stand_where_a_system_could_learn_them(pattern: str) -> None:
    paths = [path for path in ROOT.glob(pattern) if path.is_file()]
    assert paths
    assert_no_words(words_of_tests(), paths)


@pytest.mark.parametrize("split", ["train", "challenge"])
def test_no_four_words_of_a_test_text_stand_in_a_text_we_wrote(split: Split) -> None:
    names = Store(ROOT).names_in(split)
    assert names
    paths = [path for name in names for path in (ROOT / "corpus" / name).glob("*.txt")]
    assert_no_words(words_of_tests(), paths)


@pytest.mark.acceptance
@pytest.mark.parametrize("page", ["*.md", "docs/*.md"])
def test_documentation_quotes_no_eight_words_of_a_withheld_text(page: str) -> None:
    def runs(text: str) -> set[tuple[str, ...]]:
        words = [word.lower() for word in WORD.findall(text)]
        return {tuple(words[at : at + 8]) for at in range(len(words) - 7)}

    store = Store(ROOT)
    held = [each for each in pactbank.documents(root=ROOT) if each.withheld and not each.referenced]
    texts = [store.text(document) for document in held]
    if real_texts.FOLDER.exists():
        texts += [text.data.decode("utf-8") for text in real_texts.all_of_them()]
    for text in texts:
        withheld = runs(text)
        for path in ROOT.glob(page):
            assert not withheld & runs(path.read_text("utf-8")), path


def test_no_notes_to_self_are_left() -> None:
    for path in (ROOT / "loaders").rglob("*.py"):
        assert not re.search(r"\b(?:TODO|FIXME|XXX)\b", path.read_text("utf-8")), path


@cache
def nodes() -> list[tuple[str, ast.AST]]:
    """Every node of the package's syntax trees with its place, FILE:LINE."""
    return [
        (f"{name}:{getattr(node, 'lineno', 0)}", node)
        for path, tree in modules().items()
        for name in [path.relative_to(ROOT / "loaders/pactbank")]
        for node in ast.walk(tree)
    ]


def test_one_class_name_is_one_thing() -> None:
    """A class name, its leading underscore ignored, is defined once in the package."""
    places = defaultdict(list)
    for place, node in nodes():
        if isinstance(node, ast.ClassDef):
            places[node.name.lstrip("_")].append(place)
    assert {name: where for name, where in places.items() if len(where) > 1} == {}


VAGUE = {
    "data2", "helpers", "manager", "pages", "plain", "pushed", "sheets", "shown", "sides",
    "trial", "utils", "words",
}  # fmt: skip
"""Names of modules that do not tell what is in them."""


def test_a_module_name_tells_its_contents() -> None:
    rooms = {path.parent if path.name == "__init__.py" else path for path in modules()}
    assert {str(room.relative_to(ROOT)) for room in rooms if room.stem in VAGUE} == set()


MANNERED = (
    "as one would",
    "come to grief",
    "for that is",
    "has not the letters",
    "in nobody's mouth",
    "is none of",
    "may be chosen about",
    "nobody's way",
    "parted by",
    "that is none",
    "to be had",
    "told as counts only",
    "who knows",
)
"""Phrases that nobody would say to a colleague."""


def test_docstrings_and_messages_are_plain_english() -> None:
    found = [
        f"{place}: {phrase}"
        for place, node in nodes()
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
        for phrase in MANNERED
        if phrase in " ".join(node.value.split())
    ]
    assert found == []


def test_a_message_is_called_message() -> None:
    names = [
        place
        for place, node in nodes()
        if (isinstance(node, ast.Name) and node.id == "said")
        or (isinstance(node, ast.arg) and node.arg == "said")
    ]
    assert names == []
