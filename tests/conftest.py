"""In CI nothing may be skipped: a skip there is a failure. The texts that the corpus refers to are
at hand in a cache of the run, where they lie beside the project."""

from __future__ import annotations

import os
from collections.abc import Generator, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ.pop("COLUMNS", None)

import pactbank.cli.console as console
from pactbank.corpus.cached_texts import store_text
from pactbank.corpus.resources import CACHE_VARIABLE
from support import real_texts
from support.effort import IN_CI, examples

__all__ = ["console"]
"""Made before any test sets COLUMNS: what is set when rich makes a console stays."""

settings.register_profile(
    "pactbank",
    deadline=None,
    max_examples=examples(100),
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("pactbank")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if IN_CI and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped in CI, where nothing may be: {report.longrepr}"
    return report


@pytest.fixture(scope="session", autouse=True)
def fetched(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A cache with the texts that the corpus refers to; empty where they are not at hand."""
    folder = tmp_path_factory.mktemp("fetched")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(CACHE_VARIABLE, str(folder))
        for text in real_texts.all_of_them() if real_texts.FOLDER.exists() else ():
            store_text(text.data.decode("utf-8"))
        (folder / "texts").mkdir(exist_ok=True)
        yield folder
