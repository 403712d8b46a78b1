"""Lengths of time and dates as ISO 8601."""

from __future__ import annotations

import pytest

from policydiff.extraction.durations import dates, durations


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("within 30 days", ["P30D"]),
        ("thirty (30) days", ["P30D"]),
        ("45 (forty-five) days", ["P45D"]),
        ("a 12-month period", ["P12M"]),
        ("two weeks", ["P2W"]),
        ("ten (10) business days", ["P10D"]),
        ("seventy-two hours", ["PT72H"]),
        ("a year", ["P1Y"]),
        ("1.5 years", ["P1.5Y"]),
        ("6 months and 3 years", ["P6M", "P3Y"]),
        ("30 users", []),
        ("section 4.30 days", []),
        ("some days", []),
        ("daytime", []),
    ],
)
def test_durations(text: str, iso: list[str]) -> None:
    assert [time.iso for time in durations(text)] == iso


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("until 25 september 2016", ["2016-09-25"]),
        ("on march 1st, 2024", ["2024-03-01"]),
        ("by 2025-09-29", ["2025-09-29"]),
        ("31 february 2020", []),
        ("may 2020", []),
        ("03/04/2020", []),
    ],
)
def test_dates_are_absolute_and_exist(text: str, iso: list[str]) -> None:
    assert [time.iso for time in dates(text)] == iso


def test_place_of_a_time_is_that_of_its_words() -> None:
    (time,) = durations("kept for 30 days.")
    assert (time.start, time.end) == (9, 16)
