# What a reader loads does not grow with the graph: pages, explorer files and lineage views of entities that everything is
# tied to, and the pages on which the rest of their lists stands.
from __future__ import annotations

import re
from functools import lru_cache

import pytest

from checking import check_files
from stemma.pages.context import Site
from stemma.pages.explorer_of import explorer
from stemma.pages.lineage_data import lineage_files
from stemma.pages.site import pages

SCHEMA = """\
types:
  ship:
    fields:
      crew: {type: integer}
      double: {type: integer, formula: 2 * crew}
      rebuilt_from: {type: ref, to: ship, many: true, inverse: rebuilt_as, lineage: parent}
      sister: {type: ref, to: ship, inverse: sister_of}
project: {rules: {lint: ignore, claim-evidence: ignore}}
"""
FEW, MANY = 240, 510


@lru_cache(maxsize=2)
def site_of(number):
    """So many ships, all built after the first and sisters of it, from one register; and as many claims about it."""
    ships = "".join(
        f"- {{id: s{n}, name: Ship {n}, crew: {{value: 7, source: register}}, rebuilt_from: s1000, sister: s1000}}\n"
        for n in range(1001, 1000 + number)
    )
    claims = "".join(
        f"- {{id: c{n}, name: Claim {n}, about: s1000, verdict: unproven}}\n" for n in range(1001, 1001 + number)
    )
    files = {
        "graph/schema.yml": SCHEMA,
        "graph/ships/all.yml": "- {id: s1000, name: Ship 1000}\n" + ships,
        "graph/claims/all.yml": claims,
        "graph/sources/register.yml": "name: The register\n",
    }
    project = check_files(files)
    assert not project.count("error")
    return Site(project)


@lru_cache(maxsize=2)
def pages_of(number):
    return {page.path: page.html for page in pages(site_of(number))}


def page_sizes(number):
    site = site_of(number)
    entities = {site.path(entity.id) for entity in site.shown()}
    return {path: len(html) for path, html in pages_of(number).items() if path in entities or "_" in path}


def lineage_sizes(number):
    return {path: len(data) for path, data in lineage_files(site_of(number))}


def explorer_sizes(number):
    files = explorer(site_of(number))[1].files
    return {path: len(data) for path, data in files.items() if path.startswith("explorer/e-")}


@pytest.mark.parametrize("sizes", [page_sizes, lineage_sizes, explorer_sizes])
def test_nothing_that_belongs_to_one_entity_grows_with_the_graph(sizes):
    few, many = sizes(FEW), sizes(MANY)
    assert set(few) <= set(many)
    largest = max(many, key=lambda path: many[path])
    assert many[largest] <= 1.05 * max(few.values()), largest


@pytest.mark.parametrize(
    ("path", "name", "number", "others"),
    [
        ("ships/s1000", "inverse-ship-rebuilt-from", MANY - 1, "ships/s1"),
        ("ships/s1000", "inverse-ship-sister", MANY - 1, "ships/s1"),
        ("ships/s1000", "claims-about", MANY, "claims/c1"),
        ("sources/register", "cited-by", MANY - 1, "ships/s1"),
        ("sources/register", "falls", MANY - 1, "ships/s1"),
    ],
)
def test_a_long_list_ends_in_a_link_to_pages_that_hold_all_of_it_and_lead_to_one_another(path, name, number, others):
    made = pages_of(MANY)
    assert f'<a class="st-link" href="../../{path}/{name}_1/">All {number}</a>' in made[path]
    listed = [page for page in made if page.startswith(f"{path}/{name}_")]
    assert len(listed) == -(-number // 400)
    found = {href for page in listed for href in re.findall(rf'href="\.\./\.\./\.\./({others}\d+)/', made[page])}
    assert len(found - {path}) == number
    for page in listed:
        steps = set(re.findall(rf'href="\.\./\.\./\.\./({path}/{name}_\d+)/"', made[page]))
        assert steps == set(listed) - {page}


def test_a_list_that_a_page_bears_has_no_pages_of_its_own():
    schema = "types: {port: {}, ship: {fields: {home: {type: ref, to: port, inverse: ships}}}}\nproject: {rules: {lint: ignore}}\n"
    ships = "".join(f"- {{id: s{n}, name: Ship {n}, home: p}}\n" for n in range(200))
    files = {"graph/schema.yml": schema, "graph/ships/all.yml": ships, "graph/ports/p.yml": "name: Port\n"}
    made = {page.path: page.html for page in pages(Site(check_files(files)))}
    assert made["ports/p"].count('href="../../ships/s') == 200
    assert not [path for path in made if "_" in path]
