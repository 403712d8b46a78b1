"""Which decided cases a comparison resembles, by structure alone: kinds of change, recipients, purposes, data; with what differs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from policydiff.law.models import Resemblance
from policydiff.law.reading import GAIN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from policydiff.changes.models import Delta
    from policydiff.law.findings import Answers
    from policydiff.law.records import CaseChange, Likeness, Precedent
    from policydiff.law.rulebook import Rulebook


def resemblances(answered: Iterable[Answers], book: Rulebook) -> tuple[Resemblance, ...]:
    """The decided cases of which enough changed here too, those of which most did first.

    `answered` are the changes that ask for something, as the law reads them.
    """
    seen = [(one.change, delta) for one in answered for delta in dict.fromkeys(view.delta for view in one.views)]
    found = [(_compared(case, seen, book.likeness), case) for case in book.precedents.values() if case.change]
    enough = [(likeness, case) for likeness, case in found if _enough(likeness, case, book.likeness)]
    enough.sort(key=lambda pair: (-len(pair[0].shared) / len(pair[1].change), pair[1].id))
    return tuple(_resemblance(likeness, case) for likeness, case in enough)


@dataclass(frozen=True)
class _Compared:
    """What changed in a case, with the change here that is like each part, and the data of those."""

    shared: tuple[CaseChange, ...]
    missing: tuple[CaseChange, ...]
    changes: tuple[str, ...]
    data: frozenset[str]


def _compared(case: Precedent, seen: Sequence[tuple[str, Delta]], how: Likeness) -> _Compared:
    like = {part: [(change, delta) for change, delta in seen if _alike(part, delta, how)] for part in case.change}
    met = [pair for pairs in like.values() for pair in pairs]
    return _Compared(
        shared=tuple(part for part in case.change if like[part]),
        missing=tuple(part for part in case.change if not like[part]),
        changes=tuple(dict.fromkeys(change for change, _ in met)),
        data=frozenset(name for _, delta in met for name in _data(delta)),
    )


def _enough(likeness: _Compared, case: Precedent, how: Likeness) -> bool:
    """Whether all that made a case changed here too, and a good part of the rest.

    One thing alone is enough only where its purpose or what the text tells of it is the same as well.
    """
    if any(part.core for part in likeness.missing):
        return False
    particular = len(likeness.shared) > 1 or any(part.purposes or part.traits for part in likeness.shared)
    return particular and len(likeness.shared) >= how.share * len(case.change)


def _alike(part: CaseChange, delta: Delta, how: Likeness) -> bool:
    """Whether a change here is of the kind, for the recipients and for the purposes of one in a case, and as telling."""
    if part.slot != delta.slot or (part.direction in GAIN) != (delta.direction in GAIN) or not set(part.traits) <= set(delta.context.traits):
        return False
    if delta.direction not in GAIN and "replaced" in delta.context.traits:
        return False  # what has a successor here is not gone
    if part.category != delta.category and (part.slot not in ("recipient", "choice") or _class(part.category, how) != _class(delta.category, how)):
        return False
    whom = {_class(name, how) for name in part.recipients}
    if whom and whom.isdisjoint(_class(name, how) for name in delta.context.recipients):
        return False
    if part.purposes and set(part.purposes).isdisjoint(delta.context.purposes):
        return False
    telling = {*part.telling, *set(part.data).intersection(how.telling)}
    return not telling or not telling.isdisjoint(_data(delta))


def _class(category: str, how: Likeness) -> str:
    return next((name for name, members in how.classes.items() if category in members), category)


def _data(delta: Delta) -> tuple[str, ...]:
    return (delta.category,) if delta.slot == "data" else delta.context.data


def _resemblance(likeness: _Compared, case: Precedent) -> Resemblance:
    there = frozenset(name for part in likeness.shared for name in part.data)
    return Resemblance(
        precedent=case.id,
        case=case.case,
        authority=case.authority,
        date=case.date,
        outcome=case.outcome,
        verified=case.verification,
        turned_on=case.turned_on,
        unseen=case.conduct or case.unseen,
        changes=likeness.changes,
        same=_named(likeness.shared),
        missing=_named(likeness.missing),
        other_data=tuple(sorted(there - likeness.data)),
    )


def _named(parts: Iterable[CaseChange]) -> tuple[str, ...]:
    """What changed, as slot, category and direction."""
    return tuple(dict.fromkeys(f"{part.slot} {part.category} {part.direction}" for part in parts))
