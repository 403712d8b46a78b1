"""Words of groups of blocks marked: what both versions have, what went, what came, what was moved."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import NamedTuple

from rapidfuzz.distance import Indel

from policydiff.reports._redline.matching import Group
from policydiff.reports._redline.models import BreakKind, Marked, Run, RunKind
from policydiff.reports._redline.units import Sentence, Unit

MOVED = 4  # words; a shorter passage that stands elsewhere too says the same by chance
_LARGEST = 200_000_000  # tokens of one side by those of the other that are compared word by word; beyond that, sentence by sentence
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*|\s|.", re.DOTALL)
_END = "\n"  # the end of a paragraph, which no word of a block holds: `clean` leaves spaces only
_FATES: dict[str, BreakKind] = {"same": "same", "deleted": "deleted", "inserted": "inserted"}


class Token(NamedTuple):
    """A word, a mark or a whole passage that was moved (`move` is its number)."""

    text: str
    move: int | None = None

    @property
    def key(self) -> object:
        """By what tokens are compared: a moved passage equals none of the same block."""
        return self.text if self.move is None else (self.move, self.text)


class Moves:
    """The numbers of the sentences that stand at another place in the other version, by block and place in it."""

    def __init__(self, found: Sequence[Group], old: Sequence[Unit], new: Sequence[Unit]) -> None:
        self.old: dict[tuple[int, int], int] = {}
        self.new: dict[tuple[int, int], int] = {}
        homes = {i: number for number, group in enumerate(found) for i in group.old}
        across = {j: number for number, group in enumerate(found) for j in group.new}
        free = self._within(found, old, new)
        where: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
        for place, key in free[0]:
            where[key].append(place)
        met: dict[tuple[str, ...], int] = defaultdict(int)
        for place, key in free[1]:
            if met[key] < len(where.get(key, ())):
                source = where[key][met[key]]
                met[key] += 1
                if not self._one_cell(old[source[0]], new[place[0]], homes[source[0]] == across[place[0]]):
                    self.old[source] = self.new[place] = len(self.old) + 1

    @staticmethod
    def _one_cell(a: Unit, b: Unit, same: bool) -> bool:
        """Whether a passage stays in its block, though at another place: that a reader sees without a mark of its own where the block is one sentence."""
        return same and len(a.sentences) == len(b.sentences) == 1

    @staticmethod
    def _within(found: Sequence[Group], old: Sequence[Unit], new: Sequence[Unit]) -> tuple[list[_Placed], list[_Placed]]:
        """The sentences long enough to be moved that do not stand in the same group and order in both versions."""
        left: list[_Placed] = []
        right: list[_Placed] = []
        for group in found:
            a = [((i, k), s.key) for i in group.old for k, s in enumerate(old[i].sentences) if len(s.key) >= MOVED]
            b = [((j, k), s.key) for j in group.new for k, s in enumerate(new[j].sentences) if len(s.key) >= MOVED]
            stay_a, stay_b = _common([key for _, key in a], [key for _, key in b])
            left += [one for number, one in enumerate(a) if number not in stay_a]
            right += [one for number, one in enumerate(b) if number not in stay_b]
        return left, right


_Placed = tuple[tuple[int, int], tuple[str, ...]]


def _common(a: Sequence[object], b: Sequence[object]) -> tuple[set[int], set[int]]:
    """The places, in each of two rows, of the members of a longest common subsequence, repeats paired in order."""
    where: dict[object, list[int]] = defaultdict(list)
    for number, one in enumerate(a):
        where[one].append(number)
    met: dict[object, int] = defaultdict(int)
    pairs = []
    for number, one in enumerate(b):
        if met[one] < len(where.get(one, ())):
            pairs.append((where[one][met[one]], number))
            met[one] += 1
    tops: list[int] = []
    values: list[int] = []
    before: list[int] = []
    for position, (left, _) in enumerate(pairs):
        at = bisect_left(values, left)
        before.append(tops[at - 1] if at else -1)
        values[at : at + 1], tops[at : at + 1] = [left], [position]
    kept = []
    position = tops[-1] if tops else -1
    while position >= 0:
        kept.append(pairs[position])
        position = before[position]
    return {left for left, _ in kept}, {right for _, right in kept}


def marked(group: Group, old: Sequence[Unit], new: Sequence[Unit], moves: Moves) -> list[Marked]:
    """The blocks of a group as marked text."""
    a = list(_tokens(group.old, old, moves.old))
    b = list(_tokens(group.new, new, moves.new))
    runs = list(_quieter(list(_runs(a, b))))
    return list(_blocks(runs, group, old, new))


def _tokens(indices: Iterable[int], units: Sequence[Unit], moves: dict[tuple[int, int], int]) -> Iterator[Token]:
    """The words of blocks, with the end of each paragraph but the last of a group, which both versions have."""
    for place, index in enumerate(indices):
        if place:
            yield Token(_END)
        unit = units[index]
        if unit.number:
            yield from (Token(unit.number), Token("\t"))
        for number, sentence in enumerate(unit.sentences):
            if number:
                yield Token(" ")
            yield from _words(sentence, moves.get((index, number)))


def _words(sentence: Sentence, move: int | None) -> Iterator[Token]:
    if move is not None:
        yield Token(sentence.text, move)
    else:
        yield from map(Token, _TOKEN.findall(sentence.text))


@dataclass(slots=True)
class _Stretch:
    """Tokens that both versions have (`gone` is `come`), or what stands in the place of what."""

    same: bool
    gone: list[Token]
    come: list[Token]


def _runs(a: list[Token], b: list[Token]) -> Iterator[_Stretch]:
    if len(a) * len(b) > _LARGEST:
        yield from _by_sentence(a, b)
        return
    for op in Indel.opcodes([token.key for token in a], [token.key for token in b]):
        equal = op.tag == "equal"
        yield _Stretch(equal, a[op.src_start : op.src_end], b[op.dest_start : op.dest_end])


def _by_sentence(a: list[Token], b: list[Token]) -> Iterator[_Stretch]:
    """The same for long blocks: sentence by sentence first, and word by word only between sentences that both have."""
    left, right = _sentences(a), _sentences(b)
    stay = _common([key for key, _ in left], [key for key, _ in right])
    start_a = start_b = 0
    for x, y in [*zip(sorted(stay[0]), sorted(stay[1]), strict=True), (len(left), len(right))]:
        gone = [token for _, tokens in left[start_a:x] for token in tokens]
        come = [token for _, tokens in right[start_b:y] for token in tokens]
        if len(gone) * len(come) > _LARGEST:
            yield _Stretch(False, gone, come)
        elif gone or come:
            yield from _runs(gone, come)
        if x < len(left):
            yield _Stretch(True, left[x][1], right[y][1])
        start_a, start_b = x + 1, y + 1


def _sentences(tokens: list[Token]) -> list[tuple[tuple[object, ...], list[Token]]]:
    found: list[list[Token]] = [[]]
    for token in tokens:
        found[-1].append(token)
        if token.text in (".", _END):
            found.append([])
    return [(tuple(token.key for token in part), part) for part in found if part]


def _quieter(stretches: list[_Stretch]) -> Iterator[_Stretch]:
    """The stretches without islands: common words that are fewer than what was changed on either side of them read better as changed too.

    The ends of paragraphs and moved passages stay where they are.
    """
    done: list[_Stretch] = []
    for stretch in stretches:
        done.append(stretch)
        while len(done) > 2 and _is_island(*done[-3:]):
            before, island, after = done[-3:]
            done[-3:] = [_Stretch(False, before.gone + island.gone + after.gone, before.come + island.come + after.come)]
        if len(done) > 1 and not done[-1].same and not done[-2].same:
            last = done.pop()
            done[-1] = _Stretch(False, done[-1].gone + last.gone, done[-1].come + last.come)
    yield from done


def _is_island(before: _Stretch, island: _Stretch, after: _Stretch) -> bool:
    if before.same or not island.same or after.same:
        return False
    if any(token.move is not None or token.text == _END for token in (*before.gone, *before.come, *island.gone, *after.gone, *after.come)):
        return False
    size = _letters(island.gone)
    return all(size <= max(_letters(side.gone), _letters(side.come)) for side in (before, after))


def _letters(tokens: Iterable[Token]) -> int:
    return sum(len(token.text) for token in tokens if token.text[0].isalnum())


def _blocks(stretches: Iterable[_Stretch], group: Group, old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[Marked]:
    """The marked paragraphs of a group: one ends where a paragraph of either version does."""
    olds, news = [old[i] for i in group.old], [new[j] for j in group.new]
    runs: list[Run] = []
    for stretch in stretches:
        for kind, tokens in _sides(stretch):
            for part, ends in _paragraphs(tokens):
                runs += _fated(kind, part)
                if ends:
                    yield _block(olds, news, runs, _FATES[kind])
                    if kind != "inserted":
                        olds = olds[1:]
                    if kind != "deleted":
                        news = news[1:]
                    runs = []
    yield _block(olds, news, runs, "same" if olds and news else "deleted" if olds else "inserted")


def _sides(stretch: _Stretch) -> list[tuple[RunKind, list[Token]]]:
    if stretch.same:
        return [("same", stretch.come)]
    return [("deleted", stretch.gone), ("inserted", stretch.come)]


def _paragraphs(tokens: Iterable[Token]) -> Iterator[tuple[list[Token], bool]]:
    """Tokens cut at the ends of paragraphs; whether each part is followed by one."""
    part: list[Token] = []
    for token in tokens:
        if token.text == _END:
            yield part, True
            part = []
        else:
            part.append(token)
    yield part, False


def _fated(kind: RunKind, tokens: Iterable[Token]) -> Iterator[Run]:
    """Tokens as runs; a moved passage is one of its own."""
    moved: dict[RunKind, RunKind] = {"deleted": "moved_from", "inserted": "moved_to"}
    for move, found in groupby(tokens, key=lambda token: token.move):
        yield Run(kind=kind if move is None else moved.get(kind, kind), text="".join(token.text for token in found), move=move)


def _block(olds: Sequence[Unit], news: Sequence[Unit], runs: Iterable[Run], end: BreakKind) -> Marked:
    """A paragraph with the kind and level of the new version, where that has it."""
    unit = news[0] if news else olds[0]
    block = unit.block
    return Marked(kind=block.kind, level=block.level, bullet=block.kind == "list_item" and not unit.number, runs=tuple(runs), end=end)
