"""What one version states and the other does not: the raw differences, before they are told as changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

from policydiff.alignment import Alignment, Edits
from policydiff.changes.entailment import Novelty, Stated
from policydiff.changes.models import Direction
from policydiff.changes.plausibility import Evidence, weigh
from policydiff.changes.statements import Statement

Side = Literal["old", "new"]


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
    old, new = tuple(old), tuple(new)
    forward = dict(alignment.renamed)
    before, after = Stated(old, old_text, forward), Stated(new, new_text)
    backward = {name: was for was, name in forward.items()}
    gained = [_gain(one, "new", before, alignment.added, alignment) for one in new if alignment.added.touched(one.start, one.end)]
    lost = [_gain(_renamed(one, forward), "old", after, alignment.removed, alignment) for one in old if alignment.removed.touched(one.start, one.end)]
    del backward
    return [d for d in gained if d is not None] + [replace(d, direction=_TURNED[d.direction]) for d in lost if d is not None]


def _renamed(one: Statement, names: dict[str, str]) -> Statement:
    return replace(one, words=frozenset(names.get(word, word) for word in one.words), names=frozenset(names.get(word, word) for word in one.names))


def _gain(one: Statement, side: Side, other: Stated, edits: Edits, alignment: Alignment) -> Difference | None:
    novelty = other.novelty(one)
    if _entailed(one, novelty, other):
        return None
    evidence = Evidence.of(one, novelty, edits)
    return Difference(one, side, "added" if novelty.category else "broadened", weigh(evidence), other.nearest(one))


def _entailed(one: Statement, novelty: Novelty, other: Stated) -> bool:
    """Whether the other version says it plainly: the same identity, or the same words in the same slot."""
    if one.identity is not None:
        return one.identity in other.identities[one.slot, one.category]
    return not novelty.phrase and not novelty.term
