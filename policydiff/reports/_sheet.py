"""What an HTML page shows of a report, ready to be laid out: the words of `_content`, quotes in marked segments, rules with their sources."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple

from policydiff.reports import _content as content
from policydiff.reports import _reasons as why
from policydiff.reports._marks import Segment, alike, marked
from policydiff.reports._rule import VERIFIED, precedent, rule_sections
from policydiff.reports._words import choice_line, clean, spoken, spot

if TYPE_CHECKING:
    from policydiff.changes.models import CommitmentStatus, Quote
    from policydiff.law import Rule
    from policydiff.law.models import ChoiceTest, JudgedChange, Report

SIDES = {"old": "Old version", "new": "New version"}
_BRIEF = frozenset({"What it does", "Source"})  # of the documentation of a rule: what goes on paper
_PAIRED = 0.3  # share of words from which on two quotes stand side by side


class Passage(NamedTuple):
    """A quote with its place in the file of its version."""

    place: str
    segments: tuple[Segment, ...]


class Side(NamedTuple):
    """What one version says about a change, or says that is nearest to it; `note` tells which where it is silent."""

    label: str
    note: str
    passages: tuple[Passage, ...]


class LawSheet(NamedTuple):
    """A rule of a regime as it answers to one change."""

    rule: str
    title: str
    regimes: tuple[str, ...]
    obligation: str
    level: str
    purposes: str
    presumed: str
    lowered: str
    condition: str  # what would have to be true for it to apply; empty where it applies
    does: str
    rationale: str
    citation: str
    verified: str
    precedents: tuple[str, ...]
    told: bool  # whether an earlier change of the report tells it too: paper tells it once


class LawSheets(NamedTuple):
    """The rules that lead, and the others, to unfold."""

    leading: tuple[LawSheet, ...]
    others: tuple[LawSheet, ...]


class ChoiceSheet(NamedTuple):
    """The choice that was offered for a change: in words, with its place on the scale, and how it does in each test of valid consent."""

    line: str
    quote: str
    level: str
    valid: str
    told: int  # the number of the change under which the same choice is told in full, 0 where that is this one
    tests: tuple[tuple[str, str, str, str], ...]  # result, test, evidence, source


class ChangeSheet(NamedTuple):
    """One change: everything that a reader may unfold."""

    number: int
    change: JudgedChange
    summary: str
    slots: tuple[str, ...]
    regimes: tuple[str, ...]
    deltas: tuple[tuple[str, str], ...]  # weight and summary of what else the edit does
    rows: tuple[tuple[Side, Side], ...]
    decisive: tuple[tuple[str, str, tuple[str, ...]], ...]  # rule, title, the legal rules it stands on
    firm: LawSheets
    conditional: LawSheets
    choices: tuple[ChoiceSheet, ...]
    gaps: tuple[tuple[str, str], ...]


class GroupSheet(NamedTuple):
    """The changes of one weight."""

    level: str
    title: str
    changes: tuple[ChangeSheet, ...]


class Facet(NamedTuple):
    """One way to filter changes: its name, and its values, each with its words and the number of changes that have it."""

    name: str
    title: str
    values: tuple[tuple[str, str, int], ...]


class RegimeRow(NamedTuple):
    """What one regime asks for."""

    regime: str
    name: str
    level: str
    rules: tuple[str, ...]
    raised: str  # what facts could raise the level to; empty where none could
    facts: str
    conditional: tuple[str, ...]
    note: str


class PromiseSheet(NamedTuple):
    """A promise with its words in each version that has it."""

    category: str
    change: str | None
    old: tuple[Segment, ...]
    new: tuple[Segment, ...]


class ReportSheet(NamedTuple):
    """All sections of one report. `prefix` begins every id of an element, so that several reports can stand on one page."""

    prefix: str
    report: Report
    headline: str
    meaning: str
    tally: str
    counts: tuple[tuple[str, str, int], ...]  # weight, words, number
    reasons: tuple[tuple[str, tuple[ChangeSheet, ...]], ...]  # why, and the changes of the strongest weight for which that is so
    digest: tuple[tuple[str, tuple[str, ...]], ...]  # what is asked for, and by which regimes; empty where the reader named the regimes
    regimes: tuple[RegimeRow, ...]
    quiet: tuple[str, ...]
    today: tuple[RegimeRow, ...]
    groups: tuple[GroupSheet, ...]
    facets: tuple[Facet, ...]
    ids: tuple[str, ...]  # of the changes, by their numbers
    clarified: tuple[tuple[str, tuple[tuple[Side, Side], ...]], ...]
    purposes: tuple[tuple[str, tuple[content.PurposeRow, ...]], ...]  # by whose they are
    purposes_left: tuple[str, ...]
    cases: tuple[content.Entry, ...]
    promises: tuple[tuple[str, bool, tuple[PromiseSheet, ...]], ...]
    facts: tuple[tuple[str, tuple[str, ...]], ...]  # given and assumed


class RuleSection(NamedTuple):
    """A section of the documentation of a rule; `brief` ones are printed on paper too."""

    name: str
    text: str
    brief: bool


class RuleSheet(NamedTuple):
    """A rule that a page refers to, as its documentation."""

    id: str
    title: str
    regime: str
    sections: tuple[RuleSection, ...]


def sheet(report: Report, prefix: str = "") -> ReportSheet:
    """A report as an HTML page shows it."""
    words, meaning = content.headline(report)
    gaps = _gaps(report)
    numbered = {change.id: number for group in content.groups(report) for number, change in group.changes}
    choices = _choices(report, numbered)
    told: set[str] = set()
    full = why.asked(report)
    groups = tuple(
        GroupSheet(group.level, group.title, tuple(_change(number, change, choices, gaps, told, full) for number, change in group.changes))
        for group in content.groups(report)
    )
    changes = [change for group in groups for change in group.changes]
    understood = report.verdict.obligation != "not_understood"
    regimes = _regimes(content.answers(report))
    purposes = content.purposes(report)
    return ReportSheet(
        prefix=prefix,
        report=report,
        headline=words.capitalize(),
        meaning=meaning,
        tally=content.tally(report),
        counts=tuple((group.level, group.title, len(group.changes)) for group in groups),
        reasons=_reasons(groups[0]) if groups and groups[0].level != "none" else (),
        digest=() if full else tuple(content.regime_digest(report)),
        regimes=tuple(row for row in regimes if row.rules or row.conditional or row.note),
        quiet=tuple(f"{row.name} ({row.regime})" for row in regimes if not (row.rules or row.conditional or row.note)),
        today=tuple(_regimes(content.answers_today(report))),
        groups=groups,
        facets=_facets(changes),
        ids=tuple(change.change.id for change in changes),
        clarified=tuple((content.summary(change), _rows(change)) for change in report.clarified) if understood else (),
        purposes=_by_owner(purposes.rows),
        purposes_left=purposes.left,
        cases=tuple(content.cases(report)) if understood else (),
        promises=tuple((title, bad, tuple(_promise(one, numbered) for one in found)) for title, bad, found in content.promises(report)),
        facts=tuple((kind, tuple(texts)) for kind, texts in content.assumed_and_given(report)),
    )


def rule_sheets(sheets: Iterable[ReportSheet]) -> list[RuleSheet]:
    """The rules that reports refer to, sorted, each as its documentation; those that are not at hand (of a folder of one's own) are left out."""
    named: set[str] = set()
    for one in sheets:
        named.update(rule for row in (*one.regimes, *one.today) for rule in (*row.rules, *row.conditional))
        for change in (change for group in one.groups for change in group.changes):
            named.update(rule for rule, _, _ in change.decisive)
            named.update(rule for _, _, grounds in change.decisive for rule in grounds)
            named.update(law.rule for found in (change.firm, change.conditional) for law in (*found.leading, *found.others))
    found = [(rule, why.packaged(rule)) for rule in sorted(named)]
    return [RuleSheet(name, clean(rule.title), rule.regime, tuple(_sections(rule))) for name, rule in found if rule is not None]


def _sections(rule: Rule) -> Iterator[RuleSection]:
    return (RuleSection(name, text, name in _BRIEF) for name, text in rule_sections(rule))


def _change(
    number: int,
    change: JudgedChange,
    choices: dict[str, tuple[ChoiceSheet, ...]],
    gaps: dict[str, tuple[tuple[str, str], ...]],
    told: set[str],
    full: bool,
) -> ChangeSheet:
    laws = why.laws(change, full=full)
    weights = {clean(delta.summary): delta.materiality for delta in reversed(change.deltas)}
    return ChangeSheet(
        number=number,
        change=change,
        summary=content.summary(change),
        slots=tuple(dict.fromkeys(delta.slot for delta in change.deltas)),
        regimes=tuple(dict.fromkeys(finding.regime for finding in change.findings)),
        deltas=tuple(
            (weight, summary) for summary, weight in sorted(weights.items(), key=lambda item: why.LEVELS.index(item[1])) if summary != content.summary(change)
        ),
        rows=_rows(change),
        decisive=tuple(_decisive(rule) for rule in why.decisive(change)),
        firm=_laws(laws.firm, laws.leading, change, told),
        conditional=_laws(laws.hanging, laws.leading_hanging, change, told),
        choices=choices.get(change.id, ()),
        gaps=gaps.get(change.id, ()),
    )


def _reasons(group: GroupSheet) -> tuple[tuple[str, tuple[ChangeSheet, ...]], ...]:
    """Why changes have the weight that they have: each under the first rule that decided it, the reason of most changes first."""
    found: dict[str, list[ChangeSheet]] = {}
    for change in group.changes:
        rule, title, _ = change.decisive[0]
        found.setdefault(title or rule, []).append(change)
    return tuple((title, tuple(changes)) for title, changes in sorted(found.items(), key=lambda item: -len(item[1])))


def _by_owner(rows: Iterable[content.PurposeRow]) -> tuple[tuple[str, tuple[content.PurposeRow, ...]], ...]:
    found: dict[str, list[content.PurposeRow]] = {}
    for row in rows:
        found.setdefault(row.whose, []).append(row)
    return tuple((whose, tuple(own)) for whose, own in found.items())


def _rows(change: JudgedChange) -> tuple[tuple[Side, Side], ...]:
    """Both versions in rows: passages that answer to each other side by side, most alike first to find each other; then what is left of either side."""
    focus = tuple(delta.phrase for delta in change.deltas if delta.phrase)
    old, new = content.leading(change.evidence.old, change), content.leading(change.evidence.new, change)
    pairs = _pairs(old, new)
    left, right = {a for a, _ in pairs}, {b for _, b in pairs}
    rows: list[tuple[tuple[Quote, ...], tuple[Quote, ...]]] = [((old[a],), (new[b],)) for a, b in pairs]
    rest = tuple(q for a, q in enumerate(old) if a not in left), tuple(q for b, q in enumerate(new) if b not in right)
    if any(rest) or not rows:
        rows.append(rest)
    nearest = change.nearest_old if not old else None, change.nearest_new if not new else None
    silence = tuple("" if quotes else f"Nothing like it.{' The nearest words:' if near else ''}" for quotes, near in zip((old, new), nearest, strict=True))
    return tuple(
        (
            _side("old", mine, theirs, silence[0], nearest[0], focus),
            _side("new", theirs, mine, silence[1], nearest[1], focus),
        )
        for mine, theirs in rows
    )


def _pairs(old: Sequence[Quote], new: Sequence[Quote]) -> list[tuple[int, int]]:
    """Which quotes answer to each other: greedily, the most alike first; in the order of the new quotes."""
    scored = sorted((-alike(a.quote, b.quote), i, j) for i, a in enumerate(old) for j, b in enumerate(new))
    found: dict[int, int] = {}
    for score, i, j in scored:
        if -score >= _PAIRED and i not in found.values() and j not in found:
            found[j] = i
    return [(found[j], j) for j in sorted(found)]


def _side(side: str, own: Sequence[Quote], across: Sequence[Quote], silence: str, nearest: str | None, focus: Sequence[str]) -> Side:
    """One side of a row; `silence` says what it means that nothing stands there."""
    if not own:
        return Side(SIDES[side], silence, (Passage("", (Segment(nearest),)),) if nearest else ())
    other = across[0].quote if len(own) == len(across) == 1 else None
    kind: Literal["removed", "added"] = "removed" if side == "old" else "added"
    return Side(SIDES[side], "", tuple(Passage(spot(quote), tuple(marked(quote.quote, other, kind, focus))) for quote in own))


def _decisive(rule_id: str) -> tuple[str, str, tuple[str, ...]]:
    rule = why.packaged(rule_id)
    return (rule_id, clean(rule.title).rstrip("."), rule.stands_on) if rule else (rule_id, "", ())


def _laws(laws: Sequence[why.Law], leading: Sequence[why.Law], change: JudgedChange, told: set[str]) -> LawSheets:
    others = [law for law in laws if law not in leading]
    return LawSheets(tuple(_law(law, change, told) for law in leading), tuple(_law(law, change, told) for law in others))


def _law(law: why.Law, change: JudgedChange, told: set[str]) -> LawSheet:
    finding = law.finding
    again = finding.rule in told
    told.add(finding.rule)
    rule = why.packaged(finding.rule)
    return LawSheet(
        rule=finding.rule,
        title=clean(rule.title).rstrip(".") if rule else "",
        regimes=law.regimes,
        obligation=spoken(finding.obligation),
        level=finding.severity,
        purposes=", ".join(map(spoken, law.purposes)),
        presumed=spoken(finding.presumed) if finding.presumed else "",
        lowered=" and ".join(map(why.exception, finding.exceptions)),
        condition=why.hangs_on(finding) if finding.conditional_on else "",
        does=clean(rule.docs.does) if rule else "",
        rationale=why.rationale(finding, change),
        citation=clean(finding.citation),
        verified=VERIFIED.get(finding.verified, finding.verified),
        precedents=tuple(map(precedent, finding.precedents)),
        told=again,
    )


def _choices(report: Report, numbers: dict[str, int]) -> dict[str, tuple[ChoiceSheet, ...]]:
    """By id of the change; a choice that answers to several is told in full at the first of them."""
    found: dict[str, tuple[ChoiceSheet, ...]] = {}
    told: dict[tuple[object, object], int] = {}
    for choice in sorted(report.choices, key=lambda choice: numbers.get(choice.change, 0)):
        first = told.setdefault((choice.offered, choice.tests), numbers.get(choice.change, 0))
        found[choice.change] = (*found.get(choice.change, ()), _choice(choice, first if first != numbers.get(choice.change, 0) else 0))
    return found


def _choice(choice: ChoiceTest, told: int) -> ChoiceSheet:
    from policydiff.law.consent import scale

    offered = choice.offered
    if offered is None:
        return ChoiceSheet("none offered", "", "", choice.valid, told, ())
    tests = (
        (content.RESULTS[test.result], spoken(test.test), (test.evidence or "") if test.evidence != offered.text else "", test.source) for test in choice.tests
    )
    level = f"{scale()[choice.level]} ({choice.level} of {len(scale()) - 1})"
    return ChoiceSheet(choice_line(offered), offered.text, level, choice.valid, told, tuple(tests))


def _gaps(report: Report) -> dict[str, tuple[tuple[str, str], ...]]:
    found: dict[str, tuple[tuple[str, str], ...]] = {}
    for gap in report.notice_gaps:
        found[gap.change] = (*found.get(gap.change, ()), (f"The notice {content.GAPS[gap.status]}.", gap.notice or ""))
    return found


def _regimes(answers: Iterable[content.Answer]) -> list[RegimeRow]:
    """The regimes, those that ask for most first."""
    rows = [
        RegimeRow(
            regime=answer.regime,
            name=content.regime_name(answer.regime),
            level=answer.level,
            rules=answer.rules,
            raised=answer.raised,
            facts=why.facts_named(answer.facts) if answer.facts else "",
            conditional=answer.conditional,
            note=answer.note,
        )
        for answer in answers
    ]
    return sorted(rows, key=lambda row: (why.LEVELS.index(row.level), row.regime))


def _facets(changes: Sequence[ChangeSheet]) -> tuple[Facet, ...]:
    """The filters of the changes; one with a single value would change nothing and is left out."""
    levels: Counter[str] = Counter(change.change.materiality for change in changes)
    slots = Counter(slot for change in changes for slot in change.slots)
    regimes = Counter(regime for change in changes for regime in change.regimes)
    found = (
        Facet("level", "What it needs", tuple((level, content.TALLY[level], levels[level]) for level in why.LEVELS if levels[level])),
        Facet("slot", "What it is about", tuple((slot, spoken(slot), number) for slot, number in slots.most_common())),
        Facet("regime", "Which law answers", tuple((regime, regime, number) for regime, number in sorted(regimes.items()))),
    )
    return tuple(facet for facet in found if len(facet.values) > 1)


def _promise(promise: CommitmentStatus, numbers: dict[str, int]) -> PromiseSheet:
    compared = promise.status in ("weakened", "restated")
    old = tuple(marked(promise.old, promise.new if compared else None, "removed")) if promise.old else ()
    new = tuple(marked(promise.new, promise.old if compared else None, "added")) if promise.new and promise.status != "kept" else ()
    return PromiseSheet(spoken(promise.category), promise.change if promise.change in numbers else None, old, new)
