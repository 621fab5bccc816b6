"""The report of a benchmark in a real browser: filters, shared links, keyboard, phone, axe."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest

from docs import report_picture
from pactbank.report import write_report
from support import contest, reported
from support.browser import recorded, serious

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.acceptance

ROOT = Path(__file__).parents[2]
PHONE = {"width": 375, "height": 740}


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of five systems on six documents, and of two on the same documents again."""
    place = tmp_path_factory.mktemp("report")
    store = reported.make_store(place / "corpus", 6)
    systems = reported.make_systems(store)
    folders = [
        reported.make_results(store, systems, place / "five"),
        reported.make_results(store, systems[:2], place / "two"),
    ]
    return write_report(store, folders, place / "report.html", texts=False)[0]


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    """A window whose console stays silent, and that asks for nothing but the page."""
    context = chromium.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    with recorded(page) as found:
        yield page
    context.close()
    assert found == []


def open_at(page: Page, report: Path, address: str = "") -> None:
    page.goto("about:blank")
    page.goto(f"{report.as_uri()}{address}")


def shown(page: Page) -> str:
    return page.locator("#shown").inner_text()


def chosen(page: Page, name: str) -> str:
    return page.locator(f"select[name={name}]").input_value()


def test_filters_choose_errors_and_the_address_says_which(page: Page, report: Path) -> None:
    open_at(page, report)
    whole = int(shown(page).split()[0])
    rows = page.locator("#rows > li")
    assert rows.count() == min(50, whole)
    page.locator("select[name=system]").select_option("hasty")
    page.locator("select[name=layer]").select_option("entities")
    page.locator("select[name=error]").select_option("boundary")
    some = int(shown(page).split()[0])
    assert 0 < some == int(page.locator("select[name=error] option:checked").inner_text()[10:-1])
    assert "system=hasty&layer=entities&error=boundary" in page.url
    assert all(
        "entities: boundary" in head for head in page.locator("#rows .kind").all_inner_texts()
    )
    page.locator("select[name=type]").select_option("STATE")
    assert int(shown(page).split()[0]) < some
    page.go_back()
    assert int(shown(page).split()[0]) == some
    page.get_by_role("button", name="show all").click()
    assert chosen(page, "error") == ""
    assert chosen(page, "system") == "hasty"
    if page.locator("#more").is_visible():
        before = rows.count()
        page.locator("#more").click()
        assert rows.count() > before


def test_a_shared_link_shows_a_document_with_gold_and_system(page: Page, report: Path) -> None:
    name = "%3Ci%3Ebold%3C%2Fi%3E+%26+%5Cu202eodd"
    open_at(page, report, f"#doc=summer-02&system={name}&layer=entities")
    assert chosen(page, "doc") == "summer-02"
    assert chosen(page, "system") == "<i>bold</i> & \\u202eodd"
    panes = page.locator(".panes section")
    assert panes.count() == 2
    gold, system = panes.all_inner_texts()
    assert "Ridge Accord" in gold
    assert "\\u202ereversed\\u202c, \\x07" in system
    assert "</script><b>Zoë</b> &" in system
    assert page.locator(".panes b, .panes i, .panes script").count() == 0
    wrong = page.locator(".panes section >> nth=1 >> .predicted.wrong")
    listed = page.locator("#rows > li").filter(has_text="predicted").count()
    assert wrong.count() > 0
    assert listed > 0
    # The same address in a window that is open leads there, too.
    page.evaluate("location.hash = '#doc=summer-03&system=careful'")
    page.locator("#document-name", has_text="summer-03").wait_for()
    open_at(page, report, "#doc=nothing&system=<b>x</b>")
    assert "doc nothing, system <b>x</b>" in page.locator("#unknown").inner_text()
    assert page.locator("#rows > li").count() > 0


def test_results_of_two_folders_stand_apart(page: Page, report: Path) -> None:
    open_at(page, report)
    assert page.locator("section > h2").all_inner_texts()[:2] == [
        "five: split test, authored texts",
        "two: split test, authored texts",
    ]
    page.locator("select[name=results]").select_option("2")
    options = page.locator("select[name=system] option").all_inner_texts()
    assert options == ["careful", "hasty"]
    assert "results=2" in page.url


def test_a_withheld_text_shows_no_words(page: Page, report: Path) -> None:
    open_at(page, report, f"#doc={reported.WITHHELD}&system=hasty&layer=agreements")
    assert "may not be passed on and are left out" in page.locator("#document").inner_text()
    assert page.locator(".panes").count() == 0
    assert "DEFCOOP" in page.locator("#rows").inner_text()
    assert "Accord" not in page.locator("#errors").inner_text()


def test_counts_and_matrices_lead_to_the_errors_they_count(page: Page, report: Path) -> None:
    open_at(page, report, "#system=hasty&type=STATE")
    page.get_by_text("How many, and of what").click()
    page.locator("#by").select_option("level")
    heads = page.locator("#tallies table").first.locator("th").all_inner_texts()
    assert heads[:4] == ["level", "gold", "right", "right of gold, %"]
    cell = page.locator("#tallies table").first.locator("a").last
    count = cell.inner_text()
    cell.click()
    page.locator("#shown", has_text=f"{count} error").wait_for()
    page.get_by_text("What was taken for what").click()
    page.locator("#matrices table").nth(1).wait_for()  # opening is told after the click
    assert page.locator("#matrices svg").count() == 2
    assert page.locator("#matrices table").count() == 2


def test_everything_can_be_reached_and_used_by_keyboard(page: Page, report: Path) -> None:
    open_at(page, report, "#doc=summer-02&system=hasty")
    reached = set()
    page.evaluate("document.activeElement.blur(); window.scrollTo(0, 0)")
    controls = page.evaluate(
        """() => [...document.querySelectorAll(
          "a[href], button, select, summary, [tabindex='0']")]
          .filter(one => one.checkVisibility()).map((one, at) => { one.dataset.control = at;
            return String(at); })"""
    )
    for _ in range(len(controls) + 5):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("document.activeElement.dataset.control || ''"))
    assert set(controls) <= reached
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("#rows > li").nth(1)
    assert second.evaluate("one => one === document.activeElement")
    page.keyboard.press("k")
    assert page.locator("#rows > li").first.evaluate("one => one === document.activeElement")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id").startswith("mark-")
    page.keyboard.press("n")
    page.locator("#document-name", has_text="summer-03").wait_for()
    page.keyboard.press("p")
    page.locator("#document-name", has_text="summer-02").wait_for()


@pytest.mark.parametrize("address", ["", "#doc=summer-02&system=hasty", "#doc=summer-00"])
def test_a_phone_scrolls_up_and_down_only(page: Page, report: Path, address: str) -> None:
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    open_at(page, report, address)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.wait_for_timeout(200)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("address", ["", "#doc=summer-02&system=hasty"])
def test_axe_finds_nothing_serious(
    chromium: Browser, report: Path, scheme: Any, address: str
) -> None:
    context = chromium.new_context(color_scheme=scheme, bypass_csp=True)
    page = context.new_page()
    open_at(page, report, address)
    found = serious(page)
    context.close()
    assert found == []


def test_the_pictures_of_the_docs_can_be_taken(chromium: Browser, tmp_path: Path) -> None:
    taken = []
    for file, page in report_picture.take(tmp_path, chromium):
        assert file.stat().st_size > 10_000
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        taken.append(file.name)
    shown = (ROOT / "docs/BENCH.md").read_text("utf-8")
    for name in taken:
        assert f"(images/{name})" in shown
        assert (ROOT / "docs/images" / name).exists()


def opened(chromium: Browser, report: Path, address: str) -> float:
    """How long a page takes until it can be used, the best of three."""
    best = float("inf")
    for _ in range(3):
        page = chromium.new_page()
        start = perf_counter()
        open_at(page, report, address)
        page.locator("#rows > li").first.wait_for()
        best = min(best, perf_counter() - start)
        assert page.evaluate("known.size") == 1, "only the document that is shown is read"
        page.close()
    return best


def test_many_documents_stay_usable(chromium: Browser, tmp_path: Path) -> None:
    """Documents are read when they are shown: of twenty times as many, each opens as before."""
    times = []
    for documents in (15, 300):
        store = contest.make_contest(tmp_path / f"corpus-{documents}", documents)
        systems = [contest.Naming(f"system-{n}", *contest.NAMES[: n + 1]) for n in range(4)]
        out = reported.make_results(store, systems, tmp_path / f"results-{documents}")
        report = write_report(store, [out], out / "report.html", texts=False)[0]
        times.append(opened(chromium, report, "#doc=talks-01&system=system-0"))
    assert times[1] < 10 * times[0]
