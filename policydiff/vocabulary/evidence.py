"""Weighs what the words of one phrase say about its term: names and cues, by length, by place, and by how vague their term is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from math import fsum

from policydiff.vocabulary.models import Zones

# A name of n words counts 1 + LENGTH * (n - 1): a longer name says more, but two short ones can outweigh it.
LENGTH = 0.5
# Further evidence for the same term counts, but less than the best.
FURTHER = 0.25


class Evidence:
    """Collects scores of terms for one phrase and says which is best."""

    def __init__(self) -> None:
        self._scores: dict[str, list[tuple[float, int]]] = {}

    def add(self, term: str, score: float, start: int) -> None:
        """Count evidence of that strength, found at that position."""
        self._scores.setdefault(term, []).append((score, -start))

    def best(self) -> str | None:
        """The term with the most evidence; of equals the one that stands first; None where nothing spoke."""
        if not self._scores:
            return None
        return max(self._scores, key=lambda term: (_total(self._scores[term]), max(self._scores[term])[1], term))

    def totals(self) -> dict[str, float]:
        """All that speaks for each term, by term."""
        return {term: _total(self._scores[term]) for term in sorted(self._scores)}


def strength(words: int) -> float:
    """What a name or cue of that many words counts before place and vagueness."""
    return 1 + LENGTH * (words - 1)


def factors(words: Sequence[str], zones: Zones) -> tuple[list[float], int]:
    """For each word the factor of its zone, and the position (exclusive) where the first zone ends."""
    factor, found, head = 1.0, [], len(words)
    for position, word in enumerate(words):
        limit = zones.boundaries.get(word)
        if limit is not None and position > 0:
            head = min(head, position)
            factor = min(factor, limit)
        found.append(factor)
    return found, head


def lead(words: Sequence[str], openers: Iterable[str]) -> int:
    """The position of the first word that says something."""
    known = frozenset(openers)
    return next((position for position, word in enumerate(words) if word not in known), 0)


def _total(scores: list[tuple[float, int]]) -> float:
    best = max(score for score, _ in scores)
    return best + FURTHER * min(1.0, fsum(score for score, _ in scores) - best)
