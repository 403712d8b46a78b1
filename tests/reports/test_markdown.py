"""The report as Markdown: the same words, and nothing of a policy turns into markup."""

from __future__ import annotations

import pytest
from markdown_it import MarkdownIt

from policydiff.reports import render
from policydiff.reports.markdown import escape
from tests.reports.builders import change, full_report, quote, report


def shown(markdown: str) -> str:
    """The words a reader sees, tags dropped: fails on anything that became markup inside a paragraph."""
    inline = MarkdownIt("gfm-like", {"linkify": False, "html": True}).parse(markdown)
    assert [token.type for token in inline] == ["paragraph_open", "inline", "paragraph_close"]
    children = inline[1].children or []
    assert {child.type for child in children} <= {"text", "text_special"}
    return "".join(child.content for child in children)


@pytest.mark.parametrize(
    "text",
    [
        "*bold* _it_ ~~gone~~ `code`",
        "<script>alert(1)</script>",
        "[link](javascript:alert(1)) ![pic](x)",
        "# heading",
        "- item",
        "1. item",
        "12) item",
        "+ item",
        "> quote",
        "a | b | c",
        "&lt;b&gt; &amp; &#64;",
        "back\\slash and $math$",
        "---",
        "===",
    ],
)
def test_escape_shows_exactly_the_words(text: str) -> None:
    assert shown(escape(text)) == text


@pytest.mark.parametrize(("text", "broken"), [("ask @octocat", "@octocat"), ("https://evil.example", "https://"), ("WWW.evil.example", "WWW.evil")])
def test_escape_breaks_mentions_and_addresses(text: str, broken: str) -> None:
    assert broken not in escape(text)


def test_headings_follow_the_verdict_and_the_weights() -> None:
    headings = [line for line in render(full_report(), "markdown").splitlines() if line.startswith(("# ", "## "))]
    assert headings == [
        "# CONSENT NEEDED: people who already gave data would have to agree anew.",
        "## By regime",
        "## Needs fresh consent (2)",
        "## Needs notice (1)",
        "## Needs nothing (1)",
        "## Purpose by purpose",
        "## Promises",
        "## How this was read",
    ]


def test_quotes_stand_as_quotes_with_their_place() -> None:
    text = render(report(change(old=(quote("We *never* share.", 4),), new=(quote("We share.", 9),))), "markdown")
    assert "**old** old.md:4\n\n> We \\*never\\* share.\n\n**new** new.md:9\n\n> We share.\n" in text


def test_purposes_stand_as_a_list_with_what_each_regime_asks() -> None:
    text = render(full_report(), "markdown")
    assert (
        "## Purpose by purpose\n\n"
        "- improvement, with companies of the group (cross group improvement, presumed incompatible; change 1)\n"
        "  - **asks** fresh consent: eu-gdpr (eu-gdpr.new-recipient)\n"
        "- security, by the controller alone (nothing presumed; change 1)\n"
        "  - **asks** notice and object: eu-gdpr (EU-1 by EXC-SECURITY)\n"
        "  - **if** the earlier basis so decides: eu-gdpr (eu-gdpr.consent-basis)\n"
    ) in text
