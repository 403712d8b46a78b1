"""The purpose test: each new purpose judged on its own, by whom it is pursued, with the presumption used."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policydiff.law.models import PurposeTest, PurposeVerdict
from policydiff.law.reading import GAIN

if TYPE_CHECKING:
    from collections.abc import Iterable

    from policydiff.law.findings import Answers
    from policydiff.law.models import Facts, Finding
    from policydiff.law.rulebook import Rulebook
    from policydiff.law.triggers import View

_Key = tuple[str, str, str]  # purpose, recipient ("" for the controller alone), class of the presumption


@dataclass
class _Row:
    changes: list[str] = field(default_factory=list)
    presumption: str | None = None
    found: list[Finding] = field(default_factory=list)


def purpose_tests(answered: Iterable[Answers], facts: Facts, book: Rulebook) -> tuple[PurposeTest, ...]:
    """One test for each new purpose and recipient who pursues it or has data for it, in the order of the changes.

    What the regimes in `facts` ask for is taken of the views of that purpose alone: security shared with the group is not weighed with advertising.
    """
    rows: defaultdict[_Key, _Row] = defaultdict(_Row)
    for one in answered:
        for place, view in enumerate(one.views):
            if view.purpose is None or view.delta.slot not in ("purpose", "recipient") or view.delta.direction not in GAIN:
                continue
            name, presumption = book.evaluator.presumption(view) or ("", None)
            for recipient in _recipients(view):
                row = rows[view.purpose, recipient, name]
                row.presumption = presumption
                row.found += [finding for where, finding in one.found if where == place]
                row.changes += [one.change] if one.change not in row.changes else []
    return tuple(_test(key, row, facts, book) for key, row in rows.items())


def _recipients(view: View) -> tuple[str, ...]:
    return tuple(view.own("recipient", view.delta.context.recipients)) or ("",)


def _test(key: _Key, row: _Row, facts: Facts, book: Rulebook) -> PurposeTest:
    purpose, recipient, name = key
    return PurposeTest(
        purpose=purpose,
        recipient=recipient or None,
        kind=name or None,
        presumption=row.presumption,
        changes=tuple(row.changes),
        by_regime={regime: _verdict([one for one in row.found if one.regime == regime], book) for regime in facts.regimes},
    )


def _verdict(found: list[Finding], book: Rulebook) -> PurposeVerdict:
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
