"""What every report for people says, in which order and in which words; each format only lays it out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from policydiff.reports import _reasons as why
from policydiff.reports._marks import stands
from policydiff.reports._reasons import LEVELS, facts_named, strength
from policydiff.reports._reasons import Line as Line
from policydiff.reports._words import choice_line, clean, count, covered, focus_of, place, set_aside, shorten, spoken

if TYPE_CHECKING:
    from policydiff.changes.models import CommitmentStatus, Quote
    from policydiff.extraction.models import Choice
    from policydiff.law.models import ChoiceTest, JudgedChange, PurposeTest, RegimeVerdict, Report, Resemblance, Test, VersionInfo

RESULTS = {"yes": "passes", "no": "fails", "unknown": "unclear"}  # of a test of valid consent
LIMITS = "This report says what the texts permit, never what a company does. It is no legal advice."
CASES = "Decided cases of a like structure"
LIKENESS = "Alike in what changed, for whom and for what; how a case like this would be decided depends on more than that."

KEPT = "kept"  # promises that stand in the same words: counted, not quoted

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
    ("kept", KEPT, False),
    ("added", "added", False),
)
GAPS = {"missing": "does not mention this", "understated": "understates this", "contradicted": "says the opposite"}
_ORIGINS = {"facts": "as asked", "new version": "the date of the new version", "catalogue": "the date of the rules: the new version states none"}
_QUOTE_LIMIT, _PROMISE_LIMIT, _EVIDENCE_LIMIT = 360, 200, 120
_PURPOSES_SHOWN, _DELTAS_SHOWN, _REGIMES_SHOWN = 20, 6, 6


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
    return [(answer.regime, answer.level, _regime(answer)) for answer in answers(report)] + [
        (f"{answer.regime} today", answer.level, _regime(answer)) for answer in answers_today(report)
    ]


class Answer(NamedTuple):
    """What one regime asks for, by which rules, those that ask for most first; then to what facts could raise that, and by which rules.

    `raised`, `facts` and `conditional` are empty where none could; `note` says why a regime has no say, or what limits its answer.
    """

    regime: str
    level: str
    rules: tuple[str, ...]
    raised: str
    facts: tuple[str, ...]
    conditional: tuple[str, ...]
    note: str


def answers(report: Report) -> list[Answer]:
    """The answers of all regimes, sorted by name; none where nothing was understood."""
    if report.verdict.obligation == "not_understood":
        return []
    weights = _weights(report)
    return [_answer(name, verdict, weights) for name, verdict in sorted(report.verdict.by_regime.items())]


def answers_today(report: Report) -> list[Answer]:
    """The answers that today's law would give where that is another; none where nothing was understood."""
    return [] if report.verdict.obligation == "not_understood" else [_answer(name, verdict, {}) for name, verdict in _otherwise_today(report)]


def _answer(name: str, verdict: RegimeVerdict, weights: Mapping[tuple[str, str], tuple[int, int]]) -> Answer:
    if not verdict.in_force:
        return Answer(name, verdict.obligation, (), "", (), (), clean(verdict.note or "not in force on the date"))
    ordered = sorted(verdict.findings, key=lambda rule: weights.get((name, rule), (-len(LEVELS), 0)), reverse=True)
    rising = (verdict.conditional_obligation, verdict.conditional_on, verdict.conditional) if verdict.conditional and _could_rise(verdict) else ("", (), ())
    return Answer(name, verdict.obligation, _once(ordered), rising[0], rising[1], _once(rising[2]), clean(verdict.note or ""))


def _once(rules: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(rules))


def regime_digest(report: Report) -> list[tuple[str, tuple[str, ...]]]:
    """All regimes in a few rows, for a reader who asked for none: what is asked for, strongest first, and the regimes that ask for it.

    A regime whose answer a fact could raise stands under that answer too, in a row of its own that names the facts. None where nothing was understood.
    """
    if report.verdict.obligation == "not_understood":
        return []
    found: dict[tuple[str, tuple[str, ...]], list[str]] = {}
    for name, verdict in sorted(report.verdict.by_regime.items()):
        found.setdefault((verdict.obligation, ()), []).append(clean(name))
        if _could_rise(verdict):
            found.setdefault((verdict.conditional_obligation, verdict.conditional_on), []).append(clean(name))
    ordered = sorted(found, key=lambda row: (LEVELS.index(row[0]), bool(row[1]), row[1]))
    rows = [(_asks(level) + (f", depending on {facts_named(facts)}" if facts else ""), tuple(found[level, facts])) for level, facts in ordered]
    today: dict[str, list[str]] = {}
    for name, verdict in _otherwise_today(report):
        today.setdefault(verdict.obligation, []).append(clean(name))
    return rows + [(f"{_asks(level)} today", tuple(today[level])) for level in LEVELS if level in today]


def regime_name(regime: str) -> str:
    """The name of the law behind a regime; its id where it is not the package's."""
    from policydiff.law import rulebook

    found = rulebook().regimes.get(regime)
    return clean(found.name if found else regime)


def _asks(level: str) -> str:
    return "nothing" if level == "none" else level


def _could_rise(verdict: RegimeVerdict) -> bool:
    return LEVELS.index(verdict.conditional_obligation) < LEVELS.index(verdict.obligation)


def _otherwise_today(report: Report) -> Iterator[tuple[str, RegimeVerdict]]:
    """The regimes whose answer today is another than on the date of the report, with that answer."""
    for name, verdict in sorted(report.verdict.today.items()):
        before = report.verdict.by_regime.get(name)
        if before is None and not verdict.findings and not verdict.conditional:
            continue
        if before is None or (before.obligation, before.in_force) != (verdict.obligation, verdict.in_force):
            yield name, verdict


def _weights(report: Report) -> dict[tuple[str, str], tuple[int, int]]:
    """By regime and rule: the most that the rule asks for."""
    found: dict[tuple[str, str], tuple[int, int]] = {}
    for change in report.changes:
        for finding in change.findings:
            key = (finding.regime, finding.rule)
            found[key] = max(found.get(key, strength(finding)), strength(finding))
    return found


def _regime(answer: Answer) -> str:
    """The rules of a regime; of those that hang on facts, the ones that could raise the answer."""
    parts = [_listed(answer.rules)] if answer.rules else []
    if answer.conditional:
        parts.append(f"{_asks(answer.raised)} depending on {facts_named(answer.facts)}: {_listed(answer.conditional)}")
    parts += [answer.note] if answer.note else []
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
    others = [text for text in dict.fromkeys(clean(delta.summary) for delta in change.deltas) if text != summary(change)]
    found = [f"{text.rstrip('.')} ({_asks(weights[text])})" for text in others[:_DELTAS_SHOWN]]
    return found + ([f"and {len(others) - len(found)} more"] if len(others) > len(found) else [])


def evidence(report: Report, change: JudgedChange) -> list[Line]:
    """Both versions of the change: where each quote stands, and the quote, cut around the words that matter. A silent side says so."""
    sides = (
        ("old", report.old, change.evidence.old, change.nearest_old, change.evidence.new),
        ("new", report.new, change.evidence.new, change.nearest_new, change.evidence.old),
    )
    lines: list[Line] = []
    for side, info, quotes, nearest, across in sides:
        counterpart = across[0].quote if across else None
        lines += [_quoted(side, info, quote, change, counterpart) for quote in leading(quotes, change)]
        if not quotes:
            lines.append(Line(side, "nothing like it; the nearest words are" if nearest else "nothing like it", _cut(nearest or "", change, counterpart)))
    return lines


def leading(quotes: Sequence[Quote], change: JudgedChange) -> list[Quote]:
    """The quotes of one version with those first that hold words which give the change its weight."""
    phrases = [delta.phrase for delta in change.deltas if delta.phrase and delta.materiality == change.materiality]
    return sorted(quotes, key=lambda quote: not any(stands(phrase, quote.quote) for phrase in phrases))


def _quoted(side: str, info: VersionInfo, quote: Quote, change: JudgedChange, counterpart: str | None) -> Line:
    return Line(side, place(info.source, quote, side), _cut(quote.quote, change, counterpart))


def _cut(quote: str, change: JudgedChange, counterpart: str | None) -> str:
    text = clean(quote)
    return shorten(text, focus_of((delta.term for delta in change.deltas), text, counterpart), _QUOTE_LIMIT)


def reasons(report: Report) -> dict[str, list[Line]]:
    """By id of the change: the rules that answer to it, as the reader asked for the regimes; see `_reasons.reasons`."""
    return why.reasons(report, [item for group in groups(report) for item in group.changes])


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


class PurposeRow(NamedTuple):
    """One new purpose: what it is, whose, what is presumed of it, by which changes it came; then each obligation with the regimes and rules that ask for it."""

    purpose: str
    whose: str
    presumed: str
    changes: tuple[int, ...]
    lines: tuple[Line, ...]


class Purposes(NamedTuple):
    """New purposes, each judged on its own; then, in words, those that are not listed."""

    rows: tuple[PurposeRow, ...]
    left: tuple[str, ...]


def purposes(report: Report) -> Purposes:
    """Each new purpose judged on its own, in the order of the changes; regimes that ask for nothing are left out. None where nothing was understood.

    Purposes to which no rule answers, and those beyond what a page can hold, are counted.
    """
    if report.verdict.obligation == "not_understood":
        return Purposes((), ())
    numbers = {change.id: number for group in groups(report) for number, change in group.changes}
    answered = [test for test in report.purposes if any(verdict.rules or verdict.conditional for verdict in test.by_regime.values())]
    rows = tuple(_purpose(test, numbers) for test in answered[:_PURPOSES_SHOWN])
    more, silent = len(answered) - len(rows), len(report.purposes) - len(answered)
    left = [f"and {count(more, 'more purpose')}; the JSON report lists all"] if more else []
    left += [f"and {count(silent, 'more purpose')} to which no rule of these regimes answers"] if silent else []
    return Purposes(rows, tuple(left))


def _purpose(test: PurposeTest, numbers: Mapping[str, int]) -> PurposeRow:
    from policydiff.changes.summary import label

    return PurposeRow(
        purpose=clean(label("purpose", test.purpose)),
        whose=f"with {clean(label('recipient', test.recipient))}" if test.recipient else "by the controller alone",
        presumed=f"{spoken(test.kind)}, presumed {spoken(test.presumption)}" if test.kind and test.presumption else "nothing presumed",
        changes=tuple(numbers[change] for change in test.changes if change in numbers),
        lines=tuple(_asked(test)),
    )


class Entry(NamedTuple):
    """An entry of a list: its title, and labelled lines under it."""

    title: str
    lines: tuple[Line, ...]


def purpose_entries(report: Report) -> list[Entry]:
    """The purposes as a list, for forms that have no tables."""
    found = purposes(report)
    rows = [Entry(f"{row.purpose}, {row.whose} ({row.presumed}; {numbered(row.changes)})", row.lines) for row in found.rows]
    return rows + [Entry(words, ()) for words in found.left]


def numbered(changes: Sequence[int]) -> str:
    """Changes by their numbers in the report: `change 5`, `changes 3, 10`."""
    return f"change{'' if len(changes) == 1 else 's'} {', '.join(map(str, changes))}"


def _asked(test: PurposeTest) -> list[Line]:
    """The obligations, strongest level first, each with its regimes; then what facts would settle."""
    firm: dict[tuple[int, str], list[tuple[str, str]]] = {}
    open_ones: dict[tuple[str, ...], list[tuple[str, str]]] = {}
    for regime, verdict in sorted(test.by_regime.items()):
        if verdict.rules:
            lowered = f" by {_listed(verdict.exceptions)}" if verdict.exceptions else ""
            firm.setdefault((LEVELS.index(verdict.severity), verdict.obligation), []).append((clean(regime), f"{_listed(verdict.rules)}{lowered}"))
        if verdict.conditional and verdict.severity != LEVELS[0]:
            open_ones.setdefault(verdict.conditional_on, []).append((clean(regime), _listed(verdict.conditional)))
    lines = [Line("asks", f"{spoken(obligation)}: {_in_regimes(regimes)}") for (_, obligation), regimes in sorted(firm.items())]
    lines += [Line("if", f"{facts_named(facts)} so decides: {_in_regimes(regimes)}") for facts, regimes in open_ones.items()]
    return lines


def _in_regimes(found: Sequence[tuple[str, str]]) -> str:
    """Regimes with their rules; of more than a reader would ask for, the names alone."""
    if len(found) > _REGIMES_SHOWN:
        return ", ".join(regime for regime, _ in found)
    return "; ".join(f"{regime} ({rules})" for regime, rules in found)


def cases(report: Report) -> list[Entry]:
    """The decided cases that the comparison resembles by structure, nearest first: what they were about, then what is the same, what differs, what was decided.

    Decisions on the same change, which resemble it alike, stand together.
    """
    numbers = {change.id: number for group in groups(report) for number, change in group.changes}
    alike: dict[tuple[object, ...], list[Resemblance]] = {}
    for one in report.resembles:
        alike.setdefault((one.same, one.missing, one.other_data, one.changes), []).append(one)
    return [Entry(_cases(found), tuple(_case(found, numbers))) for found in alike.values()]


def _cases(found: Sequence[Resemblance]) -> str:
    first = found[0]
    if len(found) == 1:
        return f"{_decision(first)}: {clean(first.case)}"
    return f"{', '.join(clean(one.precedent) for one in found)}: {clean(first.case)}"


def _decision(one: Resemblance) -> str:
    return f"{clean(one.precedent)}, {clean(one.authority)}, {one.date}"


def _case(found: Sequence[Resemblance], numbers: Mapping[str, int]) -> Iterator[Line]:
    first = found[0]
    here = sorted(numbers[change] for change in first.changes if change in numbers)
    yield Line("same", f"{_parts(first.same)} ({numbered(here)})")
    differs = [f"nothing here is like {_parts(first.missing)}"] if first.missing else []
    differs += [f"there the data were also {', '.join(map(spoken, first.other_data))}"] if first.other_data else []
    if differs:
        yield Line("differs", "; ".join(differs))
    for one in found:
        yield Line(
            "decided",
            f"{'' if len(found) == 1 else _decision(one) + ': '}{clean(one.outcome)}{' (known at second hand)' if one.verified != 'verified' else ''}",
        )
        if one.unseen:
            on = "that case turned on conduct, not on a text" if one.turned_on == "conduct" else "it turned also on what no structure tells"
            yield Line("", f"{on}: {clean(one.unseen)}")


def _parts(parts: Iterable[str]) -> str:
    return ", ".join(map(spoken, parts))


def promises(report: Report) -> list[tuple[str, bool, tuple[CommitmentStatus, ...]]]:
    """The promises by what became of them, broken ones first: the words for it, whether it is bad news, and the promises. None where nothing was understood."""
    if report.verdict.obligation == "not_understood":
        return []
    found = [(title, bad, tuple(item for item in report.commitments if item.status == status)) for status, title, bad in _PROMISES]
    return [row for row in found if row[2]]


def promise_count(found: Iterable[CommitmentStatus]) -> str:
    """Promises that nobody needs to read again, counted by their category."""
    return ", ".join(f"{number} {spoken(category)}" for category, number in sorted(Counter(promise.category for promise in found).items()))


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
        "regimes": f"all {count(len(facts.regimes), 'regime')} in force then",
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
    return [(text, name in facts.assumed) for name, text in told.items() if text and (name in facts.assumed or name != "regimes")]


def assumptions(report: Report) -> list[str]:
    """The same facts in one line for what was given and one for what was assumed."""
    return [f"{kind}: {'; '.join(texts)}" for kind, texts in assumed_and_given(report)]


def assumed_and_given(report: Report) -> list[tuple[str, list[str]]]:
    """The same facts, those that were given before those that were assumed; a kind of which there are none is left out."""
    known = known_facts(report)
    found = [(kind, [text for text, guessed in known if guessed is assumed]) for kind, assumed in (("given", False), ("assumed", True))]
    return [(kind, texts) for kind, texts in found if texts]


def coverage(report: Report) -> list[str]:
    """How much of each version was understood."""
    sides = (("old", report.coverage.old), ("new", report.coverage))
    return ["; ".join([f"{side}: {covered(found)}", *map(set_aside, found.skipped)]) for side, found in sides]
