"""Whether a version already says what a statement of the other version says, in any place and in other words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from policydiff.alignment.wording import comparable, is_empty, key
from policydiff.changes.statements import Statement
from policydiff.vocabulary import load

_FACETS = {"data": "data", "purpose": "purposes", "recipient": "recipients"}


@dataclass(frozen=True, slots=True)
class Novelty:
    """How much of a statement the other version lacks.

    `category`, `term` and `phrase` are whether it lacks the category, the vocabulary term, the words of the phrase side by side; `words` is the share
    of the phrase's content words that stand nowhere in it, `slot_words` the share that stand in none of its statements of that slot.
    """

    category: bool
    term: bool
    phrase: bool
    words: float
    slot_words: float
    names: bool


class Stated:
    """All that one version states, looked up by slot."""

    def __init__(self, statements: Iterable[Statement], text: str, renamed: dict[str, str] | None = None) -> None:
        self.categories: dict[str, set[str]] = defaultdict(set)
        self.terms: dict[str, set[str]] = defaultdict(set)
        self.identities: dict[tuple[str, str], set[str]] = defaultdict(set)
        self.slot_words: dict[str, set[str]] = defaultdict(set)
        self.by_category: dict[tuple[str, str], list[Statement]] = defaultdict(list)
        renamed = renamed or {}
        for one in statements:
            self.categories[one.slot].add(one.category)
            self.terms[one.slot].add(one.term)
            self.slot_words[one.slot].update(renamed.get(word, word) for word in one.words)
            self.by_category[one.slot, one.category].append(one)
            if one.identity is not None:
                self.identities[one.slot, one.category].add(one.identity)
        keys = [renamed.get(key(word.form), key(word.form)) for word in comparable(text) if not is_empty(word.form)]
        self.words = set(keys)
        self._running = " " + " ".join(keys) + " "

    def novelty(self, one: Statement) -> Novelty:
        """What this version lacks of a statement of the other one."""
        facet = _FACETS.get(one.slot)
        stated = self.terms[one.slot]
        if facet is None or one.term in stated:
            term = one.term not in stated
        else:
            vocabulary = load()
            known = vocabulary.terms(facet)
            term = one.term not in known or not any(
                wide in known and not vocabulary.is_vague(wide, facet) and vocabulary.covers(wide, one.term, facet) for wide in stated
            )
        running = " ".join(key(word.form) for word in comparable(one.text) if not is_empty(word.form))
        count = max(1, len(one.words))
        return Novelty(
            category=one.category not in self.categories[one.slot],
            term=term,
            phrase=bool(running) and f" {running} " not in self._running,
            words=len(one.words - self.words) / count,
            slot_words=len(one.words - self.slot_words[one.slot]) / count,
            names=bool(one.names) and not one.names & self.words,
        )

    def nearest(self, one: Statement) -> Statement | None:
        """The statement of the same slot and category that shares the most words, or the same term; None where there is none."""
        rivals = self.by_category.get((one.slot, one.category), ())
        return max(rivals, key=lambda other: (other.term == one.term, len(one.words & other.words), -other.start), default=None)
