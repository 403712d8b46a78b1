"""Pages made of whole policies, from the files to the browser: filtered, unfolded, clicked through, and nothing leaves them.

The texts and the versions of `corpora/` are always read. POLICYDIFF_GOLD names a folder with real texts (`whatsapp/2012-2016`: old.md, new.md, notice.md),
POLICYDIFF_ARCHIVE a bare git repository of real versions, or a bundle of one; without them what needs them is skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import policydiff
from policydiff.law.models import Report
from policydiff.reports import render, render_timeline
from policydiff.repositories.dossiers import Dossier, dossier
from tests.reports.browser.accessibility import serious_problems
from tests.reports.builders import MARKUP

CORPORA = Path(__file__).parents[3] / "corpora"
GOLD, ARCHIVE = os.environ.get("POLICYDIFF_GOLD"), os.environ.get("POLICYDIFF_ARCHIVE")
POLICY = "Snapchat/Privacy Policy.md"  # in the archive: some twenty captures
Visit = Callable[..., Any]
Texts = tuple[Path, Path, Path]  # the old version, the new one, what users were told

OWN = CORPORA / "whatsapp"
PAIRS: dict[str, Texts] = {"own": (OWN / "2012.md", OWN / "2016.md", OWN / "notice-2016.md")}
if GOLD is not None:
    PAIRS["real"] = tuple(Path(GOLD) / "whatsapp" / "2012-2016" / name for name in ("old.md", "new.md", "notice.md"))  # type: ignore[assignment]
ORIGINS = ["own", pytest.param("real", marks=pytest.mark.skipif(GOLD is None, reason="no real texts: set POLICYDIFF_GOLD"))]
ARCHIVES = ["own", pytest.param("real", marks=[pytest.mark.slow, pytest.mark.skipif(ARCHIVE is None, reason="no real versions: set POLICYDIFF_ARCHIVE")])]


@cache
def compared(origin: str) -> Report:
    old, new, notice = PAIRS[origin]
    return policydiff.compare(old, new, notice=notice)


@cache
def page_of(origin: str) -> str:
    return render(compared(origin), "html")


@pytest.fixture(scope="module")
def follow(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], tuple[Dossier, str]]:
    """Gives the dossier of a history and its page: of three versions of our own, or of a policy of the archive."""

    @cache
    def follow_(origin: str) -> tuple[Dossier, str]:
        folder = tmp_path_factory.mktemp(origin)
        place, path = _dated(folder) if origin == "own" else (_repository(folder), POLICY)
        kept = os.environ.get("POLICYDIFF_CACHE", folder / "cache.sqlite")
        found = dossier(place, policydiff.history(place, path, cache=kept), cache=kept)
        return found, render_timeline(found)

    return follow_


def _dated(folder: Path) -> tuple[Path, str]:
    place = folder / "archive" / "Messenger"
    place.mkdir(parents=True)
    for day, name in (("2012-07-07", "2012.md"), ("2016-08-25", "2016.md"), ("2021-01-04", "2021.md")):
        shutil.copy(OWN / name, place / f"{day}.md")
    return place.parent, place.name


def _repository(folder: Path) -> Path:
    """The archive as a repository; a bundle is unpacked."""
    place = Path(ARCHIVE or "")
    if place.is_dir():
        return place
    subprocess.run(["git", "clone", "--quiet", "--bare", place, folder / "archive.git"], check=True)
    return folder / "archive.git"


def shown(page: Any, within: str = "") -> list[str]:
    """The ids of the changes that can be seen."""
    ids = "changes => changes.filter(change => change.checkVisibility()).map(change => change.id.replace(/^(s\\d+-)?c-/, ''))"
    return page.locator(f"{within} .change").evaluate_all(ids)


def choose(page: Any, name: str, value: str, within: str = "") -> None:
    page.locator(f"{within} input[name='{name}'][value='{value}']").check()


@pytest.mark.parametrize("origin", ORIGINS)
def test_the_filters_show_the_changes_of_the_report(visit: Visit, origin: str) -> None:
    report, page = compared(origin), visit(page_of(origin))
    assert report.verdict.obligation == "consent"
    assert len(report.changes) >= 20
    assert sorted(shown(page)) == sorted(change.id for change in report.changes)
    choose(page, "level", "consent")
    serious = {change.id for change in report.changes if change.materiality == "consent"}
    assert set(shown(page)) == serious
    choose(page, "regime", "us-ftc")
    choose(page, "slot", "recipient")
    wanted = {
        change.id
        for change in report.changes
        if change.id in serious and any(one.regime == "us-ftc" for one in change.findings) and any(delta.slot == "recipient" for delta in change.deltas)
    }
    assert wanted
    assert set(shown(page)) == wanted
    assert page.get_by_role("status").inner_text() == f"{len(wanted)} of {len(report.changes)} changes"
    page.get_by_role("button", name="Show all").first.click()
    page.wait_for_function(f"() => document.querySelector('[role=status]').textContent === 'All {len(report.changes)} changes'")
    assert (page.requests, page.refused, page.errors) == ([page.url], set(), [])


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_reader_clicks_from_the_verdict_to_a_change_its_rule_and_its_choice(visit: Visit, origin: str) -> None:
    report, page = compared(origin), visit(page_of(origin))
    sharing = next(change for change in report.changes if (change.slot, change.category, change.direction) == ("recipient", "affiliate", "added"))
    page.locator(f".reasons a[href='#c-{sharing.id}']").click()
    page.wait_for_function(f"() => document.activeElement.id === 'c-{sharing.id}'")
    change = page.locator(f"#c-{sharing.id}")
    assert change.locator(".side.new mark").first.is_visible()
    law = change.locator(".law").first
    source = law.locator("dt", has_text="Source")
    assert not source.is_visible()
    law.locator("summary").click()
    assert source.is_visible()
    tests = change.locator(".choice tbody tr")
    assert not tests.first.is_visible()
    change.locator(".choice summary").click()
    assert tests.count() == 7
    assert tests.first.is_visible()
    law.locator("a[href^='#rule-']").click()
    page.wait_for_function("() => document.activeElement.matches('details[open]')")
    page.go_back()
    page.wait_for_function(f"() => document.activeElement.id === 'c-{sharing.id}'")
    page.get_by_role("button", name="Unfold all").click()
    assert page.locator("main details:not([open])").count() == 0
    for link in [*page.locator(".bar a, .tally a").all(), page.locator(".purposes a").first]:
        link.click()
    assert (page.requests, page.refused, page.errors) == ([page.url], set(), [])


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("origin", ORIGINS)
def test_axe_finds_no_serious_problem_in_a_report(visit: Visit, origin: str, scheme: str) -> None:
    page = visit(page_of(origin), color_scheme=scheme)
    page.get_by_role("button", name="Unfold all").click()
    assert serious_problems(page) == []


@pytest.mark.parametrize("origin", ORIGINS)
def test_a_narrow_screen_needs_no_sideways_scrolling(visit: Visit, origin: str) -> None:
    page = visit(page_of(origin), viewport={"width": 360, "height": 800})
    page.get_by_role("button", name="Unfold all").click()
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def test_the_place_of_a_file_is_broken_where_the_screen_is_narrow(visit: Visit, tmp_path: Path) -> None:
    folder = tmp_path / ("policies_of_a_company_with_a_long_name" * 4)
    folder.mkdir()
    for name, more in (("old.md", ""), ("new.md", " We sell your email address to advertisers.")):
        (folder / name).write_text(f"# Privacy Policy\n\nWe collect your email address.{more}\n", encoding="utf-8")
    page = visit(render(policydiff.compare(folder / "old.md", folder / "new.md"), "html"), viewport={"width": 360, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") == 360


def hostile(origin: str, folder: Path, *said: str) -> Report:
    """What is new in a version with a hostile title, hostile statements and a hostile name of its file."""
    old, new, _ = PAIRS[origin]
    file = folder / "\u202etxt.\" onload=alert(1) '<b>.txt"
    file.write_text("\n\n".join([MARKUP, new.read_text(encoding="utf-8"), *said]), encoding="utf-8")
    return policydiff.compare(old, file, related=True)


@pytest.mark.parametrize("origin", ORIGINS)
def test_hostile_text_in_a_policy_stays_text(visit: Visit, tmp_path: Path, origin: str) -> None:
    report = hostile(origin, tmp_path, f"We sell your health records to data brokers, {MARKUP}, for advertising.")
    assert any(MARKUP in quote.quote for change in report.changes for quote in change.evidence.new)
    dialogs: list[str] = []
    page = visit(render(report, "html"))
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.get_by_role("button", name="Unfold all").click()
    page.locator("main").hover()
    assert dialogs == []
    assert page.title().startswith("Consent needed: ")
    assert page.locator("script").count() == 2
    assert page.locator("main img, [onload], [onmouseover], [onerror], a[href^='javascript']").count() == 0
    assert MARKUP in page.locator("#changes").inner_text()
    # The name of the file would turn letters round.
    assert page.locator(".version bdi", has_text="⟨U+202E⟩").count() == 1
    assert page.evaluate("/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.body.textContent)") is False
    assert (page.requests, page.refused, page.errors) == ([page.url], set(), [])


def test_invisible_characters_in_a_policy_are_told_and_spelled_out(visit: Visit, tmp_path: Path) -> None:
    report = hostile("own", tmp_path, "We sell your health records to \u202edata\u2066 brokers.")
    page = visit(render(report, "html"))
    assert page.locator("h1").inner_text() == "Not understood"
    assert "invisible characters" in page.locator(".lead").inner_text()
    assert page.evaluate("/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.documentElement.outerHTML)") is False
    assert page.requests == [page.url]


@pytest.mark.parametrize("origin", ARCHIVES)
def test_a_reader_clicks_through_a_timeline(visit: Visit, follow: Callable[[str], tuple[Dossier, str]], origin: str) -> None:
    found, text = follow(origin)
    page = visit(text)
    assert page.locator(".matrix thead th").count() == 1 + len(found.versions)
    assert page.locator(".report:visible").count() == 0
    # From a mark to the change behind it, in the report on its step.
    mark = page.locator(".matrix td .mark.consent").first
    step, change = mark.get_attribute("href").removeprefix("#").split("-", 1)
    mark.click()
    assert [report.get_attribute("id") for report in page.locator(".report:visible").all()] == [f"{step}-report"]
    page.wait_for_function(f"() => document.activeElement.id === '{step}-{change}'")
    # The filters of that report.
    behind = found.reports[int(step.removeprefix("s")) - 1]
    assert sorted(shown(page, f"#{step}-report")) == sorted(one.id for one in behind.changes)
    choose(page, "level", "consent", f"#{step}-report")
    assert set(shown(page, f"#{step}-report")) == {one.id for one in behind.changes if one.materiality == "consent"}
    law = page.locator(f"#{step}-report .law:visible").first
    law.locator("summary").click()
    assert law.locator("dl").is_visible()
    # Back, a row unfolded into its kinds of data, and on to the report on the last step.
    page.get_by_role("link", name="Back to the timeline").click()
    assert page.locator(".report:visible").count() == 0
    row = page.locator(".fold").first
    row.click()
    assert page.locator(f"#{row.get_attribute('aria-controls')} th").first.is_visible()
    page.locator(".matrix thead a").last.click()
    last = f"s{len(found.reports)}"
    assert [report.get_attribute("id") for report in page.locator(".report:visible").all()] == [f"{last}-report"]
    assert (page.requests, page.refused, page.errors) == ([page.url], set(), [])


@pytest.mark.slow
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("origin", ARCHIVES)
def test_axe_finds_no_serious_problem_in_a_timeline(visit: Visit, follow: Callable[[str], tuple[Dossier, str]], origin: str, scheme: str) -> None:
    found, text = follow(origin)
    heaviest = max(range(len(found.reports)), key=lambda number: len(found.reports[number].changes))
    page = visit(text, f"#s{heaviest + 1}-report", color_scheme=scheme)
    page.get_by_role("button", name="Unfold all").click()
    for button in page.locator(".fold").all()[:5]:
        button.click()
    assert serious_problems(page) == []
    assert page.requests == [page.url]
