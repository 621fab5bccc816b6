"""Make the pictures of docs/BENCH.md: the report of five systems on invented texts, on a large
screen and on a phone.

tests/acceptance/install.sh && .venv/bin/python docs/report_picture.py
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from pactbank.report import write_report
from support import reported
from support.browser import chromium

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

IMAGES = Path(__file__).parent / "images"
DOCUMENTS = 12


class Picture(NamedTuple):
    """A picture of what the report shows at an address, from this element on."""

    file: str
    address: str
    first: str
    size: tuple[int, int]
    scheme: Literal["light", "dark"]


PICTURES = (
    Picture("report.png", "", "#section-0-name", (1200, 920), "light"),
    Picture(
        "report-document.png", "#doc=summer-02&system=hasty", "#document-name", (1100, 700), "dark"
    ),
    Picture("report-phone.png", "#doc=summer-02&system=hasty", "#errors", (375, 740), "light"),
)


def take(folder: Path, browser: Browser) -> Iterator[tuple[Path, Page]]:
    """Take each picture into a folder; its file, and the page as it was."""
    with tempfile.TemporaryDirectory() as place:
        store = reported.make_store(Path(place) / "corpus", DOCUMENTS)
        results = reported.make_results(store, reported.make_systems(store), Path(place) / "summer")
        [report, *_] = write_report(store, [results], results / "report.html", texts=False)
        for picture in PICTURES:
            width, height = picture.size
            context = browser.new_context(
                viewport={"width": width, "height": height}, color_scheme=picture.scheme
            )
            page = context.new_page()
            page.goto(f"{report.as_uri()}{picture.address}")
            page.evaluate(f"document.querySelector('{picture.first}').scrollIntoView()")
            page.screenshot(path=folder / picture.file)
            yield folder / picture.file, page
            context.close()


def main() -> None:
    with chromium() as browser:
        for file, _ in take(IMAGES, browser):
            print(file)


if __name__ == "__main__":
    main()
