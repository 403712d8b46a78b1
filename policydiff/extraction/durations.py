"""Lengths of time and dates in running text, as ISO 8601."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from policydiff.extraction.cues import lexicon

# What stands between the parts of one length of time, and which unit may follow which.
_JOINTS = frozenset({" and ", " "})
_SMALLER = frozenset({("Y", "M"), ("Y", "D"), ("M", "D")})


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
    multiples: dict[str, tuple[int, str]]
    fractions: dict[str, tuple[int, str]]
    months: dict[str, int]


def durations(folded: str) -> Iterator[Time]:
    """Every length of time in folded text, from left to right: "30 days", "thirty (30) days", "12-month", "one and a half years", "1 year and 6 months".

    Business days and calendar days count as days; weeks stay weeks; hours and minutes are written with T. A range ("3 to 7 years") gives its upper end.
    """
    grammar = _grammar()
    last: Time | None = None
    if not any(map(folded.__contains__, (*grammar.units, *grammar.multiples))):
        return
    for match in grammar.length.finditer(folded):
        value, unit = _plain(number(match["digits"] or match["bracket"] or match["word"]), match["unit"])
        time = Time(f"PT{value}{unit[1:]}" if unit.startswith("T") else f"P{value}{unit}", match.start(), match.end())
        if last is not None:
            if _goes_on(last, time, folded):
                yield Time(last.iso + time.iso[1:], last.start, time.end)
                last = None
                continue
            yield last
        last = time
    if last is not None:
        yield last


def _plain(value: float, unit: str) -> tuple[int | float, str]:
    """A number and the ISO letter of its unit, in whole numbers of a smaller unit where the number is broken."""
    grammar = _grammar()
    times, letter = grammar.multiples.get(unit) or (1, grammar.units[unit])
    value *= times
    if value != int(value) and letter in grammar.fractions:
        parts, smaller = grammar.fractions[letter]
        if value * parts == int(value * parts):
            value, letter = value * parts, smaller
    return int(value) if value == int(value) else value, letter


def _goes_on(last: Time, time: Time, folded: str) -> bool:
    """True where a time adds to the one before it: "1 year and 6 months"."""
    return folded[last.end : time.start] in _JOINTS and (last.iso[-1], time.iso[-1]) in _SMALLER and "T" not in last.iso + time.iso


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
    """The patterns of lengths and dates, with the numbers and units of the word list."""
    data: dict[str, Any] = dict(lexicon("durations").data)
    numbers: dict[str, float] = data["numbers"]
    units = {form: iso for iso, forms in data["units"].items() for form in forms}
    word = "|".join(sorted((re.escape(name).replace(r"\-", r"[\s-]") for name in numbers), key=len, reverse=True))
    multiples, fractions = _amounts(data["multiples"]), _amounts(data["fractions"])
    unit = "|".join(sorted([*units, *multiples], key=len, reverse=True))
    kinds = "|".join(data["day_kinds"])
    upto = rf"(?:\d{{1,4}}\s*-\s*|(?:\d{{1,4}}|{word})(?:\s*\(\d{{1,4}}\))?\s+(?:to|or)\s+|(?<=between\s)(?:\d{{1,4}}|{word})\s+and\s+)?"
    length = re.compile(
        rf"(?<![\w.,]){upto}(?:(?P<digits>\d{{1,5}}(?:\.\d)?)|(?P<word>{word}))(?:\s*\((?:(?P<bracket>\d{{1,5}})|[a-z\s-]{{3,30}})\))?[\s-]*(?:(?:{kinds})[\s-]+){{0,2}}(?P<unit>{unit})(?!\w)"
    )
    month = "|".join(data["months"])
    return _Grammar(
        length=length,
        day_first=re.compile(rf"(?<!\w)(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>{month})\.?,?\s+(?P<year>\d{{4}})(?!\w)"),
        month_first=re.compile(rf"(?<!\w)(?P<month>{month})\.?\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<year>\d{{4}})(?!\w)"),
        numeric=re.compile(r"(?<![\w-])(?P<year>\d{4})-(?P<month>\d{2})-(?P<day>\d{2})(?![\w-])"),
        numbers=numbers,
        units=units,
        multiples=multiples,
        fractions=fractions,
        months={name[:3]: at for at, name in enumerate(data["month_order"], start=1)},
    )


def _amounts(table: dict[str, str]) -> dict[str, tuple[int, str]]:
    """A table of "number unit" as pairs."""
    return {name: (int(amount.split()[0]), amount.split()[1]) for name, amount in table.items()}
