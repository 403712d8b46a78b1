"""The date that a policy states as its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache

from policydiff.documents.data import load

_TOP = 4_000  # characters from the start in which any sentence may state the date
_LINE_WORDS = 16  # the most words of a line that does nothing but state a date
_FIRST_YEAR, _LAST_YEAR = 1990, 2099
_YEAR = re.compile(r"\d{4}")  # every date has one


def effective_date(blocks: Sequence[str]) -> date | None:
    """The date that the text states as its effective date, else as that of its last update, else None; a month alone stands for its first day.

    `blocks` are the texts of a document's blocks in order. Looked at are the blocks near the top, then lines anywhere that do nothing but state a date,
    then sentences anywhere that speak of the document itself. The clock plays no part.
    """
    top, short, rest = [], [], []
    length = 0
    for block in blocks:
        here, length = length, length + len(block)
        if _YEAR.search(block) is None:
            continue
        if here < _TOP:
            top.append(block)
        elif len(block.split(None, _LINE_WORDS)) <= _LINE_WORDS:
            short.append(block)
        elif _itself().search(block):
            rest.append(block)
    day_first = _day_first(blocks)
    for region in ([line for line in top if is_date_line(line)], top, short, rest):
        for cue in _cues():
            for block in region:
                found = _stated(cue, block, day_first)
                if found:
                    return found
    return None


def is_date_line(line: str) -> bool:
    """Whether a line does nothing but state the date of the document ("Last updated: 4 May 2021")."""
    if len(line) > 160 or _YEAR.search(line) is None or len(line.split()) > _LINE_WORDS:
        return False
    return any(_stated(cue, line, False) for cue in _cues())


@cache
def _date_pattern() -> str:
    month = "|".join(sorted(load("policydiff.documents", "dates.toml")["months"], key=len, reverse=True))
    ordinal = r"(?:st|nd|rd|th)?"
    return (
        rf"(?P<month>{month})\b\.?\s{{0,2}}(?:(?P<day>\d{{1,2}}){ordinal}\b)?[\s,.]{{0,3}}(?P<year>\d{{4}})\b"
        rf"|\b(?P<day2>\d{{1,2}}){ordinal}[\s.-]{{0,2}}(?:day\s)?(?:of\s)?(?P<month2>{month})\b[\s,.-]{{0,3}}(?P<year2>\d{{4}})\b"
        r"|\b(?P<year3>\d{4})[-./](?P<month3>\d{1,2})[-./](?P<day3>\d{1,2})\b"
        r"|\b(?P<one>\d{1,2})(?P<mark>[-./])(?P<two>\d{1,2})[-./](?P<year4>\d{4})\b"
    )


@cache
def _cues() -> tuple[re.Pattern[str], ...]:
    """One pattern for each meaning, best first: a cue, a short gap within the sentence, a date."""
    data = load("policydiff.documents", "dates.toml")
    return tuple(re.compile(rf"\b(?:{'|'.join(cue['patterns'])})\b(?P<gap>[^;!?]{{0,45}}?)(?:{_date_pattern()})", re.IGNORECASE) for cue in data["cue"])


@cache
def _stop() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(load('policydiff.documents', 'dates.toml')['between']['stop'])})\b|[.] [A-Z]")


@cache
def _itself() -> re.Pattern[str]:
    return re.compile("|".join(load("policydiff.documents", "dates.toml")["itself"]["patterns"]), re.IGNORECASE)


@cache
def _numeric() -> re.Pattern[str]:
    return re.compile(r"\b(\d{1,2})/(\d{1,2})/\d{4}\b")


def _day_first(blocks: Sequence[str]) -> bool:
    """Whether the document writes the day before the month: some date in it can be read in no other way, and none the other way round."""
    pairs = [(int(one), int(two)) for block in blocks for one, two in _numeric().findall(block)]
    return any(one > 12 for one, _ in pairs) and not any(two > 12 for _, two in pairs)


def _stated(cue: re.Pattern[str], text: str, day_first: bool) -> date | None:
    for found in cue.finditer(text):
        if not _stop().search(found["gap"]):
            stated = _date(found, day_first)
            if stated:
                return stated
    return None


def _date(found: re.Match[str], day_first: bool) -> date | None:
    months = load("policydiff.documents", "dates.toml")["months"]
    if found["month"]:
        year, month, day = int(found["year"]), months[found["month"].lower()], int(found["day"] or 1)
    elif found["month2"]:
        year, month, day = int(found["year2"]), months[found["month2"].lower()], int(found["day2"])
    elif found["year3"]:
        year, month, day = int(found["year3"]), int(found["month3"]), int(found["day3"])
    else:
        one, two, year = int(found["one"]), int(found["two"]), int(found["year4"])
        # 25.05.2018 has the day first everywhere; 05/06/2018 has the month first unless the document shows otherwise
        european = one > 12 or (two <= 12 and (found["mark"] == "." or day_first))
        day, month = (one, two) if european else (two, one)
    try:
        return date(year, month, day) if _FIRST_YEAR <= year <= _LAST_YEAR else None
    except ValueError:
        return None
