"""The report as one HTML file for a browser: nothing is loaded, all can be filtered, unfolded, printed and read by a screen reader; it works without script."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from policydiff.reports import _archive as archive
from policydiff.reports import _content as content
from policydiff.reports._html import page
from policydiff.reports._matrix import matrix
from policydiff.reports._sheet import rule_sheets, sheet
from policydiff.reports._words import clean

if TYPE_CHECKING:
    from policydiff.law.models import Report
    from policydiff.repositories.dossiers import Dossier

NAME = "html"


def report(report: Report, *, color: bool = False, width: int = 80, clarified: bool = False) -> str:
    """The report as an HTML page. Colour and width do not matter: the browser decides them; what is only said more clearly is there to unfold in any case."""
    found = sheet(report)
    rules = rule_sheets([found])
    return page("report.html", sheet=found, rules=rules, known={rule.id for rule in rules}, content=content)


def timeline(dossier: Dossier) -> str:
    """What each version of a policy permitted, as an HTML page: every mark of a material change leads to the report on its step, which is in the same file."""
    history = dossier.history
    sheets = [sheet(report, f"s{number}-") for number, report in enumerate(dossier.reports, start=1)]
    rules = rule_sheets(sheets)
    verdicts = Counter(report.verdict.obligation for report in dossier.reports)
    targets = {(str(step.new.captured.date()), clean(step.new.name)): f"{one.prefix}verdict" for step, one in zip(history.steps, sheets, strict=True)}
    return page(
        "timeline.html",
        title=archive.title(history),
        overview=archive.overview(history),
        counts=[(level, verdicts[level]) for level in ("consent", "notice", "none", "not_understood") if verdicts[level]],
        matrix=matrix(dossier, [one.prefix for one in sheets]),
        events=[(event, targets.get((event.day, event.name), "")) for event in archive.events(history)],
        days=[f"{step.old.captured.date()} to {step.new.captured.date()}" for step in history.steps],
        sheets=sheets,
        rules=rules,
        known={rule.id for rule in rules},
        content=content,
    )
