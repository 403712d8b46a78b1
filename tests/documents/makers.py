"""One policy written in every format that is read, and small files of the binary formats."""

from __future__ import annotations

import html
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import docx
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A5
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, ListFlowable, ListItem, Paragraph, SimpleDocTemplate, Table


@dataclass(frozen=True)
class Part:
    """A heading (level 1 to 3), a paragraph (0) or a list item (-1, nested -2), or a table of which the first row is the header."""

    level: int
    text: str = ""
    table: tuple[tuple[str, ...], ...] = ()


POLICY = (
    Part(1, "Privacy Policy of the Harbour Library"),
    Part(0, "Last updated: 4 May 2021"),
    Part(0, "This policy tells you what the Harbour Library does with your personal data when you borrow books, visit our reading rooms or use our catalogue."),
    Part(2, "1. What we collect"),
    Part(0, "When you join, we collect:"),
    Part(-1, "your name and your postal address;"),
    Part(-1, "your contact details:"),
    Part(-2, "your email address;"),
    Part(-2, "your phone number, so that our staff can reach you when a book that you reserved has come back from another reader, and"),
    Part(-1, "the titles that you borrow."),
    Part(2, "2. How we use it"),
    Part(3, "2.1 Lending"),
    Part(
        0, "We use your email address to remind you of books that are due. We use your borrowing history to recommend further books, unless you turn this off."
    ),
    Part(3, "2.2 Research"),
    Part(0, "We share statistics about lending with the university. We never sell your personal data to third-party advertisers or to anybody else."),
    Part(0, "Our web site sets cookies. They tell us which pages are read most often, and we delete what they record after thirteen months at the latest."),
    Part(2, "3. Who receives it"),
    Part(
        0,
        table=(
            ("Recipient", "Data", "Purpose"),
            ("Print shop", "Your postal address", "To send reminders"),
            ("City archive", "Your name", "To keep the register"),
        ),
    ),
    Part(0, "We may disclose your personal information to the police where the law obliges us to do so."),
    Part(2, "4. Your rights"),
    Part(0, "You may ask us for a copy of your data at any time. Write to the data protection officer of the library, who answers within one month."),
)


def as_markdown(parts: tuple[Part, ...] = POLICY) -> str:
    text = ""
    for part, following in zip(parts, (*parts[1:], Part(0)), strict=True):
        if part.table:
            header, *rows = (f"| {' | '.join(row)} |\n" for row in part.table)
            text += header + f"|{' --- |' * len(part.table[0])}\n" + "".join(rows)
        elif part.level < 0:
            text += f"{'  ' * (-part.level - 1)}- {part.text}\n"
        else:
            text += f"{'#' * part.level}{' ' if part.level else ''}{part.text}\n"
        text += "" if part.level < 0 and following.level < 0 else "\n"
    return text


def as_html(parts: tuple[Part, ...] = POLICY) -> str:
    text, depth = "<!doctype html><html><body>", 0
    for part in parts:
        wanted = max(0, -part.level)
        text += "<ul>" * (wanted - depth) + "</ul>" * (depth - wanted)
        depth = wanted
        words = html.escape(part.text)
        if part.table:
            header, *rows = part.table
            text += "<table>" + "".join(f"<th>{cell}</th>" for cell in header)
            text += "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows) + "</table>"
        else:
            text += f"<li>{words}" if depth else f"<h{part.level}>{words}</h{part.level}>" if part.level else f"<p>{words}</p>"
    return text + "</body></html>"


def as_docx(parts: tuple[Part, ...] = POLICY) -> bytes:
    document = docx.Document()
    for part in parts:
        if part.table:
            table = document.add_table(0, len(part.table[0]), style="Table Grid")
            for number, row in enumerate(part.table):
                for cell, words in zip(table.add_row().cells, row, strict=True):
                    cell.paragraphs[0].add_run(words).bold = number == 0
        elif part.level < 0:
            document.add_paragraph(part.text, style="List Bullet" if part.level == -1 else "List Bullet 2")
        elif part.level:
            document.add_heading(part.text, part.level - 1)  # 0 is the style "Title"
        else:
            document.add_paragraph(part.text)
    return saved(document)


def as_pdf(parts: tuple[Part, ...] = POLICY, pagesize: tuple[float, float] = A5, **options: Any) -> bytes:
    """Set in Helvetica on A5, with a running header and page numbers; lists hang, tables are ruled."""
    body = ParagraphStyle("body", fontName="Helvetica", fontSize=10, leading=13, spaceAfter=6)
    bold = ParagraphStyle("bold", body, fontName="Helvetica-Bold")
    heads = [
        ParagraphStyle("title", bold, fontSize=18, leading=22, alignment=TA_CENTER),
        ParagraphStyle("section", bold, fontSize=14, leading=18),
        ParagraphStyle("subsection", bold),
    ]
    story: list[Flowable] = []
    open_items: list[Part] = []
    for part in (*parts, Part(0)):
        if part.level < 0:
            open_items.append(part)
            continue
        if open_items:
            story.append(_list(open_items, body))
            open_items = []
        if part.table:
            rows = [[Paragraph(cell, body if number else bold) for cell in row] for number, row in enumerate(part.table)]
            story.append(Table(rows, style=[("GRID", (0, 0), (-1, -1), 0.5, "black")], spaceAfter=8))
        elif part.text:
            story.append(Paragraph(html.escape(part.text), heads[part.level - 1] if part.level else body))

    def frame(canvas: Canvas, _: object) -> None:
        canvas.setFont("Helvetica", 8)
        canvas.drawString(72, pagesize[1] - 40, "Harbour Library, privacy policy")
        canvas.drawCentredString(pagesize[0] / 2, 30, f"Page {canvas.getPageNumber()}")

    out = BytesIO()
    SimpleDocTemplate(out, pagesize=pagesize, leftMargin=72, rightMargin=72, topMargin=60, bottomMargin=60, **options).build(story, frame, frame)
    return out.getvalue()


def _list(items: list[Part], style: ParagraphStyle) -> ListFlowable:
    entries: list[Any] = []
    while items:
        part = items.pop(0)
        inner = []
        while items and items[0].level < part.level:
            inner.append(items.pop(0))
        entries.append(ListItem([Paragraph(part.text, style), *([_list(inner, style)] if inner else [])]))
    return ListFlowable(entries, bulletType="bullet", start="•", bulletFontSize=10)


def saved(document: Any) -> bytes:
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def word(*parts: str, change: Callable[[Any], None] | None = None) -> bytes:
    """A Word file whose body holds these elements, written as XML; a part that is no element is the text of a paragraph."""
    document = docx.Document()
    for part in parts:
        xml = part if part.startswith("<") else paragraph(run(part))
        name = xml[1:].split(">")[0].split(" ")[0].split("/")[0]
        element = parse_xml(xml.replace(f"<{name}", f"<{name} {nsdecls('w', 'wp', 'a', 'r')} xmlns:mc='m' xmlns:v='v'", 1))
        document.element.body.insert(len(document.element.body) - 1, element)
    if change:
        change(document)
    return saved(document)


def run(text: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content: str, properties: str = "") -> str:
    return f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p>"


@dataclass(frozen=True)
class Set:
    """Words on a page of a PDF: where they start, how far below the top of the page their baseline lies, letter size, font."""

    text: str
    x: float
    y: float
    size: float = 10
    font: str = "Helvetica"


BOLD = "Helvetica-Bold"


def printed(*pages: list[Set], lines: tuple[tuple[float, float, float, float], ...] = (), **options: Any) -> bytes:
    """A PDF of A4 pages with these words, and on each of them lines from (x, y) to (x, y), measured from the top left corner."""
    out = BytesIO()
    height = 842
    canvas = Canvas(out, pagesize=(595, height), **options)
    for page in pages:
        for part in page:
            canvas.setFont(part.font, part.size)
            canvas.drawString(part.x, height - part.y, part.text)
        for x0, y0, x1, y1 in lines:
            canvas.line(x0, height - y0, x1, height - y1)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def column(text: str, x: float = 72, y: float = 100, size: float = 10, font: str = "Helvetica", pitch: float = 1.2) -> list[Set]:
    """The lines of a text below each other; an empty line leaves a gap."""
    return [Set(line, x, y + number * pitch * size, size, font) for number, line in enumerate(text.split("\n")) if line]
