# A field with a formula in the schema, and one in an entity's own file.
from __future__ import annotations

import pytest

from checking import check_files, found

SCHEMA = """\
types:
  ship:
    fields:
      cargo: {type: quantity, unit: tonne}
      hull: {type: quantity, unit: tonne}
      total: {type: quantity, unit: tonne, formula: cargo + hull}
project: {rules: {lint: ignore}}
"""
OWN = "{formula: 2 * c, inputs: {c: self.cargo}}"


def figures(total):
    ship = f"name: A\ncargo: exactly 10 t\nhull: exactly 5 t\n{total}"
    project = check_files({"graph/schema.yml": SCHEMA, "graph/ships/a.yml": ship})
    assert found(project) == []
    return [(f.id, str(f.value.interval.best)) for f in project.derived.figures.values()], project


@pytest.mark.parametrize("stated", [OWN, f"[{OWN}, {{value: 14 t}}]"])
def test_a_formula_of_the_entity_stands_in_place_of_the_schemas_so_that_there_is_one_figure(stated):
    made, project = figures(f"total: {stated}\n")
    assert made == [("a.total", "20")]
    assert str(project.derived.value("a", "total").interval.best) == "20"


@pytest.mark.parametrize("stated", ["", "total: 14 t\n"])
def test_without_one_the_schemas_formula_is_computed(stated):
    made, project = figures(stated)
    assert made == [("a.total", "15")]
    assert str(project.derived.value("a", "total").interval.best) == "15"


def test_a_rejected_formula_does_not_stand_in_the_schemas_place():
    _, project = figures(f"total: {OWN.replace('}}', '}, rank: rejected}')}\n")
    assert str(project.derived.value("a", "total").interval.best) == "15"
