"""Aligning two versions: equal passages first, then reworded ones found through the rare words that they share."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Indel

from policydiff.alignment.joined import parted
from policydiff.alignment.models import Alignment, Edits, Pair, Passage
from policydiff.alignment.passages import passages
from policydiff.alignment.renames import Name, Renames, renames
from policydiff.alignment.wording import comparable, is_empty, is_weighty, key
from policydiff.clauses.models import Clause
from policydiff.remembered import VERSIONS, of_last
from policydiff.text import WORDS_KEPT, Word

SIMILAR = 0.5  # least share of words in common (twice the common ones by the sum) for one passage to be a rewording of another
CONTAINED = 0.75  # least share of a passage's words that another holds for it to be a part of the other
TOPICAL = 0.3  # least share of the shorter passage's content words in common
PROBES = 12  # rare words by which a passage looks for its counterpart
RIVALS = 12  # counterparts that are compared in full


@dataclass(slots=True)
class _Side:
    passages: tuple[Passage, ...]
    words: list[list[Word]]
    keys: list[tuple[str, ...]]
    topics: list[frozenset[str]]  # the keys of the words with content that set no polarity


def align(
    old: tuple[Clause, ...],
    new: tuple[Clause, ...],
    old_text: str,
    new_text: str,
    outsiders: tuple[frozenset[Name], frozenset[Name]] = (frozenset(), frozenset()),
) -> Alignment:
    """The alignment of two versions, from their clauses and the texts of their documents. Cost grows with the words that differ, not with their square.

    `outsiders` are, for each version, the folded words of the phrases that name somebody else than whoever speaks: one recipient in the place of another is
    no renaming.
    """
    renamed = tuple((" ".join(was), " ".join(now)) for was, now in renames(old_text, new_text, outsiders))
    a, b = _sides(old, new, old_text, new_text, renamed)
    pairs, left_a, left_b = _equal(a, b)
    reworded, shared_a, shared_b = _reworded(a, b, left_a, left_b)
    pairs += reworded
    pairs.sort(key=lambda pair: (pair.new or (math.inf,), pair.old))
    return Alignment(
        old=a.passages,
        new=b.passages,
        pairs=tuple(pairs),
        removed=_edits(a, left_a, shared_a),
        added=_edits(b, left_b, shared_b),
        renamed=renamed,
    )


def _sides(old: tuple[Clause, ...], new: tuple[Clause, ...], old_text: str, new_text: str, renamed: tuple[tuple[str, str], ...]) -> tuple[_Side, _Side]:
    (cut_old, spoken_old), (cut_new, spoken_new) = _spoken(old, old_text), _spoken(new, new_text)
    names_old, names_new = Renames.sides(renamed)
    # The new side first, which asks for the words of the old version: those of the new one, asked last, the next comparison asks again.
    b = _side(cut_new, parted(spoken_new, spoken_old), names_new)
    return _side(cut_old, parted(spoken_old, spoken_new), names_old), b


@of_last(VERSIONS)
def _spoken(clauses: tuple[Clause, ...], text: str) -> tuple[tuple[Passage, ...], list[list[Word]]]:
    """The passages of a version, and the words of each that count in a comparison."""
    cut = passages(clauses)
    return cut, [comparable(text[passage.start : passage.end], passage.start) for passage in cut]


def _side(cut: tuple[Passage, ...], spoken: list[list[Word]], names: Renames) -> _Side:
    told = [names.told(row) for row in spoken]
    reach = [" ".join((*passage.under, "")) for passage in cut]
    keys = [tuple([under + key(word.form) for word in row]) for under, row in zip(reach, told, strict=True)]
    topics = [frozenset([under + topic for word in row if (topic := _topic(word.form))]) for under, row in zip(reach, told, strict=True)]
    return _Side(cut, told, keys, topics)


@lru_cache(maxsize=WORDS_KEPT)
def _topic(form: str) -> str:
    """The key of a word with content that sets no polarity; nothing for any other word."""
    return "" if is_empty(form) or is_weighty(key(form)) else key(form)


def _equal(a: _Side, b: _Side) -> tuple[list[Pair], list[int], list[int]]:
    """Pairs of passages with equal words, and what is left on each side.

    Repeats pair in order; a repeat without a partner answers to an equal passage all the same.
    """
    where: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for index, keys in enumerate(a.keys):
        where[keys].append(index)
    seen: Counter[tuple[str, ...]] = Counter()
    met: list[tuple[int, int]] = []
    left_b = []
    for index, keys in enumerate(b.keys):
        places = where.get(keys)
        if places is None:
            left_b.append(index)
            continue
        met.append((places[min(seen[keys], len(places) - 1)], index))
        seen[keys] += 1
    steady = _steady([place for place, _ in met])
    pairs = [Pair(kind="same" if position in steady else "moved", old=(place,), new=(index,), similarity=1.0) for position, (place, index) in enumerate(met)]
    held = set(b.keys)
    return pairs, [index for index, keys in enumerate(a.keys) if keys not in held], left_b


def _steady(places: list[int]) -> set[int]:
    """The positions of a longest strictly increasing run of `places`: the passages that kept their order. The others were moved."""
    ends: list[int] = []  # ends[k]: position at which the best run of length k + 1 ends
    before: list[int | None] = []
    values: list[int] = []
    for position, place in enumerate(places):
        k = bisect_left(values, place)
        before.append(ends[k - 1] if k else None)
        if k == len(ends):
            ends.append(position)
            values.append(place)
        else:
            ends[k], values[k] = position, place
    kept: set[int] = set()
    at = ends[-1] if ends else None
    while at is not None:
        kept.add(at)
        at = before[at]
    return kept


def _reworded(a: _Side, b: _Side, left_a: list[int], left_b: list[int]) -> tuple[list[Pair], dict[int, set[int]], dict[int, set[int]]]:
    """Pairs among the passages that have no equal, with the positions of the words that each shares with its counterparts."""
    found: list[tuple[float, float, int, int]] = []
    for j, i in _candidates(a, b, left_a, left_b):
        if not _about_the_same(a, i, b, j):
            continue
        common = Indel.similarity(a.keys[i], b.keys[j]) // 2
        whole, part = 2 * common / (len(a.keys[i]) + len(b.keys[j])), common / min(len(a.keys[i]), len(b.keys[j]))
        if whole >= SIMILAR or (part >= CONTAINED and min(len(a.keys[i]), len(b.keys[j])) >= 4):
            found.append((whole, part, i, j))
    found.sort(key=lambda row: (-row[0], -row[1], abs(row[2] - row[3]), row[2], row[3]))
    partners_a: dict[int, list[int]] = defaultdict(list)
    partners_b: dict[int, list[int]] = defaultdict(list)
    shared_a: dict[int, set[int]] = defaultdict(set)
    shared_b: dict[int, set[int]] = defaultdict(set)
    similarity: dict[tuple[int, int], float] = {}
    for whole, part, i, j in found:
        if (partners_a[i] or partners_b[j]) and not (part >= CONTAINED and not (partners_a[i] and partners_b[j])):
            continue
        in_a, in_b = _common(a.keys[i], b.keys[j], shared_a[i], shared_b[j])
        if not in_a or len(in_b) < CONTAINED * part * min(len(a.keys[i]), len(b.keys[j])):
            continue  # what it would share is shared with a better counterpart
        partners_a[i].append(j)
        partners_b[j].append(i)
        shared_a[i] |= in_a
        shared_b[j] |= in_b
        similarity[i, j] = whole
    _together(a.keys, b.keys, partners_a, shared_a, shared_b)
    _together(b.keys, a.keys, partners_b, shared_b, shared_a)
    return _grouped(left_a, left_b, partners_a, partners_b, similarity), shared_a, shared_b


def _together(
    whole: list[tuple[str, ...]],
    parts: list[tuple[str, ...]],
    partners: dict[int, list[int]],
    shared_whole: dict[int, set[int]],
    shared_parts: dict[int, set[int]],
) -> None:
    """Where one passage answers to several, their common words are found once more over all of them together, in the order in which they stand in the one."""
    for index, mine in partners.items():
        if len(mine) < 2:
            continue
        places = [(part, position) for part in sorted(mine) for position in range(len(parts[part]))]
        in_parts, in_whole = _common(tuple(parts[part][position] for part, position in places), whole[index], set(), set())
        shared_whole[index] |= in_whole
        for place in in_parts:
            part, position = places[place]
            shared_parts[part].add(position)


def _about_the_same(a: _Side, i: int, b: _Side, j: int) -> bool:
    """Whether two passages share words with content, and not only the frame of a sentence ("we do not ... your ...")."""
    left, right = a.topics[i], b.topics[j]
    return not left or not right or len(left & right) >= TOPICAL * min(len(left), len(right))


def _candidates(a: _Side, b: _Side, left_a: list[int], left_b: list[int]) -> list[tuple[int, int]]:
    """Pairs (new, old) worth comparing in full: those that share the most weight in rare words."""
    where: dict[str, list[int]] = defaultdict(list)
    for i in left_a:
        for word in set(a.keys[i]):
            where[word].append(i)
    pairs = []
    for j in left_b:
        distinct = sorted(set(b.keys[j]) & where.keys(), key=lambda word: (len(where[word]), word))
        weight: dict[int, float] = defaultdict(float)
        for word in distinct[:PROBES]:
            holding = where[word]
            if len(holding) <= 200 or not weight:
                share = 1 / len(holding)
                for i in holding[:400]:
                    weight[i] += share
        pairs += [(j, i) for i in sorted(sorted(weight), key=weight.__getitem__, reverse=True)[:RIVALS]]
    return pairs


def _common(left: tuple[str, ...], right: tuple[str, ...], taken_left: set[int], taken_right: set[int]) -> tuple[set[int], set[int]]:
    """The positions, in each of the two, of the words of a longest common subsequence of what is not taken yet."""
    free_left = [position for position in range(len(left)) if position not in taken_left]
    free_right = [position for position in range(len(right)) if position not in taken_right]
    in_left: set[int] = set()
    in_right: set[int] = set()
    for op in Indel.opcodes([left[p] for p in free_left], [right[p] for p in free_right]):
        if op.tag == "equal":
            in_left.update(free_left[op.src_start : op.src_end])
            in_right.update(free_right[op.dest_start : op.dest_end])
    return in_left, in_right


def _grouped(
    left_a: list[int], left_b: list[int], partners_a: dict[int, list[int]], partners_b: dict[int, list[int]], similarity: dict[tuple[int, int], float]
) -> list[Pair]:
    pairs = [Pair(kind="removed", old=(i,), new=(), similarity=0.0) for i in left_a if not partners_a.get(i)]
    merged = {i for j in left_b if len(partners_b.get(j, ())) > 1 for i in partners_b[j]}
    for j in left_b:
        mine = partners_b.get(j, [])
        if not mine:
            pairs.append(Pair(kind="added", old=(), new=(j,), similarity=0.0))
        elif len(mine) > 1:
            pairs.append(Pair(kind="merged", old=tuple(sorted(mine)), new=(j,), similarity=min(similarity[i, j] for i in mine)))
    for i in left_a:
        theirs = [j for j in partners_a.get(i, ()) if len(partners_b[j]) == 1]
        if len(theirs) > 1:
            pairs.append(Pair(kind="split", old=(i,), new=tuple(sorted(theirs)), similarity=min(similarity[i, j] for j in theirs)))
        elif theirs and i not in merged:
            pairs.append(Pair(kind="reworded", old=(i,), new=(theirs[0],), similarity=similarity[i, theirs[0]]))
        elif theirs:
            pairs.append(Pair(kind="split", old=(i,), new=(theirs[0],), similarity=similarity[i, theirs[0]]))
    return pairs


def _edits(side: _Side, left: list[int], shared: dict[int, set[int]]) -> Edits:
    """The runs of words that are not shared; a run of words without content is style, and left out."""
    ranges: list[tuple[int, int]] = []
    for index in sorted(left):
        mine = shared.get(index, set())
        run: list[Word] = []
        for position, word in enumerate([*side.words[index], None]):
            if word is not None and position not in mine:
                run.append(word)
                continue
            if run and not all(is_empty(w.form) for w in run):
                ranges.append((run[0].start, run[-1].end))
            run = []
    return Edits(ranges=tuple(ranges))
