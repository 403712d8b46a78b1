"""Offsets of the readable text, back in the HTML or Markdown that somebody holds."""

from __future__ import annotations

import html
import time
from pathlib import Path

import pytest

import policydiff
from policydiff.documents import read
from policydiff.documents.source_map import source_map
from policydiff.errors import UsageError

ROOT = Path(__file__).resolve().parents[2]
HTML, MARKDOWN, PLAIN = "text/html", "text/markdown", "text/plain"


@pytest.mark.parametrize(
    ("media_type", "source", "quote", "span", "runs"),
    [
        (PLAIN, "We keep it.\r\n\r\nWe share it.", "We share it.", "We share it.", ["We share it."]),
        (HTML, "<p>We share <b>your name</b> with ads.</p>", "share your name with", "share <b>your name</b> with", ["share", "your name", "with"]),
        (HTML, "<p>A &amp; B&rsquo;s data, r&eacute;sum&eacute;s too.</p>", "résumés", "r&eacute;sum&eacute;s", ["r&eacute;sum&eacute;s"]),
        (HTML, "<p>One thing.</p>\n<p>One <i>thing</i>.</p>", None, "One <i>thing", ["One", "thing"]),
        (HTML, "<p>We share\n   your\n name.</p>", "share your name.", "share\n   your\n name.", ["share\n   your\n name."]),
        (HTML, "<p>They do <span hidden>not ever</span> sell the data of guests.</p>", "sell the data", "sell the data", ["sell the data"]),
        (HTML, "<script>sell()</script><!-- We sell. --><p title='We sell'>We sell.</p>", "We sell.", "We sell.", ["We sell."]),
        (HTML, "<p>un<b>subscribe</b> here</p>", "unsubscribe here", "un<b>subscribe</b> here", ["un", "subscribe", "here"]),
        (MARKDOWN, "We share [your name](https://a.example/name) now.", "your name now.", "your name](https://a.example/name) now.", ["your name", "now."]),
        (MARKDOWN, "We **do not** sell\nyour data\\.", "do not sell\nyour data.", None, None),
        (MARKDOWN, "1. We share it.\n2. We share it.", None, "We share it.", ["We share it."]),
        (MARKDOWN, "| Data | Use |\n|---|---|\n| Name | Sign-in |", "Sign-in", "Sign-in", ["Sign-in"]),
    ],
)
def test_a_quote_is_found_in_its_source(media_type: str, source: str, quote: str | None, span: str | None, runs: list[str] | None) -> None:
    """Without a quote it is the last block; without a span only the letters are compared."""
    document = read(source, media_type=media_type)
    block = document.blocks[-1]
    start = block.start if quote is None else document.text.index(quote)
    end = block.end if quote is None else start + len(quote)
    found = source_map(document, source)
    place = found.span(start, end)
    assert place is not None
    if span is not None:
        assert source[slice(*place)] == span
        assert [source[slice(*run)] for run in found.runs(start, end)] == runs
    assert letters("".join(html.unescape(source[slice(*run)]) for run in found.runs(start, end))) == letters(document.text[start:end])


def letters(text: str) -> str:
    return "".join(character for character in text if character.isalnum())


@pytest.mark.parametrize("name", ["bank-app-notice/new.html", "fitness-tracker/new.md", "whatsapp/2016.md", "newsletter-quiet/new.txt"])
def test_every_word_of_every_block_of_the_corpora_is_found(name: str) -> None:
    file = ROOT / "corpora" / name
    document = read(file)
    found = source_map(document, file)
    for block in document.blocks:
        shown = "".join(html.unescape(found.source[slice(*run)]) for run in found.runs(block.start, block.end))
        assert letters(shown) == letters(document.text[block.start : block.end])


def test_runs_wrapped_in_marks_change_no_word_and_mark_the_quote() -> None:
    """What a legal tool does with it: highlight every mention of data in the page that it holds."""
    file = ROOT / "corpora" / "bank-app-notice" / "new.html"
    policy = policydiff.parse(file)
    found = source_map(policy.document, file)
    mentions = {(mention.start, mention.end) for practice in policy.practices for mention in practice.data}
    runs = sorted({run for start, end in mentions for run in found.runs(start, end)}, reverse=True)
    apart = [run for number, run in enumerate(runs) if number == 0 or run[1] <= runs[number - 1][0]]
    page = found.source
    for start, end in apart:
        page = f"{page[:start]}<mark>{page[start:end]}</mark>{page[end:]}"
    assert len(apart) > 10
    assert read(page, media_type=HTML).text == policy.document.text


def test_what_was_not_found_is_unknown_and_not_guessed() -> None:
    source = "<p>See <img alt='our badge of honour'> for the data that we keep.</p>"
    document = read(source, media_type=HTML)
    found = source_map(document, source)
    badge = document.text.index("badge")
    assert (found.span(badge, badge + 5), found.runs(badge, badge + 5)) == (None, ())
    kept = document.text.index("the data")
    assert source[slice(*found.span(kept, kept + 8))] == "the data"


def test_bytes_count_in_the_text_that_they_decode_to() -> None:
    data = "\ufeff<p>Données: we share them.</p>".encode()
    document = read(data, media_type=HTML)
    found = source_map(document, data)
    start = document.text.index("we share")
    assert found.source[slice(*found.span(start, start + 8))] == "we share"


def test_another_source_and_another_span_are_refused() -> None:
    document = read("<p>We share it.</p>", media_type=HTML)
    with pytest.raises(UsageError, match="is not what the document was read from: sha256 "):
        source_map(document, "<p>We share it. </p>")
    with pytest.raises(UsageError, match="span 0:999 lies outside of the text, which has 12 characters"):
        source_map(document, "<p>We share it.</p>").span(0, 999)


def test_a_page_on_one_line_takes_time_in_proportion_to_its_length() -> None:
    def taken(size: int) -> float:
        source = "".join(f"<p>Words of paragraph {number} <img alt='nowhere to be found {number}'> and its end.</p>" for number in range(size))
        document = read(source, media_type=HTML)
        began = time.process_time()
        source_map(document, source)
        return time.process_time() - began

    taken(100)
    assert taken(4000) < 12 * max(taken(1000), 0.01)
