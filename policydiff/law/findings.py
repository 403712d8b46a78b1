"""What the rules of the regimes say to a change."""

from __future__ import annotations

from dataclasses import dataclass
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
    from policydiff.law.triggers import Answer, View


@dataclass(frozen=True)
class Answers:
    """What the rules of some regimes say to one change: the change seen for each of its purposes, and each finding with the place of the view it answers to."""

    change: str
    views: tuple[View, ...]
    found: tuple[tuple[int, Finding], ...]


def answers(change: Change, facts: Facts, book: Rulebook, texts: Texts | None = None) -> Answers:
    """What the rules of the regimes in `facts` say to a change, view by view.

    `texts` are both versions, for what only the whole of them tells; without them a change is judged by its own words.
    """
    return _asked(change.id, tuple(view for delta in as_read(change, book.reading, texts) for view in views(delta, facts)), facts, book)


def at_another_time(answered: Answers, facts: Facts, book: Rulebook) -> Answers:
    """What other rules say to the same change. `facts` differ from those of `answered` in their date and regimes alone, on which no view depends."""
    return _asked(answered.change, answered.views, facts, book)


def _asked(change: str, seen: tuple[View, ...], facts: Facts, book: Rulebook) -> Answers:
    assert facts.as_of is not None  # settled
    asked = [(regime, rule) for regime in facts.regimes for rule in book.asking(regime, facts.as_of, held=facts.data_held)]
    # A rule may hold in several regimes, and most rules say nothing to a change.
    fires = {
        rule.id: [place for place, view in enumerate(seen) if _answer(rule, view, book).truth != "no"] for rule in {rule.id: rule for _, rule in asked}.values()
    }
    found = ((place, finding_of(rule, regime, seen[place], book)) for regime, rule in asked for place in fires[rule.id])
    return Answers(change, seen, tuple((place, finding) for place, finding in found if finding is not None))


def findings(answered: Answers, book: Rulebook) -> tuple[Finding, ...]:
    """The findings on a change, strongest first; one for each rule, regime, purpose and obligation."""
    found: dict[tuple[str, str, str, str, bool], Finding] = {}
    for _, one in answered.found:
        found.setdefault((one.rule, one.regime, one.obligation, one.purpose or "", bool(one.conditional_on)), one)
    order = book.strength
    return tuple(sorted(found.values(), key=lambda one: (bool(one.conditional_on), -order[one.obligation], one.regime, one.rule, one.purpose or "")))


def finding_of(rule: Rule, regime: str, view: View, book: Rulebook) -> Finding | None:
    """What one rule of a regime says to a delta seen for one purpose; None where it does not fire."""
    answer = _answer(rule, view, book)
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
    presumed = book.evaluator.presumption(view) if _weighs(rule, applied, book) else None
    citation, verified = rule.source(regime)
    return Finding(
        rule=rule.id,
        regime=regime,
        obligation=obligation,
        severity=book.level(obligation),
        rationale=f"{rule.message.replace('{term}', _named(view.delta))} {rule.why}",
        citation=citation,
        verified=verified,
        precedents=rule.precedents,
        exceptions=tuple(applied),
        conditional_on=tuple(sorted(needs)),
        purpose=view.purpose,
        presumed=f"{presumed[0]}: presumed {presumed[1]}" if presumed else None,
    )


def _answer(rule: Rule, view: View, book: Rulebook) -> Answer:
    """Whether the trigger of a rule holds of a view, which remembers it: other regimes and another date ask for it again."""
    key = f"rule {rule.id}"
    if key not in view.memo:
        view.memo[key] = book.evaluator.evaluate(rule.trigger, view) if rule.trigger is not None else NO
    answer: Answer = view.memo[key]
    return answer


def _weighs(rule: Rule, applied: list[str], book: Rulebook) -> bool:
    """Whether the answer turned on what is presumed of the purpose: by the rule's own trigger, or by an exception that lowered it."""
    triggers = [rule.trigger, *(book.exceptions[name].trigger for name in applied)]
    return any(trigger is not None and any(part.presumption for part in trigger.parts()) for trigger in triggers)


def _named(delta: Delta) -> str:
    """What a delta is about, for a sentence: the policy's own words where there are any."""
    return f"“{delta.phrase}”" if delta.phrase else delta.term
