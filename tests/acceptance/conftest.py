from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from acceptance.session import Session, opened


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    with opened(tmp_path) as found:
        yield found
