"""The code blocks of a page, run in order as a reader would, in one folder."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

LOADERS = Path(__file__).parents[2] / "loaders"


@dataclass(frozen=True)
class Shown:
    """What a page promises after a block, and what the block printed, on both streams."""

    promised: str
    printed: str


def checkout_programs(folder: Path) -> Path:
    """A folder with `pactbank` and `python` that run the checkout."""
    folder.mkdir()
    for name, call in (
        ("pactbank", "-c 'from pactbank.cli import main; main()'"),
        ("python", ""),
    ):
        script = f'#!/bin/sh\nPYTHONPATH={LOADERS} exec {sys.executable} {call} "$@"\n'
        (folder / name).write_text(script)
        (folder / name).chmod(0o755)
    return folder


def check_page(page: str, place: Path, programs: Path) -> None:
    """Run a page, and assert that it prints what it promises; … stands for anything."""
    for shown in run_page(page, place, programs):
        promised, printed = shown.promised.splitlines(), shown.printed.splitlines()
        assert len(promised) == len(printed), shown.printed
        for line, found in zip(promised, printed, strict=True):
            assert re.fullmatch(re.escape(line).replace("…", ".*"), found), found


def run_page(page: str, place: Path, programs: Path) -> Iterator[Shown]:
    """Run the `sh` and `python` blocks of a page in a folder, where `cd` holds until the end;
    gives each `text` block with what the block before it printed."""
    printed, here = "", place
    for language, body in re.findall(r"```(\w+)\n(.*?)```", page, re.DOTALL):
        if language == "text":
            yield Shown(body, printed)
            continue
        script = body if language == "sh" else f"python - <<'END'\n{body}END\n"
        result = subprocess.run(
            ["bash", "-e", "-c", f"{script}\npwd > {place}/here"],
            cwd=here, capture_output=True, text=True,
            env={"PATH": f"{programs}:/usr/bin:/bin", "HOME": str(place), "COLUMNS": "100",
                 "HF_HUB_OFFLINE": "1", "HF_DATASETS_DISABLE_PROGRESS_BARS": "1"},
        )  # fmt: skip
        assert result.returncode == 0, f"{script}\n{result.stdout}{result.stderr}"
        printed = result.stderr + result.stdout
        here = Path((place / "here").read_text().strip())
