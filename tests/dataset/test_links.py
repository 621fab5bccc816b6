"""Links in builds and in the cache never lead writes or deletions elsewhere."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pactbank.corpus.store import Store
from pactbank.dataset import build, check, path, rehydrate
from pactbank.errors import WrongUse


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    folder = tmp_path / "outside"
    (folder / "inner").mkdir(parents=True)
    (folder / "precious.txt").write_text("precious\n")
    (folder / "inner/precious.txt").write_text("precious\n")
    return folder


def kept(outside: Path) -> bool:
    files = {str(p.relative_to(outside)): p.read_text() for p in outside.rglob("*") if p.is_file()}
    return files == {"precious.txt": "precious\n", "inner/precious.txt": "precious\n"}


@pytest.mark.parametrize("place", ["entities", "new"])
def test_a_link_that_no_build_made_is_not_lost_with_an_earlier_build(
    store: Store, outside: Path, tmp_path: Path, place: str
) -> None:
    out = tmp_path / "build"
    build(store, out)
    shutil.rmtree(out / place, ignore_errors=True)
    (out / place).symlink_to(outside)
    with pytest.raises(WrongUse, match=f"files that do not belong to the build there.*{place}"):
        build(store, out)
    assert (out / place).is_symlink()
    assert kept(outside)


@pytest.mark.parametrize("place", ["README.md", "croissant.json"])
def test_an_earlier_build_with_links_is_replaced_and_they_are_not_followed(
    store: Store, outside: Path, tmp_path: Path, place: str
) -> None:
    out = tmp_path / "build"
    build(store, out)
    (out / place).unlink()
    (out / place).symlink_to(outside / "precious.txt")
    build(store, out)
    assert check(out) == []
    assert not any(path.is_symlink() for path in out.rglob("*"))
    assert kept(outside)


def test_a_build_is_not_put_over_what_a_link_leads_to(
    store: Store, bare: Path, outside: Path, tmp_path: Path
) -> None:
    out = tmp_path / "build"
    out.symlink_to(outside)
    with pytest.raises(WrongUse, match="is no PactBank build"):
        build(store, out)
    with pytest.raises(WrongUse, match="is no PactBank build"):
        rehydrate(bare, store.corpus, out, store)
    assert kept(outside)


@pytest.mark.parametrize("target", ["", "inner", "new"])
def test_a_link_in_the_place_of_a_cached_build_is_replaced(
    store: Store, outside: Path, target: str
) -> None:
    folder = Path(path(store.root))
    shutil.rmtree(folder)
    folder.symlink_to(outside / target)
    assert path(store.root) == str(folder)
    assert not folder.is_symlink()
    assert check(folder) == []
    assert kept(outside)
