# What a change means: what counts as one, what does not, and that the two directions mirror each other.
from __future__ import annotations

import random
from decimal import Decimal

import pytest

from checking import check_files
from stemma.change.diff import difference
from stemma.knowledge.difference import Difference, Side
from stemma.report.diff import as_text

SCHEMA = """\
types:
  ship:
    fields:
      home_port: {type: ref, to: port}
      calls: {type: ref, to: port, many: true}
      fuel_use: {type: quantity, unit: tonne/day}
      days_at_sea: {type: quantity, unit: day}
      fuel_burnt: {type: quantity, unit: tonne, formula: fuel_use * days_at_sea}
      spare: {type: quantity, unit: tonne}
      paint: {type: enum, values: [red, black]}
  port: {fields: {depth: {type: quantity, unit: metre}}}
project: {rules: {lint: ignore}}
"""
AURORA = """\
name: Aurora
home_port: northport
calls: [northport, eastmole]
fuel_use: {value: exactly 8 t/day, source: log}
days_at_sea: {value: exactly 200 days, source: log#p1, note: as logged}
paint: red
"""
CLAIM = """\
name: Aurora burns little
about: aurora
asserts: {figure: aurora.fuel_burnt, is: "<2000 tonne"}
evidence: {source: log, stance: supports}
verdict: supported
"""
BASE = {
    "graph/schema.yml": SCHEMA,
    "graph/ships/aurora.yml": AURORA,
    "graph/ports/ports.yml": "- {id: northport, name: Northport, depth: 12 m}\n- {id: eastmole, name: Eastmole}\n",
    "graph/sources/sources.yml": "- {id: log, name: Log, date: 2024}\n- {id: letter, name: Letter, date: 2025}\n",
    "graph/claims/little.yml": CLAIM,
}


def compared(base: dict, head: dict) -> Difference:
    return difference(check_files(base), check_files(head), base_name=Side("a"), head_name=Side("b"))


def edited(path: str, old: str, new: str, files: dict = BASE) -> dict:
    assert old in files[path]
    return {**files, path: files[path].replace(old, new)}


def told(base: dict, head: dict) -> list[str]:
    """The lines of the report, without the summary and the titles."""
    return [line.strip() for line in as_text(compared(base, head)).splitlines() if line.startswith("  ")]


def aurora(old: str, new: str) -> list[str]:
    return told(BASE, edited("graph/ships/aurora.yml", old, new))


# No change -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        AURORA,
        "# a comment\n\n" + AURORA.replace("\n", "   # here too\n"),
        "".join(reversed(AURORA.splitlines(keepends=True))),
        AURORA.replace("[northport, eastmole]", "\n  - eastmole\n  - {to: northport}"),
        AURORA.replace("exactly 8 t/day", "exactly 8000 kg/day").replace("exactly 200 days", "exactly 4800 h"),
        AURORA.replace("as logged", "'as\n  logged'"),
        AURORA.replace("\n", "\r\n"),
    ],
)
def test_lines_comments_order_and_spelling_are_no_change_of_meaning(text):
    made = compared(BASE, {**BASE, "graph/ships/aurora.yml": text})
    assert as_text(made) == "No change of meaning\n"
    assert made.empty
    assert not made.fails


def test_an_entity_that_moves_to_another_file_is_no_change_of_meaning():
    ports = BASE["graph/ports/ports.yml"].splitlines()
    apart = {path: text for path, text in BASE.items() if "ports" not in path}
    apart |= {"graph/ports/northport.yml": "name: Northport\ndepth: 12 m\n", "graph/ports/b.yml": f"{ports[1]}\n"}
    assert compared(BASE, apart).empty


# Statements and relations --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("paint: red", "paint: black", "~ aurora.paint: red → black"),
        ("paint: red\n", "", "− aurora.paint: red"),
        ("paint: red", "paint: red\nspare: 4 t", "+ aurora.spare: 4 t"),
        ("source: log#p1", "source: letter", "~ aurora.days_at_sea: source log#p1 → source letter  (200 days)"),
        ("note: as logged", "rank: preferred", "~ aurora.days_at_sea: rank normal, note as logged → rank preferred, no note  (200 days)"),
        ("home_port: northport", "home_port: eastmole", "~ aurora.home_port: northport → eastmole"),
        ("[northport, eastmole]", "[northport]", "− aurora.calls: eastmole"),
        ("name: Aurora", "name: Aurora II\ntags: [old, big]", "~ aurora.name: Aurora → Aurora II"),
        ("name: Aurora", "name: Aurora\ntags: [old, big]", "~ aurora.tags: nothing → big, old"),
    ],
)  # fmt: skip
def test_an_edit_is_told_as_what_it_changes(old, new, line):
    assert line in aurora(old, new)


HERON = "name: Heron\nhome_port: eastmole\npaint: {value: red, source: log#p2}\nfuel_use: 9 t/day\n"


def test_what_an_added_entity_says_stands_under_it_and_what_a_removed_one_said():
    head = {**BASE, "graph/ships/heron.yml": HERON}
    lines = ["Fuel use: 9 t / day", "Home port: eastmole", "Paint: red  [log#p2]"]
    assert told(BASE, head)[-4:] == ["+ heron  Heron  (ship, 3 statements)", *lines]
    assert told(head, BASE)[-4:] == ["− heron  Heron  (ship, 3 statements)", *lines]
    assert [(p.statements, p.relations) for p in compared(BASE, head).added] == [(3, 1)]


def test_of_an_entity_that_says_much_the_rest_is_counted():
    ports = "".join(f"- {{id: port-{n:02}, name: Port {n}}}\n" for n in range(14))
    base = {**BASE, "graph/ports/more.yml": ports}
    calls = ", ".join(f"port-{n:02}" for n in range(14))
    lines = told(base, {**base, "graph/ships/heron.yml": f"name: Heron\ncalls: [{calls}]\n"})
    assert (lines[0], lines[12:]) == ("+ heron  Heron  (ship, 14 statements)", ["Calls: port-11", "… and 2 more"])


def test_claims_that_came_or_went_are_told_with_their_verdict_and_check():
    without = {path: text for path, text in BASE.items() if "claims" not in path}
    assert "+ little: new: supported, holds (1,600 tonnes against < 2000 tonnes)" in told(without, BASE)
    assert "− little: gone: supported, holds (1,600 tonnes against < 2000 tonnes)" in told(BASE, without)
    assert "Evidence: supports  [log]" in told(without, BASE)
    assert as_text(compared(without, BASE)).startswith("1 entity added\n")


def test_relations_are_told_apart_from_values():
    made = compared(BASE, {**BASE, "graph/ships/aurora.yml": AURORA.replace("home_port: northport\n", "").replace("paint: red\n", "")})  # fmt: skip
    assert [(change.field, change.relation) for change in made.changes] == [("home_port", True), ("paint", False)]


def test_the_entity_s_own_sources_are_told_once_and_not_with_each_value():
    base = edited("graph/ships/aurora.yml", "name: Aurora", "name: Aurora\nsources: log")
    head = edited("graph/ships/aurora.yml", "name: Aurora", "name: Aurora\nsources: letter")
    assert told(base, head) == ["~ aurora.sources: log → letter"]


def test_a_rival_that_joins_is_an_added_statement_and_not_a_changed_one():
    before = "{value: exactly 200 days, source: log#p1, note: as logged}"
    lines = aurora(before, f"\n  - {before}\n  - {{value: 90 days, source: letter, rank: rejected}}")
    assert lines == ["+ aurora.days_at_sea: 90 days (rejected)  ([letter])"]


def test_another_order_of_rivals_is_told_where_it_decides():
    one, other = "{value: 200 days, source: log}", "{value: 210 days, source: log}"
    text = "name: Aurora\ndays_at_sea:\n  - {}\n  - {}\n"
    base = {**BASE, "graph/ships/aurora.yml": text.format(one, other), "graph/claims/little.yml": "name: X\nevidence: {source: log, stance: supports}\n"}  # fmt: skip
    head = {**base, "graph/ships/aurora.yml": text.format(other, one)}
    assert told(base, head) == ["~ aurora.days_at_sea: 200 days → 210 days"]


# Entities ------------------------------------------------------------------------------------------------------------


def renamed(text: str) -> dict:
    files = {path: text.replace("aurora", "borealis") for path, text in BASE.items()}
    del files["graph/ships/aurora.yml"]
    return {**files, "graph/ships/borealis.yml": text}


def test_an_entity_renamed_with_an_alias_is_renamed_and_what_refers_to_it_is_unchanged():
    head = renamed(AURORA.replace("name: Aurora", "name: Borealis\naliases: [aurora]").replace("red", "black"))
    assert told(BASE, head) == [
        "~ borealis: aurora → borealis  (renamed, known by its alias)",
        "~ borealis.name: Aurora → Borealis",
        "~ borealis.paint: red → black",
    ]


def test_an_entity_with_the_same_content_under_another_id_is_renamed():
    assert told(BASE, renamed(AURORA)) == ["~ borealis: aurora → borealis  (renamed, known by its content)"]


def test_a_stub_that_points_to_its_new_id_is_a_renamed_entity():
    head = {**renamed(AURORA), "graph/ships/aurora.yml": "name: Aurora\nreplaced_by: borealis\n"}
    assert told(BASE, head) == ["~ borealis: aurora → borealis  (renamed, known by `replaced_by`)"]


def test_a_successor_beside_the_old_entity_is_an_added_one():
    head = {**BASE, "graph/ships/aurora.yml": AURORA + "replaced_by: tern\n", "graph/ships/tern.yml": "name: Tern\n"}
    assert told(BASE, head) == ["+ tern  Tern  (ship, 0 statements)", "~ aurora.replaced_by: nothing → tern"]


# What follows --------------------------------------------------------------------------------------------------------


def test_a_figure_that_moves_is_told_with_both_values_and_per_cent_and_takes_its_claim_along():
    made = compared(BASE, edited("graph/ships/aurora.yml", "8 t/day", "12 t/day"))
    text = as_text(made)
    assert "~ aurora.fuel_burnt: 1,600 tonnes → 2,400 tonnes  (+50 %)" in text
    assert "~ little: holds (1,600 tonnes against < 2000 tonnes) → fails (2,400 tonnes against < 2000 tonnes)" in text
    assert text.startswith("1 entity changed, 1 figure moved, 1 claim flipped, 1 new problem\n")
    assert made.fails


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ("exactly 8 t/day", "exactly 4 t/day", "~ aurora.fuel_burnt: 1,600 tonnes → 800 tonnes  (−50 %)"),
        ("exactly 8 t/day", '">8 t/day"', "~ aurora.fuel_burnt: 1,600 tonnes → > 1,600 tonnes"),
        ("exactly 8 t/day", "unknown", "~ aurora.fuel_burnt: 1,600 tonnes → unknown"),
        ("exactly 8 t/day", "eight", "~ aurora.fuel_burnt: 1,600 tonnes → unknown  (rests on an error)"),
        ("exactly 8 t/day", "exactly 8.0000001 t/day", "~ aurora.fuel_burnt: 1,600 tonnes → 1,600.00002 tonnes  (less than 0.01 %)"),
    ],
)  # fmt: skip
def test_a_figure_is_told_in_as_many_digits_as_the_change_needs(before, after, line):
    assert line in aurora(before, after)


def test_a_change_from_next_to_nothing_is_no_row_of_digits():
    tiny = edited("graph/ships/aurora.yml", "exactly 8 t/day", "exactly 0.00000000000000000008 t/day")
    assert "~ aurora.fuel_burnt: 1.6 × 10⁻¹⁷ tonnes → 1,600 tonnes  (+more than 1,000,000 %)" in told(tiny, BASE)


def test_a_change_from_the_smallest_figure_to_the_largest_has_a_per_cent_too():
    schema = "types:\n  ship:\n    fields:\n      side: {type: quantity, unit: metre}\n      hold: {type: quantity, unit: metre^3, formula: side * side * side}\n"  # fmt: skip
    small, large = (
        {"graph/schema.yml": schema, "graph/ships/aurora.yml": f"name: Aurora\nside: exactly {side} m\n"}
        for side in ("1e-118", "1e118")
    )
    made = compared(small, large)
    assert [move.rounded for move in made.moves] == [Decimal(f"1e{6 * 118 + 2}")]
    assert "(+more than 1,000,000 %)" in as_text(made)


def test_a_bare_bound_that_moves_is_told_in_per_cent_too():
    base = edited("graph/ships/aurora.yml", "exactly 8 t/day", '">8 t/day"')
    assert "~ aurora.fuel_burnt: > 1,600 tonnes → > 1,200 tonnes  (−25 %)" in told(base, edited("graph/ships/aurora.yml", ">8", ">6", base))  # fmt: skip


def test_a_field_becomes_contested_and_settled():
    head = edited("graph/ships/aurora.yml", "paint: red", "paint: red\nfuel_burnt: {value: 900 t, source: letter}")
    made = compared(BASE, head)
    assert [(item.field, item.accepted, item.rivals) for item in made.contested] == [("fuel_burnt", "1,600 tonnes", ("900 t",))]  # fmt: skip
    assert [item.field for item in compared(head, BASE).settled] == ["fuel_burnt"]


def test_a_verdict_is_told_with_its_claim_alone():
    assert told(BASE, edited("graph/claims/little.yml", "verdict: supported", "verdict: disputed\nrationale: So.")) == [
        "~ little: verdict supported → verdict disputed  (holds)",
        "+ little.rationale: So.",
    ]


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("values: [red, black]", "values: [red, black, blue]", "~ field ship.paint, values: black, red → black, blue, red"),
        ("  port: {", "  tug: {extend: ship}\n  port: {", "+ type tug  (extend ship)"),
        ("spare: {type: quantity, unit: tonne}\n", "", "− field ship.spare  (type quantity, unit tonne)"),
        ("project: {rules: {", "project: {rules: {link: warning, ", "+ rule link  (severity warning)"),
        ("days_at_sea}", "days_at_sea * 2}", "~ field ship.fuel_burnt, formula: fuel_use * days_at_sea in tonne → fuel_use * days_at_sea * 2 in tonne"),
    ],
)  # fmt: skip
def test_a_change_of_the_schema_is_told_in_short(old, new, line):
    if "spare" in old:
        old = f"      {old}"
    assert line in told(BASE, edited("graph/schema.yml", old, new))


def test_a_field_in_another_unit_of_the_same_values_is_a_change_of_the_schema_alone():
    head = edited("graph/schema.yml", "days_at_sea: {type: quantity, unit: day}", "days_at_sea: {type: quantity, unit: hour}")  # fmt: skip
    assert told(BASE, head) == ["~ field ship.days_at_sea, unit: day → hour"]


# Problems ------------------------------------------------------------------------------------------------------------


def test_a_problem_whose_lines_moved_is_not_new_and_one_with_another_value_is():
    base = edited("graph/ships/aurora.yml", "paint: red", "paint: blue")
    moved = edited("graph/ships/aurora.yml", "name: Aurora", "# one\n\n# two\nname: Aurora", base)
    other = edited("graph/ships/aurora.yml", "paint: blue", "paint: green", base)
    assert compared(base, moved).empty
    assert len(compared(base, other).new) == len(compared(base, other).resolved) == 1


def test_a_page_that_is_renamed_takes_its_problems_along():
    page = "See [[nowhere]].\n"
    assert compared({**BASE, "docs/a.md": page}, {**BASE, "docs/b.md": page}).empty
    both = compared({**BASE, "docs/a.md": page}, {**BASE, "docs/a.md": page, "docs/b.md": page})
    assert [problem.diagnostic.at.span.source.path for problem in both.new] == ["docs/b.md"]


def test_a_value_with_an_error_is_not_called_removed():
    lines = aurora("paint: red", "paint: blue")
    assert "~ aurora.paint  (it has an error in the head)" in lines
    assert not any(line.startswith("− aurora.paint") for line in lines)


def test_a_file_that_cannot_be_read_is_not_called_a_removed_entity():
    made = compared(BASE, {**BASE, "graph/ships/aurora.yml": "name: [Aurora\n"})
    assert (made.removed, made.fails) == ((), True)
    assert [(item.entity.id, item.field, item.side) for item in made.unread] == [("aurora", "", "head")]


@pytest.mark.parametrize("text", ["types: [\n", SCHEMA.replace("  port: {fields", "  port: {colour: x, fields")])
def test_of_a_schema_that_cannot_be_read_nothing_is_called_removed(text):
    made = compared(BASE, {**BASE, "graph/schema.yml": text})
    assert (made.schema, made.removed, made.fails) == ((), (), True)
    assert not any(change.new is None for change in made.changes)


def test_errors_in_the_base_that_are_mended_are_resolved_problems():
    made = compared({**BASE, "graph/ships/aurora.yml": "name: [Aurora\n"}, BASE)
    assert made.resolved
    assert not made.fails


def test_a_required_field_that_is_deleted_is_a_removed_statement():
    strict = edited("graph/schema.yml", "paint: {type: enum,", "paint: {required: true, type: enum,")
    assert "− aurora.paint: red" in told(strict, edited("graph/ships/aurora.yml", "paint: red\n", "", strict))


# Both ways -----------------------------------------------------------------------------------------------------------

PIECES = {
    "graph/ships/aurora.yml": [
        "name: Aurora", "home_port: northport", "home_port: eastmole", "calls: [northport, eastmole]", "calls: northport",
        "fuel_use: {value: exactly 8 t/day, source: log}", "fuel_use: nine", "fuel_use: 9 t/day", "paint: red", "paint: {value: black, note: new}",
        "days_at_sea:\n  - {value: 200 days, source: log}\n  - {value: 90 days, source: letter}", "days_at_sea: 200 days", "notes: See [[tern]].",
        "summary: A ship.", "aliases: [rora]", "aliases: [tern]",
    ],
    "graph/ships/tern.yml": ["name: Tern", "home_port: northport", "paint: red", "replaced_by: aurora", "fuel_use: aurora", "aliases: [heron]"],
    "graph/ships/heron.yml": ["name: Tern", "home_port: northport", "paint: red"],
}  # fmt: skip


def some_graph(chance: random.Random) -> dict:
    files = dict(BASE)
    for path, pieces in PIECES.items():
        kept = [piece for piece in pieces if chance.random() < 0.4]
        chance.shuffle(kept)
        files.pop(path, None)
        if chance.random() < 0.8:
            files[path] = "".join(f"{piece}\n" for piece in {piece.partition(":")[0]: piece for piece in kept}.values())
    return files


def shape(made: Difference) -> dict:
    return {
        "added": {(p.entity.id, tuple(str(c.new) for c in p.said)) for p in made.added},
        "removed": {(p.entity.id, tuple(str(c.old) for c in p.said)) for p in made.removed},
        "claims added": made.claims_added,
        "claims removed": made.claims_removed,
        "renamed": {(r.old.id, r.new.id) for r in made.renamed},
        "edits": {(e.entity.name, e.key, e.old, e.new) for e in made.edits if e.key != "name"},
        "changes": sorted((c.field, str(c.old), str(c.new), c.aspects) for c in made.changes),
        "moves": sorted((m.field, m.kind, str(m.old), str(m.new)) for m in made.moves),
        "flips": sorted((f.old.check, f.new.check) for f in made.flips),
        "contested": sorted((c.field, c.rivals) for c in made.contested),
        "settled": sorted((c.field, c.rivals) for c in made.settled),
        "new": sorted(p.diagnostic.message for p in made.new),
        "resolved": sorted(p.diagnostic.message for p in made.resolved),
    }


def mirrored(found: dict) -> dict:
    kinds = {"new": "gone", "gone": "new", "known": "unknown", "unknown": "known", "moved": "moved"}
    return {
        "added": found["removed"],
        "removed": found["added"],
        "claims added": found["claims removed"],
        "claims removed": found["claims added"],
        "renamed": {(new, old) for old, new in found["renamed"]},
        "edits": found["edits"],
        "changes": sorted((field, new, old, aspects) for field, old, new, aspects in found["changes"]),
        "moves": sorted((field, kinds[kind], new, old) for field, kind, old, new in found["moves"]),
        "flips": sorted((new, old) for old, new in found["flips"]),
        "contested": found["settled"],
        "settled": found["contested"],
        "new": found["resolved"],
        "resolved": found["new"],
    }


@pytest.mark.parametrize("seed", range(30))
def test_a_difference_mirrors_the_one_the_other_way_round_and_a_graph_differs_not_from_itself(seed):
    chance = random.Random(seed)
    base, head = check_files(some_graph(chance)), check_files(some_graph(chance))
    one = difference(base, head, base_name=Side("a"), head_name=Side("b"))
    other = difference(head, base, base_name=Side("b"), head_name=Side("a"))
    here, there = shape(one), mirrored(shape(other))
    for part in here:
        if part != "edits":
            assert here[part] == there[part], part
    assert {(key, old, new) for _, key, old, new in here["edits"]} == {
        (key, new, old) for _, key, old, new in there["edits"]
    }
    assert difference(base, base, base_name=Side("a"), head_name=Side("a")).empty
