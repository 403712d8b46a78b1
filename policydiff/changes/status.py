"""What became of every promise, tied to the change that tells it."""

from __future__ import annotations

from policydiff.changes.models import Change, CommitmentStatus
from policydiff.changes.promises import Fate
from policydiff.extraction.models import Commitment
from policydiff.vocabulary import load


def statuses(fates: list[Fate], changes: tuple[Change, ...]) -> tuple[CommitmentStatus, ...]:
    """One record a promise, in the order of the new version and then of the old one."""
    placed = [(promise, fate) for fate in fates if (promise := fate.new or fate.old) is not None]
    ordered = sorted(placed, key=lambda row: (row[1].new is None, row[0].start))
    return tuple(
        CommitmentStatus(
            category=load().coarse("commitment", promise.category),
            status=fate.status,
            old=fate.old.text if fate.old else None,
            new=fate.new.text if fate.new else None,
            change=None if fate.status in ("kept", "restated") else _teller(fate.old, fate.new, changes),
        )
        for promise, fate in ordered
    )


def _teller(was: Commitment | None, now: Commitment | None, changes: tuple[Change, ...]) -> str | None:
    for change in changes:
        if not any(delta.slot == "commitment" for delta in change.deltas):
            continue
        if (was and any(q.start <= was.start < q.end for q in change.evidence.old)) or (now and any(q.start <= now.start < q.end for q in change.evidence.new)):
            return change.id
    return None
