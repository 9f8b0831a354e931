# What the check says to somebody who does not know the form yet: addresses for ids, units, keys, entities to be written.
from __future__ import annotations

import pytest

from checking import check_files

SCHEMA = """\
units: ["parameter = [parameter], count"]
types:
  model:
    fields:
      size: {type: quantity, unit: parameter}
      length: {type: quantity, unit: metre}
      base: {type: ref, to: model}
      made: {type: ref, to: [model, claim]}
"""


def advice(line: str):
    """The first problem's help lines, and the replacements that are offered."""
    project = check_files(
        {"graph/schema.yml": SCHEMA, "graph/models/tide.yml": f"name: Tide\nsummary: A model.\n{line}\n"}
    )
    problem = next(d for d in project.diagnostics if not d.rule.id.startswith("lint"))
    return list(problem.help), [fix.replacement for fix in problem.fixes]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("sources: https://example.org/x#part", "this `url` and name its id here: `stemma new source NAME`"),
        ("size: {value: 3 parameter, source: 10.5555/12.3}", "`stemma new source NAME`"),
        ("base: https://example.org/x", "this address and name its id here: `stemma new model NAME`"),
        ("made: https://example.org/x", "`stemma new TYPE NAME`"),
    ],
)
def test_an_address_where_an_id_belongs_is_to_get_a_file_and_no_fix(line, named):
    lines, fixes = advice(line)
    assert lines[0].startswith("write a file for it")
    assert lines[0].endswith(named)
    assert fixes == []


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("size: 3 GB", "write `3B parameter`"),
        ("size: 3B params", "write `3B parameter`"),
        ("size: 3b parameters", "write `3B parameter`"),
        ("size: ~7m parameters", "write `~7M parameter`"),
        ("size: 12 m", "write `12 parameter`"),
        ("length: 12 h", "write `12 metre`"),
    ],
)
def test_a_wrong_unit_names_that_of_the_field_first(line, wanted):
    unit = "metre" if "metre" in wanted else "parameter"
    assert advice(line)[0][0] == f"this field is counted in `{unit}`: {wanted}"


def test_a_misspelt_unit_of_the_right_kind_is_still_offered():
    assert advice("length: 3 kilometrs") == (["did you mean `kilometre`?"], ["kilometre"])


def test_where_no_key_is_close_the_keys_of_every_entity_are_named():
    lines, _ = advice("website: https://example.org/")
    assert lines[0].startswith("fields of `model`: ")
    assert "links (web addresses)" in lines[1]


@pytest.mark.parametrize(
    ("line", "lines"),
    [
        ("base: qwen", ["write it with `stemma new model NAME`"]),
        ("made: qwen", []),
        ("sources: report", ["write it with `stemma new source NAME`"]),
    ],
)
def test_an_entity_that_nobody_wrote_is_to_be_written_where_its_type_is_plain(line, lines):
    assert advice(line)[0] == lines
