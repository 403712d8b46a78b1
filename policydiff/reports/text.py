"""The report for people at a terminal: plain words, readable without colour, wrapped to the width."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.reports import _archive as archive
from policydiff.reports import _content as content
from policydiff.reports._gate_text import lay_out as lay_out_check
from policydiff.reports._page import BOLD, DIM, Page, new_page
from policydiff.reports._policy_text import lay_out
from policydiff.reports._reasons import asked
from policydiff.reports._words import clean

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policydiff.extraction.models import Policy
    from policydiff.gates.models import Check
    from policydiff.law.models import JudgedChange, Report
    from policydiff.repositories.models import History
    from policydiff.repositories.summaries import Summary

NAME = "text"

_COLOURS = {"consent": "1;31", "not_understood": "1;35", "notice": "1;33", "none": "1;32", "fails": "31", "passes": "32", "unclear": "33"}
_MARGIN = 16  # columns for what a regime asks for


def report(report: Report, *, color: bool = False, width: int = 80, clarified: bool = False) -> str:
    """The report as plain text: the verdict, why, the changes by weight, promises, coverage, what was assumed."""
    page = new_page(color=color, width=width)
    _verdict(page, report)
    _changes(page, report)
    if clarified:
        _clarified(page, report)
    _blocks(page, "Purpose by purpose", content.purpose_entries(report))
    _blocks(page, content.CASES, content.cases(report))
    _promises(page, report)
    _small_print(page, report)
    return page.text()


def _verdict(page: Page, report: Report) -> None:
    words, meaning = content.headline(report)
    page.verdict(words, meaning, content.tally(report), _COLOURS[report.verdict.obligation])
    page.gap()
    for line in content.versions(report):
        page.label(line, indent=0)
    if asked(report):
        _regimes(page, content.regimes(report))
    elif digest := content.regime_digest(report):
        page.section("By regime")
        _digest(page, digest)


def _digest(page: Page, rows: Sequence[tuple[str, Sequence[str]]]) -> None:
    """What is asked for, in a margin as wide as its shorter names, with the regimes beside it; below it where the name is a long one."""
    margin = max((len(label) for label, _ in rows if len(label) <= _MARGIN), default=0)
    margin = max(margin + 2, 10)
    for label, names in rows:
        if len(label) > _MARGIN:
            page.add(f"{label}:")
        page.add(", ".join(names), indent=margin, first=label if len(label) <= _MARGIN else "")


def _regimes(page: Page, rows: Sequence[tuple[str, str, str]]) -> None:
    if rows:
        page.section("By regime")
        page.regimes([(name, "nothing" if level == "none" else level, rules) for name, level, rules in rows])


def _changes(page: Page, report: Report) -> None:
    reasons, choices, gaps = content.reasons(report), content.choices(report), content.gaps(report)
    for group in content.groups(report):
        page.section(f"{group.title} ({len(group.changes)})", _COLOURS[group.level])
        for number, change in group.changes:
            _change(page, report, number, change)
            for line in [*reasons.get(change.id, []), *choices.get(change.id, []), *gaps.get(change.id, [])]:
                page.label(line, indent=4, code=_COLOURS.get(line.label))
            page.gap()


def _change(page: Page, report: Report, number: int, change: JudgedChange) -> None:
    page.add(content.summary(change), indent=4, first=f"{number:2d}. ", code=BOLD)
    page.add(f"({content.tag(change)})", indent=4, code=DIM)
    for text in content.further(change):
        page.add(text, indent=6, first="    + ")
    for line in content.evidence(report, change):
        page.label(line, indent=4)


def _clarified(page: Page, report: Report) -> None:
    page.section(f"Said more clearly, not changed ({len(report.clarified)})")
    if not report.clarified:
        page.add("none")
    for change in report.clarified:
        page.add(content.summary(change), indent=4, first="  - ")
        for line in content.evidence(report, change):
            page.label(line, indent=4)


def _blocks(page: Page, section: str, found: Sequence[tuple[str, Sequence[content.Line]]]) -> None:
    if not found:
        return
    page.section(section)
    for title, lines in found:
        page.add(title, indent=4, first="  - ")
        for line in lines:
            page.label(line, indent=4)
    if section == content.CASES:
        page.add(content.LIKENESS, indent=4)


def _promises(page: Page, report: Report) -> None:
    rows = content.promises(report)
    if not rows:
        return
    page.section("Promises")
    for words, bad, found in rows:
        if words == content.KEPT:
            page.add(f"{words} ({len(found)}): {content.promise_count(found)}")
            continue
        page.add(f"{words} ({len(found)})", code=_COLOURS["fails"] if bad else None)
        for promise in found:
            category = f"{clean(promise.category).replace('_', ' ')}: "
            for number, line in enumerate(content.promise_text(promise)):
                both = "now: " if number else ""
                page.add(f'{category if number == 0 else both}"{line.quote}"', indent=4, first="  - " if number == 0 else "")


def _small_print(page: Page, report: Report) -> None:
    page.section("How this was read")
    for line in [*content.coverage(report), *content.assumptions(report)]:
        page.add(line, indent=2)
    page.add(content.LIMITS, indent=2)


def policy(policy: Policy, *, color: bool = False, width: int = 80) -> str:
    """One policy as plain text: who gets data and what for at a glance, then section by section, each statement with its line; coverage at the end."""
    page = new_page(color=color, width=width)
    lay_out(page, policy)
    return page.text()


def check(check: Check, *, color: bool = False, width: int = 80) -> str:
    """A check of policies as plain text: what it comes to, then each change with its evidence and who accepted it."""
    page = Page(color=color, width=width)
    lay_out_check(page, check)
    return page.text()


def history(history: History, *, color: bool = False, width: int = 80) -> str:
    """The history of a policy as plain text: its real versions with their material changes, and what was set aside; the drift from an accepted version."""
    page = new_page(color=color, width=width)
    page.add(archive.title(history), code=BOLD)
    page.add(archive.overview(history))
    page.gap()
    for event in archive.events(history):
        _event(page, event)
    if history.baseline is not None:
        page.section(archive.accepted(history))
        for event in archive.drift(history):
            _event(page, event)
    page.gap()
    page.add(archive.LIMITS)
    return page.text()


def _event(page: Page, event: archive.Event) -> None:
    page.add(f"{event.name}  {event.words}", indent=12, first=event.day, code=_COLOURS.get(event.level) or (DIM if event.level == "aside" else None))
    for level, summary in event.changes:
        page.add(summary, indent=21, first=f"            {level}")


def scan(summary: Summary, *, color: bool = False, width: int = 80) -> str:
    """A scan as plain text: all policies in figures, a line for each, what was not understood, and everything that was set aside."""
    page = new_page(color=color, width=width)
    for sentence in archive.figures(summary):
        page.add(sentence)
    page.gap()
    rows = [archive.row(policy) for policy in summary.policies]
    sizes = [max(len(row[column]) for row in [archive.COLUMNS, *rows]) for column in range(len(archive.COLUMNS))]
    first = max(12, page.width - sum(sizes[1:]) - 2 * len(sizes[1:]))
    page.table(archive.COLUMNS, rows, [min(sizes[0], first), *sizes[1:]])
    for title, listed in archive.lists(summary):
        page.section(title)
        for path, words in listed:
            page.add(f"{path}: {words}", indent=2)
    page.gap()
    page.add(archive.LIMITS)
    return page.text()
