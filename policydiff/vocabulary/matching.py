"""Finds names and cues in folded words: a trie for names, an index by first word for cues. Both are linear in the number of words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from policydiff.text import WORDS_KEPT
from policydiff.vocabulary.models import Cue

# How many words may stand in a gap of a cue: enough for a determiner, adjectives and one more conjunct.
REACH = 6
_END = ""


class Trie:
    """Names by their words. `longest` gives the name that starts at a position and reaches furthest."""

    def __init__(self, names: Iterable[tuple[Sequence[str], str]]) -> None:
        self._root: dict[str, Any] = {}
        for words, term in names:
            node = self._root
            for word in words:
                node = node.setdefault(word, {})
            node.setdefault(_END, term)

    def longest(self, words: Sequence[str], start: int) -> tuple[int, str] | None:
        """The end (exclusive) and the term of the longest name at `start`, or None."""
        node, found = self._root, None
        for position in range(start, len(words)):
            following = node.get(words[position])
            if following is None:
                break
            node = following
            if _END in node:
                found = (position + 1, node[_END])
        return found

    def scan(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Names from left to right, the longest at each place, none overlapping another."""
        position = 0
        for start, word in enumerate(words):
            if start < position or word not in self._root:
                continue
            found = self.longest(words, start)
            if found is not None:
                yield (start, *found)
                position = found[0]

    def overlapping(self, words: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """The longest name at every position, except those that lie within the one before."""
        covered = 0
        for position, word in enumerate(words):
            found = self.longest(words, position) if word in self._root else None
            if found is not None and found[0] > covered:
                yield (position, *found)
                covered = found[0]


class Cues:
    """Cues by the symbols of their first element. A symbol is a word, or the beginning of one ("improv*")."""

    def __init__(self, cues: Iterable[Cue]) -> None:
        self._first: dict[str, list[Cue]] = {}
        self._stems: set[str] = set()
        for cue in cues:
            for symbol in cue.elements[0]:
                self._first.setdefault(symbol, []).append(cue)
            self._stems.update(symbol for element in cue.elements for symbol in element if symbol.endswith("*"))
        self._shortest = min((len(stem) for stem in self._stems), default=1) - 1
        self._symbols = lru_cache(maxsize=WORDS_KEPT)(self._symbols_of)

    def scan(self, words: Sequence[str]) -> Iterator[tuple[int, int, Cue]]:
        """Every place where a cue holds: its start, its end (exclusive) and the cue."""
        symbols = [self._symbols(word) for word in words]
        for start, names in enumerate(symbols):
            for name in names:
                for cue in self._first.get(name, ()):
                    if not cue.anchored or start == 0:
                        end = _reach(cue, symbols, start)
                        if end is not None:
                            yield start, end, cue

    def _symbols_of(self, word: str) -> frozenset[str]:
        stems = (word[:length] + "*" for length in range(self._shortest, len(word) + 1))
        return frozenset((word, *(stem for stem in stems if stem in self._stems)))


def _reach(cue: Cue, symbols: Sequence[frozenset[str]], start: int) -> int | None:
    """Where the cue ends that starts at `start`, taking each element at its first place within reach; None where one is missing."""
    position = start
    for element, gap in zip(cue.elements, cue.gaps, strict=True):
        last = min(position + (REACH if gap else 0), len(symbols) - 1)
        while position <= last and symbols[position].isdisjoint(element):
            position += 1
        if position > last:
            return None
        position += 1
    return position
