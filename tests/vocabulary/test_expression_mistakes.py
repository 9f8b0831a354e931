# Mistakes in expressions: each is one problem, at its place, with the right hint; none hangs or raises.
from __future__ import annotations

import time

import pytest

from stemma.vocabulary.dates import parse_date
from stemma.vocabulary.expression import EntityValue, Failure, evaluate, parse_expression
from stemma.vocabulary.problem import Problem


@pytest.mark.parametrize(
    ("text", "rule", "marked", "hint"),
    [
        ("a +", "formula-syntax", "", ""),
        ("(a + b", "formula-syntax", "(", ""),
        ("a + b)", "formula-syntax", ")", ""),
        ("a b", "formula-syntax", "b", ""),
        ("a = b", "formula-syntax", "=", "`==`"),
        ("a && b", "formula-syntax", "&", "`and`"),
        ("a ^ 2", "formula-syntax", "a ^ 2", "`**`"),
        ("5 GPU * 2", "formula-syntax", "GPU", "quoted"),
        ("a × b", "formula-syntax", "×", "`*`"),
        ("a if b", "formula-syntax", "", ""),
        ("'abc", "formula-syntax", "'", ""),
        ("a # b", "formula-syntax", "#", ""),
        ("a \\ b", "formula-syntax", "\\", ""),
        ("", "formula-syntax", "", ""),
        ("   ", "formula-syntax", "   ", ""),
        ("a\x00b", "formula-syntax", "\x00", ""),
        ("'é' == 'ü' + c d", "formula-syntax", "d", ""),
        ("'日本語' + (c", "formula-syntax", "(", ""),
        ("lambda: 1", "formula-syntax", "lambda: 1", ""),
        ("[x for x in a]", "formula-syntax", "[x for x in a]", "sum"),
        ("a[0]", "formula-syntax", "a[0]", "min"),
        ("{1: 2}", "formula-syntax", "{1: 2}", ""),
        ("f'{a}'", "formula-syntax", "f'{a}'", ""),
        ("b'a'", "formula-syntax", "b'a'", ""),
        ("None", "formula-syntax", "None", "known"),
        ("a is b", "formula-syntax", "a is b", "=="),
        ("(x := 1)", "formula-syntax", "x := 1", "=="),
        ("1j", "formula-syntax", "1j", ""),
        ("0x10", "formula-syntax", "0x10", ""),
        ("1e999", "formula-value", "1e999", ""),
        ("summ(a)", "formula-name", "summ", "`sum`"),
        ("__import__('os')", "formula-name", "__import__", "sum"),
        ("a.__class__", "formula-name", "__class__", ""),
        ("'é'.Größe", "formula-name", "Größe", ""),
        ("a.b()", "formula-syntax", "a.b", ""),
        ("sqrt()", "formula-value", "sqrt()", ""),
        ("sqrt(1, 2)", "formula-value", "sqrt(1, 2)", ""),
        ("lineage('a', through='b')", "formula-name", "through='b'", ""),
        ("sum(a, via='b')", "formula-name", "via='b'", ""),
        ("sum(*a)", "formula-syntax", "*a", ""),
    ],
)
def test_what_is_no_expression_is_refused_at_its_place(text, rule, marked, hint):
    problem = parse_expression(text)
    assert isinstance(problem, Problem)
    assert (problem.rule, text[problem.start : problem.end]) == (rule, marked)
    assert hint in " ".join((problem.message, *problem.help))


@pytest.mark.parametrize(
    ("text", "rule", "marked", "hint"),
    [
        ("1 + cots", "formula-name", "cots", "`cost`"),
        ("deepseek-r1", "formula-name", "deepseek", "quoted"),
        ("sum + 1", "formula-name", "sum", "function"),
        ("2 * (cost + hours)", "unit-mismatch", "cost + hours", "`USD` and `h`"),
        ("cost + euros", "unit-mismatch", "cost + euros", "rate"),
        ("cost < '6M EUR'", "unit-mismatch", "cost < '6M EUR'", "rate"),
        ("cost > 5", "unit-mismatch", "cost > 5", "'5 USD'"),
        ("hours / span", "formula-value", "hours / span", "zero"),
        ("1 / (2 - 2)", "formula-value", "1 / (2 - 2)", "zero"),
        ("7 % 0", "formula-value", "7 % 0", "zero"),
        ("0 ** -1", "formula-value", "0 ** -1", "zero"),
        ("2 ** hours", "unit-mismatch", "2 ** hours", "exponent"),
        ("hours ** 0.3", "unit-mismatch", "hours ** 0.3", ""),
        ("9**9**9", "formula-value", "9**9**9", "1000"),
        ("10 ** 300 * 10 ** 300", "formula-value", "10 ** 300 * 10 ** 300", "large"),
        ("exp(1e9)", "formula-value", "exp(1e9)", "large"),
        ("sqrt(-1)", "formula-value", "sqrt(-1)", "negative"),
        ("log10(0)", "formula-value", "log10(0)", "zero"),
        ("log10(hours)", "unit-mismatch", "hours", "`h`"),
        ("hours ** 20 * hours ** 20", "formula-value", "hours ** 20 * hours ** 20", "power"),
        ("min([])", "formula-value", "min([])", "empty"),
        ("convert(hours, 'GB')", "unit-mismatch", "hours", ""),
        ("convert(hours, 'dya')", "unit-unknown", "'dya'", "`day`"),
        ("hours + '5 houers'", "unit-unknown", "hours + '5 houers'", "`hour`"),
        ("released > 'soon'", "value-date", "released > 'soon'", "2025-01"),
        ("released > hours", "formula-value", "released > hours", "date"),
        ("released * 2", "formula-value", "released * 2", "date"),
        ("released + 100000 * years(1)", "formula-value", "released + 100000 * years(1)", "calendar"),
        ("hours and true", "formula-value", "hours", "condition"),
        ("1 if hours else 2", "formula-value", "hours", "condition"),
        ("tags == 'moe'", "formula-value", "tags == 'moe'", "`in`"),
        ("'5 h' < '6 h'", "formula-value", "'5 h' < '6 h'", "quantity"),
        ("tags + 1", "formula-value", "tags + 1", "sum"),
        ("hours.cost", "formula-value", "cost", "quantity"),
        ("model.cots", "formula-name", "cots", ""),
        ("lineage('r2').cost", "ref-unknown", "'r2'", ""),
        ("model == 'deepsek-r1'", "ref-unknown", "model == 'deepsek-r1'", "`deepseek-r1`"),
        ("'é' == 'é' and cots", "formula-name", "cots", "`cost`"),
    ],
)
def test_what_makes_no_sense_fails_at_its_place(graph, text, rule, marked, hint):
    names = {
        "cost": "$5", "hours": "5 h", "euros": "5 EUR", "span": "0..5 h", "tags": ("moe", "mit"), "released": parse_date("2025-01-20"),
        "model": EntityValue("deepseek-r1"),
    }  # fmt: skip
    value = evaluate(parse_expression(text), graph(names, {"deepseek-r1": {"cost": "$7"}})).value
    assert isinstance(value, Failure), value
    problem = value.problem
    assert (problem.rule, text[problem.start : problem.end]) == (rule, marked)
    assert hint in " ".join((problem.message, *problem.help))


@pytest.mark.parametrize(
    "text",
    [
        "(" * 900 + ")" * 900,
        "-" * 1990 + "1",
        "not " * 490 + "true",
        "1" + "+1" * 990,
        "2**" * 600 + "2",
        "[" * 1000,
        "sum(" * 400 + "1" + ")" * 400,
        "a" + ".b" * 900,
        "9" * 1999,
        "1 " * 1000,
        "x" * 5000,
        "'" + "é" * 1990 + "'" + "+" * 5,
        "max(" + "1," * 700 + "1)",
        "1 < " * 480 + "1",
        "1 if 1 else " * 160 + "1",
        "\udc80 + 1",
    ],
)
def test_hostile_expressions_end_at_once(compute, text):
    start = time.process_time()
    found = parse_expression(text)
    if not isinstance(found, Problem):
        compute(text, x="1..2")
    else:
        assert 0 <= found.start <= found.end <= len(text)
    assert time.process_time() - start < 2


def test_a_failure_that_the_graph_hands_in_points_at_the_name_that_asked(graph):
    scope = graph({"bad": Failure(Problem("formula-value", "the divisor may be zero", 100, 120))})
    problem = evaluate(parse_expression("1 + bad"), scope).value.problem
    assert (problem.start, problem.end) == (4, 7)
