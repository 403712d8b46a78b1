"""The times within which a person must make a choice, and from when they run."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from policydiff.extraction.cues import compile_phrases, lexicon, names
from policydiff.extraction.durations import Time, dates, durations

# How many characters before a time the words may stand that make it a deadline.
_LEAD = 60

# From when a time runs, by the words before it where those after it say nothing: pattern -> anchor.
_BEFORE = {"told": "notice", "accepted": "acceptance"}


@dataclass(frozen=True, slots=True)
class Window:
    """A duration or a date as ISO 8601, from when it runs, and where its words stand in the sentence; `start` is -1 for a window of the lead-in."""

    iso: str
    anchor: str | None
    start: int
    end: int


def windows(folded: str) -> tuple[Window, ...]:
    """The times within which the person must act, in text order, each once; a time that runs from one of several events gives one for each event.

    The time that the company takes, the life of a cookie, a retention period or a notice period is none.
    """
    found: dict[tuple[str, str | None], Window] = {}
    last: Time | None = None
    for time in durations(folded):
        if _limits(folded, time, last):
            last = time
            for anchor in _anchors(folded, time):
                found.setdefault((time.iso, anchor), Window(time.iso, anchor, time.start, time.end))
    patterns = lexicon("windows").patterns
    for time in dates(folded):
        lead = _lead(folded, time)
        if patterns["datebefore"].search(lead) and not patterns["bygone"].search(lead) and not _company_time(folded, time):
            found.setdefault((time.iso, "date"), Window(time.iso, "date", time.start, time.end))
    return tuple(found.values())


def _lead(folded: str, time: Time) -> str:
    return folded[max(0, time.start - _LEAD) : time.start].rstrip(" (")


def _limits(folded: str, time: Time, last: Time | None) -> bool:
    """True where the words around a length of time make it a deadline of the person. `last` is the deadline before it, to which an "or" may join it."""
    patterns = lexicon("windows").patterns
    lead, after = _lead(folded, time), folded[time.end :]
    bounds = patterns["strong"].search(lead) or patterns["after"].search(after) or (patterns["joined"].search(lead) if last is not None else None)
    return bounds is not None and not _company_time(folded, time)


def _company_time(folded: str, time: Time) -> bool:
    """True where the words before a time say what the company does, with no act or right of the person in between, or where it runs from a request."""
    patterns = lexicon("windows").patterns
    if patterns["company_after"].search(folded[time.end :]):
        return True
    last = max((match.end() for match in patterns["company"].finditer(folded, 0, time.start)), default=-1)
    return last >= 0 and patterns["person"].search(folded, last, time.start) is None


def _anchors(folded: str, time: Time) -> tuple[str | None, ...]:
    """From when a time runs: one name for each event that the words after it join by "or"; (None,) where nothing says so."""
    patterns = lexicon("windows").patterns
    after = folded[time.end :]
    lead = _from().match(after)
    if lead is None:
        return (next((name for key, name in _BEFORE.items() if patterns[key].search(folded, 0, time.start)), None),)
    mark = patterns["until_mark"].search(after, lead.end())
    events = patterns["parts"].split(after[lead.end() : mark.start() if mark else len(after)])
    found = [name for event in events if (name := _event(event) or ("other" if patterns["another"].search(event) else None))]
    return tuple(dict.fromkeys(found)) or ("other",)


def _event(words: str) -> str | None:
    """The event that comes first in the words on from when a time runs."""
    starts = [(match.start(), -match.end(), name) for name, pattern in _events() if (match := pattern.search(words))]
    return min(starts)[2] if starts else None


@lru_cache(maxsize=1)
def _from() -> re.Pattern[str]:
    return compile_phrases(["^{from}"], names("windows"))


@lru_cache(maxsize=1)
def _events() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["name"], compile_phrases(row["any"], names("windows"))) for row in lexicon("windows").data["anchor"])
