"""Judging a comparison: the default verdict, the regimes, and the report that carries both."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from policydiff.changes.models import SLOT_ORDER
from policydiff.extraction.permissions import permissions
from policydiff.law.consent import choice_tests
from policydiff.law.facts import Given, facts_from
from policydiff.law.findings import Answers, answers, at_another_time, findings
from policydiff.law.models import (
    Facts,
    JudgedChange,
    JudgedDelta,
    Level,
    Permits,
    RegimeVerdict,
    Report,
    ReportCoverage,
    SettledFacts,
    Verdict,
    VersionInfo,
)
from policydiff.law.notice import Told, notice_gaps
from policydiff.law.purposes import purpose_tests
from policydiff.law.reading import Texts, with_what_goes
from policydiff.law.records import Rule
from policydiff.law.resemblance import resemblances
from policydiff.law.rulebook import Rulebook, catalogue_date, rulebook, unknown_regime
from policydiff.law.triggers import View, views

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date
    from pathlib import Path

    from policydiff.changes.models import Change, Comparison, Delta
    from policydiff.extraction.models import Policy
    from policydiff.law.models import Finding

LEVELS: tuple[Level, ...] = get_args(Level)
CLARIFIES = "clarifies"


def judge(
    comparison: Comparison,
    old: Policy,
    new: Policy,
    *,
    notice: Policy | None = None,
    facts: Given | None = None,
    regimes: Sequence[str] | None = None,
    rules: Path | None = None,
    understood: str | None = None,
) -> Report:
    """A report on a comparison: every change with its materiality and findings, the default verdict, and the verdict of each regime.

    `notice` is the text that people were sent; it fills `choices` and `notice_gaps` and changes no verdict. `facts` holds what texts cannot tell, in any of the
    forms that `facts_from` takes.
    `regimes` limits `by_regime`; None stands for those of `facts`, else for all that apply on the date. `rules` is a folder of further rules. `understood`,
    if given, is the reason why too little of the texts was understood to judge them: the verdict is then `not_understood`.

    Raises UsageError for an unknown regime or fact or a missing folder, RuleError for a malformed rule file.
    """
    book = rulebook(rules)
    given = facts_from(facts)
    settled = settle(given, new, regimes, book)
    if understood is not None:
        return _not_understood(old, new, settled, understood)
    texts = Texts(old, new, book.reading, comparison.changes)
    answered = {change.id: answers(change, settled, book, texts) for change in comparison.changes}
    changes = tuple(sorted((_judged(change, answered[change.id], comparison, book) for change in comparison.changes), key=_weight))
    clarified = tuple(_by_default(change, comparison, book, clarified=True) for change in comparison.clarified)
    told = Told(notice) if notice is not None else None
    obligation: Level = strongest(change.materiality for change in changes)
    return Report(
        old=_version(old),
        new=_version(new),
        verdict=Verdict(
            obligation=obligation,
            by_regime=_by_regime(changes, settled, book),
            today=_today(answered.values(), settled, book, asked="regimes" not in settled.assumed),
        ),
        changes=changes,
        clarified=clarified,
        commitments=comparison.commitments,
        purposes=purpose_tests([answered[change.id] for change in changes], settled, book),
        choices=choice_tests(changes, old, new, told, settled),
        notice_gaps=notice_gaps(changes, told),
        resembles=resemblances([answered[change.id] for change in changes if change.materiality != "none"], book),
        coverage=ReportCoverage(**dict(new.coverage), old=old.coverage),
        facts=settled,
        permits=Permits(old=permissions(old), new=permissions(new)),
    )


def _not_understood(old: Policy, new: Policy, settled: Facts, reason: str) -> Report:
    """A report that judges nothing, so that nobody takes it for a clean one."""
    return Report(
        old=_version(old),
        new=_version(new),
        verdict=Verdict(obligation="not_understood"),
        changes=(),
        coverage=ReportCoverage(**dict(new.coverage), old=old.coverage, reason=reason),
        facts=settled,
    )


def settle(facts: Facts | None, new: Policy, regimes: Sequence[str] | None, book: Rulebook) -> SettledFacts:
    """The facts with date and regimes filled in, and the names of those that were assumed.

    The date is that of the facts, else the new version's effective date, else the catalogue's. Raises UsageError for an unknown regime.
    """
    given = facts or Facts()
    earlier = given.assumed if isinstance(given, SettledFacts) else ()  # of another report: what was assumed there was not given
    told = given.model_fields_set.intersection(Facts.model_fields).difference(earlier)
    day, source = (given.as_of if "as_of" in told else None), "facts"
    if day is None:
        day, source = (new.effective_date, "new version") if new.effective_date else (catalogue_date(), "catalogue")
    wanted = tuple(sorted(set(regimes if regimes is not None else given.regimes)))
    every = regimes is None and (not given.regimes or "regimes" in earlier)
    for name in wanted:
        if name not in book.regimes:
            raise unknown_regime(name, book)
    asked = tuple(name for name, regime in book.regimes.items() if regime.in_force(day)) if every else wanted
    assumed = tuple(sorted(name for name in Facts.model_fields if name not in told and name not in ("as_of", "regimes")))
    assumed = (*(("as_of",) if source != "facts" else ()), *assumed, *(("regimes",) if every else ()))
    fields = {name: getattr(given, name) for name in Facts.model_fields}
    return SettledFacts(**{**fields, "as_of": day, "as_of_source": source, "regimes": asked, "assumed": assumed})


def strongest(levels: Iterable[Level]) -> Level:
    """The strongest level, `none` where there is none."""
    return max(levels, key=LEVELS.index, default="none")


def materiality(delta: Delta, facts: Facts | None = None, *, book: Rulebook | None = None, clarified: bool = False) -> tuple[Level, str]:
    """The default answer for one delta: its level and the id of the rule that decided."""
    book = book or rulebook()
    seen = views(delta, facts or Facts(), traits=(CLARIFIES,) if clarified else ())
    answers = [(book.level(rule.obligation), rule.id) for rule in (_first(book, view) for view in seen)]
    return max(answers, key=lambda answer: LEVELS.index(answer[0]))


def _first(book: Rulebook, view: View) -> Rule:
    """The first default rule that fires; the rule set answers every slot, category and direction, so one does."""
    return next(rule for rule in book.defaults if rule.trigger is not None and book.evaluator.evaluate(rule.trigger, view).truth == "yes")


def _by_default(change: Change, comparison: Comparison, book: Rulebook, *, clarified: bool = False) -> JudgedChange:
    """A change under the default rule set, with its slot, category, direction and summary re-picked from its strongest delta."""
    deltas = tuple(_judged_delta(with_what_goes(delta, change, comparison.changes), book, clarified=clarified) for delta in change.deltas)
    own = (change.slot, change.category, change.direction)
    lead = max(deltas, key=lambda delta: (LEVELS.index(delta.materiality), (delta.slot, delta.category, delta.direction) == own))
    same = (lead.slot, lead.category, lead.direction) == own
    return JudgedChange(
        **{
            **dict(change),
            "deltas": deltas,
            "materiality": lead.materiality,
            "slot": lead.slot,
            "category": lead.category,
            "direction": lead.direction,
            "summary": change.summary if same else lead.summary,
            "action": change.action if same or lead.context.action not in _ACTIONS else lead.context.action,
        }
    )


_ACTIONS = ("collect", "use", "share", "sell", "retain", "other")


def _judged_delta(delta: Delta, book: Rulebook, *, clarified: bool) -> JudgedDelta:
    level, rule = materiality(delta, book=book, clarified=clarified)
    return JudgedDelta(**dict(delta), materiality=level, rule=rule)


def _judged(change: Change, answered: Answers, comparison: Comparison, book: Rulebook) -> JudgedChange:
    return _by_default(change, comparison, book).model_copy(update={"findings": findings(answered, book)})


def _by_regime(changes: Sequence[JudgedChange], facts: Facts, book: Rulebook) -> dict[str, RegimeVerdict]:
    return {regime: _regime(regime, (one for change in changes for one in change.findings), facts, book) for regime in facts.regimes}


def _regime(regime: str, found: Iterable[Finding], facts: Facts, book: Rulebook) -> RegimeVerdict:
    assert facts.as_of is not None  # settled
    own = [finding for finding in found if finding.regime == regime]
    firm = [finding for finding in own if not finding.conditional_on]
    open_ones = [finding for finding in own if finding.conditional_on]
    about = book.regimes[regime]
    in_force = about.in_force(facts.as_of)
    return RegimeVerdict(
        obligation=strongest(finding.severity for finding in firm),
        findings=tuple(sorted({finding.rule for finding in firm})),
        conditional=tuple(sorted({finding.rule for finding in open_ones})),
        conditional_on=tuple(sorted({fact for finding in open_ones for fact in finding.conditional_on})),
        conditional_obligation=strongest(finding.severity for finding in open_ones),
        in_force=in_force,
        note=_unruled(regime, facts.as_of, book) if in_force else _absence(regime, facts.as_of, book),
    )


def _unruled(regime: str, day: date, book: Rulebook) -> str | None:
    """That no rule of a regime applies yet on a day: an act may be in force before it reaches any processing. None where one does."""
    first = book.opens(regime)
    return f"no rule of {regime} applies before {first}" if first is not None and first > day else None


def _absence(regime: str, day: date, book: Rulebook) -> str:
    about = book.regimes[regime]
    dates = f"from {about.since}" + (f" to {about.until}" if about.until else "")
    kin = [name for name, other in book.regimes.items() if other.in_force(day) and (other.successor == regime or about.successor == name)]
    instead = f"; on {day} see {', '.join(kin)}" if kin else ""
    return f"{regime} applies {dates}{instead}"


def _today(answered: Iterable[Answers], facts: Facts, book: Rulebook, *, asked: bool) -> dict[str, RegimeVerdict]:
    """What the same changes would meet at the catalogue's date; empty where the report is dated then."""
    today = catalogue_date()
    if facts.as_of == today:
        return {}
    successors = {_latest(name, book) for name in facts.regimes} if asked else set(book.regimes)
    present = tuple(sorted(name for name in successors if book.regimes[name].in_force(today)))
    dated = facts.model_copy(update={"as_of": today, "regimes": present})
    found = [finding for one in answered for finding in findings(at_another_time(one, dated, book), book)]
    return {regime: _regime(regime, found, dated, book) for regime in present}


def _latest(regime: str, book: Rulebook) -> str:
    while (successor := book.regimes[regime].successor) is not None:
        regime = successor
    return regime


def _weight(change: JudgedChange) -> tuple[int, int, int, str]:
    """Sorts changes: strongest first, then by slot, then by their place in the new version, then by id."""
    places = [quote.start for quote in change.evidence.new or change.evidence.old]
    return (-LEVELS.index(change.materiality), SLOT_ORDER.index(change.slot), min(places, default=0), change.id)


def _version(policy: Policy) -> VersionInfo:
    document = policy.document
    return VersionInfo(source=document.source, sha256=document.sha256, title=document.title, effective_date=document.effective_date)
