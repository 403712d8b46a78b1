"""Which blocks of two versions answer to each other, in an order that both versions share."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict, deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from policydiff.alignment import Alignment
from policydiff.reports._redline.units import Unit

LEAST = 0.3  # share of the longer block in common for one block to be the other, edited
RENAMED = 0.6  # likeness of two headings between the same blocks for one to be the other, reworded
PART = 0.5  # share of a block that must come out of another one for it to be split off from that
_PARTS = 12  # blocks on either side in which the parts of a block are looked for
_NEIGHBOURS = 40  # headings without a counterpart in one place: where there are more, they are other headings


@dataclass(frozen=True, slots=True)
class Group:
    """Blocks that answer to each other, by index: one for one, one for several (split), several for one (joined), or blocks of one version alone."""

    old: tuple[int, ...]
    new: tuple[int, ...]


def groups(old: Sequence[Unit], new: Sequence[Unit], alignment: Alignment, homes: tuple[Sequence[int | None], Sequence[int | None]]) -> list[Group]:
    """All blocks of both versions, each in one group; the groups stand in the order of either version.

    `homes` names, for each passage of a version, its block. Cost grows with the blocks, not with their square.
    """
    shares = _shares(old, new, alignment, homes)
    chain = _chain({pair: share for pair, share in shares.items() if share >= LEAST * max(old[pair[0]].size, new[pair[1]].size, 1)})
    chain = _with_headings(chain, old, new)
    return _in_order(_with_parts(chain, old, new, shares), old, new)


def _alike(a: Unit, b: Unit) -> bool:
    """Whether a block may be the other's: headings and cells only of their kind."""
    return a.block.kind == b.block.kind or not {a.block.kind, b.block.kind} & {"heading", "table_cell"}


def _shares(
    old: Sequence[Unit], new: Sequence[Unit], alignment: Alignment, homes: tuple[Sequence[int | None], Sequence[int | None]]
) -> dict[tuple[int, int], float]:
    """For pairs of blocks, how many characters they have in common, roughly: by the passages that answer to each other, and by equal words."""
    shares: dict[tuple[int, int], float] = defaultdict(float)
    for pair in alignment.pairs:
        for i in pair.old:
            for j in pair.new:
                a, b = homes[0][i], homes[1][j]
                if a is not None and b is not None and _alike(old[a], new[b]):
                    shares[a, b] += pair.similarity * min(_length(alignment, i, 0), _length(alignment, j, 1))
    where: dict[object, list[int]] = defaultdict(list)
    for i, unit in enumerate(old):
        where[_words(unit)].append(i)
    met: dict[object, int] = defaultdict(int)
    for j, unit in enumerate(new):
        same = where.get(_words(unit), [])
        number = met[_words(unit)]
        if number < len(same):
            met[_words(unit)] += 1
            shares[same[number], j] = max(shares[same[number], j], float(unit.size))
    return shares


def _words(unit: Unit) -> object:
    return unit.block.kind in ("heading", "table_cell") and unit.block.kind, tuple(sentence.key for sentence in unit.sentences)


def _length(alignment: Alignment, index: int, side: int) -> int:
    passage = (alignment.old, alignment.new)[side][index]
    return passage.end - passage.start


def _chain(shares: dict[tuple[int, int], float]) -> list[tuple[int, int]]:
    """The pairs, rising in both versions, that together have most in common (a heaviest increasing subsequence)."""
    by_old: dict[int, list[tuple[int, float]]] = defaultdict(list)
    for (i, j), share in shares.items():
        by_old[i].append((j, share))
    steps: list[tuple[int, int, int]] = []  # a pair, and the step before it in its chain (-1: none)
    ends: list[int] = []  # the new indices at which chains end that no other beats: both lists rise
    weights: list[float] = []
    tops: list[int] = []  # the last step of each of these chains
    for i in sorted(by_old):
        longer = [(j, share, bisect_left(ends, j) - 1) for j, share in by_old[i]]
        for j, weight, before in [(j, share + (weights[at] if at >= 0 else 0.0), tops[at] if at >= 0 else -1) for j, share, at in longer]:
            at = bisect_right(ends, j)
            if at and weights[at - 1] >= weight:
                continue
            at = bisect_left(ends, j)
            stop = bisect_right(weights, weight, lo=at)
            steps.append((i, j, before))
            ends[at:stop], weights[at:stop], tops[at:stop] = [j], [weight], [len(steps) - 1]
    chain = []
    step = tops[-1] if tops else -1
    while step >= 0:
        i, j, step = steps[step]
        chain.append((i, j))
    return chain[::-1]


def _with_headings(chain: Sequence[tuple[int, int]], old: Sequence[Unit], new: Sequence[Unit]) -> list[tuple[int, int]]:
    """The chain with headings that were reworded where they stand."""
    found: list[tuple[int, int]] = []
    start_i = start_j = 0
    for i, j in [*chain, (len(old), len(new))]:
        found += _reworded(range(start_i, i), range(start_j, j), old, new)
        if i < len(old):
            found.append((i, j))
        start_i, start_j = i + 1, j + 1
    return found


def _reworded(olds: range, news: range, old: Sequence[Unit], new: Sequence[Unit]) -> Iterable[tuple[int, int]]:
    a = [i for i in olds if old[i].block.kind == "heading"][:_NEIGHBOURS]
    b = [j for j in news if new[j].block.kind == "heading"][:_NEIGHBOURS]
    for i in a:
        best = max(b, key=lambda j: _likeness(old[i], new[j]), default=None)
        if best is not None and _likeness(old[i], new[best]) >= RENAMED:
            b = [j for j in b if j > best]
            yield i, best


def _likeness(a: Unit, b: Unit) -> float:
    return fuzz.ratio(a.sentences[0].text.lower(), b.sentences[0].text.lower()) / 100


def _with_parts(chain: Sequence[tuple[int, int]], old: Sequence[Unit], new: Sequence[Unit], shares: dict[tuple[int, int], float]) -> list[Group]:
    """The chain as groups: neighbours without a counterpart join the pair out of which most of their words come, on one side of a pair only."""
    free_old, free_new = set(range(len(old))).difference(i for i, _ in chain), set(range(len(new))).difference(j for _, j in chain)
    found = []
    for i, j in chain:
        news = _around(j, new, {k for k in _near(j) if k in free_new and shares.get((i, k), 0.0) >= PART * new[k].size})
        olds = _around(i, old, {k for k in _near(i) if k in free_old and shares.get((k, j), 0.0) >= PART * old[k].size}) if len(news) == 1 else (i,)
        free_old.difference_update(olds)
        free_new.difference_update(news)
        found.append(Group(olds, news))
    return found


def _near(index: int) -> range:
    return range(index - _PARTS, index + _PARTS + 1)


def _around(index: int, units: Sequence[Unit], parts: set[int]) -> tuple[int, ...]:
    """The run of paragraphs around one that holds nothing but it and its parts."""
    first = last = index
    while first - 1 in parts and _is_prose(units[first - 1]):
        first -= 1
    while last + 1 in parts and _is_prose(units[last + 1]):
        last += 1
    return tuple(range(first, last + 1)) if _is_prose(units[index]) else (index,)


def _is_prose(unit: Unit) -> bool:
    return unit.block.kind in ("paragraph", "list_item")


def same_rows(found: Sequence[Group], old: Sequence[Unit], new: Sequence[Unit]) -> dict[int | None, int | None]:
    """The rows of old tables that answer to rows of new ones: those of their first cells that answer to each other."""
    pairs = [(old[group.old[0]].row, new[group.new[0]].row) for group in found if group.old and group.new]
    return {row: other for row, other in reversed(pairs) if row is not None}


def _in_order(found: Sequence[Group], old: Sequence[Unit], new: Sequence[Unit]) -> list[Group]:
    """The groups with the blocks of one version alone between them: what went before what came, and the cells of a row together."""
    rows = same_rows(found, old, new)
    result: list[Group] = []
    i = j = 0
    for group in [*found, Group((len(old),), (len(new),))]:
        gone = deque((Group((k,), ()), rows.get(old[k].row)) for k in range(i, group.old[0]))
        come = deque((Group((), (k,)), new[k].row) for k in range(j, group.new[0]))
        above = new[j - 1].row if j else None
        below = new[group.new[0]].row if group.new[0] < len(new) else None
        head = _taken(gone, above, first=True) + _taken(come, above, first=True)
        tail = _taken(gone, below, first=False) + _taken(come, below, first=False)
        result += head + [one for one, _ in (*gone, *come)] + tail
        result.append(group)
        i, j = group.old[-1] + 1, group.new[-1] + 1
    return result[:-1]


def _taken(queue: deque[tuple[Group, int | None]], row: int | None, *, first: bool) -> list[Group]:
    """Take the groups that belong to a row of the table off one end of the queue."""
    found: list[Group] = []
    while row is not None and queue and queue[0 if first else -1][1] == row:
        found.append(queue.popleft()[0] if first else queue.pop()[0])
    return found if first else found[::-1]
