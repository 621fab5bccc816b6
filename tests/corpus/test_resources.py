from __future__ import annotations

from pathlib import Path

import pytest

from pactbank.corpus.files import write_atomically
from pactbank.corpus.resources import (
    CACHE_VARIABLE,
    ROOT_VARIABLE,
    find_own_root,
    find_root,
    user_cache,
)
from pactbank.errors import DataNotFound, WrongUse
from pactbank.model import packaged
from pactbank.model.packaged import packaged_root, schema_folder

CHECKOUT = Path(__file__).parents[2]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, with no variable set and no data in the package."""
    monkeypatch.delenv(ROOT_VARIABLE, raising=False)
    monkeypatch.setattr(packaged, "_PACKAGE", tmp_path / "site/pactbank/nothing")
    work = tmp_path / "work/deep/down"
    work.mkdir(parents=True)
    monkeypatch.chdir(work)
    return tmp_path


def corpus_in(folder: Path) -> Path:
    (folder / "corpus").mkdir(parents=True)
    (folder / "corpus/corpus.lock").write_text("{}")
    return folder.resolve()


def test_the_folder_that_is_named_comes_first(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    named, variable = corpus_in(place / "named"), corpus_in(place / "variable")
    corpus_in(place / "work")
    monkeypatch.setenv(ROOT_VARIABLE, str(variable))
    assert find_root(named) == named


def test_then_the_variable(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    variable = corpus_in(place / "variable")
    corpus_in(place / "work")
    monkeypatch.setenv(ROOT_VARIABLE, str(variable))
    assert find_root() == variable


def test_then_the_nearest_folder_upwards(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    far = corpus_in(place / "work")
    assert find_root() == far
    near = corpus_in(place / "work/deep")
    assert find_root() == near
    assert find_root(start=place / "work") == far
    monkeypatch.setattr(packaged, "_PACKAGE", place / "site/pactbank")
    corpus_in(place / "site/pactbank/data")
    assert find_root() == near


def test_then_the_data_that_came_with_the_package(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = corpus_in(place / "site/pactbank/data")
    monkeypatch.setattr(packaged, "_PACKAGE", place / "site/pactbank")
    assert find_root() == packed
    assert schema_folder() == packed / "schema"


def test_nowhere(place: Path) -> None:
    with pytest.raises(DataNotFound, match=f"--root or \\${ROOT_VARIABLE}"):
        find_root()


@pytest.mark.parametrize("left", ["about.json", "splits.json"])
def test_a_corpus_that_has_lost_its_lock_is_named_and_no_other_is_taken(
    place: Path, monkeypatch: pytest.MonkeyPatch, left: str
) -> None:
    corpus_in(place)
    lost = place / "work/deep"
    (lost / "corpus").mkdir()
    (lost / "corpus" / left).write_text("{}")
    for named in (None, lost):
        with pytest.raises(DataNotFound, match="restore it from version control") as raised:
            find_root(named)
        assert str(lost) in str(raised.value)
        assert "init" not in str(raised.value)


@pytest.mark.parametrize("how", ["--root", f"${ROOT_VARIABLE}"])
def test_a_named_folder_without_a_corpus_is_an_error_and_no_reason_to_look_on(
    place: Path, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    corpus_in(place / "work")
    if how != "--root":
        monkeypatch.setenv(ROOT_VARIABLE, str(place))
    with pytest.raises(DataNotFound) as raised:
        find_root(place if how == "--root" else None)
    assert str(raised.value).startswith(how)
    assert str(place) in str(raised.value)


def test_an_editable_install_uses_the_checkout_around_it() -> None:
    assert packaged_root() == CHECKOUT
    assert schema_folder() == CHECKOUT / "schema"


def test_what_came_with_the_package_is_never_written(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = corpus_in(place / "site/pactbank/data")
    monkeypatch.setattr(packaged, "_PACKAGE", packed.parent)
    (place / "link").symlink_to(packed)
    for named in (None, packed, place / "link"):
        with pytest.raises(DataNotFound, match="read-only: begin one of your own with pactbank in"):
            find_own_root(named)
    monkeypatch.chdir(packed / "corpus")
    with pytest.raises(DataNotFound, match="pactbank init"):
        find_own_root()
    for file in (packed / "x.txt", place / "link/new/x.txt"):
        with pytest.raises(WrongUse, match="read-only"):
            write_atomically(file, b"x")
    assert sorted(path.name for path in packed.rglob("*")) == ["corpus", "corpus.lock"]


def test_the_corpus_of_an_editable_install_is_written_from_inside_or_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(ROOT_VARIABLE, raising=False)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DataNotFound, match="pactbank init"):
        find_own_root()
    assert find_own_root(CHECKOUT) == CHECKOUT
    assert find_own_root(start=CHECKOUT / "docs") == CHECKOUT
    monkeypatch.setenv(ROOT_VARIABLE, str(CHECKOUT))
    assert find_own_root() == CHECKOUT


def test_a_corpus_of_ones_own_is_found_like_any_other(place: Path) -> None:
    own = corpus_in(place / "work")
    assert find_own_root() == own
    assert find_own_root(own) == own
    with pytest.raises(DataNotFound, match=f"pactbank init {place}"):
        find_own_root(place)


def test_the_cache_is_where_the_variable_says(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(place))
    monkeypatch.delenv(CACHE_VARIABLE, raising=False)
    assert user_cache() == place / "pactbank"
    monkeypatch.setenv(CACHE_VARIABLE, "near")
    assert user_cache() == Path.cwd() / "near"
