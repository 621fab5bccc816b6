"""Make docs/images/studio.png: the labelling interface in the real editor, on an invented text.

tests/acceptance/install.sh && .venv/bin/python docs/studio_picture.py
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support import sample_corpus
from support.browser import Screen, chromium
from support.label_studio_server import LabelStudio
from support.studio_shell import Shell

DOCUMENT = "veldria-talks"
PICTURE = Path(__file__).parent / "images/studio.png"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        sample_corpus.make_corpus(place / "corpus")
        with LabelStudio.started(place) as studio, chromium() as browser:
            shell = Shell(place / "corpus", studio, "Pacts")
            shell.run("push", "--from", "gold", "--documents", DOCUMENT)
            screen = Screen(browser, studio, "alice@example.org")
            screen.page.set_viewport_size({"width": 1440, "height": 860})
            screen.log_in()
            screen.open_next(shell.number())
            screen.select("s1")
            screen.page.wait_for_timeout(1000)
            screen.page.screenshot(path=PICTURE)


if __name__ == "__main__":
    main()
