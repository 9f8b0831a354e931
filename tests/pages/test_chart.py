# The block `chart` as HTML: what is drawn, what it says to whom, and what stays the same on every machine.
from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from checking import check_files, found
from stemma.knowledge.blocks import read_block
from stemma.pages import chart as charts
from stemma.pages import chart_svg
from stemma.pages.blocks import block_html
from stemma.pages.chart_labels import label_places
from stemma.pages.chart_scale import calendar, linear, logarithmic, tick_label
from stemma.pages.context import Site
from stemma.text.markdown_scan import scan
from stemma.text.source import Source
from stemma.vocabulary.unit import NO_UNIT

HOSTILE = "</text></svg><script>alert(1)</script>'\"&amp;{{7*7}}\\u003c"

SCHEMA = """
types:
  ship:
    color: "#0b7285"
    fields:
      launched: {type: date, role: date}
      cargo: {type: quantity, unit: tonne}
      crew: {type: quantity, unit: person}
      fuel: {type: quantity, unit: tonne/day}
      days: {type: quantity, unit: day}
      burnt: {type: quantity, unit: tonne, formula: fuel * days}
      profit: {type: quantity, unit: USD}
      rig: {type: enum, values: [sail, motor]}
      master: {type: text}
  barge:
    fields:
      cargo: {type: quantity, unit: kg}
units: ["USD = [currency], symbol $", "person = [person], count, plural people"]
project: {rules: {lint: ignore, claim-evidence: ignore}}
"""
SHIPS = """
- {id: aurora, name: Aurora, launched: 1998-04-12, cargo: "3,200 t", crew: 12 person, fuel: 8.4 t/day, days: 200 day, profit: "$2M", rig: motor}
- {id: brig, name: Brig, launched: 1901, cargo: ">=400 t", crew: 30 person, profit: "-$1M", rig: sail}
- id: clipper
  name: Clipper
  launched: ~1869
  cargo: [{value: 900..1100 t, source: log}, {value: 1500 t, source: rumour}]
  crew: 28 person
  rig: sail
- {id: dinghy, name: Dinghy}
"""
FILES = {
    "graph/schema.yml": SCHEMA,
    "graph/ships/ships.yml": SHIPS,
    "graph/barges/flat.yml": "name: Flat\ncargo: 250,000 kg\n",
    "graph/sources/log.yml": "name: The log\nstanding: primary\n",
    "graph/sources/rumour.yml": "name: A rumour\nstanding: tertiary\n",
}


def chart(options: str, files: dict[str, str] | None = None, path: str = "index") -> str:
    """The HTML of a page's first block with these options; every option is right."""
    text = f"```chart\n{options}\n```\n"
    project = check_files({**FILES, **(files or {})})
    block, wrong = read_block(Source("", text), scan(text).blocks[0], project.deriver)
    assert wrong == []
    assert block is not None
    return str(block_html(Site(project), path, block, 1))


def drawing(html: str, style: str = "wide") -> str:
    found = re.search(rf'<svg class="st-{style}".*?</svg>', html, re.DOTALL)
    assert found
    return found[0]


def names(svg: str) -> list[str]:
    """What each point is called."""
    return re.findall(r'<a class="st-point[^>]* aria-label="([^"]*)"', svg)


def point(svg: str, name: str) -> str:
    """The point whose name starts like this, with all that is drawn for it."""
    return next(a for a in re.findall(r"<a class=.*?</a>", svg) if f'aria-label="{name}' in a)


# What is drawn -------------------------------------------------------------------------------------------------------


def test_a_chart_of_one_field_has_a_bar_for_each_entity_with_a_value_largest_first() -> None:
    svg = drawing(chart("type: ship\nx: crew"))
    assert names(svg) == ["Brig, crew, 30 people", "Clipper, crew, 28 people", "Aurora, crew, 12 people"]
    widths = [float(w) for w in re.findall(r'class="st-full"[^>]*d="M0,[\d.]+h([\d.]+)', svg)]
    assert [round(w / widths[0], 2) for w in widths] == [1, 0.93, 0.4]


def test_both_drawings_hold_the_same_points() -> None:
    html = chart("type: ship\nx: crew")
    assert names(drawing(html, "wide")) == names(drawing(html, "narrow")) != []


def test_where_sort_is_given_the_rows_stand_in_its_order() -> None:
    assert [n.split(",")[0] for n in names(drawing(chart("type: ship\nx: crew\nsort: crew")))] == [
        "Aurora",
        "Clipper",
        "Brig",
    ]


def test_entities_without_a_value_are_named_below() -> None:
    html = chart("type: ship\nx: crew", path="models/index")
    assert re.search(r'Without a value: <a class="st-link" href="\.\./ships/dinghy/">Dinghy</a>\.', html)


def test_a_point_links_to_its_entity_in_a_way_that_instant_navigation_survives() -> None:
    svg = drawing(chart("type: ship\nx: crew", path="guide/charts"))
    assert 'xlink:href="../../ships/aurora/" role="link" tabindex="0"' in svg
    assert not re.search(r'\shref="', svg)


def test_quantities_of_several_units_stand_on_one_scale() -> None:
    svg = drawing(chart("select: aurora flat\nx: cargo"))
    assert names(svg) == ["Aurora, cargo, 3,200 t", "Flat, cargo, 250,000 kg"]
    tall = [float(w) for w in re.findall(r'class="st-full"[^>]*d="M0,[\d.]+h([\d.]+)', svg)]
    assert tall[0] / tall[1] == pytest.approx(3200 / 250, rel=0.02)


def test_a_bound_on_one_side_is_an_arrow_to_that_side() -> None:
    assert 'class="st-tip"' in point(drawing(chart("type: ship\nx: cargo")), "Brig")
    assert 'class="st-tip"' not in point(drawing(chart("type: ship\nx: cargo")), "Aurora")


def test_bounds_are_a_line_from_one_to_the_other() -> None:
    part = point(drawing(chart("values: [clipper.cargo]\nkind: dot")), "Clipper")
    assert len(re.findall(r'<line class="st-error"', part)) == 3  # the line and its two ends


def test_what_is_computed_is_hollow_and_says_so_to_all() -> None:
    html = chart("values: [aurora.cargo, aurora.burnt]")
    svg = drawing(html)
    assert 'class="st-open"' in point(svg, "Aurora, burnt, 1,700 tonnes, computed")
    assert 'class="st-full"' in point(svg, "Aurora, cargo")
    assert re.search(r'class="st-legend".*stated.*computed', html, re.DOTALL)


def test_a_contested_value_is_marked_named_and_shown_with_its_rivals() -> None:
    html = chart("type: ship\nx: cargo")
    part = point(drawing(html), "Clipper")
    assert ", contested" in part
    assert 'class="st-alert"' in part
    assert 'class="st-rival"' in part
    assert "contested</a>" in html.split("<details")[1]


def test_values_that_are_listed_are_called_by_field_where_all_are_one_entitys() -> None:
    assert 'class="st-who" x="' in (svg := drawing(chart("values: [aurora.cargo, aurora.burnt]")))
    assert re.findall(r'class="st-who"[^>]*>([^<]*)<', svg) == ["Cargo", "Burnt"]


def test_negative_values_grow_to_the_left_of_zero() -> None:
    svg = drawing(chart("type: ship\nx: profit"))
    assert re.search(r"h-[\d.]+Z?", point(svg, "Brig")) or "h-" in point(svg, "Brig")
    assert "−$1M" in svg or "-$1M" in svg


def test_dates_stand_on_a_scale_of_time_and_a_year_is_as_wide_as_a_year() -> None:
    svg = drawing(chart("type: ship\nx: launched"))
    assert names(svg)[0] == "Clipper, launched, c. 1869"
    assert re.findall(r'class="st-tick"[^>]*>(\d{4})<', svg)


def test_two_fields_make_points_with_a_colour_and_a_shape_for_each_group() -> None:
    html = chart("type: ship\nx: launched\ny: crew\ncolor: rig")
    svg = drawing(html)
    assert names(svg)[0] == "Aurora, launched, 12 Apr 1998, crew, 12 people, motor"
    tones = dict(re.findall(r'style="--st-type:(#\w+)".*?aria-label="(\w+)', svg))
    assert len(tones) == 2
    assert re.search(r'<ul class="st-legend".*motor.*sail', html, re.DOTALL)


def test_a_chart_of_lines_joins_the_points_of_a_group() -> None:
    svg = drawing(chart("type: ship\nx: launched\ny: crew\nkind: line"))
    assert len(re.findall(r'class="st-series"', svg)) == 1


def test_the_table_holds_every_value_with_its_source() -> None:
    table = chart("values: [clipper.cargo]").split("<details")[1]
    assert 'class="st-src" href="sources/log/"' in table
    assert "900–1100 t" in table


def test_more_rows_than_can_be_read_are_left_to_the_table() -> None:
    many = "".join(f"- {{id: s{i}, name: S{i}, crew: {i + 1} person}}\n" for i in range(70))
    html = chart("type: ship\nx: crew", {"graph/ships/ships.yml": many})
    assert len(names(drawing(html))) == charts.MOST_ROWS
    assert "the first 60 of 70" in html
    assert html.count('<th scope="row">') == 70


def test_a_chart_of_many_points_is_one_stop_of_the_tab_key() -> None:
    many = "".join(f"- {{id: s{i}, name: S{i}, crew: {i + 1} person}}\n" for i in range(40))
    html = chart("type: ship\nx: crew", {"graph/ships/ships.yml": many})
    assert drawing(html).count('tabindex="0"') == 1
    assert 'data-st-load="chart"' in html


def test_a_larger_height_spreads_the_rows() -> None:
    def height(more: str) -> float:
        return float(re.search(r'height="([\d.]+)" role', drawing(chart(f"type: ship\nx: crew{more}")))[1])

    assert height("") < 200
    assert height("\nheight: 400") > 400


# What stays as it is ---------------------------------------------------------------------------------------------------


def test_hostile_names_stay_text() -> None:
    yaml = (
        "- {id: a, name: "
        + repr(HOSTILE).replace("\\\\", "\\").replace("\\'", "''")
        + ", crew: 3 person, cargo: 5 t}\n"
    )
    html = chart(
        f"type: ship\nx: crew\ny: cargo\ntitle: '{HOSTILE.replace(chr(39), chr(39) * 2)}'",
        {"graph/ships/ships.yml": yaml},
    )
    assert "<script" not in html
    assert html.count("</svg>") == html.count("<svg")


def test_every_colour_is_a_variable_and_no_font_is_named() -> None:
    svg = drawing(chart("type: ship\nx: launched\ny: crew\ncolor: rig"))
    assert not re.search(r'(?:fill|stroke)="(?!transparent)', svg)
    assert "font" not in svg


DRAW = """
import sys
sys.path[:0] = {paths!r}
from test_chart import chart
sys.stdout.write(chart("type: ship\\nx: launched\\ny: crew\\ncolor: rig") + chart("type: ship\\nx: cargo"))
"""


def test_the_bytes_do_not_depend_on_the_fonts_of_the_machine(tmp_path) -> None:
    here = [str(Path(__file__).parent), *sys.path]
    made = [
        subprocess.run(
            [sys.executable, "-c", DRAW.format(paths=here)], check=True, capture_output=True, encoding="utf-8",
            env={"HOME": str(tmp_path), "PYTHONUTF8": "1", **more},
        ).stdout
        for more in ({}, {"FONTCONFIG_FILE": "/dev/null", "FONTCONFIG_PATH": str(tmp_path)})
    ]  # fmt: skip
    assert made[0] == made[1]
    assert "<svg" in made[0]


def test_without_the_library_the_table_stands_open_and_the_build_is_told_once(monkeypatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    html = chart("type: ship\nx: crew")
    assert "<svg" not in html
    assert '<details class="st-list" open>' in html
    assert "30 people" in html
    site = Site(check_files({**FILES, "docs/index.md": "```chart\nx: crew\n```\n\n```chart\nx: cargo\n```\n"}))
    assert "mkdocs-stemma[charts]" in str(charts.missing_library(site))
    assert charts.missing_library(Site(check_files(FILES))) is None


def test_importing_the_pages_does_not_import_the_library() -> None:
    code = "import sys, stemma.pages.site; sys.exit('vl_convert' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True, env={"PYTHONPATH": ":".join(sys.path)})


def test_a_drawing_that_the_library_refuses_is_left_to_the_table(monkeypatch) -> None:
    monkeypatch.setattr(chart_svg, "VERSION", "0.0")
    assert '<details class="st-list" open>' in chart("type: ship\nx: crew")


# What is wrong ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("options", "place", "message"),
    [
        ("x: crw", "2:4 block-option[crw]", "none of these has a field `crw`"),
        ("type: ship\nx: crw", "3:4 block-option[crw]", "`ship` has no field `crw`"),
        ("type: ship\nx: master", "3:4 block-option[master]", "holds no numbers and no dates"),
        ("select: dinghy\nx: crew", "3:4 block-option[crew]", "no entity of this selection has a value of `crew`"),
        ("values: [aurora.cargo, brig.crew]", "2:24 block-option[brig.crew]", "is counted in `person`, and this chart counts in `tonne`"),
        ("values: [aurora.cargo, aurora.launched]", "2:24 block-option[aurora.launched]", "dates and numbers share no scale"),
        ("values: [auror.cargo]", "2:10 block-option[auror.cargo]", "no entity has the id"),
        ("values: [aurora]", "2:10 block-option[aurora]", "is no value that can be drawn"),
        ("values: [dinghy.crew]", "2:9 block-option[[dinghy.crew]]", "none of these has a value"),
        ("values: [aurora.cargo]\ntype: ship", "3:7 block-option[ship]", "does not go together with `values`"),
        ("x: crew\nkind: bar\nlog: true", "4:6 block-option[true]", "bars begin at zero"),
        ("x: profit\nkind: dot\nlog: true", "4:6 block-option[true]", "`brig.profit` is not above zero"),
        ("x: launched\nlog: true", "3:6 block-option[true]", "dates have no logarithm"),
        ("x: launched\ny: crew\nlog: x", "4:6 block-option[x]", "holds dates"),
        ("x: crew\nlog: y", "3:6 block-option[y]", "no field on `y`"),
        ("x: launched\nkind: bar", "2:4 block-option[launched]", "bars begin at zero, and dates have none"),
        ("x: crew\nkind: scatter", "3:7 block-option[scatter]", "needs `x` and `y`"),
        ("x: crew\ny: cargo\nkind: bar", "4:7 block-option[bar]", "`x` or `y`, not both"),
        ("x: crew\nkind: pie", "3:7 block-option[pie]", "`kind` cannot be `pie`"),
        ("x: crew\ncolor: master", "3:8 block-option[master]", "does not sort these into groups"),
        ("x: crew\ncolor: rug", "3:8 block-option[rug]", "there is no field `rug` here"),
        ("x: crew\nheight: tall", "3:9 block-option[tall]", "a number of pixels from 80 to 1200"),
        ("x: crew\ncolour: rig", "3:1 block-option[colour]", "has no key `colour`"),
        ("type: ship", "1:1 block-option[```chart]", "needs `x` or `y` or `values`"),
    ],
)  # fmt: skip
def test_a_wrong_option_is_reported_where_it_stands(options, place, message) -> None:
    project = check_files({**FILES, "docs/index.md": f"```chart\n{options}\n```\n"})
    assert found(project) == [f"docs/index.md:{place}"]
    assert message in project.diagnostics[0].message


def test_all_wrong_options_are_reported_at_once() -> None:
    wrong = "x: crw\ny: master\nkind: pie\nlog: maybe\nheight: tall"
    project = check_files({**FILES, "docs/index.md": f"```chart\n{wrong}\n```\n"})
    assert [place.rpartition("[")[2] for place in found(project)] == ["crw]", "master]", "pie]", "maybe]", "tall]"]


def test_an_empty_selection_is_no_mistake_and_says_that_there_is_nothing_to_draw() -> None:
    nobody = "select: dinghy exclude:dinghy\nx: crew"
    assert found(check_files({**FILES, "docs/index.md": f"```chart\n{nobody}\n```\n"})) == []
    assert "There is nothing to draw: no entity is selected." in chart(nobody)


def test_a_value_too_large_for_any_drawing_is_reported() -> None:
    schema = SCHEMA.replace("master:", "a: {type: number}\n      b: {type: number, formula: a * a * a}\n      master:")
    files = {**FILES, "graph/schema.yml": schema, "graph/ships/ships.yml": "- {id: a, name: A, a: 1e100}\n"}
    project = check_files({**files, "docs/index.md": "```chart\nx: b\n```\n"})
    assert found(project) == ["docs/index.md:2:4 block-option[b]"]
    assert "too large to draw" in project.diagnostics[0].message


# Scales ------------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("values", "from_zero", "labels"),
    [
        ([294000, 5576000], True, ["0", "2M", "4M", "6M"]),
        ([96, 99], False, ["96", "97", "98", "99"]),
        ([-3, 4], False, ["−4", "−2", "0", "2", "4"]),
        ([5], True, ["0", "1", "2", "3", "4", "5"]),
        ([0], True, ["0", "0.2", "0.4", "0.6", "0.8", "1"]),
        ([1e17, 1e17 + 1], False, None),
    ],
)
def test_a_linear_scale_has_round_ticks_and_holds_all_values(values, from_zero, labels) -> None:
    scale = linear(values, NO_UNIT, 5, from_zero=from_zero)
    assert scale.low <= min(values) <= max(values) <= scale.high
    assert scale.low < scale.high
    assert labels is None or [label for _, label in scale.ticks] == labels


@pytest.mark.parametrize(
    ("values", "labels"),
    [
        ([300, 5000], ["200", "500", "1K", "2K", "5K"]),
        ([3, 5e12], ["1K", "1M", "1B", "1T"]),
        ([1e-3, 1], ["0.001", "0.01", "0.1", "1"]),
        ([1e20, 1e22], ["10²⁰", "2×10²⁰", "5×10²⁰", "10²¹", "2×10²¹", "5×10²¹", "10²²"]),
        ([7], ["5", "10"]),
    ],
)
def test_a_logarithmic_scale_has_ticks_at_powers_of_ten_or_between(values, labels) -> None:
    scale = logarithmic(values, NO_UNIT, 5)
    assert 0 < scale.low <= min(values) <= max(values) <= scale.high
    assert [label for _, label in scale.ticks] == labels


@pytest.mark.parametrize(
    ("first", "last", "labels"),
    [
        ("2024-05-01", "2025-04-03", ["Apr 2024", "Jul 2024", "Oct 2024", "Jan 2025", "Apr 2025", "Jul 2025"]),
        ("1998-05-01", "2025-04-03", ["1990", "2000", "2010", "2020", "2030"]),
        ("2024-12-30", "2025-01-03", ["30 Dec 2024", "31 Dec", "1 Jan", "2 Jan", "3 Jan"]),
    ],
)
def test_a_scale_of_time_has_ticks_at_years_months_or_days(first, last, labels) -> None:
    from datetime import date

    ends = [date.fromisoformat(text).toordinal() for text in (first, last)]
    scale = calendar(ends, 5)
    assert [label for _, label in scale.ticks][: len(labels)] == labels
    assert scale.low <= ends[0] <= ends[1] <= scale.high


@pytest.mark.parametrize("ends", [(1, 1), (1, 3652059), (3652059, 3652059), (3652000, 3652059)])
def test_a_scale_of_time_reaches_to_both_ends_of_the_calendar(ends) -> None:
    scale = calendar(ends, 5)
    assert scale.low <= ends[0] <= ends[1] <= scale.high
    assert scale.low < scale.high


def test_a_tick_carries_the_units_sign() -> None:
    project = check_files(FILES)
    dollar = project.schema.units.parse("USD")
    assert tick_label(2_500_000, dollar) == "$2.5M"
    assert tick_label(-1000, dollar) == "−$1K"


def test_a_name_gives_way_to_points_and_to_other_names() -> None:
    places = label_places([(50, 50), (60, 50)], [40, 40], [], (200, 100))
    assert places[0] == (40, 50, "end")
    assert places[1] == (70, 50, "start")
    crowd = label_places([(10 + i % 5, 10 + i // 5) for i in range(25)], [80] * 25, [], (100, 40))
    assert None in crowd
