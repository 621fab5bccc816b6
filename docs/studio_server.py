"""A Label Studio server on this machine with projects of invented texts, for whoever wants to look.

make studio

Its database is in a temporary folder and is gone when the server is stopped with Ctrl+C.
"""

from __future__ import annotations

import signal
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from support import sample_corpus
from support.label_studio_server import KEY, PASSWORD, USER, LabelStudio
from support.long_article import LONG
from support.studio_shell import Shell

PROJECTS = {
    "Entities": "entities",
    "Pacts": "agreements",
    "Stances": "stances",
    "All layers": "entities,agreements,stances",
}


def main() -> None:
    # A process in the background ignores Ctrl+C unless it asks for it.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    with tempfile.TemporaryDirectory() as folder, suppress(KeyboardInterrupt):
        corpus = Path(folder) / "corpus"
        sample_corpus.make_corpus(corpus, (LONG, *sample_corpus.SAMPLES))
        print("Label Studio starts; the first time it makes a database, which takes a minute …")
        with LabelStudio.started(Path(folder)) as studio:
            for title, layers in PROJECTS.items():
                Shell(corpus, studio, title).run("push", "--from", "gold", "--layers", layers)
            print(f'Open {studio.url} and log in as {USER} with the password "{PASSWORD}".')
            print(f"Projects: {', '.join(PROJECTS)}. To pull what you label, in another terminal:")
            place = f"--url {studio.url} --key {KEY} --project Entities --as me"
            print(f"  .venv/bin/pactbank --root {corpus} studio pull {place}")
            print("Ctrl+C stops the server and removes what it has.", flush=True)
            studio.process.wait()


if __name__ == "__main__":
    main()
