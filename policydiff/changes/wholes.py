"""Matching promises and choices, which are compared as wholes: what one version says in a sentence the other may say in another one elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from math import ceil
from typing import TypeVar

from policydiff.alignment import Renames, content
from policydiff.changes.overlaps import Overlaps
from policydiff.extraction.models import Span

T = TypeVar("T", bound=Span)

SAME = 0.7  # from this share of content words in common (Dice) two statements are the same one, of whatever kind they were read
LIKE = 0.5  # least share of content words in common (Dice) for two statements of one kind to be the same statement in other words
COMMON = 3  # words; with fewer in common no statement holds another one
HELD = 0.8  # or least share of the shorter one's content words that the longer one holds


def matched(
    old: Sequence[T],
    new: Sequence[T],
    kind: Callable[[T], Hashable],
    renamed: Iterable[tuple[str, str]],
    at_odds: Callable[[T, T], bool] = lambda was, now: False,
) -> tuple[list[tuple[T, T]], list[T], list[T]]:
    """(old, new) of the statements that answer to each other, then the old ones and the new ones that are left.

    Statements answer to each other when their words are alike and their `kind` is the same, or when their words are the same but for a few, unless they are
    `at_odds`; the most alike are paired first. One statement answers to several only where a version says a thing twice in the same words.
    """
    names_old, names_new = Renames.sides(renamed)
    words_old = [content(one.text, names_old) for one in old]
    words_new = [content(one.text, names_new) for one in new]
    there = Overlaps(words_new)
    found = []
    for i, was in enumerate(old):
        for j in there.sharing(words_old[i], _least(words_old[i])):
            now = new[j]
            likeness = _likeness(words_old[i], words_new[j])
            if (likeness >= SAME or (likeness > 0 and kind(was) == kind(now))) and not at_odds(was, now):
                found.append((likeness, i, j))
    found.sort(key=lambda row: (-row[0], row[1], row[2]))
    met_old: set[int] = set()
    met_new: set[int] = set()
    pairs = []
    for likeness, i, j in found:
        if i in met_old and j in met_new:
            continue
        if likeness < 1 and (i in met_old or j in met_new):
            continue  # what is only like a statement that is already answered stays: of two like promises one may go
        met_old.add(i)
        met_new.add(j)
        pairs.append((old[i], new[j]))
    return pairs, [one for i, one in enumerate(old) if i not in met_old], [one for j, one in enumerate(new) if j not in met_new]


def _least(words: frozenset[str]) -> int:
    """How many words another statement must at least share with these to be like them: for Dice, `LIKE` of both, of which it has as many as it shares."""
    return max(1, min(ceil(LIKE / (2 - LIKE) * len(words)), COMMON))


def _likeness(left: frozenset[str], right: frozenset[str]) -> float:
    common = len(left & right)
    if not common:
        return 0.0
    dice, held = 2 * common / (len(left) + len(right)), common / min(len(left), len(right))
    return dice if dice >= LIKE or (held >= HELD and common >= COMMON) else 0.0
