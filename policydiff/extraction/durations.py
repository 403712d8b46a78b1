"""Lengths of time and dates in running text, as ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from policydiff.extraction.cues import lexicon


@dataclass(frozen=True, slots=True)
class Time:
    """A length of time ("P30D") or a date ("2016-09-25") with its place in the text that was searched."""

    iso: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Grammar:
    length: re.Pattern[str]
    day_first: re.Pattern[str]
    month_first: re.Pattern[str]
    numeric: re.Pattern[str]
    numbers: dict[str, float]
    units: dict[str, str]
    months: dict[str, int]


def durations(folded: str) -> Iterator[Time]:
    """Every length of time in folded text, from left to right: "30 days", "thirty (30) days", "12-month", "one and a half years".

    Business days and calendar days count as days; weeks stay weeks; hours and minutes are written with T.
    """
    grammar = _grammar()
    for match in grammar.length.finditer(folded):
        value = number(match["digits"] or match["bracket"] or match["word"])
        unit = grammar.units[match["unit"]]
        written = str(int(value)) if value == int(value) else str(value)
        yield Time(f"PT{written}{unit[1:]}" if unit.startswith("T") else f"P{written}{unit}", match.start(), match.end())


def number(word: str) -> float:
    """The value of a number in figures or of a number word ("thirty", "twenty one") that the lexicon knows; KeyError for others."""
    return float(word) if word[0].isdigit() else _grammar().numbers["-".join(word.replace("-", " ").split())]


def dates(folded: str) -> Iterator[Time]:
    """Every full calendar date in folded text: "25 September 2016", "September 25, 2016", "2016-09-25". Numbers alone are read only year first."""
    grammar = _grammar()
    for pattern in (grammar.day_first, grammar.month_first, grammar.numeric):
        for match in pattern.finditer(folded):
            month = match["month"]
            number = int(month) if month.isdigit() else grammar.months[month[:3]]
            try:
                day = date(int(match["year"]), number, int(match["day"]))
            except ValueError:
                continue
            yield Time(day.isoformat(), match.start(), match.end())


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    data: dict[str, Any] = dict(lexicon("durations").data)
    numbers: dict[str, float] = data["numbers"]
    units = {form: iso for iso, forms in data["units"].items() for form in forms}
    word = "|".join(sorted((re.escape(name).replace(r"\-", r"[\s-]") for name in numbers), key=len, reverse=True))
    unit = "|".join(sorted(units, key=len, reverse=True))
    kinds = "|".join(data["day_kinds"])
    length = re.compile(
        rf"(?<![\w.,])(?:(?P<digits>\d{{1,5}}(?:\.\d)?)|(?P<word>{word}))(?:\s*\((?:(?P<bracket>\d{{1,5}})|[a-z-]{{3,20}})\))?[\s-]+(?:(?:{kinds})[\s-]+)?(?P<unit>{unit})(?!\w)"
    )
    month = "|".join(data["months"])
    return _Grammar(
        length=length,
        day_first=re.compile(rf"(?<!\w)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{month})\.?,?\s+(?P<year>\d{{4}})(?!\w)"),
        month_first=re.compile(rf"(?<!\w)(?P<month>{month})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\w)"),
        numeric=re.compile(r"(?<![\w-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\w-])"),
        numbers=numbers,
        units=units,
        months={name[:3]: at for at, name in enumerate(data["month_order"], start=1)},
    )
