"""When a comparison says that it understood too little, rather than that nothing changed."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import policydiff
from policydiff.changes.relatedness import names, shared
from tests.documents.test_pdf import scan

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
POLICY = "We collect your name and your email address when you register. We share your email address with advertisers for marketing. "
GERMAN = "Wir verarbeiten Ihre Daten nur, soweit dies für den Betrieb unseres Ladens nötig ist, und löschen sie danach wieder nach zwei Jahren. "
MENU = "Home\n\nProducts\n\nAbout us\n\nContact\n\nPrivacy | Terms | Imprint | Help\n\nLog in\n\nSign up\n\nCareers\n\nBlog\n\nPress"
TERMS = "# Terms of Service\n\n" + "\n\n".join(
    f"{number}. You may use ferry {number} only with a ticket, and the captain may refuse those who shout at gulls. Fares are paid at pier {number}."
    for number in range(1, 12)
)
NEWS = "# Ferry company opens new pier\n\n" + "\n\n".join(
    f"The town met on day {number} to watch the opening. Mayor Holm praised the builders and said that {number} boats would call there each hour."
    for number in range(1, 12)
)


@pytest.mark.parametrize(
    "new, reason",
    [
        (f"# Privacy Policy\n\n{GERMAN * 3}", "the text is in German"),
        (f"# Privacy Policy\n\n{POLICY}\n\n{GERMAN * 2}", "of the new text is not in English"),
        (MENU, "the new text states nothing about personal data"),
        (scan(), "holds pictures without text on 2 of 3 pages"),
        (POLICY.replace("share", "sh\u200bare"), "1 word changed that holds invisible characters or letters of another script"),
        (POLICY + "We sеll your hеalth data.", "2 words changed that hold invisible characters"),  # with a Cyrillic letter each
        (POLICY + "𝐖𝐞 sell it.", "1 word changed that holds"),
    ],
)
def test_what_is_not_understood_is_never_nothing(new: str | bytes, reason: str) -> None:
    for old_, new_, told in ((POLICY, new, reason), (new, POLICY, reason.replace("the new text", "the old text").replace("of the new", "of the old"))):
        report = policydiff.compare(old_, new_)
        assert report.verdict.obligation == "not_understood"
        assert told in (report.coverage.reason or "")
        assert report.changes == ()


def test_what_a_typographer_puts_into_words_is_understood() -> None:
    report = policydiff.compare(POLICY, POLICY.replace("your name", "your “full” name (naïve, Łódź, 5 µm – don’t)"))
    assert report.verdict.obligation != "not_understood"


@pytest.mark.parametrize(
    "old, new, reason",
    [
        (CORPORA / "whatsapp" / "2012.md", CORPORA / "fitness-tracker" / "new.md", "no name of a company"),
        (CORPORA / "whatsapp" / "2016.md", TERMS, "states nothing about personal data|is not that of a privacy policy"),
        (CORPORA / "whatsapp" / "2016.md", NEWS, "states|no name of a company"),
    ],
)
def test_texts_that_are_no_versions_of_one_policy_are_not_compared(old: Path, new: Path | str, reason: str) -> None:
    report = policydiff.compare(old, new)
    assert report.verdict.obligation == "not_understood"
    assert re.search(reason, report.coverage.reason or "")


def test_they_are_where_the_caller_vouches_for_it() -> None:
    old, new = CORPORA / "whatsapp" / "2012.md", CORPORA / "fitness-tracker" / "new.md"
    assert policydiff.compare(old, new, related=True).verdict.obligation == "consent"


def test_a_policy_rewritten_from_end_to_end_is_a_version_of_itself() -> None:
    """They share hardly any wording, and the name of their company."""
    report = policydiff.compare(CORPORA / "whatsapp" / "2012.md", CORPORA / "whatsapp" / "2016.md")
    assert report.verdict.obligation == "consent"


def test_wording_is_shared_by_runs_of_words() -> None:
    words = "a b c d e f g h".split()
    assert shared(words, words) == 1.0
    assert shared(words, [*words[:5], "x"]) == pytest.approx(2 / 3)
    assert shared(words, words[::-1]) == 0.0
    assert shared([], words) == 0.0


def test_the_name_of_a_company_is_what_a_text_writes_with_a_capital_inside_sentences() -> None:
    text = "When Gullhaven sails, Gullhaven keeps the Privacy Policy of Europe. By Gullhaven we mean us and Ferryline. See Ferryline, and europe."
    assert names(text) == ["gullhaven", "ferryline"]
