"""A Label Studio server for the run with projects on it, a browser for each file of tests, and a
loopback Hub for each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from acceptance.session import Session, opened
from support import browser, label_studio_server, sample_corpus
from support.label_studio_server import LabelStudio
from support.studio_shell import Shell

if TYPE_CHECKING:
    from playwright.sync_api import Browser


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    if why := browser.missing():
        pytest.skip(why)
    with browser.chromium() as started:
        yield started


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with opened(tmp_path) as found:
        yield found


@pytest.fixture(scope="session")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabelStudio]:
    if why := label_studio_server.missing():
        pytest.skip(why)
    with LabelStudio.started(tmp_path_factory.mktemp("studio")) as server:
        yield server


@pytest.fixture
def shell(studio: LabelStudio, tmp_path: Path, request: pytest.FixtureRequest) -> Shell:
    """A small corpus and a project named after the test."""
    sample_corpus.make_corpus(tmp_path / "corpus-root")
    return Shell(tmp_path / "corpus-root", studio, request.node.name[:50])
