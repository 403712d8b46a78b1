"""Cutting clauses into the sentences that are aligned."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from policydiff.alignment.models import Passage
from policydiff.alignment.wording import is_weighty, key
from policydiff.clauses.models import Clause
from policydiff.extraction.parts import parts
from policydiff.text import forms

# A cut in the wrong place (after an abbreviation) falls in both versions alike, so that no parser is needed here.
_END = re.compile(r"(?<=[.!?;])[\"”’')\]]*\s+(?=[\"“‘'(\[]*[A-Z0-9(])|\n\s*\n")


_WORDS = re.compile(r"[^\W\d_]{2}")


def passages(clauses: Iterable[Clause]) -> tuple[Passage, ...]:
    """The passages of an outline's clauses, in reading order."""
    found: list[Passage] = []
    for clause in clauses:
        under = _under(clause)
        left = 0
        for right in _cuts(clause.text):
            text = clause.text[left:right]
            if _WORDS.search(text) is None and right < len(clause.text):
                continue  # a number or a bullet belongs to the words that follow
            if text.strip():
                start = clause.start + left + len(text) - len(text.lstrip())
                found.append(Passage(index=len(found), clause=clause.id, start=start, end=clause.start + left + len(text.rstrip()), under=under))
            left = right
    return tuple(found)


def _cuts(text: str) -> Iterator[int]:
    """Where the passages of a clause end; a sentence that is too long to be read at once is cut where it is for reading."""
    left = 0
    for right in [*(match.end() for match in _END.finditer(text)), len(text)]:
        yield from (left + end for _, end in parts(text[left:right]))
        left = right


def _under(clause: Clause) -> tuple[str, ...]:
    """The keys of the words of a lead-in and of the nearest heading that turn an item or a cell round, and of what its row answers. A paragraph speaks for
    itself."""
    if clause.kind == "paragraph":
        return ()
    answers = {":".join((answer, *map(key, forms(question)))) for question, answer in clause.answers}
    return tuple(sorted({*_turning(clause.lead_in), *(word for part in clause.heading[-1:] for word in _turning(part)), *answers}))


@lru_cache(maxsize=4096)
def _turning(above: str) -> frozenset[str]:
    """The keys of the words of a lead-in or heading that set the polarity or reach of what stands below it."""
    return frozenset(filter(is_weighty, map(key, forms(above))))
