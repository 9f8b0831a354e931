# Python-Markdown's door: `[[…]]` and our fenced blocks on hand-written pages. It finds them with the same scan as the
# check and puts finished HTML in their place; what is wrong with them is the check's to say.
from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from markdown import Extension, Markdown
from markdown.preprocessors import Preprocessor

from stemma.knowledge.blocks import read_block
from stemma.pages.blocks import block_html, broken_block
from stemma.pages.context import Site
from stemma.pages.inline import link_html
from stemma.pages.template import TemplateMistakeError
from stemma.project import load_project
from stemma.text.files import locate
from stemma.text.markdown_scan import Block, scan
from stemma.text.source import Source

# Behind snippets (32), which bring in text, and white space (30), which drops stashed HTML; before fences (25) and HTML (20).
PRIORITY = 28


class StemmaExtension(Extension):
    """`stemma` in `markdown_extensions` of any host that runs such extensions. Option `project`: the folder with
    `mkdocs.yml` or `schema.yml`. The MkDocs plugin sets `site` and `path` itself."""

    def __init__(self, **kwargs: Any) -> None:
        self.config = {"project": [".", "The project's folder, or the graph's."]}
        self.site: Site | None = None
        self.path = "index"
        self.mistakes: list[str] = []
        """What was wrong with the site's own templates; the host says it."""
        super().__init__(**kwargs)

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - Python-Markdown's name
        """Called by Python-Markdown for each page."""
        if self.site is None:
            folder = Path(str(self.getConfig("project")))
            location = locate(folder, folder, os.environ)
            if isinstance(location, str):
                raise FileNotFoundError(location)
            self.site = Site(load_project(location))
        md.preprocessors.register(_Placer(md, self.site, self), "stemma", PRIORITY)


class _Placer(Preprocessor):
    """Puts HTML where links and blocks stand, out of reach of everything that reads the text later."""

    def __init__(self, md: Markdown, site: Site, extension: StemmaExtension) -> None:
        super().__init__(md)
        self.site = site
        self.extension = extension

    def run(self, lines: list[str]) -> list[str]:
        text = "\n".join(lines)
        if "[[" not in text and "```" not in text and "~~~" not in text:
            return lines
        found = scan(text)
        if not found.links and not found.blocks:
            return lines
        source = Source("", text)
        pieces: list[tuple[int, int, str]] = [
            (
                link.start,
                link.end,
                self.md.htmlStash.store(link_html(self.site, self.extension.path, link.target, link.label)),
            )
            for link in found.links
        ]
        for number, block in enumerate(found.blocks, 1):
            stored = self.md.htmlStash.store(self._block(source, block, number))
            pieces.append((block.start, block.end, f"{block.indent}{stored}\n"))
        parts, at = [], 0
        for start, end, made in sorted(pieces):
            parts += [text[at:start], made]
            at = end
        return "".join([*parts, text[at:]]).split("\n")

    def _block(self, source: Source, block: Block, number: int) -> str:
        options, _ = read_block(source, block, self.site.project.deriver)
        if options is None:
            return broken_block(block.name)
        try:
            return block_html(self.site, self.extension.path, options, number)
        except TemplateMistakeError as mistake:
            self.extension.mistakes.append(str(mistake))
            return broken_block(block.name)


def makeExtension(**kwargs: Any) -> StemmaExtension:  # noqa: N802 - Python-Markdown's name
    """What Python-Markdown calls for an extension that is given by its module's name."""
    return StemmaExtension(**kwargs)
