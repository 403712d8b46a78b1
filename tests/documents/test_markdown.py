from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policydiff.documents import read
from policydiff.documents.formats.markdown import read_markdown
from policydiff.errors import TooDeep
from tests.documents.helpers import lines, shape

CASES = {
    "links, emphasis, escapes, entities": (
        'We **share** [your _name_](https://a.example/x "t") &amp; age with 5\\. others.',
        [("paragraph", 0, "We share your name & age with 5. others.")],
    ),
    "tags go, their words stay": ("Ask <b>us</b> or the <Data Officer>.", [("paragraph", 0, "Ask us or the Data Officer.")]),
    "both heading forms": ("Shop\n====\n\n### 2\\. Logs\n\nKept.", [("heading", 1, "Shop"), ("heading", 3, "2. Logs"), ("paragraph", 0, "Kept.")]),
    "a bold line stands in for a heading": (
        "## Data\n\n**Cookies**\n\nWe set two.",
        [("heading", 2, "Data"), ("heading", 3, "Cookies"), ("paragraph", 0, "We set two.")],
    ),
    "a bold lead-in stays a paragraph": ("**We keep:**\n\n* logs", [("paragraph", 0, "We keep:"), ("list_item", 1, "logs")]),
    "a date in a heading tag is no heading": (
        "# Shop\n\n#### Effective: April 15, 2024\n\nText.",
        [("heading", 1, "Shop"), ("paragraph", 0, "Effective: April 15, 2024"), ("paragraph", 0, "Text.")],
    ),
    "nested items and items of several paragraphs": (
        "* a\n\n  more a\n  * b\n1. c",
        [("list_item", 1, "a"), ("list_item", 1, "more a"), ("list_item", 2, "b"), ("list_item", 1, "c")],
    ),
    "typed bullets": ("We keep:\n\n· logs\n\n· names", [("paragraph", 0, "We keep:"), ("list_item", 1, "logs"), ("list_item", 1, "names")]),
    "quotes in quotes": ("> > Write to us.", [("paragraph", 0, "Write to us.")]),
    "indented text is no code": ("We say:\n\n    Nothing is sold.", [("paragraph", 0, "We say:"), ("paragraph", 0, "Nothing is sold.")]),
}


@pytest.mark.parametrize("name", CASES)
def test_readable_text_and_blocks(name: str) -> None:
    source, expected = CASES[name]
    assert shape(read(source, media_type="text/markdown")) == expected


def test_lines_are_those_of_the_file() -> None:
    source = "# A\r\n\r\nFirst line\r\nsecond line.\r\n\r\n* one\r\n* two\r\n  more\r\n\r\n| x | y |\r\n| --- | --- |\r\n| 1 | 2 |\r\n"
    document = read(source, media_type="text/markdown")
    expected = [(1, 1, "A"), (3, 4, "First line second line."), (6, 6, "one"), (7, 8, "two more"), (10, 10, "x"), (10, 10, "y"), (12, 12, "1"), (12, 12, "2")]
    assert lines(document) == expected


def test_cells_carry_their_headers() -> None:
    source = "| Data | Why |\n| --- | --- |\n| Email | To write<br><br>* news<br>* bills |\n"
    document = read(source, media_type="text/markdown")
    cells = [(document.text[block.start : block.end], block.row_header, block.column_header, block.marker) for block in document.blocks]
    assert cells == [
        ("Data", "", "", ""),
        ("Why", "", "", ""),
        ("Email", "", "Data", ""),
        ("To write", "Email", "Why", ""),
        ("news", "Email", "Why", "*"),
        ("bills", "Email", "Why", "*"),
    ]


def test_a_bold_row_under_an_empty_header_is_the_header() -> None:
    document = read("| | |\n| --- | --- |\n| **Data** | **Why** |\n| Age | Law |\n", media_type="text/markdown")
    assert [(block.row_header, block.column_header) for block in document.blocks] == [("", ""), ("", ""), ("", "Data"), ("Age", "Why")]


def test_the_title_is_the_first_heading_of_level_one() -> None:
    assert read("## Menu\n\n# Bike Shop Privacy\n\nText.", media_type="text/markdown").title == "Bike Shop Privacy"


@given(st.text(alphabet=st.sampled_from("ab1 .:-*#|>[]()<br>_`\\\n\r&;·"), max_size=200))
def test_any_text_is_read(text: str) -> None:
    content = read_markdown(text)
    count = len(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    last = 0
    for block in content.blocks:
        assert last <= block.start < block.end
        assert block.line is not None
        assert block.end_line is not None
        assert 1 <= block.line <= block.end_line <= count
        last = block.end
    assert last <= len(content.text)


def test_deep_lists_are_read_whole_or_refused() -> None:
    def nested(depth: int) -> str:
        return "\n".join("  " * level + f"* item {level}" for level in range(depth))

    assert shape(read(nested(40), media_type="text/markdown"))[-1] == ("list_item", 40, "item 39")
    for depth in (48, 49, 50, 51, 60, 400):
        try:
            blocks = shape(read(nested(depth), media_type="text/markdown"))
        except TooDeep:
            continue
        assert blocks[-1] == ("list_item", depth, f"item {depth - 1}")
    with pytest.raises(TooDeep, match="nests its lists"):
        read("> " * 300 + "text", media_type="text/markdown")
