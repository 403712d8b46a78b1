"""The purpose test: each new purpose judged on its own, by whom it is pursued, with the presumption used."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policydiff.law.findings import finding_of
from policydiff.law.models import PurposeTest, PurposeVerdict
from policydiff.law.reading import GAIN, as_read
from policydiff.law.triggers import View, views

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from policydiff.changes.models import Change
    from policydiff.law.models import Facts, Finding
    from policydiff.law.reading import Texts
    from policydiff.law.rulebook import Rulebook

_Key = tuple[str, str, str]  # purpose, recipient ("" for the controller alone), class of the presumption


@dataclass
class _Row:
    changes: list[str] = field(default_factory=list)
    views: list[View] = field(default_factory=list)


def purpose_tests(changes: Sequence[Change], facts: Facts, book: Rulebook, texts: Texts | None = None) -> tuple[PurposeTest, ...]:
    """One test for each new purpose and recipient who pursues it or has data for it, in the order of the changes.

    What the regimes in `facts` ask for is taken of the views of that purpose alone: security shared with the group is not weighed with advertising.
    """
    rows: defaultdict[_Key, _Row] = defaultdict(_Row)
    for change in changes:
        for view in _gains(change, facts, book, texts):
            presumed = book.evaluator.presumption(view)
            for recipient in _recipients(view):
                row = rows[view.purpose or "", recipient, presumed[0] if presumed else ""]
                row.views.append(view)
                if change.id not in row.changes:
                    row.changes.append(change.id)
    return tuple(_test(key, row, facts, book) for key, row in rows.items())


def _gains(change: Change, facts: Facts, book: Rulebook, texts: Texts | None) -> Iterator[View]:
    """The views for a purpose of what a change newly permits."""
    for delta in as_read(change, book.reading, texts):
        if delta.direction in GAIN and delta.slot in ("purpose", "recipient"):
            yield from (view for view in views(delta, facts) if view.purpose is not None)


def _recipients(view: View) -> tuple[str, ...]:
    return tuple(view.own("recipient", view.delta.context.recipients)) or ("",)


def _test(key: _Key, row: _Row, facts: Facts, book: Rulebook) -> PurposeTest:
    purpose, recipient, name = key
    presumed = book.evaluator.presumption(row.views[0])
    return PurposeTest(
        purpose=purpose,
        recipient=recipient or None,
        kind=name or None,
        presumption=presumed[1] if presumed else None,
        changes=tuple(row.changes),
        by_regime={regime: _verdict(regime, row.views, facts, book) for regime in facts.regimes},
    )


def _verdict(regime: str, seen: Iterable[View], facts: Facts, book: Rulebook) -> PurposeVerdict:
    assert facts.as_of is not None  # settled
    rules = book.asking(regime, facts.as_of, held=facts.data_held)
    found = [one for view in seen for rule in rules if (one := finding_of(rule, regime, view, book)) is not None]
    firm = [one for one in found if not one.conditional_on]
    top = max((one.obligation for one in firm), key=lambda obligation: book.strength[obligation], default="none")
    leading = [one for one in firm if one.obligation == top]
    return PurposeVerdict(
        obligation=top,
        severity=book.level(top),
        rules=_ids(leading),
        exceptions=tuple(sorted({name for one in leading for name in one.exceptions})),
        conditional=_ids(one for one in found if one.conditional_on),
        conditional_on=tuple(sorted({fact for one in found for fact in one.conditional_on})),
    )


def _ids(found: Iterable[Finding]) -> tuple[str, ...]:
    return tuple(sorted({one.rule for one in found}))
