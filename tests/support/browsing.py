# Pages in a real browser, and what they did on the way that no page of ours may do.
from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Playwright, Request, Route, expect

# The same names, in the same order, as in scripts/test.
NAMES = (
    os.environ.get("STEMMA_CHROMIUM", "chromium"),
    "chromium-browser",
    "google-chrome",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
NO_INDEX = {
    "config": {
        "lang": ["en"],
        "separator": "[\\s]+",
        "pipeline": ["stopWordFilter"],
        "fields": {"title": {"boost": 1.0}, "text": {"boost": 1.0}},
    },
    "docs": [],
}
# Whatever is not of the site itself.
FOREIGN = re.compile(r"^(?!(file|data|blob|about):|https?://(127\.0\.0\.1|localhost)[:/]).*")


def launch(playwright: Playwright) -> Browser:
    """Starts Chromium. Fails where there is none: a test that needs a browser is never skipped."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    assert path, "no Chromium was found: install it, or name one in STEMMA_CHROMIUM (scripts/test does both)"
    quiet = ("background-networking", "component-update", "default-apps", "domain-reliability", "sync", "quic")
    return playwright.chromium.launch(
        executable_path=path,
        args=["--no-sandbox", "--disable-gpu", "--no-first-run", *(f"--disable-{part}" for part in quiet)],
    )


@dataclass  # without slots: Playwright leaves a mark on the object whose methods it calls
class Watch:
    """What the pages of one context asked for and complained about."""

    requests: list[str] = field(default_factory=list)
    foreign: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)

    def attach(self, context: BrowserContext) -> None:
        context.route(FOREIGN, self._on_foreign)  # all others need not pass through here
        context.on("request", self._on_request)
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self.problems.append(f"uncaught: {error.error}"))
        context.on("requestfailed", self._on_failure)

    def _on_foreign(self, route: Route) -> None:
        self.foreign.append(route.request.url)
        route.abort()

    def _on_request(self, request: Request) -> None:
        self.requests.append(request.url)
        if request.is_navigation_request():
            self.documents.append(request.url)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.problems.append(f"{message.type}: {message.text} ({message.location.get('url', '')})")

    def _on_failure(self, request: Request) -> None:
        if request.failure != "net::ERR_ABORTED":  # the page was left before it had all it asked for
            self.problems.append(f"failed: {request.url} {request.failure}")

    def check(self) -> None:
        """Fails the test where a request left the site, or a page complained."""
        assert not self.foreign, f"requests left the site: {self.foreign}"
        assert not self.problems, f"the browser complained: {self.problems}"


class Pages:
    """Opens pages, each in a context of its own, and watches them all. `watch` tells what they did."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._contexts: list[BrowserContext] = []
        self.watch = Watch()

    def open(self, url: str = "about:blank", *, search: bool = False, **options: Any) -> Page:
        """A new page at `url`. `options` are Playwright's for contexts: `java_script_enabled`, `viewport`, ...

        Without `search` the theme gets an index of nothing: it would build the whole one on every page that a test opens,
        and that takes longer than most tests.
        """
        options = {"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **options}
        context = self._browser.new_context(**options)
        context.set_default_timeout(15_000)
        self._contexts.append(context)
        self.watch.attach(context)
        if not search:
            context.route("**/search/search_index.json", lambda route: route.fulfill(json=NO_INDEX))
        page = context.new_page()
        if url != "about:blank":
            page.goto(url, wait_until="load")
        return page

    def close(self) -> None:
        for context in self._contexts:
            # A page may still be asking for something; the handler that answers it must not fail the next test.
            context.unroute_all(behavior="ignoreErrors")
            for page in context.pages:
                page.unroute_all(behavior="ignoreErrors")
            context.close()


def links_in_tree(page: Page, selector: str) -> list[str]:
    """The names of all links below the first match of `selector`, as assistive technology gets them."""
    session = page.context.new_cdp_session(page)
    try:
        found = session.send("Runtime.evaluate", {"expression": f"document.querySelector({selector!r})"})
        object_id = found["result"].get("objectId")
        assert object_id, f"nothing on the page matches {selector}"
        nodes = session.send("Accessibility.queryAXTree", {"objectId": object_id, "role": "link"})["nodes"]
        return [node["name"].get("value", "") for node in nodes if not node.get("ignored")]
    finally:
        session.detach()


def show_scheme(page: Page, scheme: str) -> None:
    """Has the open page follow a system that prefers this scheme, and waits until no colour moves any more."""
    page.emulate_media(color_scheme=scheme)
    expect(page.locator("body")).to_have_attribute(
        "data-md-color-scheme", {"light": "default", "dark": "slate"}[scheme]
    )
    page.wait_for_function("!document.getAnimations().length")


def assert_accessible(page: Page, context: str | dict[str, Any]) -> None:
    """Axe finds nothing wrong below `context`, in the light scheme and in the dark one."""
    scroll_through(page)
    for scheme in ("light", "dark"):
        show_scheme(page, scheme)
        found = Axe().run(page, context=context)
        assert found.violations_count == 0, f"{scheme}: {found.generate_report()}"


def scroll_through(page: Page) -> None:
    """Has everything laid out, as a reader has who came to the end: until then what lies below the screen has a size that
    was guessed, and what is asked of it may be told of another place."""
    page.evaluate(
        """async () => {
          const drawn = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
          for (let y = 0; y < document.documentElement.scrollHeight; y += innerHeight / 2) {
            scrollTo({ top: y, behavior: "instant" });
            await drawn();
          }
          scrollTo({ top: 0, behavior: "instant" });
          await drawn();
        }"""
    )


def thin_out(page: Page) -> None:
    """Leaves twelve of a kind where more stand in a row, and of the others each that holds something the ones before it
    do not: what is true of twelve rows is true of four hundred, and axe takes a second for each hundred.

    Two elements are the same to it where tag, class, role, type and the names of all attributes are the same."""
    page.evaluate(
        """() => {
          const kind = (part) => [part.tagName, part.getAttribute("class"), part.getAttribute("role"), part.dataset.type,
            ...part.getAttributeNames().sort()].join(" ");
          for (const within of document.querySelectorAll("article :is(ul, ol, dl, tbody, div, details)")) {
            const count = {}, seen = new Set();
            for (const child of [...within.children]) {
              if (child.querySelector("h1, h2")) continue;
              const kinds = [child, ...child.querySelectorAll("*")].map(kind);
              count[child.tagName] = (count[child.tagName] ?? 0) + 1;
              if (count[child.tagName] > 12 && kinds.every((each) => seen.has(each))) child.remove();
              else kinds.forEach((each) => seen.add(each));
            }
          }
        }"""
    )
