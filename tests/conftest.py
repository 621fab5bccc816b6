"""In CI nothing may be skipped: a skip there is a failure."""

from __future__ import annotations

from collections.abc import Generator

import pytest
from hypothesis import HealthCheck, settings

from support.effort import IN_CI, examples

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
