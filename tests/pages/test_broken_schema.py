# A preview of a graph whose schema is broken: every page that can still be made is made, whatever it speaks of.
from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from stemma import load
from stemma.exchange.graph_json import graph_json
from stemma.exchange.json_ld import Home, json_ld
from stemma.pages.context import Site
from stemma.pages.explorer_of import explorer
from stemma.pages.site import pages

ROOT = Path(__file__).parents[2]
BREAKS = {
    "a misspelt base": ("extends: ai-models", "extends: ai-model"),
    "a type that is none": ("types:\n", "types:\n  claim: 5\n"),
    "a key that is none": ("extends: ai-models", "extends: ai-models\nbogus: 1"),
    "no schema at all": None,
}


@pytest.mark.parametrize("change", BREAKS.values(), ids=BREAKS)
def test_all_pages_and_data_of_the_demonstration_are_made_although_the_schema_is_broken(tmp_path, change):
    shutil.copytree(ROOT / "graph", tmp_path / "graph")
    (tmp_path / "mkdocs.yml").write_text("site_name: T\n", "utf-8")
    schema = tmp_path / "graph/schema.yml"
    if change is None:
        schema.unlink()
    else:
        assert change[0] in schema.read_text("utf-8")
        schema.write_text(schema.read_text("utf-8").replace(*change), "utf-8")
    project = load(tmp_path)
    assert project.count("error") > 0
    site = Site(project)
    made = {page.path for page in pages(site)}
    assert made >= {site.path(entity.id) for entity in site.shown()}
    explorer(site)
    graph_json(project, directory_urls=True)
    for entity in site.shown():
        json_ld(project, entity.id, Home("T", "https://example.org/", directory_urls=True))
