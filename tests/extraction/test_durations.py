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
        ("1.5 years", ["P18M"]),
        ("one and a half years", ["P18M"]),
        ("half a year", ["P6M"]),
        ("2.5 hours", ["PT150M"]),
        ("a fortnight", ["P2W"]),
        ("two decades", ["P20Y"]),
        ("twenty-five months", ["P25M"]),
        ("one hundred and eighty days", ["P180D"]),
        ("365 (three hundred and sixty five) days", ["P365D"]),
        ("ninety-day", ["P90D"]),
        ("24 hrs", ["PT24H"]),
        ("5yrs", ["P5Y"]),
        ("7 full financial years", ["P7Y"]),
        ("a rolling 30-day window", ["P30D"]),
        ("1 year and 6 months", ["P1Y6M"]),
        ("two years six months", ["P2Y6M"]),
        ("6 months and one year", ["P6M", "P1Y"]),
        ("3 to 7 years", ["P7Y"]),
        ("13-36 months", ["P36M"]),
        ("two (2) to five (5) weeks", ["P5W"]),
        ("between 3 and 6 months", ["P6M"]),
        ("between 90 days and 1 year", ["P90D", "P1Y"]),
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
    assert [(time.start, time.end) for time in durations("kept for 30 days, then for 1 year and 2 months.")] == [(9, 16), (27, 46)]
