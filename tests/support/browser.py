"""The editor of Label Studio in a real Chromium, used as an annotator uses it.

    with chromium() as browser:
        page = Screen(browser, studio, "alice@example.org")
        page.open(project, task)
        page.label("PLACE", "camp")
        page.submit()

The browser is Debian's; nothing it does leaves the machine.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pactbank.labelstudio.attributes import ATTRIBUTES
from support.label_studio_server import PASSWORD, USER, LabelStudio

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

PROGRAM = "chromium"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TEXT = ".lsf-htx-richtext >> nth=0"

_CENTRES = """
([root, words, nth]) => {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const nodes = [], starts = [];
  let text = "";
  for (let node; node = walker.nextNode();) {
    nodes.push(node); starts.push(text.length); text += node.data;
  }
  let at = -1;
  for (let i = 0; i <= nth; i++) at = text.indexOf(words, at + 1);
  const place = (offset, end) => {
    let n = nodes.length - 1;
    while (starts[n] > offset || (end && starts[n] >= offset)) n--;
    return [nodes[n], offset - starts[n]];
  };
  const range = document.createRange();
  range.setStart(...place(at, false));
  range.setEnd(...place(at + words.length, true));
  const boxes = [...range.getClientRects()].filter(box => box.width > 0);
  const first = boxes[0], last = boxes[boxes.length - 1];
  return [first.left, first.top + first.height / 2, last.right, last.top + last.height / 2];
}
"""
"""The points on the screen where words begin and end."""

_OWN_WORDS = """
selector => {
  for (const span of document.querySelectorAll(selector)) {
    for (const node of span.childNodes) {
      if (node.nodeType !== Node.TEXT_NODE || !node.data.trim()) continue;
      const range = document.createRange();
      range.selectNodeContents(node);
      const box = range.getClientRects()[0];
      return [box.left + Math.min(8, box.width / 2), box.top + box.height / 2];
    }
  }
}
"""
"""A point on words that belong to no region inside this one."""


_COUNTER = """
window.pactbankActions = 0;
const count = event => {
  const modifier = ["Shift", "Control", "Alt", "Meta"].includes(event.key);
  if (event.isTrusted && !modifier) window.pactbankActions++;
};
window.addEventListener("mousedown", count, true);
window.addEventListener("keydown", count, true);
"""
"""Counts what a person does: a click or a drag begins with the button, a key with its press."""

_UNDER_ARROWS = """
() => {
  const centres = [];
  for (const node of document.querySelectorAll(
      ".pb-labels .lsf-label, .pb-side .lsf-choice, .htx-highlight")) {
    for (const box of node.getClientRects()) {
      const at = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
      if (node.contains(document.elementFromPoint(...at))) centres.push([node, at]);
    }
  }
  const style = document.createElement("style");
  style.textContent = ".relations-overlay, .relations-overlay * { pointer-events: all !important }";
  document.head.append(style);
  const covered = centres.filter(([node, at]) => !node.contains(document.elementFromPoint(...at)));
  style.remove();
  return covered.map(([node]) => node.textContent);
}
"""
"""The labels, choices and words that an arrow or its badge lies on, as the eye would see it."""


def missing() -> str | None:
    """Why no browser can be started here; None if one can."""
    if shutil.which(PROGRAM) is None:
        return f"no {PROGRAM}: run tests/acceptance/install.sh"
    return None


@contextmanager
def chromium() -> Iterator[Browser]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which(PROGRAM), args=list(QUIET)
        )
        try:
            yield browser
        finally:
            browser.close()


class Screen:
    """One annotator's browser window."""

    def __init__(self, browser: Browser, studio: LabelStudio, email: str = USER) -> None:
        self.studio = studio
        context = browser.new_context(viewport={"width": 1600, "height": 1000})
        context.add_init_script(_COUNTER)
        self.page = context.new_page()
        self.page.set_default_timeout(60_000)
        self.email = email
        self.strays: list[str] = []
        self.page.on("request", lambda request: self._watch(request.url))

    def _watch(self, url: str) -> None:
        """Record every request to another address: nothing may leave the machine."""
        if not url.startswith((self.studio.url, "data:", "blob:")):
            self.strays.append(url)

    def log_in(self) -> None:
        """Log in, or sign up as a new user."""
        way = "login" if self.email == USER else "signup"
        self.page.goto(f"{self.studio.url}/user/{way}")
        self.page.fill("input[name=email]", self.email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.click("button[type=submit]")
        self.page.wait_for_url(lambda url: "/user/" not in url)

    def open(self, project: int, task: int) -> None:
        self.page.goto(f"{self.studio.url}/projects/{project}/data?task={task}")
        self.page.wait_for_selector(".htx-highlight")

    def open_next(self, project: int) -> None:
        """Open the next task that the server assigns to this person."""
        self.list_tasks(project)
        self.open_handed_out()

    def list_tasks(self, project: int) -> None:
        self.page.goto(f"{self.studio.url}/projects/{project}/data")
        self.page.get_by_role("button", name="Label All Tasks").wait_for()

    def open_handed_out(self, regions: int = 1) -> None:
        """Open the task that is handed out, until this many regions are drawn."""
        self.page.get_by_role("button", name="Label All Tasks").click()
        drawn = "number => document.querySelectorAll('.htx-highlight').length >= number"
        self.page.wait_for_function(drawn, arg=regions)

    def work(self) -> Callable[[], float]:
        """A clock that runs while the processor works for the page: what the page did until all is
        drawn, however busy the machine is."""
        session = self.page.context.new_cdp_session(self.page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})

        def seconds() -> float:
            metrics = session.send("Performance.getMetrics")["metrics"]
            return next(float(one["value"]) for one in metrics if one["name"] == "TaskDuration")

        return seconds

    def rows(self) -> list[str]:
        """The groups of labels that can be drawn."""
        return self.page.locator(".pb-labels .ant-collapse-header").all_inner_texts()

    def mark(self, words: str, nth: int = 0) -> None:
        """Drag the mouse over words of the text."""
        root = self.page.locator(TEXT).element_handle()
        left, top, right, bottom = self.page.evaluate(_CENTRES, [root, words, nth])
        self.page.mouse.move(left + 1, top)
        self.page.mouse.down()
        self.page.mouse.move((left + right) / 2, (top + bottom) / 2)
        self.page.mouse.move(right - 1, bottom)
        self.page.mouse.up()

    def label(self, label: str, words: str, nth: int = 0) -> None:
        """Choose a label, then mark its words."""
        self.leave()
        self.button(label).click()
        self.mark(words, nth)

    def button(self, label: str) -> Locator:
        return self.page.locator(".lsf-label").get_by_text(label, exact=True)

    def region(self, region: str) -> Locator:
        """A region of the text by its id."""
        return self.page.locator(f".htx-highlight[class*='htx-highlight-{region}-']").last

    def select(self, region: str) -> None:
        """Click on words of the region that belong to no region inside it."""
        self.region(region).scroll_into_view_if_needed()
        x, y = self.page.evaluate(_OWN_WORDS, f".htx-highlight[class*='htx-highlight-{region}-']")
        self.page.mouse.click(x, y)

    def select_words(self, words: str) -> None:
        """Select the innermost region over words that occur once in the text."""
        self.page.locator(".htx-highlight", has_text=words).last.click()

    def choose(self, value: str) -> None:
        """Tick a choice of the selected region."""
        self.page.locator(f".lsf-choice:visible input[name='{value}']").first.click()

    def box(self, control: str) -> Locator:
        """A choice, list or field of the selected region, with its title."""
        title = self.page.get_by_text(ATTRIBUTES[control].title, exact=True)
        return self.page.locator(".pb-side > div:visible", has=title)

    def fill(self, control: str, words: str) -> None:
        """Type into a field of the selected region."""
        field = self.box(control).get_by_test_id("textarea-input")
        field.fill(words)
        field.press("Enter")

    def pick(self, control: str, *entries: str) -> None:
        """Pick from a list of the selected region; it stays open."""
        self.box(control).locator(".htx-taxonomy").click()
        self.page.wait_for_function("document.activeElement?.name == 'taxonomy-search-input'")
        for entry in entries:
            self.entries().get_by_text(entry, exact=True).click()

    def close_list(self) -> None:
        """Click beside the list: its search box would take the next key."""
        self.page.locator(".pb-title").click()

    def entries(self) -> Locator:
        """The entries of the list that is open."""
        return self.page.locator(".htx-taxonomy-dropdown:visible .ant-select-tree-title")

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def draw(self, key: str, words: str, nth: int = 0) -> None:
        """Press the key of a label and mark its words."""
        self.press(key)
        self.mark(words, nth)

    @contextmanager
    def counted(self) -> Iterator[Callable[[], int]]:
        """A count of the clicks, drags and keys since now."""
        before = self.page.evaluate("window.pactbankActions")
        yield lambda: int(self.page.evaluate("window.pactbankActions")) - before

    def under_arrows(self) -> list[str]:
        """The labels, choices and words that an arrow lies on."""
        found: list[str] = self.page.evaluate(_UNDER_ARROWS)
        return found

    def share_of_text(self) -> float:
        """How much of the height of the window shows the text, if there is enough of it."""
        box = self.page.locator(".pb-text").bounding_box()
        bar = self.page.locator(".lsf-bottombar").bounding_box()
        size = self.page.viewport_size
        assert box
        assert bar
        assert size
        return (bar["y"] - box["y"]) / size["height"]

    def relate(self, start: str, end: str, label: str) -> None:
        """Draw a relation from one region to another and give it a label."""
        self.leave()
        self.select(start)
        self.page.keyboard.press("Alt+r")
        self.select(end)
        self.tab("Relations")
        drawn = self.page.locator(".lsf-relations__item:visible").last
        drawn.hover()
        drawn.get_by_role("button", name="Show Relation Labels").click()
        drawn.locator("[data-testid^=select-trigger]").click()
        self.page.get_by_test_id(f"select-option-{label}").click()
        self.page.keyboard.press("Escape")
        self.tab("Regions")

    def tab(self, name: str) -> None:
        self.page.locator(".lsf-panel-tabs__tab:visible", has_text=name).click()

    def leave(self) -> None:
        """Select nothing."""
        self.page.keyboard.press("Escape")

    def relabel(self, region: str, label: str) -> None:
        self.leave()
        self.select(region)
        self.button(label).click()

    def delete(self, region: str) -> None:
        self.leave()
        self.select(region)
        self.page.keyboard.press("Backspace")

    def offered(self) -> list[str]:
        """The titles of the choices and fields that the selected region shows."""
        return self.page.locator(".pb-side h4:visible").all_inner_texts()

    def submit(self) -> None:
        with self.page.expect_response(lambda answer: "/annotations" in answer.url) as found:
            self.page.get_by_test_id("bottombar-submit-button").click()
        assert found.value.ok, found.value.text()


@contextmanager
def recorded(page: Page) -> Iterator[list[str]]:
    """What a page complains about, and what it asks for beside itself."""
    found: list[str] = []
    page.on("console", lambda message: found.append(f"{message.type}: {message.text}"))
    page.on("pageerror", lambda error: found.append(f"error: {error}"))
    page.on("request", lambda request: found.append(request.url) if _stray(request.url) else None)
    yield found


def serious(page: Page) -> list[tuple[str, str]]:
    """What axe finds in a page, everything opened, that keeps somebody from using it: the rule and
    the element. The page needs a window that bypasses its policy, which lets nothing else in."""
    from axe_playwright_python.sync_playwright import Axe

    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.wait_for_timeout(200)
    return [
        (found["id"], node["html"])
        for found in Axe().run(page).response["violations"]
        if found["impact"] in ("serious", "critical")
        for node in found["nodes"]
    ]


def _stray(url: str) -> bool:
    return not url.startswith(("file:", "about:"))
