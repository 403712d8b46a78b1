from __future__ import annotations

import pytest

from policydiff.documents import read
from policydiff.errors import TooDeep
from tests.documents.helpers import lines, shape

CASES = {
    "paragraphs, headings, breaks": (
        "<h1>Shop</h1><div>We keep<br>logs.</div>text",
        [("heading", 1, "Shop"), ("paragraph", 0, "We keep logs."), ("paragraph", 0, "text")],
    ),
    "nested lists": (
        "<ul><li>a<ol><li>b</li></ol></li><li><p>c</p><p>d</p></li></ul>",
        [("list_item", 1, "a"), ("list_item", 2, "b"), ("list_item", 1, "c"), ("list_item", 1, "d")],
    ),
    "scripts, menus, hidden parts": (
        '<nav>Home</nav><script>x()</script><p hidden>no</p><p>yes <span aria-hidden="true">icon</span></p>',
        [("paragraph", 0, "yes")],
    ),
    "the frame of a page": (
        "<header>Logo</header><main><header>Terms here</header><p>x</p></main><footer>Imprint</footer>",
        [("paragraph", 0, "Terms here"), ("paragraph", 0, "x")],
    ),
    "terms and definitions": (
        "<h2>Words</h2><dl><dt>Logs</dt><dd>What you do.</dd></dl>",
        [("heading", 2, "Words"), ("heading", 3, "Logs"), ("paragraph", 0, "What you do.")],
    ),
    "unclosed tags": ("<p>a<p>b<ul><li>c<li>d", [("paragraph", 0, "a"), ("paragraph", 0, "b"), ("list_item", 1, "c"), ("list_item", 1, "d")]),
}


@pytest.mark.parametrize("name", CASES)
def test_blocks_are_what_a_visitor_reads(name: str) -> None:
    source, expected = CASES[name]
    assert shape(read(source, media_type="text/html")) == expected


def test_lines_are_those_of_the_file() -> None:
    source = (
        "<html>\n<!-- a\ncomment -->\n<body>\n<p\n class='x'>We keep\nlogs.</p>\n<script>\n1\n</script>\n<ul>\n<li>one\n<li>\n two</ul>\n<p>end &amp; out</p>"
    )
    document = read(source, media_type="text/html")
    assert lines(document) == [(6, 7, "We keep logs."), (12, 12, "one"), (14, 14, "two"), (15, 15, "end & out")]


def test_lines_beyond_the_counter_of_the_parser() -> None:
    document = read("<p>the logs</p>\n" * 70_000, media_type="text/html")
    assert document.blocks[-1].line == 70_000


def test_cells_carry_their_headers_across_spans() -> None:
    source = "<table><tr><th>Data<th>Why<th>Law</tr><tr><td rowspan=2>Email<td>News<td>Consent</tr><tr><td>Bills<td>Contract</tr></table>"
    document = read(source, media_type="text/html")
    cells = [(document.text[block.start : block.end], block.row_header, block.column_header) for block in document.blocks][3:]
    assert cells == [("Email", "", "Data"), ("News", "Email", "Why"), ("Consent", "Email", "Law"), ("Bills", "Email", "Why"), ("Contract", "Email", "Law")]


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    assert shape(read("<table><tr><td><h2>Logs</h2><p>Kept.</p></table>", media_type="text/html")) == [("heading", 2, "Logs"), ("paragraph", 0, "Kept.")]


def test_tags_nested_too_deep_are_refused() -> None:
    with pytest.raises(TooDeep, match="nests its tags"):
        read("<div>" * 5000 + "text", media_type="text/html")


def test_a_declared_encoding_is_obeyed() -> None:
    assert read("<meta charset=iso-8859-1><p>caf\u00e9 \u201cbar\u201d</p>".encode("cp1252")).text == "caf\u00e9 \u201cbar\u201d"
