"""A redline as a Word document with tracked changes (ECMA-376 part 1, section 17.13.5), which a lawyer can accept, reject and comment on one by one."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import count, groupby
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from policydiff.errors import MissingLibrary

if TYPE_CHECKING:
    from docx.document import Document as WordDocument

    from policydiff.reports._redline.models import Marked, Redline, Run

_BULLETS = 3  # levels of bullets that Word's template has styles for
_HEADINGS = 9
_INDENT = 360  # twentieths of a point for each level of a numbered item
_MARKS = {"deleted": "w:del", "inserted": "w:ins", "moved_from": "w:moveFrom", "moved_to": "w:moveTo"}
_SMALL = 8 * 12700  # 8 points in English metric units
_NOTE = "Changes tracked against the earlier version ({old}), of style like of substance. No legal advice."


def as_docx(redline: Redline, *, author: str, date: datetime | None) -> bytes:
    """The bytes of a .docx file: headings, lists and tables of the outline, every change tracked in the name of `author` at `date` (None: now).

    Accepting all changes leaves the new text, rejecting them the old one. Raises MissingLibrary where python-docx is not installed.
    """
    try:
        import docx
    except ImportError:
        raise MissingLibrary('Word documents need python-docx; install it: pip install "policydiff[docx]"') from None
    document = docx.Document()
    moment = (date or datetime.now(UTC)).astimezone(UTC).replace(microsecond=0)
    _about(document, redline, author, moment)
    writer = _Writer(document, author, moment)
    for table, blocks in groupby(redline.blocks, key=lambda block: block.table):
        if table is None:
            for block in blocks:
                writer.paragraph(document.add_paragraph(), block)
        else:
            writer.table(list(blocks))
    made = io.BytesIO()
    document.save(made)
    return made.getvalue()


def _about(document: WordDocument, redline: Redline, author: str, moment: datetime) -> None:
    """Name, author and date of the file, and a line at the head of its pages; the body holds nothing but the text."""
    core = document.core_properties
    core.title = f"Redline: {redline.new.title or redline.new.source or 'privacy policy'}"[:255]
    core.author = core.last_modified_by = author[:255]
    core.created = core.modified = moment.replace(tzinfo=None)
    core.comments = ""
    head = document.sections[0].header.paragraphs[0]
    head.add_run(_NOTE.format(old=PurePath(redline.old.source).name if redline.old.source else "given as text")).font.size = _SMALL


class _Writer:
    """Writes marked blocks into the body of a document; every mark has an id of its own."""

    def __init__(self, document: WordDocument, author: str, moment: datetime) -> None:
        self._document = document
        self._author = author
        self._moment = moment.strftime("%Y-%m-%dT%H:%M:%SZ")
        self._ids = count(1)

    def paragraph(self, paragraph: Any, block: Marked) -> None:
        """Give an empty paragraph the style and the words of a block."""
        if (style := _style(block)) is not None:
            paragraph.style = style
        elif block.kind == "list_item":
            paragraph.paragraph_format.left_indent = _INDENT * 635 * max(block.level, 1)  # in English metric units, 635 to the twentieth of a point
            paragraph.paragraph_format.first_line_indent = -_INDENT * 635
        if block.end != "same":
            mark = _element("w:rPr")
            mark.append(self._mark(_MARKS[block.end]))
            paragraph._p.get_or_add_pPr().append(mark)
        for run in block.runs:
            for element in self._elements(run):
                paragraph._p.append(element)

    def table(self, blocks: Sequence[Marked]) -> None:
        """A table of both versions: rows of one version alone are tracked as rows, other edits as words."""
        rows = [list(row) for _, row in groupby(blocks, key=lambda block: block.row)]
        table = self._document.add_table(len(rows), max((block.column or 0) + 1 for block in blocks), style="Table Grid")
        for row, found in zip(table.rows, rows, strict=True):
            for column, parts in groupby(found, key=lambda block: block.column or 0):
                cell = row.cells[column]
                for number, block in enumerate(parts):
                    self.paragraph(cell.add_paragraph() if number else cell.paragraphs[0], block)
            fates = {block.end for block in found}
            if len(fates) == 1 and (fate := fates.pop()) != "same":
                row._tr.get_or_add_trPr().append(self._mark(_MARKS[fate]))

    def _mark(self, tag: str, **more: str) -> Any:
        return _element(tag, id=str(next(self._ids)), author=self._author, date=self._moment, **more)

    def _elements(self, run: Run) -> Iterator[Any]:
        """The words of a run in their mark; a moved passage between the bounds that name its other place."""
        if run.kind == "same":
            yield _words(run)
            return
        mark = self._mark(_MARKS[run.kind])
        mark.append(_words(run))
        if run.move is None:
            yield mark
            return
        start = self._mark(f"{_MARKS[run.kind]}RangeStart", name=f"move{run.move}")
        yield start
        yield mark
        yield _element(f"{_MARKS[run.kind]}RangeEnd", id=start.get(_name("w:id")))


def _words(run: Run) -> Any:
    """A Word run with the text; deleted text has an element of its own."""
    made = _element("w:r")
    for number, part in enumerate(run.text.split("\t")):
        if number:
            made.append(_element("w:tab"))
        if part:
            text = _element("w:delText" if run.kind == "deleted" else "w:t")
            text.text = part
            text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
            made.append(text)
    return made


def _style(block: Marked) -> str | None:
    if block.kind == "heading":
        return f"Heading {min(max(block.level, 1), _HEADINGS)}"
    if block.kind == "list_item" and block.bullet:
        depth = min(max(block.level, 1), _BULLETS)
        return "List Bullet" if depth == 1 else f"List Bullet {depth}"
    return None


def _element(tag: str, **attributes: str) -> Any:
    from docx.oxml import OxmlElement

    made = OxmlElement(tag)
    for key, value in attributes.items():
        made.set(_name(f"w:{key}"), value)
    return made


def _name(name: str) -> str:
    from docx.oxml.ns import qn

    return str(qn(name))
