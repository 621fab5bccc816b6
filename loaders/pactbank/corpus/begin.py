"""A corpus of one's own is begun: every file that it needs, all of them or none."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pactbank.corpus import commits
from pactbank.corpus.files import (
    check_inside,
    check_writable,
    sha256,
    sync_folder,
    write_atomically,
)
from pactbank.corpus.lock_index import EMPTY, LockIndex
from pactbank.corpus.resources import has_lock
from pactbank.corpus.slugs import slug
from pactbank.corpus.validate.given import given
from pactbank.corpus.validate.registers import check_about
from pactbank.errors import WrongUse
from pactbank.model import codec
from pactbank.model.annotation import Annotator, Annotators
from pactbank.model.document import SCHEMA_VERSION
from pactbank.model.packaged import packaged_root
from pactbank.model.registers import NO_SPLITS, About
from pactbank.version import __version__

_STAGE = ".pactbank-init."
_TEMPLATES = {
    ".gitattributes": "gitattributes",
    ".gitignore": "gitignore",
    ".github/workflows/validate.yml": "validate.yml.jinja",
    "DATASHEET.md": "DATASHEET.md.jinja",
    "LICENSE": "LICENSE.jinja",
    "README.md": "README.md.jinja",
    "annotations/RULINGS.md": "RULINGS.md.jinja",
}
"""Each file that is made from a template of this package."""
_SCHEME = tuple(
    f"annotations/{name}.md" for name in ("GUIDELINES", "FORM", "PASS-A", "PASS-B", "HOSTILE")
)
"""Files of the annotation scheme, copied from the package."""
_GOLD = Annotator(
    id="gold", kind="adjudicated", description="The labels that predictions are scored against."
)


def about_itself(folder: Path, **values: str | None) -> About:
    """What a new corpus says of itself: the values of fields of `About`; without a name it is
    made from that of the folder. Raises `WrongUse` for a value that no corpus may have."""
    known = {field: value for field, value in values.items() if value is not None}
    name = known.get("name", slug(folder.resolve().name))
    if not name and "name" not in known:
        raise WrongUse(
            f"no name can be made from {folder.resolve().name!r}: give one in letters a to z and "
            "digits, such as --name my-pacts"
        )
    told = {"schema_version": SCHEMA_VERSION, "name": name, "title": name, "language": "en"}
    return given({**told, **known}, About, check_about)


def begin(folder: Path, about: About) -> list[Path]:
    """Make a corpus in a folder, which may exist but has no corpus yet; gives the files that were
    there before and are kept.

    A folder that does not exist appears complete, by one rename. In one that exists `corpus/`
    appears by one rename and brings the other files, which `commits` moves to their places now or,
    if this process is killed, when the corpus is opened next. Raises `WrongUse` where there is a
    corpus, and inside of another.
    """
    folder = Path(os.path.abspath(folder))
    check_writable(folder)
    if around := next(filter(has_lock, folder.parents), None):
        raise WrongUse(f"{folder} is inside of the corpus in {around}; begin one elsewhere")
    missing = [path for path in (folder, *folder.parents) if not os.path.lexists(path)]
    top = missing[-1] if missing else folder
    place = top.parent if missing else folder
    if not place.is_dir():
        raise WrongUse(f"{place} is not a folder")
    with _staged(place) as stage:
        commits.finish(folder / "corpus")
        if _occupied(folder / "corpus"):
            raise WrongUse(f"{folder} has a corpus already; nothing was changed")
        for path, data in _contents(about).items():
            write_atomically(stage / folder.relative_to(top) / path, data)
        if missing:
            return _renamed(stage, top)
        return _moved(stage, folder)


def _occupied(folder: Path) -> bool:
    """Whether a folder has anything in it, or is something other than a folder."""
    return os.path.lexists(folder) and not (folder.is_dir() and not any(folder.iterdir()))


@contextmanager
def _staged(place: Path) -> Iterator[Path]:
    """A new folder in `place` that is gone when the block ends; what killed processes left there
    is deleted first. Only one process at a time works in a place."""
    handle = os.open(place, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        for abandoned in place.glob(f"{_STAGE}*"):
            shutil.rmtree(abandoned, ignore_errors=True)
        stage = Path(tempfile.mkdtemp(dir=place, prefix=_STAGE))
        try:
            stage.chmod(0o755)
            yield stage
        finally:
            shutil.rmtree(stage, ignore_errors=True)
    finally:
        os.close(handle)


def _renamed(stage: Path, top: Path) -> list[Path]:
    """The stage takes the name of the topmost folder that does not exist."""
    try:
        stage.rename(top)
    except OSError:
        raise WrongUse(f"{top} has been made in the meantime; nothing was changed") from None
    sync_folder(top.parent)
    return []


def _moved(stage: Path, folder: Path) -> list[Path]:
    """The stage's `corpus/` goes into the folder, and brings the other files of the stage."""
    for file in (path for path in stage.rglob("*") if path.is_file()):
        _check_free(folder / file.relative_to(stage), folder)
    brought = commits.brought(stage / "corpus")
    brought.mkdir()
    for path in [path for path in stage.iterdir() if path.name != "corpus"]:
        path.rename(brought / path.name)
    try:
        (stage / "corpus").rename(folder / "corpus")
    except OSError:
        raise WrongUse(f"{folder} has got a corpus in the meantime") from None
    sync_folder(folder)
    return commits.settle(folder / "corpus")


def _check_free(path: Path, folder: Path) -> None:
    """Raises `WrongUse` where a file cannot be put, and `InvalidData` for a link that leads out."""
    check_inside(path, folder)
    for parent in path.parents[: len(path.relative_to(folder).parts) - 1]:
        if os.path.lexists(parent) and not parent.is_dir():
            raise WrongUse(f"{parent} is not a folder; nothing was changed")


def _contents(about: About) -> dict[str, bytes]:
    """Every file of a new corpus by its path."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pactbank.corpus"),
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
    )
    pages = {
        path: environment.get_template(name).render(about=about, version=__version__).encode()
        for path, name in _TEMPLATES.items()
    }
    scheme = {path: (packaged_root() / path).read_bytes() for path in _SCHEME}
    annotators = Annotators(schema_version=SCHEMA_VERSION, annotators=(_GOLD,))
    registers = {
        "about.json": codec.encode(about),
        "splits.json": codec.encode(NO_SPLITS),
    }
    hashes = {path: sha256(data) for path, data in registers.items()}
    registers["corpus.lock"] = codec.encode(LockIndex(EMPTY).with_changes(hashes))
    return {
        **pages,
        **scheme,
        "annotations/annotators.json": codec.encode(annotators),
        **{f"corpus/{path}": data for path, data in registers.items()},
    }
