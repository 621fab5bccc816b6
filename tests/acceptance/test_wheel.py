"""Wheel and sdist: what git tracks of the data, without withheld words, and a wheel that works in
a clean environment far from the checkout."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shlex
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Iterator, Mapping
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from pactbank.corpus.store import Store
from support.builds import contents
from support.page_shell import check_page
from support.pointers import pointers
from support.writing_commands import FILES, WRITING

pytestmark = pytest.mark.acceptance

ROOT = Path(__file__).parents[2]
FOLDERS = ("corpus", "schema", "annotations", "leaderboard")
WITHHELD = {
    document.id
    for document in (Store(ROOT).document(name) for name in Store(ROOT).versions())
    if document.withheld
}


def tracked() -> set[str]:
    """The data files that git tracks, without the texts that are withheld."""
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--", *FOLDERS], cwd=ROOT, check=True, capture_output=True
    )
    paths = set(filter(None, listing.stdout.decode().split("\0")))
    texts = re.compile(rf"corpus/(?:{'|'.join(WITHHELD)})/v\d+(?:\.raw)?\.txt")
    return {path for path in paths if not texts.fullmatch(path)}


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the wheel and the sdist of the checkout, and the wheel made of the sdist."""
    out = tmp_path_factory.mktemp("dist")
    build = [sys.executable, "-m", "build", "--no-isolation"]
    subprocess.run([*build, "--outdir", str(out), str(ROOT)], check=True, capture_output=True)
    direct = out / "direct"
    subprocess.run(
        [*build, "--wheel", "--outdir", str(direct), str(ROOT)], check=True, capture_output=True
    )
    return out


def wheel_files(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def sdist_files(path: Path) -> dict[str, bytes]:
    found = {}
    with tarfile.open(path) as archive:
        for member in archive.getmembers():
            if file := archive.extractfile(member):
                found[member.name.partition("/")[2]] = file.read()
    return found


def data_of(files: Mapping[str, bytes], prefix: str = "") -> dict[str, bytes]:
    """The data files, by their path in the checkout."""
    starts = tuple(f"{prefix}{folder}/" for folder in FOLDERS)
    return {
        name.removeprefix(prefix): data for name, data in files.items() if name.startswith(starts)
    }


def test_the_wheel_carries_what_git_tracks(built: Path) -> None:
    [wheel] = built.glob("*.whl")
    data = data_of(wheel_files(wheel), "pactbank/data/")
    assert data.keys() == tracked()
    [direct] = built.glob("direct/*.whl")
    assert data_of(wheel_files(direct), "pactbank/data/") == data


def test_the_sdist_carries_the_same(built: Path) -> None:
    [wheel], [sdist] = built.glob("*.whl"), built.glob("*.tar.gz")
    assert data_of(sdist_files(sdist)) == data_of(wheel_files(wheel), "pactbank/data/")


def test_files_that_may_be_passed_on_leave_as_they_are(built: Path) -> None:
    [wheel] = built.glob("*.whl")
    changed = {
        path
        for path, data in data_of(wheel_files(wheel), "pactbank/data/").items()
        if data != (ROOT / path).read_bytes()
    }
    of_withheld = {path for path in tracked() if any(name in path for name in WITHHELD)}
    assert changed == of_withheld | {"corpus/corpus.lock"}


def without_escapes(data: bytes) -> str:
    """A JSON file without escapes; an empty string for a file that is not JSON (some examples are
    meant to fail)."""
    try:
        return json.dumps(json.loads(data), ensure_ascii=False)
    except ValueError:
        return ""


@pytest.mark.parametrize("kind", ["whl", "tar.gz"])
def test_no_four_words_of_a_withheld_text_leave_in_a_data_file(built: Path, kind: str) -> None:
    [path] = built.glob(f"*.{kind}")
    files = wheel_files(path) if kind == "whl" else sdist_files(path)
    data = data_of(files, "pactbank/data/" if kind == "whl" else "")
    here = {file: said_in(content) for file, content in data.items()}
    for document in (Store(ROOT).document(name) for name in WITHHELD):
        if not Store(ROOT).has_text(document):
            pytest.skip("the texts that the corpus refers to are not here")
        # Words of a referenced text are looked for where they could come from it.
        own = {file for file in here if f"/{document.id}" in f"/{file}"}
        quoted = runs_of_four(Store(ROOT).raw(document))
        for file in own if document.referenced else here:
            assert not quoted & here[file], file


def said_in(content: bytes) -> set[tuple[str, ...]]:
    """Every run of four words of a file, but for addresses."""
    readable = (content.decode("utf-8", "replace"), without_escapes(content))
    return {
        run for text in readable for run in runs_of_four(re.sub(r"https?://[^\s\"]+", "", text))
    }


def runs_of_four(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[at : at + 4]) for at in range(len(words) - 3)}


@pytest.fixture(scope="session")
def clean(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of a new environment in which only the wheel and what it needs is installed."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=True)
    [wheel] = built.glob("*.whl")
    python = folder / "bin/python"
    for arguments in (["--upgrade", "pip"], [str(wheel)]):
        subprocess.run(
            [python, "-m", "pip", "install", "--quiet", *arguments], check=True, capture_output=True
        )
    return folder / "bin"


def run(clean: Path, place: Path, *words: str) -> str:
    """What a command prints in an environment that does not know the checkout."""
    kept = {
        key: value
        for key, value in os.environ.items()
        if not key.startswith(("PACTBANK", "PYTHON"))
    }
    environment = {**kept, "HOME": str(place), "HF_HUB_OFFLINE": "1", "COLUMNS": "200"}
    environment["HF_DATASETS_DISABLE_PROGRESS_BARS"] = "1"
    environment.pop("XDG_CACHE_HOME", None)
    result = subprocess.run(
        [clean / words[0], *words[1:]], cwd=place, env=environment, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    return result.stdout + result.stderr


LOAD = """
import json, datasets, pactbank
rows = pactbank.load("entities", split="test")
same = datasets.load_dataset(pactbank.path(), "entities", split="test")
assert list(rows) == list(same)
[row] = [row for row in rows if row["document"] == "ph-jp-security-talks"]
print(json.dumps([row["text"], row["text_available"], len(row["entities"]),
                  sorted({str(m["text"]) for m in row["entities"]}),
                  [d.id for d in pactbank.documents()]]))
"""


def test_a_wheel_in_a_clean_environment_loads_and_says_what_is_not_there(
    clean: Path, tmp_path: Path
) -> None:
    gold = json.loads((ROOT / "annotations/gold/ph-jp-security-talks.v1.json").read_text("utf-8"))
    printed = run(clean, tmp_path, "python", "-W", "error", "-c", LOAD)
    text, available, mentions, quoted, ids = json.loads(printed.splitlines()[0])
    assert printed.count("texts=FILE fills the words in from your own copy") == 1
    assert (text, available, quoted) == (None, False, ["None"])
    assert mentions == len(gold["entities"])
    assert ids == list(Store(ROOT).versions())
    shown = run(clean, tmp_path, "pactbank", "show", "ph-jp-security-talks")
    assert "docs/RIGHTS.md" in shown
    assert "RATIFIED" in shown
    demo = run(clean, tmp_path, "pactbank", "demo")
    assert "without text" in demo
    assert re.search(r"^report: \S+/report\.html: ", demo, re.MULTILINE)
    assert "0 errors" in run(clean, tmp_path, "pactbank", "validate")


def metadata_of(wheel: Path) -> Message:
    [name] = [name for name in wheel_files(wheel) if name.endswith(".dist-info/METADATA")]
    return message_from_bytes(wheel_files(wheel)[name])


def test_the_description_points_only_to_what_the_wheel_has(built: Path) -> None:
    for wheel in (*built.glob("*.whl"), *built.glob("direct/*.whl")):
        page = str(metadata_of(wheel).get_payload())
        names = wheel_files(wheel)
        assert page.startswith("# PactBank\n")
        assert "checkout:" not in page
        assert "make demo" not in page
        found = pointers(page)
        assert {path for path in found if f"pactbank/data/{path}" not in names} == set()


def test_addresses_are_those_of_the_licences(built: Path) -> None:
    """The project has no public address yet, so none is named."""
    [wheel] = built.glob("*.whl")
    urls = [url.partition(", ")[2] for url in metadata_of(wheel).get_all("Project-URL", [])]
    assert urls
    terms = (ROOT / "LICENSES/Apache-2.0.txt").read_text("utf-8")
    terms += (ROOT / "LICENSES/CC-BY-4.0.txt").read_text("utf-8")
    for url in urls:
        assert f"{urlsplit(url).netloc.removeprefix('www.')}/" in terms


def test_every_licence_that_is_named_is_there(built: Path) -> None:
    [wheel], [sdist] = built.glob("*.whl"), built.glob("*.tar.gz")
    [licence] = [data for name, data in wheel_files(wheel).items() if name.endswith("/LICENSE")]
    named = {path for path in pointers(licence.decode()) if path.startswith("LICENSES/")}
    assert named
    for path in named:
        assert any(name.endswith(f"/licenses/{path}") for name in wheel_files(wheel))
        assert path in sdist_files(sdist)


OPEN = """
import sys
from pathlib import Path
from pactbank.corpus.resources import find_root
from pactbank.corpus.store import Store
from pactbank.dataset import build
build(Store(find_root()), Path(sys.argv[1]), "open")
"""


def test_the_open_build_of_the_wheel_is_that_of_the_checkout(clean: Path, tmp_path: Path) -> None:
    run(clean, tmp_path, "python", "-c", OPEN, str(tmp_path / "wheel"))
    code = f"import os; os.environ['PACTBANK_ROOT'] = {str(ROOT)!r}\n{OPEN}"
    run(clean, tmp_path, "python", "-c", code, str(tmp_path / "checkout"))
    made = contents(tmp_path / "wheel")
    assert made == contents(tmp_path / "checkout")
    assert "| tokens | 0 |" not in made["README.md"].decode()


TOKENS = """
import json, logging, pactbank
logging.basicConfig(format="%(message)s")
rows = pactbank.load("tokens", split="test")
rows = rows.filter(lambda row: row["document"] == "ph-jp-security-talks")
columns = [list(rows[name]) for name in ("tokens", "starts", "ends", "tags")]
print(json.dumps([*columns, rows.features["tags"].feature.names]))
"""


def test_tokens_of_a_withheld_text_have_their_places_and_tags(clean: Path, tmp_path: Path) -> None:
    printed = run(clean, tmp_path, "python", "-c", TOKENS)
    [line] = [line for line in printed.splitlines() if line.startswith("[[")]
    tokens, starts, ends, tags, names = json.loads(line)
    assert set(tokens) == {None}
    text = Store(ROOT).text(Store(ROOT).document("ph-jp-security-talks"))
    words = [
        text[start:end]
        for row in zip(starts, ends, strict=True)
        for start, end in zip(*row, strict=True)
    ]
    assert len(words) == len([tag for row in tags for tag in row]) > 600
    assert not any(re.search(r"\s", word) for word in words)
    assert "B-STATE" in {names[tag] for row in tags for tag in row}
    assert "withheld (text_available is false)" in printed
    copy = tmp_path / "article.txt"
    copy.write_text(text, "utf-8")
    filled = TOKENS.replace('split="test"', f'split="test", texts={str(copy)!r}')
    printed = run(clean, tmp_path, "python", "-c", filled)
    [line] = [line for line in printed.splitlines() if line.startswith("[[")]
    assert [word for row in json.loads(line)[0] for word in row] == words
    assert f"the text of {len(WITHHELD) - 1} of " in printed


def test_what_is_installed_is_consistent(clean: Path, tmp_path: Path) -> None:
    assert "No broken requirements" in run(clean, tmp_path, "python", "-m", "pip", "check")


def installed_files(clean: Path) -> dict[str, str]:
    """The digest of each file of the installed package, without what Python compiles."""
    [package] = clean.parent.glob("lib/python*/site-packages/pactbank")
    return {
        str(path.relative_to(package)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in package.rglob("*")
        if path.is_file() and path.suffix != ".pyc"
    }


@pytest.fixture
def protected(clean: Path) -> Iterator[Path]:
    """The same environment with the folders and files of site-packages read-only."""
    [site] = clean.parent.glob("lib/python*/site-packages")
    subprocess.run(["chmod", "-R", "a-w", site], check=True)
    yield clean
    subprocess.run(["chmod", "-R", "u+w", site], check=True)


BOUND = ("setpriv", "--bounding-set=-dac_override", "--inh-caps=-all") if os.geteuid() == 0 else ()
"""Before a command: it keeps to permissions, even if root runs it."""


def attempt(clean: Path, place: Path, line: str) -> tuple[int, str]:
    """Exit code and output of a command line that no permission lets through."""
    environment = {"PATH": os.environ["PATH"], "HOME": str(place), "COLUMNS": "200"}
    program, *arguments = shlex.split(line)
    result = subprocess.run(
        [*BOUND, clean / program, *arguments],
        cwd=place, env=environment, capture_output=True, text=True,
    )  # fmt: skip
    return result.returncode, result.stdout + result.stderr


def all_writing_commands_refuse(clean: Path, place: Path) -> None:
    for name, content in FILES.items():
        (place / name).write_text(content, "utf-8")
    before = installed_files(clean)
    [data] = clean.parent.glob("lib/python*/site-packages/pactbank/data")
    for root in ("", f" --root {data}"):
        for line in WRITING.values():
            code, printed = attempt(clean, place, line.replace("pactbank", f"pactbank{root}", 1))
            assert code == 2, printed
            assert "read-only: begin one of your own with pactbank init" in printed
            assert printed.count("\n") == 1
    for line in ("pactbank build --out", "pactbank init"):
        code, printed = attempt(clean, place, f"{line} {data}/made")
        assert code == 2, printed
        assert "is inside the installed package, which is read-only" in printed
    assert installed_files(clean) == before


def test_no_command_writes_into_the_installed_package(clean: Path, tmp_path: Path) -> None:
    all_writing_commands_refuse(clean, tmp_path)


def test_nor_tries_to_where_site_packages_is_read_only(protected: Path, tmp_path: Path) -> None:
    all_writing_commands_refuse(protected, tmp_path)
    code, printed = attempt(protected, tmp_path, "pactbank validate")
    assert code == 0, printed
    assert "0 errors" in printed
    code, printed = attempt(protected, tmp_path, "pactbank path")
    assert code == 0, printed


def test_a_corpus_of_ones_own_is_made_with_the_wheel_alone(clean: Path, tmp_path: Path) -> None:
    page = (ROOT / "docs/OWN-CORPUS.md").read_text("utf-8")
    before = installed_files(clean)
    check_page(page, tmp_path, clean)
    assert installed_files(clean) == before
