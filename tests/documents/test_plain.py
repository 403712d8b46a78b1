from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.documents import read
from policydiff.documents.formats.plain import read_plain
from tests.documents.helpers import lines, shape

CASES = {
    "blank lines part paragraphs": ("We keep logs.\n\nWe keep no photos.", [("paragraph", 0, "We keep logs."), ("paragraph", 0, "We keep no photos.")]),
    "a wrapped paragraph is one block": (
        "We keep the records of your visits for as long as\nyour account is open and delete them after that.",
        [("paragraph", 0, "We keep the records of your visits for as long as your account is open and delete them after that.")],
    ),
    "a lone short line is no heading": ("Cookies", [("paragraph", 0, "Cookies")]),
    "a short line before text is a heading": (
        "Garden Club\n\nYour data\n\nWe keep the names of our members for two years after they leave.",
        [("heading", 1, "Garden Club"), ("heading", 2, "Your data"), ("paragraph", 0, "We keep the names of our members for two years after they leave.")],
    ),
    "underlined": ("Cookies\n=======\nWe set two.", [("heading", 1, "Cookies"), ("paragraph", 0, "We set two.")]),
    "capitals": (
        "Hello there.\n\nWHAT WE KEEP\n\nYour name.",
        [("paragraph", 0, "Hello there."), ("heading", 2, "WHAT WE KEEP"), ("paragraph", 0, "Your name.")],
    ),
    "a numbered line before text is a heading": (
        "Intro text.\n\n1. Scope\n\nThis covers the shop.\n\n2. Sharing\n\nWe share nothing.",
        [
            ("paragraph", 0, "Intro text."),
            ("heading", 2, "1. Scope"),
            ("paragraph", 0, "This covers the shop."),
            ("heading", 2, "2. Sharing"),
            ("paragraph", 0, "We share nothing."),
        ],
    ),
    "list items with wrapped lines": (
        "We collect:\n- your name\n  and nickname\n- your email\n* your age",
        [("paragraph", 0, "We collect:"), ("list_item", 1, "your name and nickname"), ("list_item", 1, "your email"), ("list_item", 1, "your age")],
    ),
    "numbers and letters": (
        "We ask for:\n1. Name\n2. Age\n(a) Town",
        [("paragraph", 0, "We ask for:"), ("list_item", 1, "Name"), ("list_item", 1, "Age"), ("list_item", 1, "Town")],
    ),
    "typed bullets": ("• logs\n· crashes", [("list_item", 1, "logs"), ("list_item", 1, "crashes")]),
    "a date line is no heading": (
        "Last updated: 4 May 2021\n\nWe keep the names of all members of the club.",
        [("paragraph", 0, "Last updated: 4 May 2021"), ("paragraph", 0, "We keep the names of all members of the club.")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_blocks_follow_the_look_of_the_text(name: str) -> None:
    text, expected = CASES[name]
    assert shape(read(text, media_type="text/plain")) == expected


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_lines_are_counted_for_every_line_end_and_the_text_stays_as_it_is(end: str) -> None:
    text = end.join(["We keep logs.", "", "We keep", "no photos."])
    document = read(text, media_type="text/plain")
    assert document.text == text
    assert lines(document) == [(1, 1, "We keep logs."), (3, 4, "We keep no photos.")]


@given(st.text(alphabet=st.sampled_from("aB1 .:-*•(\n\r\t=é日"), max_size=200))
def test_any_text_gives_ordered_blocks_with_their_lines(text: str) -> None:
    content = read_plain(text)
    assert content.text == text
    kept = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    last = 0
    for block in content.blocks:
        assert last <= block.start < block.end <= len(text)
        last = block.end
        quote = text[block.start : block.end]
        assert quote == quote.strip()
        assert block.line is not None
        assert block.end_line is not None
        assert "".join(quote.split()) in "".join("\n".join(kept[block.line - 1 : block.end_line]).split())
