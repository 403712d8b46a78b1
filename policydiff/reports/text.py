"""The report for people at a terminal: plain words, readable without colour, wrapped to the width."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from policydiff.reports import _content as content
from policydiff.reports._policy import facts, title
from policydiff.reports._words import clean, wrap

if TYPE_CHECKING:
    from policydiff.extraction.models import Policy
    from policydiff.law.models import JudgedChange, Report
    from policydiff.reports._content import Line

NAME = "text"

_BOLD, _DIM = "1", "2"
_COLOURS = {"consent": "1;31", "not_understood": "1;35", "notice": "1;33", "none": "1;32", "fails": "31", "passes": "32", "unclear": "33"}
_LABEL = 8  # columns of the label in front of a line of a change


class _Page:
    """Lines of at most `width` columns; colour is put on after wrapping, so that it never counts."""

    def __init__(self, *, color: bool, width: int) -> None:
        self.lines: list[str] = []
        self.color = color
        self.width = max(width, 40)

    def paint(self, text: str, code: str | None) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and code and text else text

    def add(self, text: str, *, indent: int = 0, first: str = "", code: str | None = None) -> None:
        """A paragraph, every line `indent` columns in; `first` stands in that margin on the first line."""
        for number, line in enumerate(wrap(text, self.width - indent)):
            margin = (first if number == 0 else "").ljust(indent)
            self.lines.append((margin + self.paint(line, code)).rstrip())

    def label(self, line: Line, *, indent: int, code: str | None = None) -> None:
        """A labelled line with the quote that belongs to it."""
        inner = indent + _LABEL
        label = " " * indent + self.paint(line.label.ljust(_LABEL), code or _DIM)
        rows = wrap(line.text, self.width - inner)
        quote = wrap(f'"{line.quote}"', self.width - inner - (2 if rows else 0)) if line.quote else []
        rows += [("  " if line.text else "") + row for row in quote]
        for number, row in enumerate(rows):
            self.lines.append(((label if number == 0 else " " * inner) + row).rstrip())

    def section(self, text: str, code: str | None = _BOLD) -> None:
        self.gap()
        self.lines.append(self.paint(text, code))
        self.lines.append(self.paint("-" * len(text), _DIM))

    def gap(self) -> None:
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def text(self) -> str:
        return "\n".join(self.lines).rstrip("\n") + "\n"


def report(report: Report, *, color: bool = False, width: int = 80, clarified: bool = False) -> str:
    """The report as plain text: the verdict, why, the changes by weight, promises, coverage, what was assumed."""
    page = _Page(color=color, width=width)
    _verdict(page, report)
    _changes(page, report)
    if clarified:
        _clarified(page, report)
    _promises(page, report)
    _small_print(page, report)
    return page.text()


def _verdict(page: _Page, report: Report) -> None:
    words, meaning = content.headline(report)
    page.add(f"{words}: {meaning}", code=_COLOURS[report.verdict.obligation])
    page.add(content.tally(report))
    page.gap()
    for line in content.versions(report):
        page.label(line, indent=0)
    rows = content.regimes(report)
    if rows:
        page.section("By regime")
        name_width = max(len(name) for name, _, _ in rows) + 2
        for name, level, rules in rows:
            word = "nothing" if level == "none" else level
            page.add(rules, indent=name_width + 9, first=name.ljust(name_width) + word.ljust(9))


def _changes(page: _Page, report: Report) -> None:
    reasons, choices, gaps = content.reasons(report), content.choices(report), content.gaps(report)
    for group in content.groups(report):
        page.section(f"{group.title} ({len(group.changes)})", _COLOURS[group.level])
        for number, change in group.changes:
            _change(page, report, number, change)
            for line in [*reasons.get(change.id, []), *choices.get(change.id, []), *gaps.get(change.id, [])]:
                page.label(line, indent=4, code=_COLOURS.get(line.label))
            page.gap()


def _change(page: _Page, report: Report, number: int, change: JudgedChange) -> None:
    page.add(content.summary(change), indent=4, first=f"{number:2d}. ", code=_BOLD)
    page.add(f"({content.tag(change)})", indent=4, code=_DIM)
    for text in content.further(change):
        page.add(text, indent=6, first="    + ")
    for line in content.evidence(report, change):
        page.label(line, indent=4)


def _clarified(page: _Page, report: Report) -> None:
    page.section(f"Said more clearly, not changed ({len(report.clarified)})")
    if not report.clarified:
        page.add("none")
    for change in report.clarified:
        page.add(content.summary(change), indent=4, first="  - ")
        for line in content.evidence(report, change):
            page.label(line, indent=4)


def _promises(page: _Page, report: Report) -> None:
    rows = content.promises(report)
    if not rows:
        return
    page.section("Promises")
    for words, bad, found in rows:
        page.add(f"{words} ({len(found)})", code=_COLOURS["fails"] if bad else None)
        for promise in found:
            category = f"{clean(promise.category).replace('_', ' ')}: "
            for number, line in enumerate(content.promise_text(promise)):
                both = "now: " if number else ""
                page.add(f'{category if number == 0 else both}"{line.quote}"', indent=4, first="  - " if number == 0 else "")


def _small_print(page: _Page, report: Report) -> None:
    page.section("How this was read")
    for line in [*content.coverage(report), *content.assumptions(report)]:
        page.add(line, indent=2)
    page.add(content.LIMITS, indent=2)


def policy(policy: Policy, *, color: bool = False, width: int = 80) -> str:
    """One policy as plain text: under each heading, who does what with which data for which purpose, the promises and the choices, each with its line."""
    page = _Page(color=color, width=width)
    name, about = title(policy)
    page.add(name, code=_BOLD)
    page.add(about, code=_DIM)
    for heading, found in groupby(facts(policy), key=lambda fact: fact.heading):
        page.gap()
        page.add(" > ".join(map(clean, heading)) or "(no heading)", code=_BOLD)
        for fact in found:
            place = f"{fact.line:>5} " if fact.line else "    - "
            page.add(fact.text, indent=19, first=f"{place} {fact.kind}")
    page.gap()
    page.add(content.covered(policy.coverage), code=_DIM)
    return page.text()
