"""The timeline of a history in a browser: from a mark to the report behind it and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from policydiff.reports import render_timeline
from tests.reports.builders import dossier

PAGE = render_timeline(dossier())
Visit = Callable[..., Any]


def reports(page: Any) -> list[str]:
    """The reports that can be seen."""
    return [report.get_attribute("id") for report in page.locator(".report").all() if report.is_visible()]


def test_a_mark_leads_to_its_change_and_back(visit: Visit) -> None:
    page = visit(PAGE)
    assert reports(page) == []
    page.locator(".matrix td .mark.consent").click()
    assert reports(page) == ["s1-report"]
    assert page.evaluate("document.activeElement.id") == "s1-c-aaaaaaaaaaaa"
    page.locator(".matrix thead a").nth(1).click()
    assert reports(page) == ["s2-report"]
    page.get_by_role("link", name="Back to the timeline").click()
    assert reports(page) == []
    page.go_back()
    page.locator("#s2-report").wait_for(state="visible")
    assert page.requests == [page.url]
    assert (page.refused, page.errors) == (set(), [])


def test_a_rule_leaves_the_report_open_that_refers_to_it(visit: Visit) -> None:
    page = visit(PAGE, "#s1-report")
    page.locator("#s1-report .law summary").first.click()
    page.locator("#s1-report .law a[href='#rule-EU-GDPR-06']").click()
    page.wait_for_function("() => document.getElementById('rule-EU-GDPR-06').open")
    assert reports(page) == ["s1-report"]


def test_a_row_unfolds_into_its_kinds_of_data(visit: Visit) -> None:
    page = visit(PAGE)
    row = page.get_by_role("button", name="advertising")
    data = page.locator(f"#{row.get_attribute('aria-controls')} th")
    assert not data.is_visible()
    row.click()
    assert (data.is_visible(), data.inner_text(), row.get_attribute("aria-expanded")) == (True, "contact data", "true")
    row.press("Enter")
    assert (data.is_visible(), row.get_attribute("aria-expanded")) == (False, "false")


def test_a_cell_says_in_words_what_it_shows(visit: Visit) -> None:
    page = visit(PAGE)
    cells = page.locator(".matrix tr", has=page.get_by_role("button", name="advertising")).locator("td")
    assert [cell.text_content() for cell in cells.all()] == [
        "not permitted",
        " change that needs fresh consent: Advertisers may now receive your data.1 kind of data: contact data",
    ]


def test_without_script_all_reports_and_rows_stand_there(visit: Visit) -> None:
    page = visit(PAGE, java_script_enabled=False)
    assert reports(page) == ["s1-report", "s2-report"]
    assert page.locator(".parts th").first.is_visible()


def test_a_table_that_fits_scrolls_with_the_page_and_its_head_stays(visit: Visit) -> None:
    page = visit(PAGE, viewport={"width": 1280, "height": 300})
    assert page.evaluate("document.querySelector('.scroll').scrollHeight === document.querySelector('.scroll').clientHeight")
    page.wait_for_function("() => document.querySelector('.scroll').classList.contains('fits')")
    page.locator(".matrix tbody tr").last.scroll_into_view_if_needed()
    head, bar = (page.locator(where).first.bounding_box() for where in (".matrix thead th", ".bar"))
    assert head["y"] >= bar["y"] + bar["height"] - 1


def test_paper_shows_the_timeline_and_the_report_that_is_open(visit: Visit, tmp_path: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2", reason="PDF is read with the extra `pdf`")

    def printed(fragment: str) -> str:
        page = visit(PAGE, fragment)
        page.pdf(path=str(tmp_path / "timeline.pdf"), format="A4")
        with pdfium.PdfDocument(tmp_path / "timeline.pdf") as document:
            return " ".join(" ".join(sheet.get_textpage().get_text_bounded() for sheet in document).split())

    alone, first = printed(""), printed("#s1-report")
    for words in ("What each version permitted", "Step by step"):
        assert words in alone
        assert words in first
    # The rules at the end are those that the report refers to.
    assert ("We share your e-mail address with advertisers." in alone, "Rules referred to" in alone) == (False, False)
    assert ("We share your e-mail address with advertisers." in first, "Rules referred to" in first) == (True, True)
    assert "A right is gone." not in first.split("Step of 2020-01-05")[1]


def test_a_narrow_screen_scrolls_the_table_alone(visit: Visit) -> None:
    page = visit(PAGE, viewport={"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 400
