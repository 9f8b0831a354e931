# Every rule has a page, and every page tells the truth: its wrong example gives the report that it shows, and its right
# example gives none.
from __future__ import annotations

import pytest

from rule_pages import FOLDER, RULES, base, listed, project_of, read_page, right_files, wrong_files
from stemma.report.text import full


@pytest.mark.parametrize("rule_id", RULES)
def test_the_page_says_of_its_rule_what_the_catalogue_says(rule_id):
    page, rule = read_page(rule_id), RULES[rule_id]
    assert page.id == rule.id
    assert page.summary == f"{rule.summary[0].upper()}{rule.summary[1:]}."
    assert page.severity == ("off" if rule.off else rule.severity)


@pytest.mark.parametrize("rule_id", RULES)
def test_the_wrong_example_breaks_this_rule_alone_and_gives_the_report_that_is_shown(rule_id, tmp_path):
    page = read_page(rule_id)
    found = project_of(tmp_path, wrong_files(page)).diagnostics
    assert {diagnostic.rule.id for diagnostic in found} == {rule_id}
    assert full(found) == page.report


@pytest.mark.parametrize("rule_id", RULES)
def test_the_right_example_has_no_problem(rule_id, tmp_path):
    assert full(project_of(tmp_path, right_files(read_page(rule_id))).diagnostics) == ""


def test_the_project_that_the_examples_start_from_has_no_problem(tmp_path):
    assert full(project_of(tmp_path, base()).diagnostics) == ""


def test_no_page_is_about_a_rule_that_does_not_exist():
    assert {path.stem for path in FOLDER.glob("*.md")} == {*RULES, "index"}


def test_the_index_lists_every_rule_once_under_its_family():
    expected = {
        (rule.id.partition("-")[0], rule.id, "off" if rule.off else rule.severity, rule.summary)
        for rule in RULES.values()
    }
    assert sorted(listed()) == sorted(expected)
