"""How likely a reader would call a difference in statements a difference in what the policy says."""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.alignment import Edits
from policydiff.changes.entailment import Novelty
from policydiff.changes.statements import Statement


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a difference when it is weighed."""

    slot: str
    vague: bool
    category: bool
    term: bool
    phrase: bool
    words: float
    slot_words: float
    names: bool
    whole: bool

    @classmethod
    def of(cls, one: Statement, novelty: Novelty, edits: Edits) -> Evidence:
        """The evidence on a statement, from what the other version lacks of it and from the edits of its own version."""
        whole = any(a <= one.start and one.end <= b for a, b in edits.ranges)
        return cls(one.slot, one.vague, novelty.category, novelty.term, novelty.phrase, novelty.words, novelty.slot_words, novelty.names, whole)


def weigh(e: Evidence) -> float:
    """The plausibility of a difference, 0..1."""
    if e.slot in ("data", "purpose", "recipient"):
        if e.vague:
            return 0.0
        return 1.0 if e.category or e.term or e.names or e.words >= 0.5 else 0.0
    return 1.0
