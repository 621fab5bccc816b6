"""`pactbank fetch` on a corpus whose texts are all referenced."""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest

from pactbank.cli.app import run
from pactbank.corpus.cached_texts import cached_text
from pactbank.corpus.resources import ROOT_VARIABLE
from pactbank.corpus.store import Store
from support.effort import examples
from support.killed import places_after_kills
from support.source_server import Answer, SourceServer

Call = Callable[[str], tuple[int, str, str]]
TEXTS = {
    f"talks-{number}": f"Veldria and Mirr agree on port {number}.\n\nTolmar waits.\n"
    for number in range(6)
}
LOADERS = Path(__file__).parents[2] / "loaders"
FETCH = "import sys; from pactbank.cli import main; sys.argv = ['pactbank', *sys.argv[1:]]; main()"


def page(text: str) -> bytes:
    """A long page with the text in it."""
    body = "".join(f"<p>{paragraph}</p>" for paragraph in text.split("\n\n"))
    return f"<nav>{'menu ' * 40_000}</nav><main>{body}</main>".encode()


@pytest.fixture
def server() -> Iterator[SourceServer]:
    with SourceServer() as running:
        yield running


@pytest.fixture
def call(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    server: SourceServer,
) -> Call:
    """Runs a command line in the corpus, of which no text is at hand: exit code, output, errors."""
    monkeypatch.delenv(ROOT_VARIABLE, raising=False)
    monkeypatch.setenv("PACTBANK_CACHE", str(tmp_path / "cache"))
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")

    def called(line: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["pactbank", *shlex.split(line)])
        code = run()
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    lines = [json.dumps(described(name, text, server)) for name, text in TEXTS.items()]
    (tmp_path / "texts.jsonl").write_text("\n".join(lines))
    assert called(f"init {tmp_path / 'own'}")[0] == 0
    monkeypatch.chdir(tmp_path / "own")
    assert called("ingest ../texts.jsonl")[0] == 0
    shutil.rmtree(tmp_path / "cache")
    return called


def described(name: str, text: str, server: SourceServer) -> dict[str, object]:
    """A text as `pactbank ingest` takes it, with the recipe for its page."""
    recipe = {
        "url": server.put(name, page(text)),
        "file_sha256": sha256(page(text)).hexdigest(),
        "extractor": "html",
        "parameters": {"keep": ["main"]},
        "raw_sha256": sha256(text.encode()).hexdigest(),
    }
    return {"id": name, "text": text, "recipe": recipe}


def here() -> set[str]:
    """The documents whose text is at hand, each of which is the recorded one."""
    store = Store(Path())
    found = set()
    for name in store.versions():
        document = store.document(name)
        if store.has_text(document):
            assert store.raw(document) == TEXTS[name]
            found.add(name)
    return found


def test_every_text_arrives_once(call: Call, server: SourceServer) -> None:
    assert here() == set()
    assert "without text: 6 of 6" in call("validate")[2]
    code, out, err = call("fetch --pause 0")
    assert (code, err) == (0, "")
    assert out == (
        "".join(f"talks-{number} v1 arrived\n" for number in range(6))
        + "6 arrived, 0 there already, 0 missing\n"
    )
    assert here() == TEXTS.keys()
    assert call("validate") == (0, "", "0 errors, 0 warnings\n")
    assert call("fetch") == (0, "0 arrived, 6 there already, 0 missing\n", "")
    assert len(server.requests) == 6


def test_what_is_missing_is_listed_and_the_rest_arrives(call: Call, server: SourceServer) -> None:
    server.files.pop("/talks-1")
    server.files["/talks-2"] = page("Veldria and Mirr have agreed.\n")
    server.answers["/talks-3"] = [Answer(429, {"Retry-After": "0"}), Answer(cut=100_000)]
    server.answers["/talks-4"] = [Answer(302, {"Location": "/talks-5"})]
    code, out, err = call("fetch --pause 0")
    assert code == 1
    assert out.endswith("3 arrived, 0 there already, 3 missing\n")
    assert here() == {"talks-0", "talks-3", "talks-5"}
    gone, changed, moved = re.sub(r"http://[\d.:]+", "URL", err).splitlines()
    assert gone == "missing talks-1 v1: URL/talks-1: 127.0.0.1 answers 404 Not Found"
    assert changed.startswith("missing talks-2 v1: URL/talks-2: the file has changed, it has 20")
    assert "the text that html makes of it has 30 code points and sha256 " in changed
    assert moved.startswith("missing talks-4 v1: URL/talks-4: the file has changed, it has 20")
    assert ("/talks-3", "bytes=100000-") in server.requests


def test_documents_are_named(call: Call, server: SourceServer, tmp_path: Path) -> None:
    assert call("fetch talks-3 --pause 0")[0] == 0
    assert here() == {"talks-3"}
    assert [path for path, _ in server.requests] == ["/talks-3"]
    code, _, err = call("fetch talks-9")
    assert (code, "no document 'talks-9'" in err) == (2, True)
    (tmp_path / "held.txt").write_text("Sevra and Hask have signed a border pact.\n")
    assert call("ingest ../held.txt")[0] == 0
    code, _, err = call("fetch held")
    assert code == 2
    assert err == "pactbank: held is not referenced: the corpus holds its text\n"
    assert call("fetch --pause 0")[0] == 0


def test_copies_are_taken_whatever_their_names(
    call: Call, server: SourceServer, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "a").write_text(TEXTS["talks-0"])
    (folder / "b.bin").write_bytes(page(TEXTS["talks-1"]))
    (folder / "talks-2.txt").write_text("Something else.\n")
    code, out, err = call("fetch --from ../mine talks-0 talks-1 talks-2")
    assert code == 1
    assert out.splitlines() == [
        "talks-0 v1 arrived",
        "talks-1 v1 arrived",
        "2 arrived, 0 there already, 1 missing",
    ]
    assert re.fullmatch(
        r"missing talks-2 v1: no file is the text \(\w{64}\) or its source, \S+ \(\w{64}\)\n",
        err,
    )
    assert here() == {"talks-0", "talks-1"}
    assert server.requests == []
    assert call("fetch --from ../nothing")[2] == "pactbank: ../nothing does not exist\n"


def test_a_file_that_is_too_long_is_left_alone(call: Call, server: SourceServer) -> None:
    server.files["/talks-0"] = bytes(1_000_001)
    code, _, err = call("fetch talks-0 --pause 0 --max-size 1")
    assert code == 1
    assert "the file has more than 1,000,000 bytes" in err
    Path("../long").write_bytes(bytes(1_000_001))
    code, _, err = call("fetch talks-0 --from ../long --max-size 1")
    assert (code, err) == (2, "pactbank: ../long has more than 1,000,000 bytes; see --max-size\n")


@pytest.mark.parametrize("option", ["--max-size 0", "--max-size 2000", "--pause -1", "--pause nan"])
def test_options_have_bounds(call: Call, option: str) -> None:
    assert call(f"fetch {option}")[0] == 2


def test_a_cache_that_cannot_be_written_is_told(call: Call, tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file")
    code, _, err = call("fetch --pause 0")
    assert code == 1
    assert "Not a directory; set PACTBANK_CACHE to a folder of your own" in err


@pytest.mark.acceptance
def test_a_fetch_killed_at_any_step_on_the_disk_is_completed_by_the_next(
    call: Call, server: SourceServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACTBANK_CACHE", "cache")  # in each of the places
    places = tmp_path / "places"
    places.mkdir()
    words = ("fetch", "talks-0", "talks-1", "--pause", "0")
    found = set()
    for place in places_after_kills(tmp_path / "own", places, *words):
        monkeypatch.chdir(place)
        found.add(frozenset(here()))
        assert call(shlex.join(words))[0] == 0
        assert here() == {"talks-0", "talks-1"}
        assert call("validate")[0] == 0
    assert found == {frozenset(), frozenset({"talks-0"}), frozenset({"talks-0", "talks-1"})}


@pytest.mark.acceptance
def test_a_fetch_killed_at_any_moment_is_completed_by_the_next(
    call: Call, server: SourceServer, tmp_path: Path
) -> None:
    """The corpus is never touched, and no wrong text is ever in the cache."""
    corpus = {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    environment = {**os.environ, "PYTHONPATH": str(LOADERS)}
    random, killed, longest = Random(1), 0, 3.0
    for _ in range(examples(200)):
        began = time.monotonic()
        child = subprocess.Popen(
            [sys.executable, "-c", FETCH, "fetch", "--pause", "0"],
            env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            child.wait(random.uniform(0, longest))
        except subprocess.TimeoutExpired:
            child.send_signal(signal.SIGKILL)
            killed += child.wait() < 0
        else:
            assert child.returncode == 0
            longest = time.monotonic() - began
        if here() == TEXTS.keys():
            shutil.rmtree(tmp_path / "cache")
    assert killed > examples(200) // 4
    assert call("fetch --pause 0")[0] == 0
    assert here() == TEXTS.keys()
    assert corpus == {path: path.read_bytes() for path in Path().rglob("*") if path.is_file()}
    left = [path for path in (tmp_path / "cache").rglob("*.partial") if path.stat().st_size]
    assert left == []
    for text in TEXTS.values():
        assert cached_text(sha256(text.encode()).hexdigest()) == text
