"""Whether a version already says what a statement of the other version says, in any place and in other words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from policydiff.alignment import Passage, Renames
from policydiff.alignment.wording import is_weighty, keys
from policydiff.changes.overlaps import Overlaps
from policydiff.changes.statements import Statement
from policydiff.vocabulary import load

_FACETS = {"data": "data", "purpose": "purposes", "recipient": "recipients"}


@dataclass(frozen=True, slots=True)
class Novelty:
    """How much of a statement the other version lacks.

    `category`, `term`, `phrase` and `names` are whether it lacks the category, the vocabulary term, the words of the phrase side by side, every proper name in
    the phrase; `apart` is the share of the phrase's content words that no single sentence of it holds together, `turned` whether a negation is among them;
    `name` is whether any proper name is new.
    """

    category: bool
    term: bool
    phrase: bool
    apart: float
    turned: bool
    names: bool
    name: bool


class Stated:
    """All that one version states, looked up by slot."""

    def __init__(self, statements: Iterable[Statement], text: str, passages: Iterable[Passage], names: Renames | None = None) -> None:
        self._categories: dict[tuple[str, bool], set[str]] = defaultdict(set)  # by slot, and whether what holds on request only counts as well
        self._terms: dict[tuple[str, bool], set[str]] = defaultdict(set)
        self.identities: dict[tuple[str, str], set[str]] = defaultdict(set)
        self._by_category: dict[tuple[str, ...], list[Statement]] = defaultdict(list)
        self._rivals: dict[tuple[str, ...], Overlaps] = {}
        for one in statements:
            for asked in (True,) if one.asked_for else (True, False):
                self._categories[one.slot, asked].add(one.category)
                self._terms[one.slot, asked].add(one.term)
            self._by_category[one.slot, one.category].append(one)
            self._by_category[one.slot, one.category, one.term].append(one)
            if one.identity is not None:
                self.identities[one.slot, one.category].add(one.identity)
        sentences: list[frozenset[str]] = []
        running: list[str] = []
        for passage in passages:
            said = keys(text[passage.start : passage.end], names)
            running += [*said, "/"]
            sentences.append(frozenset((*said, *passage.under)))
        self._sentences = Overlaps(sentences)
        self._running = " " + " ".join(running) + " "

    def states(self, slot: str, category: str) -> bool:
        """Whether the version states a category, on request or not."""
        return category in self._categories[slot, True]

    def closest(self, wanted: frozenset[str]) -> frozenset[str]:
        """The words of the sentence that holds most of the wanted ones together; the first of equals."""
        best = self._sentences.best(wanted)
        return frozenset() if best is None else self._sentences.rows[best]

    def says(self, sentence: frozenset[str], words: frozenset[str], *, least: float) -> bool:
        """Whether one sentence holds `words`, at least the share `least` of a `sentence` of the other version, and the same negations."""
        other = self.closest(sentence)
        negations = {word for word in sentence if is_weighty(word)}
        return bool(words) and words <= other and len(sentence & other) >= least * len(sentence) and negations == {word for word in other if is_weighty(word)}

    def novelty(self, one: Statement, names: Renames | None = None) -> Novelty:
        """What this version lacks of a statement of the other one, whose names that were replaced throughout are `names`."""
        facet = _FACETS.get(one.slot)
        stated = self._terms[one.slot, one.asked_for]
        if facet is None or one.term in stated:
            term = one.term not in stated
        else:
            vocabulary = load()
            known = vocabulary.terms(facet)
            term = one.term not in known or not any(
                wide in known and not vocabulary.is_vague(wide, facet) and vocabulary.covers(wide, one.term, facet) for wide in stated
            )
        closest = self.closest(one.words)
        running = " ".join(keys(one.text, names))
        count = max(1, len(one.words))
        return Novelty(
            category=one.category not in self._categories[one.slot, one.asked_for],
            term=term,
            phrase=bool(running) and f" {running} " not in self._running,
            apart=len(one.words - closest) / count,
            turned=any(is_weighty(word) for word in one.words - closest),
            name=any(name not in self._sentences for name in one.names),
            names=bool(one.names) and not any(name in self._sentences for name in one.names),
        )

    def nearest(self, one: Statement) -> Statement | None:
        """The statement of the same slot and category that shares the most words, if any of the same term; the first of equals, None where there is none."""
        same = (one.slot, one.category, one.term)
        key = same if same in self._by_category else same[:2]
        rivals = self._by_category.get(key)
        if rivals is None:
            return None
        if key not in self._rivals:
            rivals.sort(key=lambda other: other.start)
            self._rivals[key] = Overlaps(other.words for other in rivals)
        return rivals[self._rivals[key].best(one.words) or 0]
