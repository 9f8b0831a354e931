# What a built site's pages refer to, and whether it is there.
from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

REFERRING = ("href", "src", "xlink:href", "poster")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.references: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, _: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if value is None:
                continue
            if name in REFERRING:
                self.references.append(value)
            elif name in ("id", "name"):
                self.ids.add(value)


def read_html(path: Path) -> tuple[list[str], set[str]]:
    """All that a page refers to, as written, and all anchors in it."""
    reader = _Reader()
    reader.feed(path.read_text("utf-8"))
    return reader.references, reader.ids


def dead_references(site: Path, home: str = "http://site.test/a/b/") -> list[str]:
    """Each reference to a file or an anchor that the site lacks, as `page -> reference`.

    The site is taken to lie at `home`; a reference to elsewhere is none of its business, one beside it is dead.
    """
    pages = {path.relative_to(site).as_posix(): read_html(path) for path in site.rglob("*.html")}
    dead = []
    for name, (references, _) in sorted(pages.items()):
        if name == "404.html":  # is served at any address, and so has absolute references alone
            continue
        for reference in references:
            url = urlsplit(urljoin(home + name.removesuffix("index.html"), reference))
            if url.scheme != "http" or url.hostname != "site.test":
                continue
            address = url._replace(fragment="", query="").geturl()
            target = unquote(address.removeprefix(home))
            if target == "" or target.endswith("/"):
                target += "index.html"
            anchor = unquote(url.fragment)
            found = address.startswith(home) and (site / target).is_file()
            if found and anchor and target in pages and not anchor.startswith("__"):
                found = anchor in pages[target][1]
            if not found:
                dead.append(f"{name} -> {reference}")
    return dead
