"""The choices that a clause offers or refuses to the data subject."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from policydiff.extraction.cues import Sentence, compile_phrases, fold, lexicon, names, sentences, surroundings
from policydiff.extraction.durations import dates, durations
from policydiff.extraction.models import Choice, ChoiceKind, ChoiceScope

if TYPE_CHECKING:
    from policydiff.extraction.reading import Reading

# Choices that stand open until the person makes them, unless a time limits them.
_STANDING = frozenset({"opt_out", "settings", "object", "withdraw_consent"})

# How many characters before a time the words may stand that make it a deadline.
_LEAD = 60


def choices(reading: Reading) -> tuple[Choice, ...]:
    """The choices of the clause in the order of their sentences, one of each kind a sentence, and one for each window where a sentence gives several.

    `window` is the time within which the person must act; the time that the company takes, the life of a cookie, a retention period or a notice period is none.
    """
    context = surroundings(reading)
    introduced = _windows(fold(reading.lead_in.text)) if reading.lead_in is not None else ()
    found: list[Choice] = []
    for sentence in sentences(reading):
        claims = _claims(sentence, context)
        if not claims:
            continue
        windows = _windows(sentence.folded) or (introduced if sentence.start == 0 else ()) or ((None, None),)
        for kind, match in claims:
            for window, anchor in windows if kind != "none" else ((None, None),):
                found.append(_choice(sentence, kind, match, window, anchor, reading.heading))
    return tuple(found)


def _claims(sentence: Sentence, context: str) -> list[tuple[str, re.Match[str]]]:
    """The first match of each kind that no earlier cue of another kind has claimed, in the order of the cue file.

    Settings named in the same part of a sentence as another choice are the means of that choice.
    """
    taken: list[tuple[int, int, str]] = []
    first: dict[str, re.Match[str]] = {}
    for cue in lexicon("choices").cues:
        for match in cue.find(sentence, context):
            if any(match.start() < end and start < match.end() and kind != cue.kind for start, end, kind in taken):
                continue
            taken.append((match.start(), match.end(), cue.kind))
            first.setdefault(cue.kind, match)
    parts = {kind: _part(sentence.folded, match) for kind, match in first.items()}
    return [(kind, match) for kind, match in first.items() if kind != "settings" or parts[kind] not in [part for other, part in parts.items() if other != kind]]


def _choice(sentence: Sentence, kind: str, match: re.Match[str], window: str | None, anchor: str | None, heading: tuple[str, ...]) -> Choice:
    patterns = lexicon("choices").patterns
    start, end = _part(sentence.folded, match)
    text, begin, finish = sentence.span(start, end)
    ongoing = window is None and kind != "none" and (kind in _STANDING or patterns["ongoing"].search(sentence.folded, start, end) is not None)
    return Choice(
        kind=cast(ChoiceKind, kind),
        scope=_scope(sentence, match, end),
        window=window,
        anchor=anchor,
        audience=_audience(sentence, heading),
        mechanism=_words(patterns["mechanism"], sentence, start, end),
        ongoing=ongoing,
        text=text,
        start=begin,
        end=finish,
        clause="",
    )


def _part(folded: str, match: re.Match[str]) -> tuple[int, int]:
    """The part of the sentence around a match that says one thing: up to the nearest boundary on either side."""
    start, end = 0, len(folded)
    for boundary in lexicon("choices").patterns["boundary"].finditer(folded):
        if boundary.end() <= match.start():
            start = boundary.start() + (1 if folded[boundary.start()] in ";,." else 0)
        elif boundary.start() >= match.end():
            end = boundary.start()
            break
    return start, end


def _scope(sentence: Sentence, match: re.Match[str], end: int) -> ChoiceScope:
    """What the choice covers: the words after its verb, up to the means, the time or the next verb."""
    patterns = lexicon("choices").patterns
    verb = patterns["scope_verb"].search(sentence.folded, match.start(), end)
    if verb is None:
        return ChoiceScope()
    stop = patterns["scope_stop"].search(sentence.folded, verb.end(), end)
    text, _, _ = sentence.span(verb.end(), min(stop.start() if stop else end, end))
    text = text.strip(' ,"')
    return ChoiceScope(purposes=(text,)) if len(text) > 2 else ChoiceScope()


def _words(pattern: re.Pattern[str], sentence: Sentence, start: int, end: int) -> str | None:
    found = pattern.search(sentence.folded, start, end)
    return sentence.span(found.start(), found.end())[0] or None if found else None


def _audience(sentence: Sentence, heading: tuple[str, ...]) -> tuple[str, ...]:
    """Who has the choice, by the sentence's own words; else by the nearest heading that names residents or users."""
    patterns = lexicon("choices").patterns
    own = _words(patterns["audience"], sentence, 0, len(sentence.folded))
    if own:
        return (own,)
    for title in reversed(heading):
        found = patterns["heading_audience"].search(title.lower())
        if found:
            return (title[found.start() : found.end()].strip(),)
    return ()


def _windows(folded: str) -> tuple[tuple[str | None, str | None], ...]:
    """The times within which the person must act, as ISO 8601, each with from when it runs; empty where no time limits the person."""
    patterns = lexicon("choices").patterns
    found: dict[tuple[str | None, str | None], None] = {}
    for time in durations(folded):
        strong = patterns["strong"].search(folded[max(0, time.start - _LEAD) : time.start].rstrip(" (")) is not None
        named = patterns["after"].search(folded[time.end :]) is not None
        if (strong or named) and not _company_time(folded[: time.start]):
            found[time.iso, _anchor(folded[time.end :])] = None
    for time in dates(folded):
        lead = folded[max(0, time.start - _LEAD) : time.start].rstrip(" (")
        if patterns["datebefore"].search(lead) and not patterns["bygone"].search(lead) and not _company_time(folded[: time.start]):
            found[time.iso, "date"] = None
    return tuple(found)


def _company_time(before: str) -> bool:
    """True where the words before a time say what the company does, with no act or right of the person in between."""
    patterns = lexicon("choices").patterns
    last = max((match.end() for match in patterns["company"].finditer(before)), default=-1)
    return last >= 0 and patterns["person"].search(before, last) is None


def _anchor(after: str) -> str | None:
    """From when a time runs, by the first word after it that says so."""
    found = [(match.end(), name) for name, pattern in _anchors() if (match := pattern.search(after))]
    named = [pair for pair in found if pair[1] != "other"]
    return min(named or found, default=(0, None))[1]


@lru_cache(maxsize=1)
def _anchors() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((row["name"], compile_phrases(row["any"], names("choices"))) for row in lexicon("choices").data["anchor"])
