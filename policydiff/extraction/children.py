"""What a clause says on children and minors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.extraction.cues import Sentence, lexicon, sentences, surroundings
from policydiff.extraction.durations import number
from policydiff.extraction.models import ChildrenStatement

if TYPE_CHECKING:
    from policydiff.extraction.reading import Reading


def children(reading: Reading) -> tuple[ChildrenStatement, ...]:
    """One statement for each sentence that speaks of children or of a minimum age, in text order.

    A statement gives the age in years that the sentence names (None where it names none), and whether it speaks of a parent's consent.
    """
    cues = lexicon("children").cues
    context = surroundings(reading)
    return tuple(_statement(sentence) for sentence in sentences(reading) if any(next(cue.find(sentence, context), None) is not None for cue in cues))


def _statement(sentence: Sentence) -> ChildrenStatement:
    """What a sentence on children says of their age and of their parents' consent."""
    patterns = lexicon("children").patterns
    found = patterns["age"].search(sentence.folded)
    age = next((word for word in found.groups() if word), None) if found else None
    text, start, end = sentence.whole()
    asks = patterns["consent"].search(sentence.folded) is not None
    return ChildrenStatement(age=int(number(age)) if age else None, parental_consent=asks, text=text, start=start, end=end, clause="")
