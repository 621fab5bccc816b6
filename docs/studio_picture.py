"""Make the pictures of docs/STUDIO.md: the real editor on an invented text of 130 entities, 8 pacts
and 11 stances, on a small and on a large screen.

tests/acceptance/install.sh && .venv/bin/python docs/studio_picture.py
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support import sample_corpus
from support.browser import Screen, chromium
from support.label_studio_server import LabelStudio
from support.long_article import LONG
from support.studio_shell import Shell

if TYPE_CHECKING:
    from playwright.sync_api import Browser

IMAGES = Path(__file__).parent / "images"
SMALL, LARGE = (1366, 768), (1920, 1080)


class Picture(NamedTuple):
    """A picture of a project that asks for these layers, on a screen of this size: a region is
    selected and a list of it is open."""

    file: str
    layers: str
    size: tuple[int, int]
    region: str
    open_list: str


PICTURES = (
    Picture("studio.png", "entities,agreements,stances", LARGE, "a1_s1", ""),
    Picture("studio-entities.png", "entities", SMALL, "e9", ""),
    Picture("studio-pacts.png", "agreements", SMALL, "a1_m1", "parties"),
    Picture("studio-stances.png", "stances", SMALL, "p1", "holders"),
)


def take(folder: Path, studio: LabelStudio, browser: Browser) -> Iterator[tuple[Path, Screen]]:
    """Take each picture into a folder; its file, and the screen as it was."""
    with tempfile.TemporaryDirectory() as corpus:
        sample_corpus.make_corpus(Path(corpus), (LONG,))
        for at, picture in enumerate(PICTURES):
            shell = Shell(Path(corpus), studio, f"Accords: {picture.layers.replace(',', ', ')}")
            shell.run("push", "--from", "gold", "--layers", picture.layers)
            screen = Screen(browser, studio, f"reader-{at}@example.org")
            width, height = picture.size
            screen.page.set_viewport_size({"width": width, "height": height})
            screen.log_in()
            screen.open_next(shell.number())
            screen.select(picture.region)
            if picture.open_list:
                screen.pick(picture.open_list)
            screen.page.wait_for_timeout(1000)
            screen.page.screenshot(path=folder / picture.file)
            yield folder / picture.file, screen


def main() -> None:
    with (
        tempfile.TemporaryDirectory() as place,
        LabelStudio.started(Path(place)) as studio,
        chromium() as browser,
    ):
        for file, _ in take(IMAGES, studio, browser):
            print(file)


if __name__ == "__main__":
    main()
