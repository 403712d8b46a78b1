"""What the rules of the regimes say to a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.law.models import Finding
from policydiff.law.reading import as_read
from policydiff.law.triggers import NO, views

if TYPE_CHECKING:
    from policydiff.changes.models import Change, Delta
    from policydiff.law.models import Facts
    from policydiff.law.reading import Texts
    from policydiff.law.records import Rule
    from policydiff.law.rulebook import Rulebook
    from policydiff.law.triggers import View


def findings(change: Change, facts: Facts, book: Rulebook, texts: Texts | None = None) -> tuple[Finding, ...]:
    """What the rules of the regimes in `facts` say to a change, strongest first; one finding for each rule, regime, purpose and obligation.

    `texts` are both versions, for what only the whole of them tells; without them a change is judged by its own words.
    """
    found: dict[tuple[str, str, str, str, bool], Finding] = {}
    assert facts.as_of is not None  # settled
    seen = [view for delta in as_read(change, book.reading, texts) for view in views(delta, facts)]
    for regime in facts.regimes:
        for rule in book.asking(regime, facts.as_of, held=facts.data_held):
            for view in seen:
                finding = finding_of(rule, regime, view, book)
                if finding is not None:
                    key = (finding.rule, regime, finding.obligation, finding.purpose or "", bool(finding.conditional_on))
                    found.setdefault(key, finding)
    order = book.strength
    return tuple(sorted(found.values(), key=lambda one: (bool(one.conditional_on), -order[one.obligation], one.regime, one.rule, one.purpose or "")))


def finding_of(rule: Rule, regime: str, view: View, book: Rulebook) -> Finding | None:
    """What one rule of a regime says to a delta seen for one purpose; None where it does not fire."""
    answer = book.evaluator.evaluate(rule.trigger, view) if rule.trigger is not None else NO
    if answer.truth == "no":
        return None
    obligation, needs, applied = rule.obligation, answer.needs, []
    for name, exception in book.exceptions.items():
        named = name in rule.exceptions or exception.general
        lowers = book.strength[exception.becomes] < book.strength[obligation]
        placed = not exception.regimes or regime in exception.regimes
        if named and lowers and placed and book.evaluator.evaluate(exception.trigger, view).truth == "yes":
            obligation = exception.becomes
            needs = frozenset() if exception.settles else needs
            applied.append(name)
    presumed = book.evaluator.presumption(view)
    return Finding(
        rule=rule.id,
        regime=regime,
        obligation=obligation,
        severity=book.level(obligation),
        rationale=f"{rule.message.replace('{term}', _named(view.delta))} {rule.why}",
        citation=rule.citation,
        verified=rule.verification,
        precedents=rule.precedents,
        exceptions=tuple(applied),
        conditional_on=tuple(sorted(needs)),
        purpose=view.purpose,
        presumed=f"{presumed[0]}: presumed {presumed[1]}" if presumed else None,
    )


def _named(delta: Delta) -> str:
    """What a delta is about, for a sentence: the policy's own words where there are any."""
    return f"“{delta.phrase}”" if delta.phrase else delta.term
