"""What one version states and the other does not: the raw differences, before they are told as changes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from policydiff.changes.models import Direction
from policydiff.changes.scales import Scales, Side
from policydiff.changes.statements import Statement
from policydiff.changes.traits import for_themselves, traits_of


@dataclass(frozen=True, slots=True)
class Difference:
    """A statement of one version that the other does not make, or makes otherwise.

    `side` is the version that states it; `direction` is seen from the old version to the new one; `plausible` is whether a reader would call it
    news, and not a clarification; `counterpart` the nearest statement of the other version.
    """

    statement: Statement
    side: Side
    direction: Direction
    plausible: bool
    counterpart: Statement | None = None


# Directions of what only the new version states, and of the same fact seen from the other side.
_TURNED: dict[Direction, Direction] = {"added": "removed", "broadened": "narrowed", "removed": "added", "narrowed": "broadened"}


def differences(old: Iterable[Statement], new: Iterable[Statement], scales: Scales, old_text: str, new_text: str) -> list[Difference]:
    """Every difference between the statements of two versions: what stands in edited words and the other version does not plainly say.

    Turning the versions round turns the directions round and changes nothing else.
    """
    sides: tuple[tuple[Side, Iterable[Statement], str], ...] = (("new", new, new_text), ("old", old, old_text))
    found = []
    for side, statements, text in sides:
        stated = tuple(statements)
        takers = frozenset(category for one in stated if _uses_for_itself(one) for category in one.context.recipients)
        for one in stated:
            if scales.edited(side, one) and not scales.entailed(side, one):
                direction: Direction = "added" if scales.novelty(side, one).category else "broadened"
                if one.handed_over and direction == "added":
                    continue  # that data go to somebody new is told of the recipient
                said = replace(one, context=one.context.model_copy(update={"traits": _traits(one, side, scales, text, takers)}))
                found.append(Difference(said, side, direction if side == "new" else _TURNED[direction], scales.plausible(side, one), scales.nearest(side, one)))
    return found


def _uses_for_itself(one: Statement) -> bool:
    """Whether whoever received the data is the one who uses them."""
    return one.context.actor in ("affiliate", "third_party") and one.action == "use" and for_themselves(one.context.recipients)


def _traits(one: Statement, side: Side, scales: Scales, text: str, takers: frozenset[str]) -> tuple[str, ...]:
    """What the sentence of a statement and its version tell; `takers` are the recipients that use data for themselves by the words of that version."""
    told = set(traits_of(text[one.within[0] : one.within[1]]))
    if not scales.novelty(side, one).category:
        # the other version states the category as well: an old statement has a successor there, a new one a forerunner
        told.add("stated_before" if side == "new" else "replaced")
    if _uses_for_itself(one) or (one.handed_over and one.category in takers):
        told.add("own_purposes")
    if one.slot == "retention" and any(not scales.states(side, "data", category) for category in one.context.data):
        told.add("new_practice")  # data of that category are new in this version, and so is their storage
    return tuple(sorted(told))
