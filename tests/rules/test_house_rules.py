# House rules: what each reports, and above all what it passes over, since nobody keeps a rule that cries wolf.
from __future__ import annotations

import pytest

from checking import check_files, found

SCHEMA = """\
types:
  ship:
    fields:
      built: {type: date, role: date}
      length: {type: quantity, unit: metre}
      rebuilt_from: {type: ref, to: ship, many: true, lineage: parent}
      sister_of: {type: ref, to: ship, many: true, symmetric: true}
      near: {type: ref, to: any, many: true, symmetric: true}
      motto: text
  port: {}
project:
  rules: {lint: ignore, RULES}
"""


def problems(rule_id, ships, *, settings="", **files):
    """The reports of one rule on these ships, without the part that names the file and the rule."""
    schema = SCHEMA.replace("RULES", f"{rule_id}: warning") + settings
    project = check_files({"graph/schema.yml": schema, "graph/ships/ships.yml": ships, **files})
    assert {d.rule.id for d in project.diagnostics} <= {rule_id}
    return [line.split(" ", 1)[1].removeprefix(rule_id) for line in found(project)]


def names(*pairs, more=""):
    return "".join(f'- {{id: {id_}, name: "{name}"{more}}}\n' for id_, name in pairs)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("North Star", "NORTH-STAR"), ("North Star", "North Stars"), ("Zoë's Pride", "Zoe Pride"), ("North-Star", "Northstar"),
        ("Queen of Christiansand", "Queen of Christainsand"), ("Queen of Christiansand", "Queen of Christiansund"),
        ("Straße von Dover", "Strasse von Dover"),
    ],
)  # fmt: skip
def test_names_that_are_nearly_the_same_are_reported_once(one, other):
    reports = problems("lint-duplicate", names(("a", one), ("b", other)))
    assert reports == [f'["{other}"]']


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("North Star", "South Star"), ("Aurora II", "Aurora III"), ("Aurora 2", "Aurora 3"), ("Marina", "Marine"),
        ("Register of 2023, northern part", "Register of 2024, northern part"), ("Boss", "Bos"), ("Northern Lights", "Southern Lights"),
        ("Queen of Christiansand", "King of Christiansand"),
    ],
)  # fmt: skip
def test_names_that_differ_in_earnest_are_not(one, other):
    assert problems("lint-duplicate", names(("a", one), ("b", other))) == []


def test_things_of_other_types_or_other_times_or_out_of_use_may_have_the_same_name():
    ships = names(("a", "Aurora")) + "- {id: c, name: Tern, built: 1990}\n- {id: d, name: Tern, built: 2001}\n"
    ships += "- {id: e, name: Heron, replaced_by: f}\n- {id: f, name: Heron}\n"
    assert problems("lint-duplicate", ships, **{"graph/ports/b.yml": "name: Aurora\n"}) == []


def test_only_steps_whose_dates_are_certainly_out_of_order_are_reported():
    ships = "- {id: old, name: Old, built: 1990}\n"
    for id_, built in (
        ("a", "1989"),
        ("b", "~1989"),
        ("c", "1990"),
        ("d", "1985/1990-02"),
        ("e", "unknown"),
        ("f", "1989-12-31"),
    ):
        ships += f"- {{id: {id_}, name: {id_.upper()}, built: {built}, rebuilt_from: old}}\n"
    ships += "- {id: g, name: G, built: 1980, rebuilt_from: {to: old, rank: rejected}}\n"
    ships += "- {id: h, name: H, built: 1980, rebuilt_from: {to: old, disputed: true}}\n"
    assert len(problems("lint-lineage-date", ships)) == 2


@pytest.mark.parametrize(
    ("id_", "more", "expected"),
    [
        ("aurora", 'name: "Aurora "', ["write `Aurora`"]), ("aurora", 'name: "The  Aurora"', ["write `The Aurora`"]),
        ("north-star", "name: NORTH STAR", ["write `North Star`, or as the thing writes itself"]), ("uss", "name: USS MAINE", []),
        ("gps", "name: GPS", []), ("aurora", "name: Tern", ["correct the one that was copied from elsewhere, or add the id's word to `aliases`"]),
        ("aurora", "name: Tern\n  aliases: [MV Aurora]", []), ("aurora", "name: Tern\n  motto: Aurora rises", []), ("ntr", "name: North Tern Royal", []),
        ("orn", "name: Ørn", []), ("avrora", "name: Аврора", []), ("no-3", "name: Ship of the line", ["correct"]), ("3", "name: Tern", []),
        ("mv-tern", "name: Tern", []), ("tern", 'name: Tern\n  aliases: ["MV  Tern", Ternlet]', ["write `MV Tern`"]),
    ],
)  # fmt: skip
def test_a_name_that_misleads_is_reported_and_how_to_write_it(id_, more, expected):
    schema = SCHEMA.replace("RULES", "lint-naming: warning")
    project = check_files({"graph/schema.yml": schema, "graph/ships/ships.yml": f"- id: {id_}\n  {more}\n"})
    said = [d.help[0] for d in project.diagnostics]
    assert len(said) == len(expected)
    assert all(line.startswith(start) for line, start in zip(said, expected, strict=True))


def test_a_name_that_is_another_entitys_alias_is_reported():
    ships = "- {id: tern, name: Tern, aliases: [Sea Swallow]}\n- {id: swallow, name: Sea swallow}\n"
    assert problems("lint-naming", ships) == ["[Sea swallow]"]


def test_a_statement_without_a_source_is_reported_unless_it_says_that_nobody_knows_or_is_computed():
    ships = (
        "- {id: a, name: A, length: 3 m, built: unknown}\n- {id: b, name: B, length: {value: 3 m, source: log}}\n"
        "- {id: c, name: C, sources: log, length: 3 m}\n- {id: d, name: D, length: {formula: 2 * x, inputs: {x: a.length}}}\n"
    )
    source = {"graph/sources/log.yml": "name: Log\ndate: 2020\n"}
    assert problems("lint-source", ships, **source) == ["[3 m]"]


def test_evidence_from_one_source_alone_is_reported():
    claims = {
        "graph/claims/claims.yml": (
            "- {id: a, name: A, evidence: {source: log, stance: supports}}\n"
            "- {id: b, name: B, evidence: [{source: log, stance: supports}, {source: log, stance: qualifies}]}\n"
            "- {id: c, name: C, evidence: [{source: log, stance: supports}, {source: book, stance: reports}]}\n"
        ),
        "graph/sources/sources.yml": "- {id: log, name: Log}\n- {id: book, name: Book}\n",
    }
    assert problems("lint-single-source", "[]\n", **claims) == ["[log]", "[log]"]


def test_a_value_is_stale_against_the_newest_date_of_sources_and_values_and_never_against_the_clock():
    source = {"graph/sources/log.yml": "name: Log\ndate: 2020\n"}
    old = "- {id: a, name: A, length: {value: 3 m, source: log, as_of: 2018-12-30}}\n"
    at_the_limit = "- {id: a, name: A, length: {value: 3 m, source: log, as_of: 2018}}\n"
    assert problems("lint-stale", old, settings="  stale_after: 366\n", **source) == ["[2018-12-30]"]
    assert problems("lint-stale", at_the_limit, settings="  stale_after: 366\n", **source) == []
    assert problems("lint-stale", old, **source) == []


def test_of_a_series_the_newest_value_counts_and_rejected_ones_do_not():
    source = {"graph/sources/log.yml": "name: Log\ndate: 2020\n"}
    series = (
        "- id: a\n  name: A\n  length: [{value: 3 m, as_of: 2010}, {value: 4 m, as_of: 2020}]\n"
        "- {id: b, name: B, length: {value: 3 m, as_of: 2010, rank: rejected}}\n"
    )
    assert problems("lint-stale", series, settings="  stale_after: 30\n", **source) == []


def test_a_symmetric_relation_is_reported_where_the_other_end_could_name_it_and_does_not():
    ships = (
        "- {id: a, name: A, sister_of: [b, c, a]}\n- {id: b, name: B, sister_of: a}\n- {id: c, name: C}\n"
        "- {id: d, name: D, sister_of: {to: c, rank: rejected}, near: p}\n"
    )
    assert problems("lint-symmetric", ships, **{"graph/ports/p.yml": "name: P\n"}) == ["[c]"]


def test_a_symmetric_relation_that_both_files_state_stands_once_on_the_page_and_one_that_one_states_on_both():
    from stemma.report.trace import show

    ships = "- {id: a, name: A, sister_of: [b, c]}\n- {id: b, name: B, sister_of: a}\n- {id: c, name: C}\n"
    project = check_files({"graph/schema.yml": SCHEMA.replace(", RULES", ""), "graph/ships/s.yml": ships})
    shown = {id_: show(project.derived, id_, None).splitlines()[1:] for id_ in "abc"}
    assert shown == {"a": ["  sister_of: b", "  sister_of: c"], "b": ["  sister_of: a"], "c": ["  sister of: a"]}


@pytest.mark.parametrize("rule_id", ["lint-source", "lint-single-source"])
def test_a_rule_that_is_off_is_turned_on_by_its_own_id_and_not_by_its_family(rule_id):
    files = {
        "graph/schema.yml": "types: {ship: {fields: {hull: text}}}\nproject: {rules: {lint: error, lint-orphan: ignore, lint-summary: ignore}}\n",
        "graph/ships/a.yml": "name: A\nhull: oak\n",
        "graph/sources/log.yml": "name: Log\n",
        "graph/claims/c.yml": "name: C\nevidence: {source: log, stance: supports}\n",
    }
    assert found(check_files(files)) == []
    files["graph/schema.yml"] = files["graph/schema.yml"].replace("lint: error", f"lint: error, {rule_id}: note")
    assert [(d.rule.id, d.level) for d in check_files(files).diagnostics] == [(rule_id, "note")]
