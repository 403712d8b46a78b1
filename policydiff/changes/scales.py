"""Both versions on the scales: what the other one lacks of a statement, and how large the edit is in which it stands."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from policydiff.alignment import Alignment, Renames, content
from policydiff.changes.entailment import Novelty, Stated
from policydiff.changes.plausibility import plausible
from policydiff.changes.statements import ANY, Statement

Side = Literal["old", "new"]

ALL_BUT = 0.85  # from this share of a sentence's content words on, another sentence says it in all but the same words
_HANDS_OVER = ("share", "sell")  # the one word that such a sentence has of its own may be the deed


class Scales:
    """Weighs a statement of one version against the whole other version. Names that were replaced throughout count as one."""

    def __init__(self, old: Iterable[Statement], new: Iterable[Statement], alignment: Alignment, old_text: str, new_text: str) -> None:
        before, after = Renames.sides(alignment.renamed)
        self._names = {"new": after, "old": before}
        self._other = {"new": Stated(old, old_text, alignment.old, before), "old": Stated(new, new_text, alignment.new, after)}
        self._passages = {"new": alignment.new, "old": alignment.old}
        self._texts = {"new": new_text, "old": old_text}
        self._edits = {"new": alignment.added, "old": alignment.removed}
        self._weighed: tuple[Side, Statement, Novelty] | None = None

    def edited(self, side: Side, one: Statement) -> bool:
        """Whether a statement of the version `side` stands in edited words."""
        return self._edits[side].touched(one.start, one.end)

    def novelty(self, side: Side, one: Statement) -> Novelty:
        """What the other version lacks of a statement of the version `side`."""
        # What is asked about one statement is asked in a row.
        if self._weighed is None or self._weighed[1] is not one or self._weighed[0] != side:
            self._weighed = side, one, self._other[side].novelty(self._spoken(side, one), self._names[side])
        return self._weighed[2]

    def entailed(self, side: Side, one: Statement) -> bool:
        """Whether the other version says it plainly: the same identity, or the same words and the same term in the same slot."""
        other = self._other[side]
        if one.identity is not None:
            stated = other.identities[one.slot, one.category]
            return one.identity in stated or (one.handed_over and f"{ANY}>{one.category}" in stated)
        novelty = self.novelty(side, one)
        return not novelty.phrase and not novelty.term

    def states(self, side: Side, slot: str, category: str) -> bool:
        """Whether the version other than `side` states the category in that slot."""
        return self._other[side].states(slot, category)

    def nearest(self, side: Side, one: Statement) -> Statement | None:
        """The statement of the other version that comes nearest, or None."""
        return self._other[side].nearest(self._spoken(side, one))

    def plausible(self, side: Side, one: Statement) -> bool:
        """Whether a reader would call the statement of the version `side` news."""
        return plausible(self._spoken(side, one), self.novelty(side, one)) and not self._said(side, one)

    def _said(self, side: Side, one: Statement) -> bool:
        """Whether the sentence of a statement stands in the other version in all but the same words, so that it was only read otherwise there."""
        passages = self._passages[side]
        at = bisect_right(passages, one.start, key=lambda passage: passage.start) - 1
        above = passages[at].under if at >= 0 else ()
        sentence = content(self._texts[side][one.within[0] : one.within[1]], self._names[side]) | frozenset(above)
        return self._other[side].says(sentence, self._spoken(side, one).words, least=1.0 if one.action in _HANDS_OVER else ALL_BUT)

    def _spoken(self, side: Side, one: Statement) -> Statement:
        """The statement with the names that both versions have in common."""
        names = self._names[side]
        if not names.names:
            return one
        words = content(one.text, names)
        return replace(one, words=words, names=words & (one.names | names.common))
