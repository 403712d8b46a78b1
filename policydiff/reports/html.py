"""The report as one HTML file for a browser: nothing is loaded, all can be filtered, unfolded, printed and read by a screen reader; it works without script."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.reports import _content as content
from policydiff.reports._html import page
from policydiff.reports._sheet import rule_sheets, sheet

if TYPE_CHECKING:
    from policydiff.law.models import Report

NAME = "html"


def report(report: Report, *, color: bool = False, width: int = 80, clarified: bool = False) -> str:
    """The report as an HTML page. Colour and width do not matter: the browser decides them; what is only said more clearly is there to unfold in any case."""
    from policydiff import __version__

    found = sheet(report)
    rules = rule_sheets([found])
    return page("report.html", sheet=found, rules=rules, known={rule.id for rule in rules}, content=content, version=__version__)
