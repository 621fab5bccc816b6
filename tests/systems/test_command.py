"""`command:PROGRAM`: what programs do with documents, and what becomes of each document."""

from __future__ import annotations

import json
import os
import shlex
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from pactbank.systems import Answer, Article, command, get, run
from support import sample_corpus

pytestmark = pytest.mark.acceptance  # starts programs

HEAD = """\
import json, os, sys, time
started = f"{os.getpid()}"
with open("starts", "a") as file:
    file.write("x")
for line in sys.stdin:
    asked = json.loads(line)
    name = asked["document"]
    answer = {"document": name, "entities": []}
"""
Ask = Callable[..., list[Answer]]


def article(name: str, words: str = "Peru and 🤝 Chile.") -> Article:
    document, _, text = sample_corpus.make_document(name, ((("paragraph", words),),))
    return Article(document, text)


@pytest.fixture
def ask(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Ask:
    """The answers of a program of which the end of the loop is given."""
    monkeypatch.chdir(tmp_path)

    def asking(body: str, *articles: Article, timeout: float = 60) -> list[Answer]:
        lines = "".join(f"    {line}\n" for line in body.splitlines())
        Path("mine.py").write_text(HEAD + lines, "utf-8")
        system = get(f"command:{shlex.quote(sys.executable)} mine.py", timeout)
        return list(run(system, articles or [article(name) for name in "abc"]))

    return asking


def test_a_program_reads_each_document_and_its_answer_is_kept_as_it_is(ask: Ask) -> None:
    body = 'answer["entities"] = [{"type": "GPE", "asked": asked}]\nprint(json.dumps(answer))'
    [answer] = ask(body, article("talks"))
    assert answer.line is not None
    [entity] = json.loads(answer.line)["entities"]
    document, text = article("talks")
    assert entity["type"] == "GPE"
    assert entity["asked"] == {
        "document": "talks",
        "version": 1,
        "language": "en",
        "kind": "news",
        "title": None,
        "reference_date": "2031-05-29",
        "text_sha256": document.text.sha256,
        "text": text,
    }


PRINT = "print(json.dumps(answer))"
FAULTS = {
    # What a program does with b, and what is said of b.
    "os._exit(3)": "crash: the program ended with exit code 3",
    "raise ValueError('no model')": "crash: the program ended with exit code 1: "
    "ValueError: no model",
    "os.kill(os.getpid(), 9)": "crash: the program was ended by SIGKILL",
    "print('loading …')": "garbage: not JSON: expected value (column 1): 'loading …'",
    "print('[1]')": "garbage: no JSON object: '[1]'",
    "print()": "garbage: not JSON: EOF while parsing a value (column 0): ''",
    "print('{\"document\": NaN}')": "garbage: not JSON: expected value",
    "print('{\"entities\": []}')": "garbage: the object names no document",
    "print(json.dumps({**answer, 'document': 'c'}))": "wrong-document: document is 'c', asked was"
    " 'b'; one line a document",
    "print(json.dumps({**answer, 'version': 2}))": "wrong-document: version is '2', asked was 1",
    "sys.stdout.buffer.write(b'\\xff\\n'); sys.stdout.flush()": "garbage: not JSON: not UTF-8",
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_that_of_one_document_and_a_new_program_goes_on(ask: Ask, fault: str) -> None:
    first, second, third = ask(f"if name == 'b':\n    {fault}\n    continue\n{PRINT}")
    assert first.line is not None
    assert third.line is not None
    assert second.failure is not None
    told = f"{second.failure.kind}: {second.failure.message}"
    assert told.startswith(FAULTS[fault])
    # Another version is no sign that lines and documents have come apart.
    assert Path("starts").read_text() == ("x" if "version" in fault else "xx")


def test_slips_of_a_line_are_told_and_its_labels_kept_and_the_program_goes_on(ask: Ask) -> None:
    line = '\'{"document": "b", "entities": [{"text": "a\\tb",},], "entities": []}\''
    first, second, third = ask(f"if name == 'b':\n    print({line})\n    continue\n{PRINT}")
    assert None not in (first.line, second.line, third.line)
    assert json.loads(second.line or "")["entities"] == []
    assert second.failure is not None
    told = "the answer is JSON but for 1 control-character, 1 duplicate-key, 2 trailing-comma"
    assert (second.failure.kind, second.failure.message) == ("mended", told)
    assert Path("starts").read_text() == "x"


def test_a_second_line_is_told_and_nothing_is_taken_for_another_document(ask: Ask) -> None:
    answers = ask(f"{PRINT}\nif name == 'a':\n    {PRINT}")
    assert [answer.failure and answer.failure.kind for answer in answers] == [
        None,
        "wrong-document",
        None,
    ]


def test_a_document_that_takes_too_long_is_given_up_with_all_that_was_started(ask: Ask) -> None:
    body = f"""\
if name == 'b':
    import subprocess
    child = subprocess.Popen(["sleep", "600"])
    open("child", "w").write(str(child.pid))
    while True:
        print("still busy", file=sys.stderr)
        time.sleep(0.01)
{PRINT}"""
    first, second, third = ask(body, timeout=3)
    assert second.failure is not None
    assert second.failure.kind == "timeout"
    assert "no line of output within 3 s" in second.failure.message
    assert None not in (first.line, third.line)
    child = int(Path("child").read_text())
    for _ in range(100):
        if not _runs(child):
            return
        time.sleep(0.05)
    raise AssertionError("what the program started goes on")


def _runs(process: int) -> bool:
    """Whether a process is there, and no zombie."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_program_may_end_well_after_each_document(ask: Ask) -> None:
    answers = ask(f"{PRINT}\nbreak")
    assert all(answer.line for answer in answers)
    assert Path("starts").read_text() == "xxx"


def test_long_texts_go_both_ways_at_once(ask: Ask) -> None:
    """Neither side waits for the other with a full pipe; standard error is drained."""
    words = "Peru signed. " * 40_000
    body = (
        "print('.' * 200_000, file=sys.stderr)\n"
        "answer['entities'] = [{'text': asked['text'][:300_000]}] * 2\n"
        "print(json.dumps(answer), end='')\nbreak"
    )
    answers = ask(body, article("a", words), article("b", words))
    assert [len(answer.line or b"") > 600_000 for answer in answers] == [True, True]


def test_a_line_that_never_ends_is_garbage(ask: Ask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "LONGEST_ANSWER", 1 << 20)
    [answer] = ask("while True:\n    sys.stdout.write('x' * 65536)", article("a"))
    assert answer.failure is not None
    assert answer.failure.message == "a line of more than 1,048,576 bytes"


def test_a_program_that_reads_nothing_and_one_that_cannot_be_run(tmp_path: Path) -> None:
    articles = [article("a"), article("b")]
    kinds = [
        answer.failure and answer.failure.kind for answer in run(get("command:true"), articles)
    ]
    assert kinds == ["crash", "crash"]
    script = tmp_path / "no-shebang"
    script.write_bytes(b"\x00\x01")
    script.chmod(0o755)
    [answer, _] = run(get(f"command:{script}"), articles)
    assert answer.failure is not None
    assert answer.failure.message.startswith("cannot be run: ")


def test_the_version_is_that_of_the_program_and_its_files(tmp_path: Path) -> None:
    script = tmp_path / "mine.sh"
    script.write_text("cat\n")
    name = f"command:sh {script} --flag"
    before = get(name).version
    assert get(name).version == before
    assert get(f"{name} -x").version != before
    script.write_text("cat -\n")
    assert get(name).version != before


def test_a_program_is_ended_with_the_run(ask: Ask, tmp_path: Path) -> None:
    Path("mine.py").write_text(HEAD + f"    {PRINT}\n", "utf-8")
    system = get(f"command:{shlex.quote(sys.executable)} mine.py")
    answers = run(system, [article("a"), article("b")])
    next(answers)
    session = system.session
    assert session
    assert os.getsid(session) == session
    answers.close()
    assert system.session == 0
    assert not _runs(session)
