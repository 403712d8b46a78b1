"""How the passages of two versions answer to each other."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import Literal

from policydiff.contract import Model

PairKind = Literal["same", "reworded", "moved", "split", "merged", "added", "removed"]


class Passage(Model):
    """A sentence of a clause: `start` and `end` index the document's text; `index` counts the passages of the document, `clause` names the clause's id.

    `under` are the keys of the words that turn it round and stand above it or in its row: "not" for "your name" under "We do not collect:", "no:collected"
    beside "no" under "Collected".
    """

    index: int
    clause: str
    start: int
    end: int
    under: tuple[str, ...] = ()


class Pair(Model):
    """Passages that answer to each other, by index in their versions.

    `same` has equal words, `moved` equal words in another order of passages, `reworded` one passage for one, `split` and `merged` one for several;
    `added` has no old passage and `removed` no new one. `similarity` is in 0..1.
    """

    kind: PairKind
    old: tuple[int, ...]
    new: tuple[int, ...]
    similarity: float


class Edits(Model):
    """What is not shared: character ranges of one version's text whose words stand in no passage that answers to theirs, in order."""

    ranges: tuple[tuple[int, int], ...]

    def touched(self, start: int, end: int) -> bool:
        """Whether any edited words lie in `start:end`."""
        return bool(self.within(start, end))

    def within(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The ranges of edited words that overlap `start:end`, in order."""
        first = bisect_right(self.ranges, start, key=lambda range_: range_[1])
        last = bisect_left(self.ranges, end, lo=first, key=lambda range_: range_[0])
        return self.ranges[first:last]


class Alignment(Model):
    """The passages of both versions, the pairs that they form, and the words that only one version has."""

    old: tuple[Passage, ...]
    new: tuple[Passage, ...]
    pairs: tuple[Pair, ...]
    removed: Edits
    added: Edits
    renamed: tuple[tuple[str, str], ...] = ()  # a name of the old version and the one that replaced it throughout, folded
