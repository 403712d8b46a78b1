"""How the policy itself may change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.extraction.cues import Sentence, lexicon, sentences, surroundings, within
from policydiff.extraction.models import ChangeClause

if TYPE_CHECKING:
    from policydiff.extraction.reading import Reading


def change_clause(reading: Reading) -> ChangeClause | None:
    """What the clause says on changes to the policy, as the sentence that does most for the reader.

    The level runs from 0 (at any time, without notice; check back; continued use is acceptance) to 5 (earlier data only with consent). Of several sentences
    the one with the highest level speaks for the clause; of equals the first. None where the clause does not speak of changes to the policy.
    """
    book = lexicon("change_clause")
    context = surroundings(reading)
    stated = sentences(reading)
    headed = bool(reading.heading) and within(book.patterns["heading"], context)
    if not headed and not any(_on_policy(sentence) for sentence in stated):
        return None
    best: tuple[int, Sentence] | None = None
    for sentence in stated:
        level = _level(sentence, context)
        if level is not None and (best is None or level > best[0]):
            best = (level, sentence)
    if best is None:
        return None
    text, start, end = best[1].whole()
    return ChangeClause(level=best[0], text=text, start=start, end=end, clause="")


def _on_policy(sentence: Sentence) -> bool:
    patterns = lexicon("change_clause").patterns
    return patterns["own"].search(sentence.folded) is not None and patterns["other"].search(sentence.folded) is None


def _level(sentence: Sentence, context: str) -> int | None:
    """The level of one sentence about changes; None where it is not about them or says nothing on the scale."""
    book = lexicon("change_clause")
    if not book.patterns["about"].search(sentence.folded) or book.patterns["other"].search(sentence.folded):
        return None
    for cue in book.cues:
        if next(cue.find(sentence, context), None) is not None:
            return int(cue.kind)
    return None
