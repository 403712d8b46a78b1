from __future__ import annotations

import sys
import zlib
from io import BytesIO

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from policydiff.documents import read
from policydiff.errors import BinarySource, DamagedSource, EncryptedSource, MissingReader, ScannedSource, SourceError, TooLong, TooMuchPacked
from tests.documents.helpers import shape
from tests.documents.makers import BOLD, POLICY, Set, as_pdf, column, printed

BODY = column("We keep the words that you write to us\nand the time at which you wrote them.")
LONG = "We keep the words that you write to us and read them only\nwhere the law of the country in which you live asks us to\ndo so, and"

CASES = {
    "lines make a paragraph, a gap ends it": (
        [column("We keep the names of all who come to see us in our\nreading rooms.\n\nWe delete them.")],
        [("paragraph", 0, "We keep the names of all who come to see us in our reading rooms."), ("paragraph", 0, "We delete them.")],
    ),
    "an indent starts a paragraph": (
        [
            [
                *column("We keep the names of all who come to see us in our reading rooms, and we keep them\nfor a year."),
                *column("We keep the times at which they come as well, for that is what the city asks us to\ndo.", y=124)[:1],
                Set("do.", 72, 136),
            ]
        ],
        [
            ("paragraph", 0, "We keep the names of all who come to see us in our reading rooms, and we keep them for a year."),
            ("paragraph", 0, "We keep the times at which they come as well, for that is what the city asks us to do."),
        ],
    ),
    "sizes and weights make headings": (
        [
            [
                Set("Our Policy", 72, 80, 20, BOLD),
                Set("What we keep", 72, 110, 14),
                Set("Names", 72, 130, 10, BOLD),
                *column("We keep the names of all who come to see us in our\nreading rooms.", y=145),
                Set("Who sees it", 72, 180, 14),
                Set("Nobody sees what you read, and nobody asks.", 72, 200),
            ]
        ],
        [
            ("heading", 1, "Our Policy"),
            ("heading", 2, "What we keep"),
            ("heading", 3, "Names"),
            ("paragraph", 0, "We keep the names of all who come to see us in our reading rooms."),
            ("heading", 2, "Who sees it"),
            ("paragraph", 0, "Nobody sees what you read, and nobody asks."),
        ],
    ),
    "a title as large as the headings stands above them": (
        [[Set("Our Policy", 200, 80, 16, BOLD), Set("Names", 72, 110, 16, BOLD), *column("We keep the names of all who come.", y=130)]],
        [("heading", 1, "Our Policy"), ("heading", 2, "Names"), ("paragraph", 0, "We keep the names of all who come.")],
    ),
    "capitals and numbers head what follows": (
        [[Set("SCOPE", 72, 80), *BODY[:1], Set("1. Names", 72, 140), Set("We keep the names of all who come to see us.", 72, 160)]],
        [
            ("heading", 1, "SCOPE"),
            ("paragraph", 0, "We keep the words that you write to us"),
            ("heading", 1, "1. Names"),
            ("paragraph", 0, "We keep the names of all who come to see us."),
        ],
    ),
    "bullets, numbers, nesting, a further paragraph of an item": (
        [
            [
                Set("We keep:", 72, 80),
                Set("•", 72, 100),
                Set("your name, and the names of those who live with you in one", 90, 100),
                Set("house;", 90, 112),
                Set("It is kept for a year.", 90, 130),
                Set("o", 90, 148),
                Set("your street.", 108, 148),
                Set("1.", 72, 166),
                Set("your age;", 90, 166),
                Set("2.", 72, 180),
                Set("your phone.", 90, 180),
                Set("That is all that we keep of those who come to see us here.", 72, 200),
            ]
        ],
        [
            ("paragraph", 0, "We keep:"),
            ("list_item", 1, "your name, and the names of those who live with you in one house;"),
            ("list_item", 1, "It is kept for a year."),
            ("list_item", 2, "your street."),
            ("list_item", 1, "your age;"),
            ("list_item", 1, "your phone."),
            ("paragraph", 0, "That is all that we keep of those who come to see us here."),
        ],
    ),
    "broken words are whole again": (
        [column("We keep third-party data, and your infor-\nmation is shared with no third-\nparty that we do not know, nor with\nnon-\nmembers.", pitch=1.3)],
        [
            (
                "paragraph",
                0,
                "We keep third-party data, and your information is shared with no third-party that we do not know, nor with non-members.",
            )
        ],
    ),
    "two columns are read one after the other, below a line across both": (
        [
            [
                Set("How the Harbour Library and its branches in the whole city deal with your data today", 72, 80, 11),
                *column(
                    "We keep the names of all who come\nto see us in our reading rooms, and\nthe books that they borrow are kept",
                    y=110,
                ),
                *column("by us as well. We delete all of that\nafter a year.\n\nNobody else sees it, and nobody asks\nus for it.", x=320, y=110),
            ]
        ],
        [
            ("paragraph", 0, "How the Harbour Library and its branches in the whole city deal with your data today"),
            (
                "paragraph",
                0,
                "We keep the names of all who come to see us in our reading rooms, and the books that they borrow are kept by us as well. "
                "We delete all of that after a year.",
            ),
            ("paragraph", 0, "Nobody else sees it, and nobody asks us for it."),
        ],
    ),
    "an indented first line, also of an item, and a date over two lines": (
        [
            [
                Set("We keep the names of all who come to see us in our reading", 82, 100),
                Set("rooms, and the exact times at which they come, from 2020–", 72, 112),
                Set("2023, and those of the people who come with them, too.", 72, 124),
                Set("• We also keep what they read while they sit in our reading", 82, 136),
                Set("rooms, and when.", 72, 148),
            ]
        ],
        [
            (
                "paragraph",
                0,
                "We keep the names of all who come to see us in our reading rooms, and the exact times at which they come, from 2020–2023, "
                "and those of the people who come with them, too.",
            ),
            ("list_item", 1, "We also keep what they read while they sit in our reading rooms, and when."),
        ],
    ),
    "note marks and tables of contents are no words": (
        [[Set("Names", 72, 80), Set(". " * 40 + "3", 120, 80), *column("We keep the names", y=110), Set("12", 158, 106, 6), Set("of all who come.", 168, 110)]],
        [("paragraph", 0, "We keep the names of all who come.")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_blocks_are_what_a_reader_sees(name: str) -> None:
    pages, expected = CASES[name]
    assert shape(read(printed(*pages))) == expected


def pages(data: bytes) -> list[tuple[int | None, str]]:
    document = read(data)
    assert all((block.line, block.end_line, block.paragraph) == (None, None, None) for block in document.blocks)
    return [(block.page, document.text[block.start : block.end]) for block in document.blocks]


def test_running_lines_and_page_numbers_are_dropped_and_paragraphs_go_on_over_pages() -> None:
    def page(number: int, text: str, y: float = 100) -> list[Set]:
        return [Set("Harbour Library", 72, 40, 8), Set(f"Version 3, page {number} of 3", 250, 810, 8), *column(text, y=y)]

    data = printed(
        page(1, f"{LONG}\nthen only as far as the law asks, for we do not like to do"),
        page(2, "it at all.\n\nNobody else reads them, not even those who work here day by\nday."),
        page(3, "We delete them."),
    )
    assert pages(data) == [
        (1, f"{LONG} then only as far as the law asks, for we do not like to do it at all.".replace("\n", " ")),
        (2, "Nobody else reads them, not even those who work here day by day."),
        (3, "We delete them."),
    ]


def test_the_same_body_line_on_two_pages_stays() -> None:
    data = printed(column(f"{LONG}\nno more.", y=300), column(f"{LONG}\nno less.", y=300))
    assert [page for page, _ in pages(data)] == [1, 2]


def test_a_ruled_table_with_a_merged_cell() -> None:
    words = [
        Set("Data", 76, 112, 10, BOLD),
        Set("Why", 206, 112, 10, BOLD),
        Set("Who", 336, 112, 10, BOLD),
        Set("Email", 76, 142),
        Set("To send you news of our", 206, 142),
        Set("reading rooms", 206, 154),
        Set("Printer", 336, 142),
        Set("To answer", 206, 182),
        Set("Staff", 336, 182),
    ]
    lines = [(70.0, y, 460.0, y) for y in (100, 130, 200)] + [(200.0, 170, 460.0, 170)] + [(x, 100.0, x, 200.0) for x in (70, 200, 330, 460)]
    document = read(printed([Set("We keep:", 72, 80), *words, Set("That is all.", 72, 230)], lines=tuple(lines)))
    assert [(block.kind, document.text[block.start : block.end], block.row_header, block.column_header) for block in document.blocks] == [
        ("paragraph", "We keep:", "", ""),
        ("table_cell", "Data", "", ""),
        ("table_cell", "Why", "", ""),
        ("table_cell", "Who", "", ""),
        ("table_cell", "Email", "", "Data"),
        ("table_cell", "To send you news of our reading rooms", "Email", "Why"),
        ("table_cell", "Printer", "Email", "Who"),
        ("table_cell", "To answer", "Email", "Why"),
        ("table_cell", "Staff", "Email", "Who"),
        ("paragraph", "That is all.", "", ""),
    ]


def test_a_table_goes_on_over_pages_under_its_header() -> None:
    lines = tuple([(70.0, float(y), 400.0, float(y)) for y in (300, 330, 360)] + [(float(x), 300.0, float(x), 360.0) for x in (70, 200, 400)])
    header = [Set("Data", 76, 318, 10, BOLD), Set("Why", 206, 318, 10, BOLD)]
    document = read(
        printed(
            [*header, Set("Email", 76, 348), Set("News", 206, 348)],
            [Set("Phone", 76, 318), Set("Support", 206, 318), Set("Age", 76, 348), Set("Law", 206, 348)],
            [*header, Set("Name", 76, 348), Set("Bills", 206, 348)],
            lines=lines,
        )
    )
    cells = [(document.text[block.start : block.end], block.row_header, block.column_header, block.page) for block in document.blocks]
    assert cells[2:] == [
        ("Email", "", "Data", 1),
        ("News", "Email", "Why", 1),
        ("Phone", "", "Data", 2),
        ("Support", "Phone", "Why", 2),
        ("Age", "", "Data", 2),
        ("Law", "Age", "Why", 2),
        ("Name", "", "Data", 3),
        ("Bills", "Name", "Why", 3),
    ]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_a_page_that_is_shown_turned_is_read_as_it_is_shown(turn: int) -> None:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(400, 400))
    canvas.setPageRotation(turn)
    canvas.translate(*{90: (400, 0), 180: (400, 400), 270: (0, 400)}[turn])
    canvas.rotate(turn)
    canvas.drawString(50, 300, "We keep the names")
    canvas.drawString(50, 288, "of all who come.")
    canvas.rotate(90)
    canvas.drawString(50, -20, "DRAFT")
    canvas.save()
    assert pages(out.getvalue()) == [(1, "We keep the names of all who come.")]


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_lines_that_all_run_another_way_are_read_in_their_own(turn: int) -> None:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(400, 400))
    canvas.translate(*{90: (400, 0), 180: (400, 400), 270: (0, 400)}[turn])
    canvas.rotate(turn)
    canvas.drawString(50, 300, "We keep the names")
    canvas.drawString(50, 288, "of all who come.")
    canvas.save()
    assert pages(out.getvalue()) == [(1, "We keep the names of all who come.")]


def test_letters_of_a_negative_size_are_read_the_way_they_stand() -> None:
    out = BytesIO()
    canvas = Canvas(out, pagesize=(400, 400))
    for y, words in ((300, "We keep the names"), (288, "of all who come.")):
        text = canvas.beginText()
        text.setFont("Helvetica", -12)
        text.setTextTransform(-1, 0, 0, -1, 50, y)
        text.textOut(words)
        canvas.drawText(text)
    canvas.save()
    assert pages(out.getvalue()) == [(1, "We keep the names of all who come.")]


def test_a_paragraph_goes_on_after_notes_at_the_foot_of_the_page() -> None:
    note = [Set("1", 72, 760, 6), Set("Our reading rooms are in the old harbour.", 78, 763, 8)]
    data = printed([*column(LONG), Set("7", 140, 96, 6), *note], column("then only as far as the law asks, for we do not like it."))
    assert pages(data) == [
        (1, f"{LONG} then only as far as the law asks, for we do not like it.".replace("\n", " ")),
        (1, "Our reading rooms are in the old harbour."),
    ]


def test_words_beside_the_page_are_not_read() -> None:
    assert pages(printed([Set("We keep names.", 72, 100), Set("We sell names.", 700, 120), Set("We sell names.", 72, 2000)])) == [(1, "We keep names.")]


def test_the_title_falls_back_on_that_of_the_file() -> None:
    text = [Set("We keep the names of all who come to see us.", 72, 100)]
    assert read(printed(text)).title == "untitled"  # as the library that writes it here calls what has no name
    out = BytesIO()
    canvas = Canvas(out)
    canvas.setTitle("Harbour Library")
    canvas.drawString(72, 600, "We keep the names of all who come to see us.")
    canvas.save()
    assert read(out.getvalue()).title == "Harbour Library"


def scan() -> bytes:
    from PIL import Image

    out = BytesIO()
    canvas = Canvas(out)
    for _ in range(2):
        canvas.drawImage(ImageReader(Image.new("L", (20, 20))), 0, 0, 500, 700)
        canvas.showPage()
    canvas.drawString(72, 600, "Scanned on Monday")
    canvas.save()
    return out.getvalue()


@pytest.mark.parametrize(
    "data, error, message",
    [
        (printed([]), ScannedSource, "^the bytes: holds no text that can be read"),
        (scan(), ScannedSource, "holds pictures without text on 2 of 3 pages"),
        (printed(BODY, encrypt=StandardEncryption("secret")), EncryptedSource, "asks for a password; save it without one"),
        (b"%PDF-1.7\n", DamagedSource, "is a broken PDF file"),
        (as_pdf()[:3000], DamagedSource, "is a broken PDF file"),
        (b"%PDF-1.7\n" + bytes(range(256)) * 100, DamagedSource, "is a broken PDF file"),
        (b"%PDF-1.7\n1 0 obj\nstream\n" + zlib.compress(b" " * 70_000_000) + b"\nendstream", TooMuchPacked, "unpacks to over 67,108,864 bytes"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, error: type[SourceError], message: str) -> None:
    with pytest.raises(error, match=message) as caught:
        read(data)
    assert "\n" not in str(caught.value)


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(TooLong, match="501 pages"):
        read(printed(*[[] for _ in range(501)]))


def test_a_file_without_a_password_to_open_it_is_read() -> None:
    assert pages(printed(BODY, encrypt=StandardEncryption("", ownerPassword="secret", canCopy=0)))[0][1].startswith("We keep the words")


def test_a_pdf_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)
    with pytest.raises(MissingReader, match=r'pip install "policydiff\[pdf\]"'):
        read(as_pdf(POLICY[:3]))


def test_a_text_that_begins_like_a_pdf_is_no_file() -> None:
    with pytest.raises(BinarySource, match="a PDF file, which is no text; give the file itself"):
        read("%PDF-1.7 ...")
    with pytest.raises(BinarySource, match="a PDF file"):
        read(as_pdf(POLICY[:3]), media_type="text/plain")
    with pytest.raises(DamagedSource, match="broken PDF"):
        read("We keep logs.", media_type="application/pdf")
