# The README's example is a project that works, and the mistake that it shows is reported as it says.
from __future__ import annotations

import re

from run import REPOSITORY

README = (REPOSITORY / "README.md").read_text("utf-8")
FILES = dict(re.findall(r"^```yaml\n# (graph/\S+)\n(.*?)^```$", README, re.MULTILINE | re.DOTALL))
REPORT = re.search(r"^\$ stemma check\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def test_the_example_has_no_problem(write_project, stemma):
    project = write_project(FILES)
    assert len(FILES) >= 4
    run = stemma("check", "--strict", project).ok()
    assert run.out.endswith(": no problems\n")


def test_the_example_builds_into_the_pages_that_are_promised(write_project, mkdocs_build):
    page = "Home of [[acme-chat]], with [[acme-chat.parameters]].\n"
    site = mkdocs_build(write_project({**FILES, "docs/index.md": page}), "--strict").ok().site
    assert "7B" in (site / "index.html").read_text("utf-8")
    assert "st-lineage" in (site / "models" / "acme-chat" / "index.html").read_text("utf-8")


def test_the_mistake_is_reported_in_the_words_of_the_readme(write_project, stemma):
    name = "graph/models/acme-chat.yml"
    project = write_project({**FILES, name: FILES[name].replace("acme-base", "acme-bse")})
    run = stemma("check", cwd=project)
    assert run.code == 1
    assert run.out.strip() == REPORT.group(1).strip()
