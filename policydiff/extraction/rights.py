"""The rights of the data subject that a clause grants or describes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from policydiff.extraction.cues import Sentence, compile_phrases, fold, lexicon, names, overlaps, sentences, surroundings, within
from policydiff.extraction.models import Right
from policydiff.extraction.sentence_kinds import settled

if TYPE_CHECKING:
    from policydiff.extraction.reading import Reading

# How far, in characters, a direct "you can" reaches to the words of its right.
_REACH = 120
# How far into a list item under "you have the right to" the words of the right may stand.
_OPENING = 60


def rights(reading: Reading) -> tuple[Right, ...]:
    """The rights of the clause in text order, one of each category a sentence.

    A sentence grants a right where entitling words ("you have the right to", "ask us to") or the person's own power ("you can ... your data") come before the
    words of the right; a list item also where heading or lead-in speak of rights, or where it is a case in which the right of its lead-in holds.
    """
    found = settled(reading, "rights", _by_cues(reading), lambda right: right.category, _of_sentence)
    return tuple(sorted(found, key=lambda right: (right.start, right.category)))


def _of_sentence(category: str, sentence: Sentence) -> Right:
    """The right that a whole sentence grants."""
    text, start, end = sentence.whole()
    return Right(category=category, text=text, start=start, end=end, clause="")


def _by_cues(reading: Reading) -> list[Right]:
    """The rights that the words of the clause grant, else the right of its lead-in."""
    context = surroundings(reading)
    listed = within(lexicon("rights").patterns["rights_context"], context)
    found = [right for sentence in sentences(reading) for right in _rights(sentence, listed and sentence.start == 0)]
    if not found and reading.lead_in is not None:
        found = _case(reading)
    return found


def _case(reading: Reading) -> list[Right]:
    """The right of the lead-in, where the clause is one of the cases in which it holds: "you can ask us to erase your data where" - "you withdraw consent"."""
    stated = sentences(reading)
    lead_in = fold(reading.lead_in.text) if reading.lead_in is not None else ""
    if not stated or not lexicon("rights").patterns["cases"].search(lead_in):
        return []
    text, start, end = stated[0].whole()
    granted = dict.fromkeys(right.category for right in _rights(Sentence(0, lead_in, lead_in), listed=False))
    return [Right(category=category, text=text, start=start, end=end, clause="") for category in granted]


def _rights(sentence: Sentence, listed: bool) -> Iterator[Right]:
    """The rights that a sentence grants, one of each category; `listed` says that it opens a clause under words on rights."""
    patterns = lexicon("rights").patterns
    folded = sentence.folded
    entitling, direct = list(patterns["entitle"].finditer(folded)), list(patterns["direct"].finditer(folded))
    named = _always().search(folded) is not None
    if not (named or entitling or direct or listed):
        return
    barred = [match.span() for match in patterns["not_rights"].finditer(folded)]

    def free(match: re.Match[str]) -> bool:
        return not overlaps(match, barred)

    grants = [match.start() for match in entitling if free(match)]
    reaches = [match.end() for match in direct if free(match)]

    stop = patterns["stop"].search(folded, min(grants + reaches)) if grants or reaches else None
    limit = stop.start() if stop else len(folded)
    if not (named or grants or reaches or listed):
        return
    for category, always, words, straight in _categories():
        match = None
        if always and named:
            match = next(filter(free, always.finditer(folded)), None)
        if match is None and grants:
            match = next(filter(free, words.finditer(folded, grants[0], limit)), None)
        if match is None:
            match = next((hit for start in reaches if straight and (hit := straight.search(folded, start, min(start + _REACH, limit))) and free(hit)), None)
        if match is None and listed:
            match = next(filter(free, words.finditer(folded, 0, _OPENING)), None)
        if match is not None:
            text, start, end = sentence.span(*_phrase(folded, match))
            yield Right(category=category, text=text, start=start, end=end, clause="")


def _phrase(folded: str, match: re.Match[str]) -> tuple[int, int]:
    """The right as a phrase: from its words to the next comma, semicolon or conjunction of rights."""
    stop = lexicon("rights").patterns["phrase_end"].search(folded, match.end())
    return match.start(), stop.start() if stop else len(folded)


@lru_cache(maxsize=1)
def _always() -> re.Pattern[str]:
    """Words that name a right, of whatever category, wherever they stand."""
    return compile_phrases([phrase for row in lexicon("rights").data["always"] for phrase in row["any"]], names("rights"))


@lru_cache(maxsize=1)
def _categories() -> tuple[tuple[str, re.Pattern[str] | None, re.Pattern[str], re.Pattern[str] | None], ...]:
    """For each category: words that always name it, words that name it after entitling words, words that name it after "you can"."""
    data = lexicon("rights").data
    known = names("rights")
    always = {row["category"]: compile_phrases(row["any"], known) for row in data["always"]}
    direct = {row["category"]: compile_phrases(row["any"], known) for row in data["direct"]}
    return tuple((row["category"], always.get(row["category"]), compile_phrases(row["any"], known), direct.get(row["category"])) for row in data["right"])
