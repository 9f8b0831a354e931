# The pages of the rules as data: what each says of its rule, the files of its examples and the report that it shows.
# Run as a program it writes the reports anew, for when a message was improved; read the difference before you keep it.
from __future__ import annotations

import re
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pages_of_docs import steps
from run import REPOSITORY, write_files
from stemma.project import Project, load_project
from stemma.report.text import full
from stemma.text.catalogue import RULES
from stemma.text.document import MAX_BYTES
from stemma.text.files import locate

FOLDER = REPOSITORY / "docs" / "rules"
INDEX = FOLDER / "index.md"
Files = dict[str, str | bytes]

_PAGE = re.compile(
    r"# (?P<id>\S+)\n\n(?P<summary>[^\n]+)\n\nSeverity: \*\*(?P<severity>\w+)\*\*\n\n(?P<why>.+?)\n"
    r"\n## Wrong\n\n(?P<wrong>.+?)\n\n## Right\n\n(?P<right>.+)\Z",
    re.DOTALL,
)
_ROW = re.compile(r"^\| \[([\w-]+)\]\(([\w-]+)\.md\) \| (\w+) \| (.+) \|$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class RulePage:
    """A rule's page. `wrong` and `right` are the files of its examples, `report` is what is shown of the check."""

    id: str
    summary: str
    severity: str
    wrong: Files
    report: str
    right: Files


def read_page(rule_id: str) -> RulePage:
    """The page of a rule. Fails where it does not have the layout that all pages share."""
    text = (FOLDER / f"{rule_id}.md").read_text("utf-8")
    found = _PAGE.fullmatch(text)
    assert found is not None, (
        f"{rule_id}.md: heading, summary, severity, reason, `## Wrong` and `## Right`, in this order"
    )
    wrong = steps(found["wrong"] + "\n")
    reports = [step.body for step in wrong if step.language == "text"]
    assert len(reports) == 1, f"{rule_id}.md: `## Wrong` shows one report, in a block of `text`"
    untitled = re.search(
        r"^```", re.sub(r'^(`{3,})\w+ title="[^"]+"$.*?^\1$', "", text, flags=re.MULTILINE | re.DOTALL), re.MULTILINE
    )
    assert untitled is None, f"{rule_id}.md: every block has a title"
    return RulePage(
        found["id"],
        found["summary"],
        found["severity"],
        {step.title: step.body for step in wrong if step.language != "text"},
        reports[0],
        {step.title: step.body for step in steps(found["right"])},
    )


def listed() -> list[tuple[str, str, str, str]]:
    """The index's rows: the heading that a rule stands under (its family), its id, severity and summary."""
    rows = []
    for part in INDEX.read_text("utf-8").split("\n### ")[1:]:
        family = re.search(r"`(\w+)`$", part.partition("\n")[0])
        for rule_id, target, severity, summary in _ROW.findall(part):
            assert rule_id == target
            rows.append((family[1] if family else "", rule_id, severity, summary))
    return rows


def base() -> Files:
    """The project that the examples add to, as the index shows it."""
    _, _, text = INDEX.read_text("utf-8").partition("\n## The examples\n")
    return {step.title: step.body for step in steps(text)}


# What a block of text cannot show: each takes the wrong example's files and gives those that are really meant.
_NOT_TEXT: Mapping[str, Callable[[Files], Files]] = {
    "file-encoding": lambda files: {name: str(text).encode("latin-1") for name, text in files.items()},
    "file-size": lambda files: {**files, "graph/ships/aurora.yml": "#" * (MAX_BYTES + 1)},
}


def wrong_files(page: RulePage) -> Files:
    """All files of the project that a page's wrong example means."""
    files = _NOT_TEXT.get(page.id, dict)(page.wrong)
    return files if page.id == "read-nothing" else {**_base_for(files), **files}


def right_files(page: RulePage) -> Files:
    """All files of the project that a page's right example means."""
    return {**_base_for(page.right), **page.right}


def _base_for(files: Files) -> Files:
    return {} if "graph/schema.yml" in files else base()


def project_of(folder: Path, files: Files) -> Project:
    """The checked project with these files."""
    settings = "site_name: Ships\ntheme: {name: material, font: false}\nplugins: [stemma]\n"
    write_files(folder, {"mkdocs.yml": settings, "docs/index.md": "# Ships\n", **files})
    (folder / "graph").mkdir(exist_ok=True)
    location = locate(folder, folder)
    assert not isinstance(location, str), location
    return load_project(location)


def _rewrite() -> None:
    """Put the reports of today into the pages."""
    for rule_id in RULES:
        page = read_page(rule_id)
        with tempfile.TemporaryDirectory() as folder:
            report = full(project_of(Path(folder), wrong_files(page)).diagnostics)
        path = FOLDER / f"{rule_id}.md"
        if report and report != page.report:
            path.write_text(path.read_text("utf-8").replace(page.report, report), "utf-8")
            sys.stdout.write(f"wrote {path}\n")


if __name__ == "__main__":
    _rewrite()
