"""axe-core finds nothing serious, in light and in dark, with everything unfolded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from policydiff.reports import render, render_timeline
from tests.reports.browser.accessibility import serious_problems
from tests.reports.builders import dossier, full_report, hostile_report, report

PAGES = {
    "report": render(full_report(), "html"),
    "hostile": render(hostile_report(), "html"),
    "empty": render(report(), "html"),
    "not understood": render(report(obligation="not_understood", reason="the new version states no practice"), "html"),
    "timeline": render_timeline(dossier()),
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", sorted(PAGES))
def test_axe_finds_no_serious_problem(visit: Callable[..., Any], name: str, scheme: str) -> None:
    page = visit(PAGES[name], "#s1-report" if name == "timeline" else "", color_scheme=scheme)
    page.get_by_role("button", name="Unfold all").click()
    for button in page.locator(".fold").all():
        button.click()
    assert serious_problems(page) == []
    assert page.requests == [page.url]
