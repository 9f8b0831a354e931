# `mkdocs serve`: it follows the graph, survives a broken edit, shows what is wrong, and recovers.
from __future__ import annotations

import re

SHIPS = {
    "graph/schema.yml": "types:\n  ship:\n    folder: ships\n    fields:\n      sister: {type: ref, to: ship}\n",
    "graph/ships/argo.yml": "name: Argo\n",
    "graph/ships/pinta.yml": "name: Pinta\nsister: argo\n",
}


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


def test_a_broken_edit_shows_its_diagnostics_and_the_server_recovers(write_project, mkdocs_serve):
    project = write_project(SHIPS)
    server = mkdocs_serve(project)
    server.wait_for_page("ships/pinta/", "Pinta")
    (project / "graph/ships/pinta.yml").write_text("name: Pinta\nsister: argos\n", "utf-8")
    server.wait_for_output(re.escape("graph/ships/pinta.yml:2:9"))
    assert "did you mean `argo`?" in server.output()
    assert "Traceback" not in server.output()
    (project / "graph/ships/pinta.yml").write_text("name: Pinta mended\nsister: argo\n", "utf-8")
    server.wait_for_page("ships/pinta/", "Pinta mended")


def test_a_project_that_is_broken_from_the_start_is_served_with_its_problems(write_project, mkdocs_serve):
    project = write_project({**SHIPS, "graph/ships/pinta.yml": "name: Pinta\nsister: argos\n"})
    server = mkdocs_serve(project)
    server.wait_for_page("", "ref-unknown")
    (project / "graph/ships/pinta.yml").write_text("name: Pinta\nsister: argo\n", "utf-8")
    server.wait_for_page("ships/pinta/", "Pinta")
