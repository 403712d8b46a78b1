from __future__ import annotations

import sys
import zipfile
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest

from policydiff.documents import read
from policydiff.errors import BinarySource, DamagedSource, EncryptedSource, MissingReader, SourceError, TooMuchPacked
from policydiff.limits import LIMITS
from tests.documents.helpers import shape
from tests.documents.makers import as_docx, paragraph, run, word


def styled(style: str, text: str) -> str:
    return paragraph(run(text), f'<w:pStyle w:val="{style}"/>')


def listed(text: str, level: int, properties: str = "") -> str:
    return paragraph(run(text, properties), f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>')


def with_numbering(document: Any) -> None:
    """A numbering 77 whose first level counts from 3 and whose second has bullets."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import nsdecls

    root = document.part.numbering_part.element
    root.insert(
        0,
        parse_xml(
            f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77"><w:lvl w:ilvl="0"><w:start w:val="3"/><w:numFmt w:val="decimal"/></w:lvl>'
            '<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl><w:lvl w:ilvl="2"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/></w:lvl></w:abstractNum>'
        ),
    )
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))


CASES: dict[str, tuple[tuple[str, ...], Callable[[Any], None] | None, list[tuple[str, int, str]]]] = {
    "styles and outline levels make headings": (
        (styled("Heading2", "Names"), "We keep names.", paragraph(run("Times"), '<w:outlineLvl w:val="2"/>'), "We keep times."),
        None,
        [("heading", 2, "Names"), ("paragraph", 0, "We keep names."), ("heading", 3, "Times"), ("paragraph", 0, "We keep times.")],
    ),
    "under a title all headings go one deeper": (
        (styled("Title", "Policy"), styled("Heading1", "Names"), "We keep names."),
        None,
        [("heading", 1, "Policy"), ("heading", 2, "Names"), ("paragraph", 0, "We keep names.")],
    ),
    "a paragraph can take the heading from its style": (
        (paragraph(run("We keep names."), '<w:pStyle w:val="Heading1"/><w:outlineLvl w:val="9"/>'),),
        None,
        [("paragraph", 0, "We keep names.")],
    ),
    "a short bold paragraph acts as a heading": (
        (paragraph(run("Names", "<w:b/>")), paragraph(run("We keep ", "<w:b/>") + run("names.", '<w:b w:val="0"/>')), "Here."),
        None,
        [("heading", 1, "Names"), ("paragraph", 0, "We keep names."), ("paragraph", 0, "Here.")],
    ),
    "lists count and nest": (
        (listed("name;", 0), listed("street;", 1), listed("age;", 0), listed("month;", 2), listed("year;", 2), listed("sex.", 0), "That is all."),
        with_numbering,
        [
            ("list_item", 1, "3. name;"),
            ("list_item", 2, "* street;"),
            ("list_item", 1, "4. age;"),
            ("list_item", 3, "1. month;"),
            ("list_item", 3, "2. year;"),
            ("list_item", 1, "5. sex."),
            ("paragraph", 0, "That is all."),
        ],
    ),
    "a numbered bold line is a heading": (
        (listed("Names", 0, "<w:b/>"), "We keep names."),
        with_numbering,
        [("heading", 1, "Names"), ("paragraph", 0, "We keep names.")],
    ),
    "lists by style, a further paragraph of an item": (
        (styled("ListNumber", "name;"), styled("ListContinue", "kept for a year;"), styled("ListNumber", "age."), styled("ListBullet3", "sex.")),
        None,
        [("list_item", 1, "1. name;"), ("list_item", 1, "kept for a year;"), ("list_item", 1, "2. age."), ("list_item", 3, "* sex.")],
    ),
    "tracked changes are accepted": (
        (
            paragraph(
                run("We ")
                + "<w:ins>"
                + run("may ")
                + "</w:ins><w:del><w:r><w:delText>never </w:delText></w:r></w:del>"
                + "<w:moveFrom>"
                + run("often ")
                + "</w:moveFrom>"
                + run("keep names.")
            ),
            paragraph(run("We keep "), "<w:rPr><w:del/></w:rPr>"),
            "times.",
        ),
        None,
        [("paragraph", 0, "We may keep names."), ("paragraph", 0, "We keep times.")],
    ),
    "links, fields, content controls, breaks, hidden words, notes": (
        (
            paragraph(
                '<w:hyperlink r:id="rId1">'
                + run("Our site")
                + "</w:hyperlink>"
                + run(" shows")
                + "<w:r><w:tab/></w:r>"
                + run("it.")
                + "<w:r><w:br/></w:r>"
                + run("Here.")
            ),
            "<w:sdt><w:sdtPr/><w:sdtContent>"
            + paragraph(run("We keep names") + '<w:r><w:footnoteReference w:id="2"/></w:r>' + run(" no", "<w:vanish/>") + run("."))
            + "</w:sdtContent></w:sdt>",
            paragraph(
                '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
                + run("Opt")
                + "<w:r><w:noBreakHyphen/></w:r>"
                + run("out")
            ),
        ),
        None,
        [("paragraph", 0, "Our site shows it. Here."), ("paragraph", 0, "We keep names."), ("paragraph", 0, "Opt-out")],
    ),
    "a text box once, after its paragraph": (
        (
            "<w:p><w:r><mc:AlternateContent>"
            f"<mc:Choice><w:drawing><w:txbxContent>{paragraph(run('In short: no ads.'))}</w:txbxContent></w:drawing></mc:Choice>"
            f"<mc:Fallback><w:pict><w:txbxContent>{paragraph(run('In short: no ads.'))}</w:txbxContent></w:pict></mc:Fallback>"
            "</mc:AlternateContent></w:r><w:r><w:t>We keep names.</w:t></w:r></w:p>",
        ),
        None,
        [("paragraph", 0, "We keep names."), ("paragraph", 0, "In short: no ads.")],
    ),
    "a table of contents is left out": (
        (styled("TOCHeading", "Contents"), styled("toc1", "Names 3"), "We keep names."),
        lambda document: document.styles.add_style("toc 1", 1) and None,
        [("paragraph", 0, "We keep names.")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_blocks_are_what_a_reader_sees(name: str) -> None:
    parts, change, expected = CASES[name]
    document = read(word(*parts, change=change))
    marked = [(block.kind, block.level, f"{block.marker} {words}".strip()) for block, (_, _, words) in zip(document.blocks, shape(document), strict=True)]
    assert marked == expected


def test_positions_are_paragraphs_of_the_body_empty_ones_and_cells_included() -> None:
    cell = "<w:tc><w:p><w:r><w:t>{}</w:t></w:r></w:p></w:tc>".format
    table = f"<w:tbl><w:tr>{cell('a')}{cell('b')}</w:tr><w:tr>{cell('c')}{cell('d')}</w:tr></w:tbl>"
    document = read(word("We keep names.", "<w:p/>", "And times.", table, "That is all."))
    assert [(block.paragraph, document.text[block.start : block.end]) for block in document.blocks] == [
        (1, "We keep names."),
        (3, "And times."),
        (4, "a"),
        (5, "b"),
        (6, "c"),
        (7, "d"),
        (8, "That is all."),
    ]
    assert all((block.line, block.end_line, block.page) == (None, None, None) for block in document.blocks)


def cells(data: bytes) -> list[tuple[str, str, str]]:
    document = read(data)
    return [(document.text[block.start : block.end], block.row_header, block.column_header) for block in document.blocks]


def test_a_table_with_header_and_merged_cells() -> None:
    def cell(text: str, properties: str = "") -> str:
        return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:tc>"

    rows = [
        "<w:trPr><w:tblHeader/></w:trPr>" + cell("Data") + cell("Why") + cell("Law"),
        cell("Email", '<w:vMerge w:val="restart"/>') + cell("News") + cell("Consent"),
        cell("", "<w:vMerge/>") + cell("Bills and the law", '<w:gridSpan w:val="2"/>'),
        "<w:trPr><w:del/></w:trPr>" + cell("Sex") + cell("Ads") + cell("None"),
        "<w:trPr><w:gridBefore w:val='1'/></w:trPr>" + cell("Jokes") + cell("Consent"),
    ]
    table = "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"
    assert cells(word(table)) == [
        ("Data", "", ""),
        ("Why", "", ""),
        ("Law", "", ""),
        ("Email", "", "Data"),
        ("News", "Email", "Why"),
        ("Consent", "Email", "Law"),
        ("Bills and the law", "Email", "Why"),
        ("Jokes", "", "Why"),
        ("Consent", "", "Law"),
    ]


@pytest.mark.parametrize("style, header", [("Light List Accent 1", "Data"), ("Table Grid", "")])
def test_a_first_row_that_its_style_sets_in_bold_is_the_header(style: str, header: str) -> None:
    def change(document: Any) -> None:
        table = document.add_table(2, 2, style=style)
        for cell, text in zip([cell for row in table.rows for cell in row.cells], ("Data", "Why", "Email", "News"), strict=True):
            cell.text = text

    assert cells(word(change=change))[2] == ("Email", "", header)


def test_a_table_that_lays_out_the_page_is_no_table() -> None:
    row = "<w:tr><w:tc><w:p><w:r><w:t>We keep names.</w:t></w:r></w:p></w:tc></w:tr>"
    assert [block.kind for block in read(word(f"<w:tbl>{row}{row}</w:tbl>")).blocks] == ["paragraph", "paragraph"]


def test_the_title_falls_back_on_that_of_the_file() -> None:
    def change(document: Any) -> None:
        document.core_properties.title = " Harbour  Library "

    assert read(word("We keep the names of all who come to see us.", change=change)).title == "Harbour Library"


def archive(parts: dict[str, bytes]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return out.getvalue()


def replaced(name: str, content: bytes) -> bytes:
    with zipfile.ZipFile(BytesIO(as_docx())) as packed:
        return archive({part: content if part == name else packed.read(part) for part in packed.namelist()})


def encrypted() -> bytes:
    """A file whose entries all say that they are encrypted."""
    data = bytearray(as_docx())
    for sign, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = data.find(sign)
        while place >= 0:
            data[place + offset] |= 1
            place = data.find(sign, place + 4)
    return bytes(data)


ENTITIES = b"""<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">%s]><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>Names.&%s;</w:t></w:r></w:p></w:body></w:document>"""
LAUGHS = ENTITIES % (b"".join(b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(ord("b"), ord("k"))), b"j")
DEEP = (
    b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
    + b"<w:sdt>" * 5000
    + b"</w:sdt>" * 5000
    + b"</w:body></w:document>"
)


@pytest.mark.parametrize(
    "data, error, message",
    [
        (b"PK\x03\x04....", DamagedSource, "^the bytes: is a broken DOCX file; save it anew$"),
        (as_docx()[:9000], DamagedSource, "is a broken DOCX file"),
        (archive({"word/document.xml": b"<x/>"}), DamagedSource, "is a broken DOCX file"),
        (replaced("word/document.xml", b"<w:document"), DamagedSource, "is a broken DOCX file"),
        (replaced("word/document.xml", LAUGHS), DamagedSource, "is a broken DOCX file"),
        (replaced("word/document.xml", DEEP), DamagedSource, "is a broken DOCX file"),
        (
            replaced("word/document.xml", b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"/>'),
            DamagedSource,
            "without a body",
        ),
        (archive({"content.xml": b"<x/>", "mimetype": b"application/vnd.oasis.opendocument.text"}), BinarySource, "not DOCX; unpack it, or save it as DOCX"),
        (encrypted(), EncryptedSource, "is encrypted; save it without a password"),
        (archive({"word/document.xml": b" " * (LIMITS.unpacked + 1)}), TooMuchPacked, "unpacks to 67,108,865 bytes"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line(data: bytes, error: type[SourceError], message: str) -> None:
    with pytest.raises(error, match=message) as caught:
        read(data)
    assert "\n" not in str(caught.value)


def test_entities_from_outside_are_not_fetched() -> None:
    outside = ENTITIES % (b'<!ENTITY f SYSTEM "file:///etc/hostname">', b"f")
    assert read(replaced("word/document.xml", outside)).text == "Names."


def test_a_template_or_a_document_with_macros_is_refused() -> None:
    with zipfile.ZipFile(BytesIO(as_docx())) as packed:
        types = packed.read("[Content_Types].xml").replace(b"wordprocessingml.document.main+xml", b"wordprocessingml.template.main+xml")
    with pytest.raises(BinarySource, match="is no plain Word document; save it as DOCX"):
        read(replaced("[Content_Types].xml", types))


def test_a_docx_without_its_library_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    with pytest.raises(MissingReader, match=r'pip install "policydiff\[docx\]"'):
        read(as_docx())


def test_old_and_encrypted_office_files_are_named() -> None:
    with pytest.raises(BinarySource, match="an old Office file \\(DOC\\) or one with a password"):
        read(bytes.fromhex("d0cf11e0a1b11ae1"))
