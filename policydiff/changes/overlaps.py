"""Which of many sets of words holds most of the words that are wanted, without comparing all with all."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain, islice

SIGHT = 128  # sets that are looked at for one lookup


class Overlaps:
    """Sets of words, looked up by the words that they hold, the rarest first.

    A set that holds none of the rarer words can share no more than the common ones, so that most sets are never looked at. What comes out is exact as long as
    no more than `SIGHT` sets come into question, and the best of the first that do otherwise: so the cost of a lookup has a bound.
    """

    def __init__(self, rows: Iterable[frozenset[str]]) -> None:
        self.rows = tuple(rows)
        self.looked_at = 0  # sets that were compared with what was wanted: what the lookups cost
        self._holding: dict[str, list[int]] = defaultdict(list)
        for number, row in enumerate(self.rows):
            for word in row:
                self._holding[word].append(number)
        self._best: dict[frozenset[str], int | None] = {}

    def __contains__(self, word: str) -> bool:
        """Whether any of the sets holds a word."""
        return word in self._holding

    def best(self, wanted: frozenset[str]) -> int | None:
        """The number of the set that holds most of the wanted words, the first of equals; None where no set holds any."""
        if wanted not in self._best:
            self._best[wanted] = self._found(wanted)
        return self._best[wanted]

    def sharing(self, wanted: frozenset[str], least: int) -> list[int]:
        """The numbers of the sets that hold at least so many of the wanted words (1 or more), in order."""
        rarest = self._rarest(wanted)
        near = dict.fromkeys(chain.from_iterable(self._holding[word] for word in rarest[: max(0, len(rarest) - least + 1)]))
        return sorted(number for number in islice(near, SIGHT) if self._shared(wanted, number) >= least)

    def _found(self, wanted: frozenset[str]) -> int | None:
        rarest = self._rarest(wanted)
        shared: dict[int, int] = {}
        most = 0
        for left in range(len(rarest), 0, -1):
            if most > left or len(shared) >= SIGHT:
                break  # what was not met so far holds the words that are left at most
            for number in islice(self._holding[rarest[-left]], SIGHT):
                if number not in shared:
                    shared[number] = self._shared(wanted, number)
                if shared[number] == len(rarest):
                    return number  # all of them, and the first: the sets that hold a word stand in order
                most = max(most, shared[number])
        return min(shared, key=lambda number: (-shared[number], number), default=None)

    def _shared(self, wanted: frozenset[str], number: int) -> int:
        self.looked_at += 1
        return len(wanted & self.rows[number])

    def _rarest(self, wanted: frozenset[str]) -> list[str]:
        """The wanted words that any set holds, the rarest first."""
        return sorted((word for word in wanted if word in self._holding), key=lambda word: (len(self._holding[word]), word))
