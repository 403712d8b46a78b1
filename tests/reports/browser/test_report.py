"""The HTML report in a browser: filters, folds, keys, themes, paper, and no way out of the file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from policydiff.reports import render
from tests.reports.builders import HOSTILE, full_report, hostile_report, quote, report
from tests.reports.builders import change as edit

SHARING, MARKETING, DEVICE, CONTACT = "aaaaaaaaaaaa", "bbbbbbbbbbbb", "cccccccccccc", "dddddddddddd"
FULL, HOSTILE_PAGE = render(full_report(), "html"), render(hostile_report(), "html")
Visit = Callable[..., Any]


def shown(page: Any) -> list[str]:
    """The ids of the changes that can be seen."""
    return [change.get_attribute("id").removeprefix("c-") for change in page.locator(".change").all() if change.is_visible()]


def choose(page: Any, name: str, value: str) -> None:
    page.locator(f"input[name='{name}'][value='{value}']").check()


def status(page: Any) -> str:
    return page.get_by_role("status").inner_text()


def fragment(page: Any) -> str:
    return page.evaluate("location.hash")


@pytest.mark.parametrize("text", [FULL, HOSTILE_PAGE], ids=["full", "hostile"])
def test_nothing_leaves_the_file(visit: Visit, text: str) -> None:
    page = visit(text)
    page.get_by_role("button", name="Unfold all").click()
    page.get_by_role("button", name="Dark").click()
    for box in page.locator(".filters input").all():
        box.check()
    for link in page.locator(".bar a").all():
        link.click()
    assert page.requests == [page.url]
    assert page.refused == set()
    assert page.errors == []


@pytest.mark.parametrize(
    ("attempt", "directive"),
    [
        ("document.body.insertAdjacentHTML('beforeend', '<img src=\"https://example.invalid/p.png\">')", "img-src"),
        ("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.taken = true'}))", "script-src-elem"),
        ("document.body.insertAdjacentHTML('beforeend', '<p style=\"color: red\">')", "style-src-attr"),
        ("fetch('https://example.invalid/').catch(() => 0)", "connect-src"),
    ],
)
def test_the_policy_of_the_page_refuses_whatever_would_go_out_or_come_in(visit: Visit, attempt: str, directive: str) -> None:
    page = visit(FULL)
    page.evaluate(attempt)
    page.wait_for_function("() => window.refused.length > 0")
    assert page.refused == {directive}
    assert page.evaluate("window.taken") is None


def test_filters_show_what_fits_all_of_them_and_count_what_each_would_give(visit: Visit) -> None:
    page = visit(FULL)
    assert shown(page) == [SHARING, MARKETING, DEVICE, CONTACT]
    assert status(page) == "All 4 changes"
    choose(page, "level", "consent")
    assert (shown(page), status(page)) == ([SHARING, MARKETING], "2 of 4 changes")
    assert page.locator("label", has=page.locator("input[value='data']")).inner_text() == "data 0"
    choose(page, "level", "notice")
    assert (shown(page), status(page)) == ([SHARING, MARKETING, DEVICE], "3 of 4 changes")
    choose(page, "slot", "purpose")
    choose(page, "regime", "us-ftc")
    assert (shown(page), status(page)) == ([SHARING], "1 of 4 changes")
    assert [heading.inner_text() for heading in page.locator(".group > h3").all() if heading.is_visible()] == ["Needs fresh consent 2"]
    assert fragment(page) == "#changes&level=consent,notice&slot=purpose&regime=us-ftc"


def test_filters_that_nothing_fits_say_so_and_can_be_cleared(visit: Visit) -> None:
    page = visit(FULL)
    choose(page, "level", "none")
    choose(page, "slot", "data")
    assert (shown(page), status(page)) == ([], "0 of 4 changes")
    page.locator(".empty button").click()
    assert (shown(page), fragment(page)) == ([SHARING, MARKETING, DEVICE, CONTACT], "#changes")


def test_the_address_keeps_the_filters(visit: Visit) -> None:
    page = visit(FULL, "#changes&level=notice,none&slot=data")
    assert shown(page) == [DEVICE]
    assert page.locator("input:checked").evaluate_all("boxes => boxes.map(box => box.value)") == ["notice", "none", "data"]


def test_an_address_that_is_no_code_does_no_harm(visit: Visit) -> None:
    page = visit(FULL, "#%E0%A4%A")
    assert shown(page) == [SHARING, MARKETING, DEVICE, CONTACT]
    assert page.errors == []


def test_the_verdict_leads_to_its_changes_and_uncovers_what_a_filter_hides(visit: Visit) -> None:
    page = visit(FULL)
    page.locator(".tally .notice a").click()
    assert (shown(page), fragment(page)) == ([DEVICE], "#changes&level=notice")
    page.locator(f".reasons a[href='#c-{SHARING}']").click()
    page.wait_for_function(f"() => document.activeElement.id === 'c-{SHARING}'")
    assert shown(page) == [SHARING, MARKETING, DEVICE, CONTACT]
    page.go_back()
    page.wait_for_function("() => document.querySelector('[role=status]').textContent === '1 of 4 changes'")


def test_a_rule_unfolds_on_demand_and_all_at_once(visit: Visit) -> None:
    page = visit(FULL)
    law = page.locator(f"#c-{SHARING} .law").first
    source = law.get_by_text("GDPR Art. 13(1)(e)")
    assert not source.is_visible()
    law.locator("summary").click()
    assert source.is_visible()
    page.get_by_role("button", name="Unfold all").click()
    assert page.locator("details:not([open])").count() == 0
    page.get_by_role("button", name="Unfold all").click()
    assert page.locator("details[open]").count() == 0


def test_a_long_quote_unfolds(visit: Visit) -> None:
    long = " ".join(f"word{number}" for number in range(120))
    page = visit(render(report(edit(old=(quote(long, 1),), new=(quote(f"{long} more", 1),))), "html"))
    quoted = page.locator(".side.old blockquote")
    assert "word50" not in quoted.inner_text()
    quoted.get_by_role("button").click()
    assert quoted.inner_text().split() == long.split()


def test_keys_reach_what_a_mouse_reaches(visit: Visit) -> None:
    page = visit(FULL)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("input[value='notice']").focus()
    page.keyboard.press("Space")
    assert shown(page) == [DEVICE]
    page.locator("#c-cccccccccccc .id").focus()
    page.locator("#regimes summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#regimes details").get_attribute("open") is not None


def test_the_theme_follows_the_system_until_the_reader_chooses(visit: Visit) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    assert visit(FULL).evaluate(paper) == "rgb(251, 250, 247)"
    page = visit(FULL, color_scheme="dark")
    assert page.evaluate(paper) == "rgb(22, 24, 27)"
    toggle = page.get_by_role("button", name="Dark")
    assert toggle.get_attribute("aria-pressed") == "true"
    toggle.click()
    assert (page.evaluate(paper), toggle.get_attribute("aria-pressed")) == ("rgb(251, 250, 247)", "false")


def test_without_script_everything_stands_there_and_no_dead_control(visit: Visit) -> None:
    page = visit(FULL, java_script_enabled=False)
    assert shown(page) == [SHARING, MARKETING, DEVICE, CONTACT]
    assert [button for button in page.locator("button, input").all() if button.is_visible()] == []
    law = page.locator(f"#c-{SHARING} .law").first
    law.locator("summary").click()
    assert law.get_by_text("GDPR Art. 13(1)(e)").is_visible()


def test_a_narrow_screen_needs_no_sideways_scrolling(visit: Visit) -> None:
    page = visit(FULL, viewport={"width": 400, "height": 800})
    page.get_by_role("button", name="Unfold all").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 400


def test_paper_shows_all_that_changed_and_no_controls(visit: Visit, tmp_path: Path) -> None:
    pdfium = pytest.importorskip("pypdfium2", reason="PDF is read with the extra `pdf`")
    page = visit(FULL, color_scheme="dark")
    choose(page, "level", "none")
    page.pdf(path=str(tmp_path / "report.pdf"), format="A4")
    with pdfium.PdfDocument(tmp_path / "report.pdf") as document:
        printed = " ".join(" ".join(sheet.get_textpage().get_text_bounded() for sheet in document).split())
    for words in (
        "GDPR Art. 13(1)(e)",
        "no box to tick",
        "Only the wording of the cookie section changed.",
        "Device identifiers may now be collected.",
        "Your messages will not be posted",
    ):
        assert words in printed
    # Of what is only said more clearly the summary will do.
    for control in ("Unfold all", "Which law answers", "4 changes", "Cookies are used."):
        assert control not in printed


def test_hostile_text_stays_text(visit: Visit) -> None:
    dialogs: list[str] = []
    page = visit(HOSTILE_PAGE)
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.get_by_role("button", name="Unfold all").click()
    page.locator("main").hover()
    title = page.title()
    assert title.startswith("Consent needed: ")
    assert dialogs == []
    assert page.locator("script").count() == 2
    assert page.locator("img, [onmouseover], [onerror], a[href^='javascript']").count() == 0
    assert HOSTILE.split("\u202e")[0].strip() in " ".join(page.locator("#c-aaaaaaaaaaaa .side.old blockquote").first.text_content().split())
    # Nothing turns the order of letters round: every quote runs from left to right.
    assert page.locator(".unseen", has_text="U+202E").count() >= 5
    assert (
        page.locator("blockquote").evaluate_all("quotes => quotes.map(quote => getComputedStyle(quote).direction)")
        == ["ltr"] * page.locator("blockquote").count()
    )
    assert page.refused == set()
