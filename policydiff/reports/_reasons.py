"""Why a change asks for what it asks: the default rule, then the rules of the regimes, each told once, in words that name the facts it hangs on."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from policydiff.errors import PolicydiffError
from policydiff.reports._words import clean, count, shorten, spoken

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from policydiff.law import Rule
    from policydiff.law.models import Finding, JudgedChange, Report
    from policydiff.law.triggers import Trigger

LEVELS = ("consent", "notice", "none")

_FACTS = {
    "legal_basis": "the legal basis",
    "basis_before": "the earlier basis",
    "purposes": "the purpose",
    "notice_sent": "whether notice was sent",
}
# What a fact must be for a rule to fire, as a clause after "if".
_WANTED = {"legal_basis": "this rests on {}", "basis_before": "earlier data were given on {}"}
_TOLD = {("notice_sent", False): "nobody was told beforehand", ("notice_sent", True): "people were told beforehand"}
_VERIFIED = {"verified_secondary": "verified from a secondary source", "unverified": "citation not verified"}
_PHRASE_LIMIT, _RATIONALE_LIMIT = 80, 600
_DECISIVE_SHOWN, _GROUNDS_SHOWN, _CONDITIONAL_SHOWN, _NAMED, _SERVING = 2, 2, 3, 6, 4
_PHRASE = re.compile(r"(: )?“([^”]*)(”|\Z)")  # what is never closed runs to the end


class Line(NamedTuple):
    """A labelled line of a report: what it is about, what it says, and quoted policy text that belongs under it."""

    label: str
    text: str
    quote: str = ""


class Law(NamedTuple):
    """A rule as it answers to one change: the regimes in which it answers alike, and the purposes for which it does."""

    finding: Finding
    regimes: tuple[str, ...]
    purposes: tuple[str, ...]


class Laws(NamedTuple):
    """The rules of the regimes that answer to a change, strongest first: all of them and those that lead; then those that a fact would settle, likewise."""

    firm: tuple[Law, ...]
    leading: tuple[Law, ...]
    hanging: tuple[Law, ...]
    leading_hanging: tuple[Law, ...]


def asked(report: Report) -> bool:
    """Whether the reader named the regimes, so that each of them is told in full; else all that were in force were asked, and the strictest lead."""
    return "regimes" not in report.facts.assumed


def reasons(report: Report, numbered: Iterable[tuple[int, JudgedChange]]) -> dict[str, list[Line]]:
    """By id of the change: the rules that answer to it, for the changes with their numbers in the report.

    The default rule stands first. Of regimes that were asked for, each has its strongest rule told, and the others named; else the rules on which the default
    answer stands are told, and of the other regimes how much they ask for. A rule that a fact would settle is told where it would ask for more than what holds
    anyway. A rule is told in full at the first change to which it answers, and referred to at the others; a change that asks for nothing needs no rules.
    """
    told: dict[str, int] = {}
    full = asked(report)
    return {change.id: _reasons(change, number, told, full) for number, change in numbered if change.materiality != "none"}


def _reasons(change: JudgedChange, number: int, told: dict[str, int], full: bool) -> list[Line]:
    lines = [Line("rule", _default_rule(rule, cite=not change.findings)) for rule in decisive(change)[:_DECISIVE_SHOWN]]
    found = laws(change, full=full)
    lines += [Line("law", _law(law, change, number, told)) for law in found.leading]
    lines += [Line("if", _law(law, change, number, told)) for law in found.leading_hanging]
    more = _named(found.firm, found.leading) + _hanging(found.hanging, found.leading_hanging) if full else _others(found.firm, found.leading)
    return lines + ([Line("also", "; ".join(more))] if more else [])


def decisive(change: JudgedChange) -> list[str]:
    """The default rules that gave a change its weight, in the order of what it does."""
    return list(dict.fromkeys(delta.rule for delta in change.deltas if delta.materiality == change.materiality))


def laws(change: JudgedChange, *, full: bool) -> Laws:
    """The rules that answer to a change. Of regimes asked for (`full`) the strongest rule of each leads, else those on which the default answer stands.

    Of the rules that a fact would settle only those are here that would ask for more than what holds in their regime anyway.
    """
    firm = _merged(finding for finding in change.findings if not finding.conditional_on)
    hanging = _merged(_raising(change.findings))
    leading = _leading(firm) if full else _grounds(decisive(change), firm)
    return Laws(tuple(firm), tuple(leading), tuple(hanging), tuple(_leading(hanging)[:_CONDITIONAL_SHOWN]))


def strength(finding: Finding) -> tuple[int, int]:
    """How much a finding asks for: its level, and within that its obligation where the package knows it."""
    from policydiff.law import rulebook

    return -LEVELS.index(finding.severity), rulebook().strength.get(finding.obligation, 0)


def _raising(findings: Sequence[Finding]) -> list[Finding]:
    """The findings that hang on a fact and would ask for more than what holds in their regime whatever the fact."""
    firm: dict[str, tuple[int, int]] = {}
    for finding in findings:
        if not finding.conditional_on:
            firm[finding.regime] = max(firm.get(finding.regime, strength(finding)), strength(finding))
    return [one for one in findings if one.conditional_on and (one.regime not in firm or strength(one) > firm[one.regime])]


def _merged(findings: Iterable[Finding]) -> list[Law]:
    """The answers that ask for the same thing told once, with all their regimes and purposes, strongest first."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        key = (finding.rule, finding.obligation, finding.exceptions, finding.conditional_on, finding.citation)
        alike.setdefault(key, []).append(finding)
    differing = {name for name, obligations in _obligations(alike).items() if len(obligations) > 1}
    laws = [_law_of(found, for_each=found[0].rule in differing) for found in alike.values()]
    return sorted(laws, key=lambda law: strength(law.finding), reverse=True)


def _obligations(alike: Iterable[tuple[object, ...]]) -> dict[object, set[object]]:
    found: dict[object, set[object]] = {}
    for rule, obligation, *_ in alike:
        found.setdefault(rule, set()).add(obligation)
    return found


def _law_of(found: list[Finding], *, for_each: bool) -> Law:
    """A presumption is told only where it is that of all purposes; purposes only where the rule reads them, or answers differently to each (`for_each`)."""
    same = len({finding.presumed for finding in found}) == 1
    first = found[0] if same else found[0].model_copy(update={"presumed": None})
    rule = packaged(first.rule)
    reads = for_each or rule is None or rule.trigger is None or any(map(_reads_purpose, rule.trigger.parts()))
    purposes = dict.fromkeys(finding.purpose for finding in found if finding.purpose) if reads else ()
    return Law(first, tuple(dict.fromkeys(finding.regime for finding in found)), tuple(purposes))


def _reads_purpose(part: Trigger) -> bool:
    return bool(part.purpose or part.purpose_class or part.presumption or part.with_purposes)


def _leading(firm: Sequence[Law]) -> list[Law]:
    """The strongest rule of each regime."""
    covered: set[str] = set()
    found = []
    for law in firm:
        if not covered.issuperset(law.regimes):
            found.append(law)
            covered.update(law.regimes)
    return found


def _grounds(decisive: Iterable[str], firm: Sequence[Law]) -> list[Law]:
    """The rules on which the default answer stands, where they answer to this change; else the strictest."""
    grounds = {ground for rule in map(packaged, decisive) if rule is not None for ground in rule.stands_on}
    return ([law for law in firm if law.finding.rule in grounds] or list(firm))[:_GROUNDS_SHOWN]


def _named(laws: Sequence[Law], told: Sequence[Law]) -> list[str]:
    """Further rules by their ids, by what they ask for."""
    found: dict[str, list[str]] = {}
    for law in laws:
        if law not in told:
            found.setdefault(spoken(law.finding.obligation), []).append(_id(law))
    return [f"{obligation}: {', '.join(dict.fromkeys(ids))}" for obligation, ids in found.items()]


def _hanging(laws: Sequence[Law], told: Sequence[Law]) -> list[str]:
    """Further rules that hang on a fact, by their ids."""
    ids = dict.fromkeys(_id(law) for law in laws if law not in told)
    return [f"if a fact so decides: {', '.join(ids)}"] if ids else []


def _id(law: Law) -> str:
    return f"{clean(law.finding.rule)} ({', '.join(map(clean, law.regimes))})"


def _others(firm: Sequence[Law], leading: Sequence[Law]) -> list[str]:
    """The regimes of which no rule was told, by the most that each asks for."""
    told = {regime for law in leading for regime in law.regimes}
    found: dict[str, list[str]] = {}
    for law in firm:
        new = [regime for regime in law.regimes if regime not in told]
        told.update(new)
        found.setdefault(law.finding.obligation, []).extend(new)
    return [f"{spoken(obligation)} in {_listed(sorted(names))}" for obligation, names in found.items() if names]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(map(clean, names)) if len(names) <= _NAMED else count(len(names), "more regime")


def _law(law: Law, change: JudgedChange, number: int, told: dict[str, int]) -> str:
    """A rule of some regimes with what it asks for; with its rationale and source where it stands for the first time."""
    finding = law.finding
    first = told.get(finding.rule)
    told.setdefault(finding.rule, number)
    purposes = f" for {', '.join(map(spoken, law.purposes))}" if law.purposes else ""
    presumed = f" ({spoken(finding.presumed)})" if finding.presumed else ""
    lowered = f", lowered by {' and '.join(map(exception, finding.exceptions))}" if finding.exceptions else ""
    condition = f"{hangs_on(finding)}: " if finding.conditional_on else ""
    text = f"{condition}{_id(law)}: {spoken(finding.obligation)}{purposes}{presumed}{lowered}"
    if first is None:
        return text + _because(finding, change)
    return f"{text}; see above" if first == number else f"{text}; see {first}"


def hangs_on(finding: Finding) -> str:
    """What would have to be true for a conditional finding to hold, where the rule says which value a fact must have; else which facts decide."""
    rule = packaged(finding.rule)
    wanted = [_wanted(name, rule.trigger) for name in finding.conditional_on] if rule is not None and rule.trigger is not None else [None]
    clauses = [clause for clause in wanted if clause is not None]
    return " and ".join(clauses) if len(clauses) == len(wanted) else f"{facts_named(finding.conditional_on)} so decides"


def _wanted(name: str, trigger: Trigger) -> str | None:
    """The value of a fact for which a trigger fires, as a clause; None where it names none, or more than one thing."""
    if name == "purposes":
        serving = list(dict.fromkeys(purpose for part in _asking(trigger) for purpose in (*part.purpose, *part.purpose_class)))
        return f"it serves {_either(serving)}" if 0 < len(serving) <= _SERVING else None
    values = [value for part in trigger.parts() for fact, value in part.facts.items() if fact == name]
    if len(set(values)) != 1:
        return None
    (value,) = set(values)
    if isinstance(value, bool):
        return _TOLD.get((name, value))
    return _WANTED[name].format(_either(value)) if name in _WANTED else None


def _asking(trigger: Trigger) -> Iterator[Trigger]:
    """The parts of a trigger that must or may hold, without those that must not."""
    yield trigger
    for part in (*trigger.all, *trigger.any):
        yield from _asking(part)


def _either(names: Sequence[str]) -> str:
    *first, last = map(spoken, names)
    return f"{', '.join(first)} or {last}" if first else last


def facts_named(names: Iterable[str]) -> str:
    """Facts that would settle something, as words."""
    *first, last = [_FACTS.get(name, spoken(name)) for name in names] or ["facts"]
    return f"{', '.join(first)} and {last}" if first else last


def _default_rule(rule_id: str, *, cite: bool) -> str:
    """The default rule in its own words with the legal rules it stands on, and where the first of them is written if `cite`.

    Its bare id where the report comes from rules that are not at hand.
    """
    rule = packaged(rule_id)
    if rule is None:
        return clean(rule_id)
    ground = packaged(rule.stands_on[0]) if cite and rule.stands_on else None
    stands = f"; stands on {', '.join(rule.stands_on)}" if rule.stands_on else ""
    return f"{rule.id}: {clean(rule.title).rstrip('.')}{stands}" + (f" [{clean(ground.citation)}]" if ground else "")


def exception(name: str) -> str:
    """An exception with its title, and a mark where its citation was not verified; its bare id where it is not the package's."""
    from policydiff.law import rulebook

    found = rulebook().exceptions.get(name)
    if found is None:
        return clean(name)
    note = _VERIFIED.get(found.verification)
    return f"{found.id} ({clean(found.title).lower()}{f'; {note}' if note else ''})"


def packaged(rule_id: str) -> Rule | None:
    """The rule of this id, or None: a report can be shown without the rules that made it."""
    from policydiff.law import explain

    try:
        return explain(rule_id)
    except PolicydiffError:
        return None


def _because(finding: Finding, change: JudgedChange) -> str:
    """The rule's rationale with its source, after a full stop."""
    note = _VERIFIED.get(finding.verified)
    source = "; ".join(part for part in (clean(finding.citation), note) if part)
    because = shorten(rationale(finding, change), (), _RATIONALE_LIMIT)
    return ". " + " ".join(part for part in (because, f"[{source}]" if source else "") if part)


def rationale(finding: Finding, change: JudgedChange) -> str:
    """Why the rule answers to the change; words of the policy that the change is already headed by are not said again, long ones are cut."""
    headed = clean(change.summary)
    return _PHRASE.sub(lambda match: _phrase(match, headed), clean(finding.rationale))


def _phrase(match: re.Match[str], headed: str) -> str:
    colon, words, end = match[1] or "", match[2], match[3]
    if not end:
        return match[0]
    return "" if colon and words in headed else f"{colon}“{shorten(words, (), _PHRASE_LIMIT)}”"
