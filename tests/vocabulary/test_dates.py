# Dates that are known in part.
from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stemma.vocabulary.dates import PartialDate, parse_date
from stemma.vocabulary.problem import Problem


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "display"),
    [
        ("2025", "2025-01-01", "2025-12-31", "2025"),
        ("2025-01", "2025-01-01", "2025-01-31", "Jan 2025"),
        ("2024-02", "2024-02-01", "2024-02-29", "Feb 2024"),
        ("2025-01-20", "2025-01-20", "2025-01-20", "20 Jan 2025"),
        ("2024-12/2025-02", "2024-12-01", "2025-02-28", "Dec 2024 – Feb 2025"),
        ("2024-12-26/2025-01-20", "2024-12-26", "2025-01-20", "26 Dec 2024 – 20 Jan 2025"),
        ("~2025-01", "2025-01-01", "2025-01-31", "c. Jan 2025"),
    ],
)
def test_a_date_is_the_span_in_which_it_lies(text, earliest, latest, display):
    date = parse_date(text)
    assert (date.earliest.isoformat(), date.latest.isoformat()) == (earliest, latest)
    assert date.approximate == text.startswith("~")
    assert (date.iso, date.display) == (text, display)


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("2025-13", "2025-13"),
        ("2025-02-29", "2025-02-29"),
        ("0000", "0000"),
        ("20 Jan 2025", "20 Jan 2025"),
        ("2025-1-2", "2025-1-2"),
        ("2025-02/2024-12", "2025-02/2024-12"),
        ("2025/", "2025/"),
        ("2025-01/soon", "soon"),
        ("", ""),
        ("٢٠٢٥", "٢٠٢٥"),
    ],
)
def test_what_is_no_date_is_refused_at_its_place(text, marked):
    problem = parse_date(text)
    assert isinstance(problem, Problem)
    assert (problem.rule, text[problem.start : problem.end]) == ("value-date", marked)


@given(st.dates(datetime.date(1000, 1, 1)), st.integers(0, 800), st.booleans())
def test_a_date_written_in_iso_reads_back_as_the_same_date(start, days, approximate):
    end = min(start, datetime.date(9990, 1, 1)) + datetime.timedelta(days=days)
    date = PartialDate(min(start, end), end, approximate)
    assert parse_date(date.iso) == date


@given(st.text("0123456789-/~ abc\x00", max_size=25))
def test_any_text_is_a_date_or_one_problem_inside_it(text):
    found = parse_date(text)
    if isinstance(found, Problem):
        assert 0 <= found.start <= found.end <= len(text)


def test_a_span_within_one_year_names_the_year_once():
    shown = {text: parse_date(text).display for text in ("2025-01/2025-03", "2024-12/2025-02", "~2025-01/2025-03", "2025-01-03/2025-01-07")}  # fmt: skip
    assert shown == {
        "2025-01/2025-03": "Jan – Mar 2025", "2024-12/2025-02": "Dec 2024 – Feb 2025",
        "~2025-01/2025-03": "c. Jan – Mar 2025", "2025-01-03/2025-01-07": "3 Jan – 7 Jan 2025",
    }  # fmt: skip
