"""How long data are kept."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from policydiff.extraction.cues import Sentence, lexicon, overlaps, sentences, surroundings, within
from policydiff.extraction.durations import Time, durations
from policydiff.extraction.models import Retention, RetentionKind

if TYPE_CHECKING:
    from policydiff.extraction.reading import Reading

# How many characters before a time its preposition may stand.
_LEAD = 60


def retentions(reading: Reading) -> tuple[Retention, ...]:
    """The statements of the clause on how long data are kept, in text order.

    A `period` has a length (`iso`), a `criterion` a need or a law, an `event` an end, a `deletion` is a promise to erase. Erasing that the person asks for
    or does is none.
    """
    context = surroundings(reading)
    found = (record for sentence in sentences(reading) for record in _statements(sentence, context))
    return tuple(sorted(found, key=lambda record: record.start))


def _statements(sentence: Sentence, context: str) -> Iterator[Retention]:
    """What a sentence says on keeping: first lengths of time, then criteria, ends and promises to erase that overlap none of these."""
    patterns = lexicon("retention").patterns
    folded = sentence.folded
    under = within(patterns["keep"], context)
    stated = patterns["keep"].search(folded) is not None
    erased = patterns["erase"].search(folded) is not None
    if not (under or stated or erased or patterns["lasting"].search(folded)):
        return
    asked = patterns["asked"].search(folded) is not None
    taken: list[tuple[int, int]] = []
    for start, end, iso in _periods(folded):
        taken.append((start, end))
        kind: RetentionKind = "deletion" if erased and not stated else "period"
        yield _record(sentence, start, end, kind, iso)
    kinds: tuple[RetentionKind, ...] = ("criterion", "event", "deletion")
    for kind in kinds:
        if asked and (kind == "deletion" or not stated):
            continue
        for match in patterns[kind].finditer(folded):
            if overlaps(match, taken):
                continue
            if kind != "deletion" and (stated or erased or not under) and not _near_verb(folded, match):
                continue
            taken.append(match.span())
            yield _record(sentence, match.start(), match.end(), kind, None)


def _periods(folded: str) -> Iterator[tuple[int, int, str]]:
    """Lengths of time that say how long data are kept: start and end of the phrase with its preposition, and the ISO form."""
    patterns = lexicon("retention").patterns
    for time in durations(folded):
        before = folded[: time.start]
        if not _of_keeping(folded, time):
            continue
        lead = patterns["lead"].search(before, max(0, len(before) - _LEAD))
        tail = patterns["tail"].search(folded[time.end :])
        yield (lead.start() if lead else time.start), time.end + (tail.end() if tail else 0), time.iso


def _of_keeping(folded: str, time: Time) -> bool:
    """True where a length of time says how long data are kept, and not how long an answer takes or how old somebody is."""
    patterns = lexicon("retention").patterns
    after = folded[time.end : time.end + _LEAD]
    if patterns["erased_after"].search(after):
        return True
    if patterns["not_kept_near"].search(folded[: time.start].rstrip(" ("), max(0, time.start - _LEAD)) or patterns["not_kept_after"].search(after):
        return False
    first = max(0, time.start - _LEAD)
    other = max((match.end() for match in patterns["not_kept"].finditer(folded, first, time.start)), default=-1)
    if other < 0:
        return True
    asked = max((match.end() for match in patterns["asked_for"].finditer(folded, first, time.start)), default=-1)
    return any(match.end() > max(other, asked) for name in ("keep", "erase") for match in patterns[name].finditer(folded, other, time.start))


def _near_verb(folded: str, match: re.Match[str]) -> bool:
    """True where a verb of keeping or erasing stands in the sentence before the phrase, or close after it."""
    patterns = lexicon("retention").patterns
    window = folded[max(0, match.start() - 160) : match.end() + 80]
    return patterns["keep"].search(window) is not None or patterns["erase"].search(window) is not None


def _record(sentence: Sentence, start: int, end: int, kind: RetentionKind, iso: str | None) -> Retention:
    text, begin, finish = sentence.span(start, end)
    return Retention(term=f"retention.{kind}", category=kind, kind=kind, iso=iso, text=text, start=begin, end=finish)
