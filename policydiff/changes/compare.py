"""The comparison of two policies."""

from __future__ import annotations

from policydiff.alignment import align
from policydiff.changes.choices import choices
from policydiff.changes.differences import differences
from policydiff.changes.evidence import Quoter
from policydiff.changes.grouping import Grouper
from policydiff.changes.models import Comparison
from policydiff.changes.promises import promises
from policydiff.changes.statements import statements
from policydiff.changes.status import statuses
from policydiff.extraction.models import Policy

PLAUSIBLE = 0.5  # from here on a difference is told as a change; below, as a clarification


def changes(old: Policy, new: Policy) -> Comparison:
    """What changed from `old` to `new`: changes, clarifications, and what became of every promise.

    A statement of one version that the whole other version does not entail is a difference; differences of one edit make one change. Nothing is judged here.
    """
    alignment = align(old.clauses, new.clauses, old.document.text, new.document.text)
    found = differences(statements(old), statements(new), alignment, old.document.text, new.document.text)
    broken, fates = promises(old, new, alignment)
    found += broken
    found += choices(old, new, alignment)
    grouper = Grouper(alignment, Quoter(old, alignment.old), Quoter(new, alignment.new))
    told = grouper.changes([one for one in found if one.plausible >= PLAUSIBLE])
    return Comparison(
        changes=told,
        clarified=grouper.changes([one for one in found if one.plausible < PLAUSIBLE]),
        commitments=statuses(fates, told),
    )
