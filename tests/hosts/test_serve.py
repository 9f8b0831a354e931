# `mkdocs serve`: it follows the graph, survives a broken edit, shows what is wrong, and recovers.
from __future__ import annotations

import re

import pytest

SHIPS = {
    "graph/schema.yml": "types:\n  ship:\n    folder: ships\n    fields:\n      sister: {type: ref, to: ship}\n",
    "graph/ships/argo.yml": "name: Argo\n",
    "graph/ships/pinta.yml": "name: Pinta\nsister: argo\n",
    "graph/sources/log.yml": "name: The log\ndate: 1492\n",
    "graph/claims/c.yml": "name: C\nevidence: {source: log, stance: supports}\n",
}


@pytest.fixture(params=["mkdocs", "properdocs"])
def host(request):
    return request.param


def notice_of(place):
    """What a page matches that says what is wrong at `place`."""
    return '(?s:class="st-problems" role="alert".*)' + re.escape(place)


def test_an_edit_of_an_entity_is_on_its_page_soon_after(write_project, mkdocs_serve):
    project = write_project(SHIPS)
    server = mkdocs_serve(project)
    server.wait_for_page("ships/argo/", "Argo")
    (project / "graph/ships/argo.yml").write_text("name: Argo the swift\n", "utf-8")
    server.wait_for_page("ships/argo/", "Argo the swift")
    server.wait_for_page("ships/pinta/", "Argo the swift")


def test_an_edit_of_the_schema_is_followed(write_project, mkdocs_serve):
    project = write_project(SHIPS)
    server = mkdocs_serve(project)
    server.wait_for_page("ships/pinta/", "(?i)sister")
    (project / "graph/schema.yml").write_text(SHIPS["graph/schema.yml"].replace("sister", "sibling"), "utf-8")
    (project / "graph/ships/pinta.yml").write_text("name: Pinta\nsibling: argo\n", "utf-8")
    server.wait_for_page("ships/pinta/", "(?i)sibling")


def test_a_new_entity_gets_its_page(write_project, mkdocs_serve):
    project = write_project(SHIPS)
    server = mkdocs_serve(project)
    server.wait_for_page("ships/argo/", "Argo")
    (project / "graph/ships/nina.yml").write_text("name: Niña\n", "utf-8")
    server.wait_for_page("ships/nina/", "Niña")


def test_a_broken_edit_shows_its_diagnostics_in_the_terminal_and_on_pages_until_it_is_mended(
    write_project, mkdocs_serve, host
):
    project = write_project(SHIPS)
    server = mkdocs_serve(project, host=host)
    server.wait_for_page("ships/pinta/", "Pinta")
    (project / "graph/ships/pinta.yml").write_text("name: Pinta\nsister: argos\n", "utf-8")
    server.wait_for_page("ships/pinta/", notice_of("graph/ships/pinta.yml:2:9"))
    page = server.get("ships/pinta/")
    assert "did you mean <code>argo</code>?" in page
    assert '<h1 id="pinta">Pinta</h1>' in page  # the page itself stands behind the notice, as a page
    assert "&lt;div" not in page
    assert re.search(notice_of("graph/ships/pinta.yml:2:9"), server.get())
    assert "graph/ships/pinta.yml:2:9" in server.output()
    assert "did you mean `argo`?" in server.output()
    (project / "graph/ships/pinta.yml").write_text("name: Pinta mended\nsister: argo\n", "utf-8")
    server.wait_for_page("ships/pinta/", "Pinta mended")
    assert "st-problems" not in server.get("ships/pinta/")
    assert "st-problems" not in server.get()
    assert "Traceback" not in server.output()


# Path, what is written there, and where the notice says that it is wrong.
BROKEN = [
    ("graph/ships/pinta.yml", "name: [Pinta\n", "graph/ships/pinta.yml:1:"),
    ("graph/ships/pinta.yml", b"\xff\xfe\x00", "graph/ships/pinta.yml:1:"),
    ("graph/schema.yml", "types: {ship: {folder: ships, fields: {sister: {type: reff}}}}\n", "graph/schema.yml:1:"),
    ("graph/schema.yml", "types: [\n", "graph/schema.yml:1:"),
    ("docs/index.md", "# Home\n\nSee [[argos]].\n", "docs/index.md:3:"),
    (
        "graph/claims/c.yml",
        "name: C\nasserts: {relation: sisterr, from: pinta, to: argo}\nevidence: {source: log, stance: supports}\n",
        "graph/claims/c.yml:2:",
    ),
]


def test_whatever_is_broken_one_after_the_other_the_server_says_so_and_recovers(write_project, mkdocs_serve):
    project = write_project(SHIPS)
    server = mkdocs_serve(project)
    server.wait_for_page("ships/pinta/", "Pinta")
    for path, broken, place in BROKEN:
        before = (project / path).read_bytes()
        (project / path).write_bytes(broken if isinstance(broken, bytes) else broken.encode())
        server.wait_for_page("", notice_of(place))
        (project / path).write_bytes(before)
        server.wait_for(lambda: "st-problems" not in server.get(), f"a page without problems after {broken!r}")
        server.wait_for_page("ships/pinta/", "Pinta")
    assert "Traceback" not in server.output()


def test_a_project_that_is_broken_from_the_start_is_served_with_its_problems(write_project, mkdocs_serve, host):
    project = write_project({**SHIPS, "graph/ships/pinta.yml": "name: Pinta\nsister: argos\n"})
    server = mkdocs_serve(project, host=host)
    server.wait_for_page("", notice_of("graph/ships/pinta.yml:2:9") + "(?s:.*)ref-unknown")
    (project / "graph/ships/pinta.yml").write_text("name: Pinta\nsister: argo\n", "utf-8")
    server.wait_for_page("ships/pinta/", "Pinta")
    server.wait_for(lambda: "st-problems" not in server.get(), "a page without problems")
