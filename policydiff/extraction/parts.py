"""Cutting what is too long to be read at once: the cost of a sentence grows with the square of its length."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from policydiff.limits import LIMITS

_SENTENCE_END = re.compile(r"[.!?][\"'”’)\]]{0,3}\s|[\r\n]")
_MARKS = ("; ", ": ", ", ", " ")  # where a sentence is cut, best first


def parts(text: str) -> list[tuple[int, int]]:
    """The parts of a clause that are read one by one, as offsets that join up to the whole: one for nearly every clause.

    A sentence of over `LIMITS.sentence` characters is cut behind a semicolon, colon or comma, else between words, else anywhere; whole sentences stay together
    up to `LIMITS.clause` characters.
    """
    if len(text) <= LIMITS.sentence:
        return [(0, len(text))]
    found: list[tuple[int, int]] = []
    start = 0  # of the sentences that are being put together
    ends = [0, *(match.end() for match in _SENTENCE_END.finditer(text)), len(text)]
    for first, last in pairwise(ends):
        cut = last - first > LIMITS.sentence
        if start < first and (cut or last - start > LIMITS.clause):
            found.append((start, first))
            start = first
        if cut:
            found += _cut(text, first, last)
            start = last
    if start < len(text):
        found.append((start, len(text)))
    return found


def _cut(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Pieces of a long sentence, none over the limit and each but the last over half of it."""
    while end - start > LIMITS.sentence:
        half, most = start + LIMITS.sentence // 2, start + LIMITS.sentence
        places = (text.rfind(mark, half, most) + len(mark) for mark in _MARKS if text.rfind(mark, half, most) >= 0)
        cut = next(places, most)
        yield start, cut
        start = cut
    if start < end:
        yield start, end
