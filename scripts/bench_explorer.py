# Opens the explorer of a small and of a large generated graph in Chromium, in turn, and prints how long it takes until the
# drawing is there and how many bytes came. In: how many rounds. Out: a report on the terminal.
from __future__ import annotations

import random
import sys
import tempfile
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

# The tests' browser, server and page without a theme: a theme's own files, such as its search index, grow with a site.
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "tests" / "support"))

from browsing import launch
from explorer_site import write_explorer
from serving import SiteServer
from stemma.pages.explorer import ExplorerEdge, ExplorerNode

SEED = 4
SIZES = (200, 20_000)
MOST = 1.5  # how much longer the large one may take, and how much more it may load
TYPES = (("ship", "Ship", "#3f51b5"), ("yard", "Yard", "#0a6b49"), ("captain", "Captain", "#b3261e"))
WORDS = ("Amber", "Birch", "Cobalt", "Dawn", "Ember", "Fjord", "Gale", "Harbour", "Iris", "Juniper", "Kestrel", "Lark")

# The moment at which a line of the canvas through the start's box is no longer empty.
DRAWN = """
(() => {
  const look = () => {
    const canvas = document.querySelector(".st-canvas canvas");
    const pen = canvas?.width ? canvas.getContext("2d") : undefined;
    const line = pen?.getImageData(0, canvas.height / 2, canvas.width, 1).data;
    if (line?.some(value => value)) window.drawnAt = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
})();
"""
BYTES = """() => [...performance.getEntriesByType("navigation"), ...performance.getEntriesByType("resource")]
  .reduce((sum, entry) => sum + entry.transferSize, 0)"""


def graph(size: int) -> tuple[list[ExplorerNode], list[ExplorerEdge]]:
    """A graph of so many entities, in which those that have many relations get more of them."""
    draw = random.Random(SEED)  # noqa: S311 - no secret: the same numbers each time
    nodes, edges = [], []
    ends = [0]
    for n in range(size):
        type_, label, color = TYPES[n % len(TYPES)]
        name = f"{draw.choice(WORDS)} {draw.choice(WORDS)} {n}"
        card = {"name": name, "kind": label, "color": color, "summary": f"Known as number {n}.", "facts": []}
        nodes.append(ExplorerNode(f"e{n}", name, type_, label, color, f"../e{n}/", card, (f"No. {n}",)))
        for other in sorted({draw.choice(ends) for _ in range(3)} - {n}):
            lineage = draw.random() < 0.5
            kind = (
                ("built_after", "Built after", "Model of") if lineage else ("sailed_with", "Sailed with", "Sailed with")
            )
            edges.append(ExplorerEdge(f"e{n}", f"e{other}", kind[0], kind[1], lineage=lineage, inverse=kind[2]))
            ends += [n, other]
    return nodes, edges


def opened(browser: Browser, url: str) -> tuple[float, int]:
    """Milliseconds until the drawing is there, and bytes that came, with nothing in any cache."""
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    try:
        page = context.new_page()
        page.add_init_script(DRAWN)
        page.goto(url)
        page.wait_for_function("window.drawnAt")
        page.wait_for_load_state("networkidle")
        return page.evaluate("window.drawnAt"), page.evaluate(BYTES)
    finally:
        context.close()


def run(rounds: int) -> None:
    with tempfile.TemporaryDirectory(prefix="stemma-bench-") as folder, sync_playwright() as playwright:
        servers = []
        for size in SIZES:
            site = write_explorer(Path(folder) / str(size), *graph(size), focus="e0")
            servers.append(SiteServer(site))
        browser = launch(playwright)
        for server in servers:
            opened(browser, server.url)  # the browser's own start does not count
        found = [[opened(browser, server.url) for server in servers] for _ in range(rounds)]
        browser.close()
        for server in servers:
            server.close()

    print(f"The explorer opened in Chromium, median of {rounds} rounds in turn, uncompressed")
    middle = [[median(one[i][part] for one in found) for part in (0, 1)] for i in range(len(SIZES))]
    for size, (took, came) in zip(SIZES, middle, strict=True):
        print(f"  {size:6} entities  {took:7.0f} ms to the drawing  {came / 1000:8.1f} kB")
    ratios = [middle[1][part] / middle[0][part] for part in (0, 1)]
    print(f"  ratio            {ratios[0]:7.2f}                    {ratios[1]:8.2f}     (at most {MOST})")
