"""What every report for people says, in which order and in which words; each format only lays it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from policydiff.errors import PolicydiffError
from policydiff.reports._words import choice_line, clean, count, covered, focus_of, place, set_aside, shorten, spoken

if TYPE_CHECKING:
    from policydiff.changes.models import CommitmentStatus, Quote
    from policydiff.extraction.models import Choice
    from policydiff.law import Rule
    from policydiff.law.models import ChoiceTest, Finding, JudgedChange, PurposeTest, RegimeVerdict, Report, Resemblance, Test, VersionInfo

LEVELS = ("consent", "notice", "none")
RESULTS = {"yes": "passes", "no": "fails", "unknown": "unclear"}  # of a test of valid consent
LIMITS = "This report says what the texts permit, never what a company does. It is no legal advice."
CASES = "Decided cases of a like structure"
LIKENESS = "Alike in what changed, for whom and for what; how a case like this would be decided depends on more than that."

_HEADLINES = {
    "consent": ("CONSENT NEEDED", "people who already gave data would have to agree anew"),
    "notice": ("NOTICE NEEDED", "people should be told; they need not agree"),
    "none": ("NOTHING MATERIAL", "no change asks for notice or consent"),
    "not_understood": ("NOT UNDERSTOOD", "too little of the texts could be read as a policy to say anything about them"),
}
_TITLES = {"consent": "Needs fresh consent", "notice": "Needs notice", "none": "Needs nothing"}
TALLY = {"consent": "fresh consent", "notice": "notice", "none": "nothing"}
_PROMISES = (  # in the order in which a reader should see them
    ("contradicted", "contradicted", True),
    ("withdrawn", "withdrawn", True),
    ("weakened", "weakened", True),
    ("restated", "kept in other words", False),
    ("kept", "kept", False),
    ("added", "added", False),
)
GAPS = {"missing": "does not mention this", "understated": "understates this", "contradicted": "says the opposite"}
_ORIGINS = {"facts": "as asked", "new version": "the date of the new version", "catalogue": "the date of the rules: the new version states none"}
_FACTS = {
    "legal_basis": "the legal basis",
    "basis_before": "the earlier basis",
    "purposes": "the purpose",
    "notice_sent": "whether notice was sent",
}
VERIFIED = {"verified_secondary": "verified from a secondary source", "unverified": "citation not verified"}
_QUOTE_LIMIT, _RATIONALE_LIMIT, _PROMISE_LIMIT, _EVIDENCE_LIMIT = 360, 260, 200, 120
_PURPOSES_SHOWN = 20
_DECISIVE_SHOWN, _CONDITIONAL_SHOWN, _DELTAS_SHOWN = 2, 2, 6
_FINDINGS_SHOWN = {"consent": 4, "notice": 2}


class Line(NamedTuple):
    """A labelled line of a report: what it is about, what it says, and quoted policy text that belongs under it."""

    label: str
    text: str
    quote: str = ""


class Group(NamedTuple):
    """The changes of one weight, each with its number in the report."""

    level: str
    title: str
    changes: tuple[tuple[int, JudgedChange], ...]


def headline(report: Report) -> tuple[str, str]:
    """The verdict as a few capital words, and the sentence that says what they mean."""
    words, meaning = _HEADLINES[report.verdict.obligation]
    reason = report.coverage.reason if report.verdict.obligation == "not_understood" else None
    return words, f"{clean(reason or meaning).rstrip('.')}."


def tally(report: Report) -> str:
    """How many changes ask for what, in one sentence; empty where the texts were not understood."""
    if report.verdict.obligation == "not_understood":
        return "No statement about changes can be made. Do not take this for a clean result."
    numbers = {level: sum(change.materiality == level for change in report.changes) for level in LEVELS}
    found = [(number, TALLY[level]) for level, number in numbers.items() if number]
    if not found:
        return "No change was found in what the two versions permit."
    (number, what), *rest = found
    first = f"{count(number, 'change')} {'asks' if number == 1 else 'ask'} for {what}"
    return ", ".join([first, *(f"{number} for {what}" for number, what in rest)]) + "."


def versions(report: Report) -> list[Line]:
    """Which two texts were compared."""
    return [Line(side, _version(info)) for side, info in (("old", report.old), ("new", report.new))]


def _version(info: VersionInfo) -> str:
    parts = [clean(info.source or "given as text")]
    if info.title:
        parts.append(f'"{shorten(clean(info.title), (), 60)}"')
    parts.append(f"effective {info.effective_date}" if info.effective_date else "no date stated")
    return ", ".join(parts)


def regimes(report: Report) -> list[tuple[str, str, str]]:
    """Regime by regime: its name, the strongest obligation, and the rules that ask for it; then what today's law would say where that is another answer.

    A regime that came later and of which no rule fires is left out. None where nothing was understood.
    """
    if report.verdict.obligation == "not_understood":
        return []
    rows: list[tuple[str, str, str]] = [(name, verdict.obligation, _regime(verdict)) for name, verdict in sorted(report.verdict.by_regime.items())]
    for name, verdict in sorted(report.verdict.today.items()):
        before = report.verdict.by_regime.get(name)
        if before is None and not verdict.findings and not verdict.conditional:
            continue
        if before is None or (before.obligation, before.in_force) != (verdict.obligation, verdict.in_force):
            rows.append((f"{name} today", verdict.obligation, _regime(verdict)))
    return rows


def _regime(verdict: RegimeVerdict) -> str:
    if not verdict.in_force:
        return clean(verdict.note or "not in force on the date")
    parts = [_listed(verdict.findings)] if verdict.findings else []
    parts += [f"depending on {named_facts(verdict.conditional_on)}: {_listed(verdict.conditional)}"] if verdict.conditional else []
    parts += [clean(verdict.note)] if verdict.note else []
    return "; ".join(parts) or "no rule fires"


def _listed(rules: Iterable[str], limit: int = 4) -> str:
    names = list(dict.fromkeys(rules))
    return ", ".join(names[:limit]) + (f" and {len(names) - limit} more" if len(names) > limit else "")


def groups(report: Report) -> list[Group]:
    """The changes by weight, strongest first, numbered through; empty weights are left out. None where nothing was understood."""
    if report.verdict.obligation == "not_understood":
        return []
    ordered = [change for level in LEVELS for change in report.changes if change.materiality == level]
    numbered = list(enumerate(ordered, start=1))
    found = [Group(level, _TITLES[level], tuple(item for item in numbered if item[1].materiality == level)) for level in LEVELS]
    return [group for group in found if group.changes]


def summary(change: JudgedChange) -> str:
    """The change in one sentence."""
    return clean(change.summary)


def tag(change: JudgedChange) -> str:
    """Slot, category and direction of the change with its fingerprint, for people who look it up in the JSON or talk about it."""
    return f"{spoken(change.slot)} / {spoken(change.category)} / {change.direction}, id {change.id}"


def further(change: JudgedChange) -> list[str]:
    """What else the same edit does: the summaries of its other deltas, each with its weight."""
    weights = {clean(delta.summary): delta.materiality for delta in reversed(change.deltas)}
    found = [f"{text.rstrip('.')} ({weights[text]})" for text in dict.fromkeys(clean(delta.summary) for delta in change.deltas) if text != summary(change)]
    return found[:_DELTAS_SHOWN] + ([f"and {len(found) - _DELTAS_SHOWN} more"] if len(found) > _DELTAS_SHOWN else [])


def evidence(report: Report, change: JudgedChange) -> list[Line]:
    """Both versions of the change: where each quote stands, and the quote, cut around the words that matter. A silent side says so."""
    sides = (
        ("old", report.old, change.evidence.old, change.nearest_old, change.evidence.new),
        ("new", report.new, change.evidence.new, change.nearest_new, change.evidence.old),
    )
    lines: list[Line] = []
    for side, info, quotes, nearest, across in sides:
        counterpart = across[0].quote if across else None
        lines += [_quoted(side, info, quote, change, counterpart) for quote in quotes]
        if not quotes:
            lines.append(Line(side, "nothing like it; the nearest words are" if nearest else "nothing like it", _cut(nearest or "", change, counterpart)))
    return lines


def _quoted(side: str, info: VersionInfo, quote: Quote, change: JudgedChange, counterpart: str | None) -> Line:
    return Line(side, place(info.source, quote, side), _cut(quote.quote, change, counterpart))


def _cut(quote: str, change: JudgedChange, counterpart: str | None) -> str:
    text = clean(quote)
    return shorten(text, focus_of((delta.term for delta in change.deltas), text, counterpart), _QUOTE_LIMIT)


def reasons(report: Report) -> dict[str, list[Line]]:
    """By id of the change: the rules that answer to it.

    The default rule stands first, then some of the regimes', strongest first, then those that a fact would settle.
    A rule is told in full at the first change to which it answers, and referred to at the others; a change that asks for nothing needs no rules.
    """
    told: dict[str, int] = {}
    numbered = [(number, change) for group in groups(report) if group.level != "none" for number, change in group.changes]
    return {change.id: _reasons(change, number, told) for number, change in numbered}


def _reasons(change: JudgedChange, number: int, told: dict[str, int]) -> list[Line]:
    decisive = list(dict.fromkeys(delta.rule for delta in change.deltas if delta.materiality == change.materiality))
    lines = [Line("rule", _default_rule(rule, cite=not change.findings)) for rule in decisive[:_DECISIVE_SHOWN]]
    firm, open_ones = laws(change)
    shown = _FINDINGS_SHOWN[change.materiality]
    lines += [Line("law", _law(law, number, told)) for law in firm[:shown]]
    for law in open_ones[:_CONDITIONAL_SHOWN]:
        lines.append(Line("if", f"{named_facts(law.finding.conditional_on)} so decides: {_law(law, number, told)}"))
    left = max(0, len(firm) - shown) + max(0, len(open_ones) - _CONDITIONAL_SHOWN)
    return [*lines, Line("", f"and {count(left, 'more rule')}; the JSON report lists all")] if left else lines


def laws(change: JudgedChange) -> tuple[list[Law], list[Law]]:
    """The rules of the regimes that answer to a change, strongest first and one of each regime before its others; then those that a fact would settle."""
    merged = sorted(_merged(change.findings), key=lambda law: LEVELS.index(law.finding.severity))
    firm = _one_per_regime_first([law for law in merged if not law.finding.conditional_on])
    return firm, [law for law in merged if law.finding.conditional_on]


def _law(law: Law, number: int, told: dict[str, int]) -> str:
    """A rule of a regime with what it asks for; with its rationale and source where it stands for the first time."""
    finding = law.finding
    first = told.get(finding.rule)
    told.setdefault(finding.rule, number)
    purposes = f" for {', '.join(map(spoken, law.purposes))}" if law.purposes else ""
    presumed = f" ({clean(finding.presumed)})" if finding.presumed else ""
    lowered = f", lowered by {' and '.join(map(exception, finding.exceptions))}" if finding.exceptions else ""
    text = f"{clean(finding.rule)} ({clean(finding.regime)}): {spoken(finding.obligation)}{purposes}{presumed}{lowered}"
    if first is None:
        return text + _because(finding)
    return f"{text}; see above" if first == number else f"{text}; see {first}"


class Law(NamedTuple):
    """A rule of a regime as it answers to one change, with all the purposes for which it answers alike."""

    finding: Finding
    purposes: tuple[str, ...]


def _merged(findings: Iterable[Finding]) -> list[Law]:
    """The answers of one rule that ask for the same thing are told once, with all their purposes; a presumption only where it is that of all of them."""
    alike: dict[tuple[object, ...], list[Finding]] = {}
    for finding in findings:
        alike.setdefault((finding.rule, finding.regime, finding.obligation, finding.exceptions, finding.conditional_on), []).append(finding)
    return [_law_of(found) for found in alike.values()]


def _law_of(found: list[Finding]) -> Law:
    same = len({finding.presumed for finding in found}) == 1
    first = found[0] if same else found[0].model_copy(update={"presumed": None})
    return Law(first, tuple(dict.fromkeys(finding.purpose for finding in found if finding.purpose)))


def _one_per_regime_first(laws: list[Law]) -> list[Law]:
    first = list({law.finding.regime: law for law in reversed(laws)}.values())
    first.sort(key=laws.index)
    return first + [law for law in laws if law not in first]


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
    note = VERIFIED.get(found.verification)
    return f"{found.id} ({clean(found.title).lower()}{f'; {note}' if note else ''})"


def packaged(rule_id: str) -> Rule | None:
    """The rule of this id, or None: a report can be shown without the rules that made it."""
    from policydiff.law import explain

    try:
        return explain(rule_id)
    except PolicydiffError:
        return None


def _because(finding: Finding) -> str:
    """The rule's rationale with its source, after a full stop."""
    note = VERIFIED.get(finding.verified)
    source = "; ".join(part for part in (clean(finding.citation), note) if part)
    rationale = shorten(clean(finding.rationale), (), _RATIONALE_LIMIT)
    return ". " + " ".join(part for part in (rationale, f"[{source}]" if source else "") if part)


def choices(report: Report) -> dict[str, list[Line]]:
    """By id of the change: the choice that was offered for it and the tests of valid consent that it passes or fails.

    A choice that answers to several changes is told in full at the first of them, and named at the others.
    """
    numbers = {change.id: number for group in groups(report) for number, change in group.changes}
    told: dict[tuple[object, object], int] = {}
    lines: dict[str, list[Line]] = {}
    for choice in sorted(report.choices, key=lambda choice: numbers.get(choice.change, 0)):
        key = (choice.offered, choice.tests)
        number = numbers.get(choice.change, 0)
        if choice.offered is None:
            found = [Line("choice", "none offered")]
        elif key in told:
            found = [Line("choice", f"as under {told[key]}; valid as consent: {choice.valid}")]
        else:
            told[key] = number
            found = _choice(choice, choice.offered)
        lines.setdefault(choice.change, []).extend(found)
    return lines


def _choice(choice: ChoiceTest, offered: Choice) -> list[Line]:
    from policydiff.law.consent import scale

    head = Line("choice", choice_line(offered), shorten(clean(offered.text), (), _PROMISE_LIMIT))
    tests = [_test(test, offered) for test in choice.tests]
    return [head, Line("", f"{scale()[choice.level]} ({choice.level} of {len(scale()) - 1}); valid as consent: {choice.valid}"), *tests]


def _test(test: Test, offered: Choice) -> Line:
    """A test with its source, and with its evidence where that is more than the words of the choice."""
    evidence = test.evidence if test.evidence and test.evidence != offered.text else None
    because = f": {shorten(clean(evidence), (), _EVIDENCE_LIMIT)}" if evidence else ""
    return Line(RESULTS[test.result], f"{spoken(test.test)}{because} [{clean(test.source)}]")


def gaps(report: Report) -> dict[str, list[Line]]:
    """By id of the change: what the notice to users leaves out about it, understates or contradicts."""
    found: dict[str, list[Line]] = {}
    for gap in report.notice_gaps:
        found.setdefault(gap.change, []).append(Line("notice", f"the notice {GAPS[gap.status]}", shorten(clean(gap.notice or ""), (), _PROMISE_LIMIT)))
    return found


class PurposeLines(NamedTuple):
    """One new purpose: whose it is and what is presumed of it, then each obligation with the regimes and rules that ask for it."""

    title: str
    lines: tuple[Line, ...]


def purposes(report: Report) -> list[PurposeLines]:
    """Each new purpose judged on its own, in the order of the changes; regimes that ask for nothing are left out. None where nothing was understood.

    Purposes to which no rule answers, and those beyond what a page can hold, are counted at the end.
    """
    if report.verdict.obligation == "not_understood":
        return []
    numbers = {change.id: number for group in groups(report) for number, change in group.changes}
    answered = [test for test in report.purposes if any(verdict.rules or verdict.conditional for verdict in test.by_regime.values())]
    found = [PurposeLines(_purpose(test, numbers), tuple(_asked(test))) for test in answered[:_PURPOSES_SHOWN]]
    more, silent = len(answered) - len(found), len(report.purposes) - len(answered)
    if more:
        found.append(PurposeLines(f"and {count(more, 'more purpose')}; the JSON report lists all", ()))
    if silent:
        found.append(PurposeLines(f"and {count(silent, 'more purpose')} to which no rule of these regimes answers", ()))
    return found


def _purpose(test: PurposeTest, numbers: Mapping[str, int]) -> str:
    from policydiff.changes.summary import label

    whose = f"with {clean(label('recipient', test.recipient))}" if test.recipient else "by the controller alone"
    presumed = f"{spoken(test.kind)}, presumed {spoken(test.presumption)}" if test.kind and test.presumption else "nothing presumed"
    found = [str(numbers[change]) for change in test.changes if change in numbers]
    return f"{clean(label('purpose', test.purpose))}, {whose} ({presumed}; change {', '.join(found)})"


def _asked(test: PurposeTest) -> list[Line]:
    """The obligations, strongest level first, each with its regimes; then what facts would settle."""
    firm: dict[tuple[int, str], list[str]] = {}
    open_ones: dict[tuple[str, ...], list[str]] = {}
    for regime, verdict in sorted(test.by_regime.items()):
        if verdict.rules:
            lowered = f" by {_listed(verdict.exceptions)}" if verdict.exceptions else ""
            firm.setdefault((LEVELS.index(verdict.severity), verdict.obligation), []).append(f"{clean(regime)} ({_listed(verdict.rules)}{lowered})")
        if verdict.conditional:
            open_ones.setdefault(verdict.conditional_on, []).append(f"{clean(regime)} ({_listed(verdict.conditional)})")
    lines = [Line("asks", f"{spoken(obligation)}: {'; '.join(regimes)}") for (_, obligation), regimes in sorted(firm.items())]
    lines += [Line("if", f"{named_facts(facts)} so decides: {'; '.join(regimes)}") for facts, regimes in open_ones.items()]
    return lines


class CaseLines(NamedTuple):
    """A decided case that the comparison resembles: what it is, then what is the same, what differs, and what was decided there."""

    title: str
    lines: tuple[Line, ...]


def cases(report: Report) -> list[CaseLines]:
    """The decided cases that the comparison resembles by structure, nearest first."""
    numbers = {change.id: number for group in groups(report) for number, change in group.changes}
    return [CaseLines(f"{clean(one.precedent)}, {clean(one.authority)}, {one.date}: {clean(one.case)}", tuple(_case(one, numbers))) for one in report.resembles]


def _case(one: Resemblance, numbers: Mapping[str, int]) -> Iterator[Line]:
    found = ", ".join(str(numbers[change]) for change in one.changes if change in numbers)
    yield Line("same", f"{_parts(one.same)} (change {found})")
    differs = [f"nothing here is like {_parts(one.missing)}"] if one.missing else []
    differs += [f"there the data were also {', '.join(map(spoken, one.other_data))}"] if one.other_data else []
    differs += ["that case turned on conduct, not on a text"] if one.turned_on == "conduct" else []
    if differs:
        yield Line("differs", "; ".join(differs))
    yield Line("decided", f"{clean(one.outcome)}{' (known at second hand)' if one.verified != 'verified' else ''}")


def _parts(parts: Iterable[str]) -> str:
    return ", ".join(map(spoken, parts))


def named_facts(names: Iterable[str]) -> str:
    """Facts that would settle something, as words."""
    *first, last = [_FACTS.get(name, spoken(name)) for name in names] or ["facts"]
    return f"{', '.join(first)} and {last}" if first else last


def promises(report: Report) -> list[tuple[str, bool, tuple[CommitmentStatus, ...]]]:
    """The promises by what became of them, broken ones first: the words for it, whether it is bad news, and the promises. None where nothing was understood."""
    if report.verdict.obligation == "not_understood":
        return []
    found = [(title, bad, tuple(item for item in report.commitments if item.status == status)) for status, title, bad in _PROMISES]
    return [row for row in found if row[2]]


def promise_text(promise: CommitmentStatus) -> list[Line]:
    """A promise in the words of each version that has it; both where they differ."""
    sides = [("old", promise.old), ("new", promise.new)]
    if promise.status == "kept":
        sides = sides[:1] if promise.old else sides[1:]
    return [Line(side, "", shorten(clean(text), (), _PROMISE_LIMIT)) for side, text in sides if text]


def known_facts(report: Report) -> list[tuple[str, bool]]:
    """What the judgement rests on without standing in the texts, each as words, and whether it was assumed (else given)."""
    facts = report.facts
    bases = ", ".join(f"{spoken(purpose)} on {spoken(basis)}" for purpose, basis in sorted(facts.legal_basis.items()))
    served = ", ".join(f"{spoken(owner)} for {' and '.join(map(spoken, found))}" for owner, found in sorted(facts.purposes.items()))
    told = {
        "as_of": f"the law as of {facts.as_of} ({_ORIGINS[facts.as_of_source]})" if facts.as_of else "",
        "legal_basis": f"legal basis: {bases or 'unknown'}",
        "basis_before": f"earlier basis: {spoken(facts.basis_before or 'unknown')}",
        "purposes": f"purposes that no text names: {served or 'unknown'}",
        "data_held": "data were already held under the old version" if facts.data_held else "no data were held under the old version",
        "children": "people include children" if facts.children else "people are adults",
        "gatekeeper": "a gatekeeper" if facts.gatekeeper else "no gatekeeper",
        "dominant": "dominant in its market" if facts.dominant else "not dominant in its market",
        "notice_sent": {None: "unknown whether notice was sent", True: "notice was sent", False: "no notice was sent"}[facts.notice_sent],
    }
    return [(text, name in facts.assumed) for name, text in told.items() if text]


def assumptions(report: Report) -> list[str]:
    """The same facts in one line for what was assumed and one for what was given."""
    known = known_facts(report)
    found = [(kind, [text for text, guessed in known if guessed is assumed]) for kind, assumed in (("given", False), ("assumed", True))]
    return [f"{kind}: {'; '.join(texts)}" for kind, texts in found if texts]


def coverage(report: Report) -> list[str]:
    """How much of each version was understood."""
    sides = (("old", report.coverage.old), ("new", report.coverage))
    return ["; ".join([f"{side}: {covered(found)}", *map(set_aside, found.skipped)]) for side, found in sides]
