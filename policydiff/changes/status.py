"""What became of every promise, tied to the change that tells it."""

from __future__ import annotations

from policydiff.changes.models import Change, CommitmentStatus
from policydiff.extraction.models import Commitment
from policydiff.vocabulary import load


def statuses(fates: list[tuple[Commitment | None, Commitment | None, str]], changes: tuple[Change, ...]) -> tuple[CommitmentStatus, ...]:
    """One record a promise, in the order of the new version and then of the old one."""
    ordered = sorted(fates, key=lambda fate: (fate[1] is None, (fate[1] or fate[0]).start))  # type: ignore[union-attr]
    out = []
    for was, now, status in ordered:
        promise = now or was
        assert promise is not None
        out.append(
            CommitmentStatus(
                category=load().coarse("commitment", promise.category),
                status=status,  # type: ignore[arg-type]
                old=was.text if was else None,
                new=now.text if now else None,
                change=None if status in ("kept", "restated") else _teller(was, now, changes),
            )
        )
    return tuple(out)


def _teller(was: Commitment | None, now: Commitment | None, changes: tuple[Change, ...]) -> str | None:
    for change in changes:
        if not any(delta.slot == "commitment" for delta in change.deltas):
            continue
        if (was and any(q.start <= was.start < q.end for q in change.evidence.old)) or (now and any(q.start <= now.start < q.end for q in change.evidence.new)):
            return change.id
    return None
