"""What one version states and the other does not: the raw differences, before they are told as changes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from policydiff.alignment import Alignment, Edits, Passage, content
from policydiff.changes.entailment import Novelty, Stated
from policydiff.changes.models import Direction
from policydiff.changes.plausibility import Edit, features, weigh
from policydiff.changes.statements import Statement
from policydiff.changes.traits import traits_of

Side = Literal["old", "new"]

NEW = 0.9  # share of new words from which a sentence is a new one


@dataclass(frozen=True, slots=True)
class Difference:
    """A statement of one version that the other does not make, or makes otherwise.

    `side` is the version that states it; `direction` is seen from the old version to the new one; `plausible` is how likely a reader would call it a
    difference at all (0..1); `counterpart` the nearest statement of the other version.
    """

    statement: Statement
    side: Side
    direction: Direction
    plausible: float
    counterpart: Statement | None = None


# Directions of what only the new version states, and of the same fact seen from the other side.
_TURNED: dict[Direction, Direction] = {"added": "removed", "broadened": "narrowed", "removed": "added", "narrowed": "broadened"}


def differences(old: Iterable[Statement], new: Iterable[Statement], alignment: Alignment, old_text: str, new_text: str) -> list[Difference]:
    """Every difference between the statements of two versions. Turning the versions round turns the directions round and changes nothing else."""
    found = []
    for side, one, novelty, edit, other in candidates(tuple(old), tuple(new), alignment, old_text, new_text):
        text = new_text if side == "new" else old_text
        said = replace(one, context=one.context.model_copy(update={"traits": _traits(one, side, novelty, edit, text)}))
        direction: Direction = "added" if novelty.category else "broadened"
        found.append(Difference(said, side, direction if side == "new" else _TURNED[direction], weigh(features(one, novelty, edit)), other.nearest(one)))
    return found


def candidates(
    old: tuple[Statement, ...], new: tuple[Statement, ...], alignment: Alignment, old_text: str, new_text: str
) -> Iterator[tuple[Side, Statement, Novelty, Edit, Stated]]:
    """The statements of each version that stand in edited words and that the other version does not plainly make, with what is known of them."""
    names = dict(alignment.renamed)
    before, after = Stated(old, old_text, names), Stated(new, new_text)
    gained = Surroundings(alignment.new, alignment.added, new_text)
    lost = Surroundings(alignment.old, alignment.removed, old_text)
    yield from (("new", *row, before) for row in _unsaid(new, before, gained))
    yield from (("old", *row, after) for row in _unsaid(tuple(_renamed(one, names) for one in old), after, lost))


def _unsaid(statements: tuple[Statement, ...], other: Stated, around: Surroundings) -> Iterator[tuple[Statement, Novelty, Edit]]:
    for one in statements:
        if not around.edits.touched(one.start, one.end):
            continue
        novelty = other.novelty(one)
        if not _entailed(one, novelty, other):
            yield one, novelty, around.edit(one)


def _entailed(one: Statement, novelty: Novelty, other: Stated) -> bool:
    """Whether the other version says it plainly: the same identity, or the same words and the same term in the same slot."""
    if one.identity is not None:
        return one.identity in other.identities[one.slot, one.category]
    return not novelty.phrase and not novelty.term


def _renamed(one: Statement, names: dict[str, str]) -> Statement:
    if not names:
        return one
    return replace(one, words=frozenset(names.get(word, word) for word in one.words), names=frozenset(names.get(word, word) for word in one.names))


def _traits(one: Statement, side: Side, novelty: Novelty, edit: Edit, text: str) -> tuple[str, ...]:
    told = set(traits_of(text[one.within[0] : one.within[1]]))
    if not novelty.category:
        # the other version states the category as well: an old statement has a successor there, a new one a forerunner
        told.add("stated_before" if side == "new" else "replaced")
    if one.slot == "retention" and edit.whole > NEW:
        told.add("new_practice")
    if one.context.actor in ("affiliate", "third_party") and one.action == "use":
        told.add("own_purposes")  # whoever received the data is the one who uses them
    return tuple(sorted(told))


class Surroundings:
    """The edits of one version, measured by sentence."""

    def __init__(self, passages: tuple[Passage, ...], edits: Edits, text: str) -> None:
        self.edits = edits
        self._passages = passages
        self._starts = [passage.start for passage in passages]
        self._text = text
        self._all = sum(len(content(text[a:b])) for a, b in edits.ranges)
        self._measured: dict[int, tuple[float, int]] = {}

    def edit(self, one: Statement) -> Edit:
        """The edit in which a statement stands."""
        index = max(0, bisect_right(self._starts, one.start) - 1)
        if index not in self._measured:
            passage = self._passages[index]
            pieces = [self._text[max(a, passage.start) : min(b, passage.end)] for a, b in self.edits.within(passage.start, passage.end)]
            fresh = sum(len(content(piece)) for piece in pieces)
            self._measured[index] = (fresh / max(1, len(content(self._text[passage.start : passage.end]))), fresh)
        whole, words = self._measured[index]
        covered = sum(min(b, one.end) - max(a, one.start) for a, b in self.edits.within(one.start, one.end))
        return Edit(min(1.0, whole), words, self._all, covered / max(1, one.end - one.start))
