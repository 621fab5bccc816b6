"""Make the picture of docs/OWN-CORPUS.md: the page of labels that its commands write, in a browser.

.venv/bin/python docs/corpus_picture.py
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support.browser import chromium
from support.page_shell import check_page, checkout_programs

DOCS = Path(__file__).parent
IMAGE = DOCS / "images/own-corpus.png"
SIZE = (960, 700)


def main() -> None:
    page = (DOCS / "OWN-CORPUS.md").read_text("utf-8")
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "page"
        place.mkdir()
        check_page(page, place, checkout_programs(Path(folder) / "bin"))
        with chromium() as browser:
            screen = browser.new_page(viewport={"width": SIZE[0], "height": SIZE[1]})
            screen.goto((place / "talks-ana.html").as_uri())
            screen.screenshot(path=IMAGE)
    print(IMAGE)


if __name__ == "__main__":
    main()
