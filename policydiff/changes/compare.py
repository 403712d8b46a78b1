"""The comparison of two policies."""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.alignment import Alignment, align
from policydiff.changes import choices, promises
from policydiff.changes.differences import Difference, differences
from policydiff.changes.evidence import Quoter
from policydiff.changes.grouping import Grouper
from policydiff.changes.models import Comparison
from policydiff.changes.ordinals import one_period_an_edit, ordinals
from policydiff.changes.outsiders import outsiders
from policydiff.changes.promises import Fate
from policydiff.changes.scales import Scales
from policydiff.changes.statements import statements
from policydiff.changes.status import statuses
from policydiff.extraction.models import Policy


@dataclass(frozen=True, slots=True)
class Found:
    """What a comparison found before it is told: the alignment, the scales, every difference, the fate of every promise."""

    alignment: Alignment
    scales: Scales
    differences: list[Difference]
    fates: list[Fate]


def find(old: Policy, new: Policy) -> Found:
    """Every difference between two policies, plausible or not."""
    alignment = align(old.clauses, new.clauses, old.document.text, new.document.text, (outsiders(old), outsiders(new)))
    before, after = statements(old), statements(new)
    scales = Scales(
        (*before, *promises.stated(old), *choices.stated(old)),
        (*after, *promises.stated(new), *choices.stated(new)),
        alignment,
        old.document.text,
        new.document.text,
    )
    found = one_period_an_edit(differences(before, after, scales, old.document.text, new.document.text), alignment)
    broken, fates = promises.promises(old, new, alignment, scales)
    return Found(alignment, scales, [*found, *broken, *choices.choices(old, new, alignment, scales), *ordinals(old, new, scales)], fates)


def changes(old: Policy, new: Policy) -> Comparison:
    """What changed from `old` to `new`: changes, clarifications, and what became of every promise.

    A statement of one version that the whole other version does not entail is a difference; differences of one edit make one change. Nothing is judged here.
    """
    found = find(old, new)
    grouper = Grouper(found.alignment, Quoter(old, found.alignment.old), Quoter(new, found.alignment.new))
    told = grouper.changes([one for one in found.differences if one.plausible])
    return Comparison(
        changes=told,
        clarified=grouper.changes([one for one in found.differences if not one.plausible]),
        commitments=statuses(found.fates, told),
    )
