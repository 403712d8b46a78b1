"""axe-core finds nothing serious, in light and in dark, with everything unfolded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from policydiff.reports import render, render_timeline
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
    axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="no axe-core: pip install axe-playwright-python")
    page = visit(PAGES[name], "#s1-report" if name == "timeline" else "", color_scheme=scheme)
    page.get_by_role("button", name="Unfold all").click()
    for button in page.locator(".fold").all():
        button.click()
    found = axe.Axe().run(page.page).response
    assert len(found["passes"]) > 10
    assert [(one["id"], [node["target"] for node in one["nodes"]]) for one in found["violations"] if one["impact"] in ("serious", "critical")] == []
    assert page.requests == [page.url]
