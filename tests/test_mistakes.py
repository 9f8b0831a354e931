# Mistakes that people make, one at a time in a sound project: each gives one diagnostic, at the characters that are
# wrong, with the hint that mends it, and nothing that only follows from it.
from __future__ import annotations

import pytest

from checking import check_files, found

SCHEMA = """\
types:
  ship:
    folder: ships
    fields:
      built: {type: date, role: date}
      yard: {type: ref, to: port, required: true, inverse: launched}
      flag: {type: enum, values: [denmark, liberia]}
      speed: {type: quantity, unit: knot, min: 0}
      length: {type: quantity, unit: metre}
      crew: {type: integer}
      cost: {type: quantity, unit: USD}
      total: {type: quantity, unit: USD}
      half: {type: quantity, unit: USD}
      cargo: {type: quantity}
      double_hull: {type: boolean}
      site: {type: url}
      rebuilt_from: {type: ref, to: ship, many: true, lineage: parent, inverse: rebuilt_as}
  port: {folder: ports}
  logbook: {extend: source, folder: logbooks}
units:
  - knot = 1852 metre / hour
  - USD = [currency], symbol $
project: {rules: {lint: ignore}}
"""
SOUND = {
    "graph/schema.yml": SCHEMA,
    "graph/ports/skagen.yml": "name: Skagen\naliases: [Skaw]\n",
    "graph/logbooks/log.yml": "name: Log\n",
    "graph/ships/fanny.yml": "name: Fanny\nyard: skagen\nflag: denmark\ncost: exactly 100 USD\n",
    "docs/index.md": "[[fanny.cost]]\n",
}
START = "name: Gerda\nyard: skagen\n"
# What follows the first two lines of a ship's file, where and what the one problem is, and words of its help.
IN_A_SHIP = {
    "an unknown field": ("sped: 9 knot", "3:1 field-unknown[sped]", "did you mean `speed`?"),
    "a misspelt unit": ("speed: 9 knott", "3:10 unit-unknown[knott]", "did you mean `knot`?"),
    "a unit of something else": ("speed: 9 metre", "3:8 unit-mismatch[9 metre]", None),
    "a number out of range": ("speed: -9 knot", "3:8 value-range[-9 knot]", "limit in the schema"),
    "a word that is not listed": ("flag: denmrk", "3:7 value-enum[denmrk]", "did you mean `denmark`?"),
    "a thirteenth month": ("built: 2025-13-01", "3:8 value-date[2025-13-01]", "`2025-01-20`"),
    "a date in words": ("built: 1 May 2025", "3:8 value-date[1 May 2025]", "`2025-01-20`"),
    "a decimal comma": ("cost: 1,5 USD", "3:7 quantity-ambiguous[1,5]", "`1.5`"),
    "a B that may be bytes": ("cargo: 5 B", "3:8 quantity-ambiguous[5 B]", "`5 billion`"),
    "a comma in braces": ("cost: {value: $294,000}", "3:15 yaml-comma-in-value[$294,000]", 'value: "$294,000"'),
    "arguments in braces": (
        "cost: {formula: max(a, b), inputs: {a: fanny.cost, b: fanny.cost}}",
        "3:17 yaml-comma-in-value[max(a, b)]",
        'formula: "max(a, b)"',
    ),
    "a bound without quotes": ("cost: >100M USD", "3:7 yaml-quote-needed[>100M USD]", 'cost: ">100M USD"'),
    "a key that stands twice": ("yard: skagen", "3:1 yaml-duplicate-key[yard]", "delete one"),
    "a tab": ("\tflag: denmark", "3:1 yaml-syntax[\t]", "two spaces"),
    "a quote that stays open": ('flag: "denmark', '3:7 yaml-syntax["]', "add the closing quote"),
    "a bracket that stays open": ("rebuilt_from: [fanny", "3:15 yaml-syntax[[]", "add the closing bracket"),
    "a colon without space": ("flag:denmark", "3:1 yaml-syntax[flag:]", "write `flag: denmark`"),
    "a line without colon": ("denmark", "3:1 yaml-syntax[denmark]", "write `key: value`"),
    "a colon inside a text": ("summary: older: see", "3:10 yaml-quote-needed[older: see]", 'summary: "older: see"'),
    "a text that starts with a link": (
        "summary: [[fanny]] is older",
        "3:10 yaml-quote-needed[[[fanny]] is older]",
        'summary: "[[fanny]] is older"',
    ),
    "a number sign that cuts the text": ("notes: ranked #3", "3:15 yaml-comment-in-value[#3]", 'notes: "ranked #3"'),
    "an anchor": ("flag: &f denmark", "3:7 yaml-anchor[&f]", "write the value out"),
    "a tag": ("crew: !!int 3", "3:7 yaml-tag[!!int]", "the schema says what type"),
    "a second document": ("---\nname: Hilda", "3:1 yaml-documents[---]", "one document"),
    "a name that the formula has not": (
        "cost:\n  formula: base * rate\n  inputs: {base: fanny.cost}", "4:19 formula-name[rate]", "`inputs`",
    ),
    "a misspelt function": (
        "cost: {formula: mx(a), inputs: {a: fanny.cost}}", "3:17 formula-name[mx]", "did you mean `max`?",
    ),
    "a formula that adds metres to dollars": (
        "length: 3 m\ncost:\n  formula: base + own\n  inputs: {base: fanny.cost, own: self.length}",
        "5:12 unit-mismatch[base + own]",
        None,
    ),
    "a formula that stops short": (
        "cost: {formula: a +, inputs: {a: fanny.cost}}", "3:19 formula-syntax[+]", None,
    ),
    "a division by nought": (
        "cost: {formula: a / 0, inputs: {a: fanny.cost}}\nhalf: {formula: a / 2, inputs: {a: self.cost}}",
        "3:17 formula-value[a / 0]",
        None,
    ),
    "an input of nobody": (
        "cost: {formula: a, inputs: {a: fany.cost}}", "3:32 formula-input[fany]", "did you mean `fanny`?",
    ),
    "an input that the type has not": (
        "cost: {formula: a, inputs: {a: fanny.csot}}", "3:38 formula-input[csot]", "did you mean `cost`?",
    ),
    "figures in a circle": (
        (
            "cost: {formula: a, inputs: {a: self.total}}\ntotal: {formula: a, inputs: {a: self.cost}}\n"
            "half: {formula: a / 2, inputs: {a: self.total}}"
        ),
        "3:17 formula-cycle[a]",
        "state one of them",
    ),
    "a ship that descends from itself": ("rebuilt_from: gerda", "3:15 lineage-cycle[gerda]", "remove this relation"),
    "a source that nobody knows": (
        "cost: {value: 3 USD, source: lgo}", "3:30 ref-unknown[lgo]", "did you mean `log`?",
    ),
    "a source that cannot be cited": (
        "cost: {value: 3 USD, source: skagen}", "3:30 ref-type[skagen]", "types that can be cited: `source`, `logbook`",
    ),
    "a misspelt key of a statement": (
        "cost: {value: 3 USD, sorce: log}", "3:22 statement-key[sorce]", "did you mean `source`?",
    ),
    "a misspelt rank": (
        "cost: {value: 3 USD, rank: prefered}", "3:28 value-type[prefered]", "did you mean `preferred`?",
    ),
    "bare values that compete": ("cost: [3 USD, 4 USD]", "3:7 statement-rivals[[3 USD, 4 USD]]", "rival statements"),
    "a statement without value": ("cost: {source: log}", "3:7 value-missing[{source: log}]", "add `value"),
    "a field without value": ("cost:", "3:1 value-missing[cost]", "write `unknown`"),
    "half a sailor": ("crew: 3.5", "3:7 value-type[3.5]", None),
    "a yes": ("double_hull: yes", "3:14 value-type[yes]", "write `double_hull: true`"),
    "an address that runs": ("site: javascript:alert(1)", "3:7 value-url[javascript:alert(1)]", "https://"),
    "a link to nobody": ("summary: Sister of [[fany]].", "3:22 link-unknown[fany]", "did you mean `fanny`?"),
    "an alias that is an id": ("aliases: [fanny]", "3:11 entity-alias[fanny]", "one entity only"),
}  # fmt: skip
GERDA = "graph/ships/gerda.yml"
CLAIM = "name: Fanny was cheap\nabout: fanny\nevidence: [{source: log, stance: supports}]\n"
ELSEWHERE = {
    "an id of nobody": (
        {GERDA: "name: Gerda\nyard: skaagen\n"}, f"{GERDA}:2:7 ref-unknown[skaagen]", "did you mean `skagen`?",
    ),
    "an alias instead of an id": (
        {GERDA: "name: Gerda\nyard: skaw\n"}, f"{GERDA}:2:7 ref-unknown[skaw]", "write its id `skagen`",
    ),
    "an entity of the wrong type": ({GERDA: "name: Gerda\nyard: fanny\n"}, f"{GERDA}:2:7 ref-type[fanny]", None),
    "a missing field": ({GERDA: "name: Gerda\n"}, f"{GERDA}:1:1 field-required[name]", "add `yard: …`"),
    "a misspelt required field": (
        {GERDA: "name: Gerda\nyrad: skagen\n"}, f"{GERDA}:2:1 field-unknown[yrad]", "did you mean `yard`?",
    ),
    "an unknown type": ({GERDA: "type: barge\nname: Gerda\n"}, f"{GERDA}:1:7 entity-type[barge]", None),
    "an id that is not the file's": ({GERDA: f"id: gerdas\n{START}"}, f"{GERDA}:1:5 entity-id[gerdas]", "rename the file"),
    "an id in capitals": ({"graph/ships/Gerda.yml": START}, "graph/ships/Gerda.yml:1:1 entity-id[]", "`gerda`"),
    "an id that is taken": (
        {"graph/ships/skagen.yml": START}, "graph/ships/skagen.yml:1:1 entity-duplicate[]", "rename one",
    ),
    "a list without ids": ({GERDA: "- name: Gerda\n"}, f"{GERDA}:1:3 entity-id[name: Gerda]", "add `id: gerda`"),
    "an empty file": ({GERDA: ""}, f"{GERDA}:1:1 entity-shape[]", "write at least a `name`"),
    "a folder of no type": ({"graph/shps/gerda.yml": START}, "graph/shps/gerda.yml:1:1 file-place[]", "`ships`"),
    "a file outside all folders": ({"graph/gerda.yml": START}, "graph/gerda.yml:1:1 file-place[]", "`ships`"),
    "Latin-1": ({GERDA: START.encode() + b"notes: na\xefve\n"}, f"{GERDA}:3:10 file-encoding[\N{REPLACEMENT CHARACTER}]", "UTF-8"),
    "a circle of three ships": (
        {f"graph/ships/{a}.yml": f"yard: skagen\nrebuilt_from: {b}\n" for a, b in ("ab", "bc", "ca")},
        "graph/ships/a.yml:2:15 lineage-cycle[b]",
        "turn round one",
    ),
    "a verdict against the numbers": (
        {"graph/claims/c.yml": f'{CLAIM}verdict: supported\nasserts: {{figure: fanny.cost, is: "<50 USD"}}\n'},
        "graph/claims/c.yml:4:10 claim-verdict[supported]",
        None,
    ),
    "a verdict without its reason": (
        {"graph/claims/c.yml": f"{CLAIM}verdict: misleading\n"},
        "graph/claims/c.yml:4:10 claim-rationale[misleading]",
        "add `rationale: …`",
    ),
    "a claim about an unknown figure": (
        {"graph/claims/c.yml": f'{CLAIM}verdict: supported\nasserts: {{figure: fanny.csot, is: "<50 USD"}}\n'},
        "graph/claims/c.yml:5:25 claim-assertion[csot]",
        "did you mean `cost`?",
    ),
    "a claim in other units": (
        {"graph/claims/c.yml": f'{CLAIM}verdict: supported\nasserts: {{figure: fanny.cost, is: "<50 knot"}}\n'},
        "graph/claims/c.yml:5:36 unit-mismatch[<50 knot]",
        None,
    ),
    "a claim about an unknown relation": (
        {"graph/claims/c.yml": f"{CLAIM}asserts: {{relation: rebuild_from, from: fanny, to: fanny}}\n"},
        "graph/claims/c.yml:4:21 claim-assertion[rebuild_from]",
        "did you mean `rebuilt_from`?",
    ),
    "an unknown stance": (
        {"graph/claims/c.yml": "name: C\nabout: fanny\nevidence: [{source: log, stance: suports}]\n"},
        "graph/claims/c.yml:3:34 value-type[suports]",
        "did you mean `supports`?",
    ),
    "a link behind front matter": (
        {"docs/index.md": "---\ntitle: Home of [[nobody]]\n---\n\nSee [[fany]].\n"},
        "docs/index.md:5:7 link-unknown[fany]",
        "did you mean `fanny`?",
    ),
    "a link's field in a table": (
        {"docs/index.md": "| ship | cost |\n|---|---|\n| [[fanny\\|Fanny]] | [[fanny.csot\\|much]] |\n"},
        "docs/index.md:3:30 link-unknown[csot]",
        "did you mean `fanny.cost`?",
    ),
    "a misspelt option of a block": (
        {"docs/index.md": "Text\n\n```lineage\nfocus: fanny\nselekt: fanny+\n```\n"},
        "docs/index.md:5:1 block-option[selekt]",
        "did you mean `select`?",
    ),
    "a selection of nobody": (
        {"docs/index.md": "```lineage\nselect: fanny+ +fany\n```\n"}, "docs/index.md:2:17 ref-unknown[fany]", "`fanny`",
    ),
    "a block in a quotation": (
        {"docs/index.md": "> ```entities\n> type: shp\n> ```\n"}, "docs/index.md:2:9 block-option[shp]", "`ship`",
    ),
    "a column of no field": (
        {"docs/index.md": "```entities\ntype: ship\ncolumns: [cost, sped]\n```\n"},
        "docs/index.md:3:17 block-option[sped]",
        "did you mean `speed`?",
    ),
    "a column of no field, without a list and a type": (
        {"docs/index.md": "```entities\nselect: fanny\ncolumns: sped\n```\n"},
        "docs/index.md:3:10 block-option[sped]",
        "did you mean `speed`?",
    ),
    "an option without a value": (
        {"docs/index.md": "```lineage\nfocus: fanny\nselect:\n```\n"}, "docs/index.md:3:1 block-option[select]", "delete the key",
    ),
    "a block that says nothing": (
        {"docs/index.md": "```lineage\n```\n"}, "docs/index.md:1:1 block-option[```lineage]", None,
    ),
}  # fmt: skip
# What stands in the schema, what is written instead, and where in graph/schema.yml that is a problem.
IN_THE_SCHEMA = {
    "an unknown section": ("types:\n", "typs:\n", "1:1 schema-key[typs]", "did you mean `types`?"),
    "an unknown base": ("types:\n", "extends: ai-model\ntypes:\n", "1:10 schema-extends[ai-model]", "`ai-models`"),
    "an unknown kind": ("type: date", "type: dat", "5:21 schema-field[dat]", "did you mean `date`?"),
    "a reference to no type": ("to: port", "to: prot", "6:29 schema-field[prot]", "did you mean `port`?"),
    "a reference to nothing": ("to: port, ", "", "6:7 schema-field[yard]", "to: any"),
    "an unknown setting": ("inverse: launched", "invers: launched", "6:51 schema-key[invers]", "`inverse`"),
    "a list without words": (", values: [denmark, liberia]", "", "7:7 schema-field[flag]", "values: [one, two]"),
    "a word without its label": (
        "values: [denmark, liberia]", "values: {denmark: Danish, liberia: }", "7:52 schema-field[liberia]", "`liberia: Liberia`",
    ),
    "an unknown unit": ("unit: knot", "unit: knto", "8:37 unit-unknown[knto]", "did you mean `knot`?"),
    "a limit that is none": ("min: 0", "min: low", "8:48 quantity-syntax[low]", None),
    "an unknown lineage": ("lineage: parent", "lineage: parents", "17:64 schema-field[parents]", "`parent`"),
    "an unknown ancestor": ("extend: source", "extend: sorce", "19:21 schema-type[sorce]", "did you mean `source`?"),
    "a folder outside": ("folder: ships", "folder: ../ships", "3:13 schema-type[../ships]", None),
    "a folder for two": ("folder: ports", "folder: ships", "18:3 schema-type[port]", "another `folder`"),
    "a unit made of an unknown one": ("metre / hour", "metre / huor", "21:25 schema-unit[huor]", "did you mean `hour`?"),
    "a unit of nothing": ("[currency]", "currency]", "22:19 schema-unit[]]", None),
    "a rule on an unknown field": (
        "    fields:\n      built", "    rules: [{check: crew > shipp}]\n    fields:\n      built",
        "4:28 formula-name[shipp]", None,
    ),
    "a formula on an unknown field": (
        "half: {type: quantity, unit: USD}", "half: {type: quantity, unit: USD, formula: totl / 2}",
        "13:50 formula-name[totl]", "did you mean `total`?",
    ),
    "a setting for no rule": ("rules: {lint", "rules: {lnit", "23:19 schema-value[lnit]", "did you mean `lint`?"),
    "a symmetric relation with a lineage": (
        "lineage: parent, inverse: rebuilt_as", "symmetric: true, lineage: parent", "17:72 schema-field[lineage]", "delete it",
    ),
    "a symmetric relation that the other end cannot hold": (
        "to: port, required: true, inverse: launched", "to: port, symmetric: true", "6:29 schema-field[port]", "give `port` the field too",
    ),
    "a symmetric number": ("crew: {type: integer}", "crew: {type: integer, symmetric: true}", "10:29 schema-field[symmetric]", "delete it"),
    "a number of days in words": (
        "project: {", "project: {stale_after: one year, ", "23:24 schema-value[one year]", "stale_after: 365",
    ),
    "a rule's file that is no Python": (
        "project: {", "project: {rule_files: [rules/x.js], ", "23:24 schema-value[rules/x.js]", "rule_files: [rules/places.py]",
    ),
    "an unknown severity": ("lint: ignore", "lint: ignored", "23:25 schema-value[ignored]", "ignore"),
}  # fmt: skip


def check_one(project, expected, help_words):
    assert found(project) == [expected]
    said = " ".join(project.diagnostics[0].help)
    assert (help_words or "") in said


def test_without_a_mistake_nothing_is_reported():
    assert found(check_files({**SOUND, GERDA: START})) == []


@pytest.mark.parametrize("mistake", IN_A_SHIP)
def test_a_mistake_in_an_entity_is_one_diagnostic_at_its_place(mistake):
    written, expected, help_words = IN_A_SHIP[mistake]
    check_one(check_files({**SOUND, GERDA: f"{START}{written}\n"}), f"{GERDA}:{expected}", help_words)


@pytest.mark.parametrize("mistake", ELSEWHERE)
def test_a_mistake_between_files_is_one_diagnostic_at_its_place(mistake):
    files, expected, help_words = ELSEWHERE[mistake]
    check_one(check_files({**SOUND, **files}), expected, help_words)


@pytest.mark.parametrize("mistake", IN_THE_SCHEMA)
def test_a_mistake_in_the_schema_is_one_diagnostic_at_its_place(mistake):
    right, wrong, expected, help_words = IN_THE_SCHEMA[mistake]
    assert right in SCHEMA
    files = {**SOUND, "graph/schema.yml": SCHEMA.replace(right, wrong, 1)}
    check_one(check_files(files), f"graph/schema.yml:{expected}", help_words)


def test_what_rests_on_a_mistake_says_nothing_through_figures_claims_rules_and_pages():
    project = check_files(
        {
            **SOUND,
            GERDA: f"{START}cost: 5 knot\ntotal: {{formula: a * 2, inputs: {{a: self.cost}}}}\nrebuilt_from: fanny\n",
            "graph/ships/hilda.yml": (
                "yard: skagen\nrebuilt_from: gerda\nhalf: {formula: a / 2, inputs: {a: gerda.total}}\n"
                "total: {formula: \"sum(lineage('hilda').cost)\"}\n"
            ),
            "graph/claims/c.yml": f'{CLAIM}verdict: supported\nasserts: {{figure: hilda.half, is: "<5 USD"}}\n',
            "docs/index.md": "[[gerda.total]] and [[gerda.cost]]\n",
        }
    )
    assert [d for d in found(project) if "formula-sum" not in d] == [f"{GERDA}:3:7 unit-mismatch[5 knot]"]
    assert {f.id: f.failed for f in project.derived.figures.values()} == {
        "gerda.total": True, "hilda.half": True, "hilda.total": True,
    }  # fmt: skip
    assert [claim.check.result for claim in project.claims] == ["unknown"]


def test_a_field_whose_declaration_is_wrong_is_missed_by_nobody():
    schema = SCHEMA.replace("cost: {type: quantity", "cost: {typ: quantity").replace(
        "  port:", "  tug: {extend: ship, folder: tugs, rules: [{check: cost < total}]}\n  port:"
    )
    project = check_files(
        {
            **SOUND,
            "graph/schema.yml": schema,
            "graph/tugs/t.yml": f"{START}cost: 3 USD\ntotal: {{formula: c, inputs: {{c: self.cost}}}}\n",
            "docs/index.md": "[[fanny.cost]] [[t.cost]]\n\n```entities\ntype: tug\ncolumns: [cost]\n```\n",
            "graph/claims/c.yml": f'{CLAIM}verdict: supported\nasserts: {{figure: t.cost, is: "<5 USD"}}\n',
        }
    )
    assert found(project) == ["graph/schema.yml:11:14 schema-key[typ]"]


def test_a_schema_that_cannot_be_read_is_the_only_problem_of_a_sound_graph():
    project = check_files({**SOUND, "graph/schema.yml": f'{SCHEMA}x: "\n', GERDA: f"{START}speed: 3 knot\n"})
    assert found(project) == ['graph/schema.yml:24:4 yaml-syntax["]']


def test_an_empty_schema_is_no_mistake_but_the_files_have_no_types_then():
    project = check_files({**SOUND, "graph/schema.yml": "", "docs/index.md": ""})
    assert {d.rule.id for d in project.diagnostics} == {"file-place"}


def test_a_file_that_cannot_be_read_gives_no_unknown_ids_elsewhere():
    project = check_files({**SOUND, "graph/ports/skagen.yml": 'name: "Skagen\n', GERDA: START})
    assert found(project) == ['graph/ports/skagen.yml:1:7 yaml-syntax["]']


def test_of_a_type_with_many_fields_an_unknown_one_shows_the_closest_and_how_many_more_there_are():
    fields = "".join(f"      cost_of_part_{n:02}: text\n" for n in range(80))
    files = {
        "graph/schema.yml": f"types:\n  ship:\n    fields:\n{fields}project: {{rules: {{lint: ignore}}}}\n",
        "graph/ships/gerda.yml": "name: Gerda\npart_costs_07: much\n",
        "docs/index.md": "[[gerda.hull]]\n",
    }
    page, entity = check_files(files).diagnostics
    assert entity.help[0].startswith("fields of `ship`: cost_of_part_07, ")
    assert entity.help[0].endswith(" and 75 more: see the site's vocabulary page")
    assert page.help[0].endswith(" and 75 more: see the site's vocabulary page")


def test_all_mistakes_are_reported_at_once_in_the_order_of_files_and_lines():
    project = check_files(
        {
            **SOUND,
            GERDA: "name: Gerda\nyard: skaagen\nflag: denmrk\nbuilt: soon\n",
            "graph/ships/hilda.yml": "yard: skagen\nspeed: 9 knott\n",
            "docs/index.md": "[[fany]] [[gerda.sped]]\n",
        }
    )
    assert found(project) == [
        "docs/index.md:1:3 link-unknown[fany]",
        "docs/index.md:1:18 link-unknown[sped]",
        f"{GERDA}:2:7 ref-unknown[skaagen]",
        f"{GERDA}:3:7 value-enum[denmrk]",
        f"{GERDA}:4:8 value-date[soon]",
        "graph/ships/hilda.yml:2:10 unit-unknown[knott]",
    ]
