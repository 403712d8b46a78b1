"""DOCX (Office Open XML), opened through python-docx: the text with all tracked changes accepted, without headers, footers, comments and notes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from io import BytesIO
from itertools import chain
from typing import TYPE_CHECKING, Any, NamedTuple

from policydiff.documents import shapes
from policydiff.documents.formats import Content, Reader
from policydiff.documents.layout import Piece, Words, assemble, title_of
from policydiff.documents.tables import Cell, table_pieces
from policydiff.documents.word import Look, Numbering, Styles, child, is_on, local, number, outline_level, value, words
from policydiff.errors import BinarySource, DamagedSource, EncryptedSource, MissingReader, TooDeep, TooMuchPacked
from policydiff.limits import LIMITS, check

if TYPE_CHECKING:
    from lxml.etree import _Element

_WIDEST = 100  # columns that one cell can cover


@dataclass(slots=True)
class _Walk:
    """Where the walk over the body stands."""

    styles: Styles
    numbering: Numbering
    below_title: int  # 1 where the document has a title, under which its headings stand
    paragraph: int = 0
    words: Words = field(default_factory=Words)
    item: int = 0  # the level of the list item at hand, 0 outside lists


def read_docx(data: bytes) -> Content:
    """The readable text of a Word document in the order of its body: headings by style and outline level, lists with their nesting, tables, paragraphs.

    Raises BinarySource for another ZIP archive, DamagedSource, EncryptedSource, OverLimit, MissingReader without python-docx.
    """
    _check(data)
    parts = _opened(data)
    styles = Styles(parts.styles)
    titled = any(styles.look(value(style)).title for style in parts.body.iter("{*}pStyle"))
    walk = _Walk(styles, Numbering(parts.numbering), int(titled))
    try:
        readable, blocks = assemble(chain(_blocks(parts.body, walk), _pending(walk)), "paragraph")
    except RecursionError:
        raise TooDeep("nests its parts too deep for a Word document; save it anew") from None
    return Content(readable, blocks, title_of(readable, blocks) or parts.title or None)


def _check(data: bytes) -> None:
    """Look into the archive before anything in it is unpacked; reading a part stops at the size that is stated here."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise DamagedSource("is a broken DOCX file; save it anew") from None
    if any(part.flag_bits & 1 for part in parts):
        raise EncryptedSource("is encrypted; save it without a password")
    if not any(part.filename.startswith("word/") for part in parts):
        raise BinarySource("is a ZIP archive or a file of another program, not DOCX; unpack it, or save it as DOCX")
    size = sum(part.file_size for part in parts)
    if size > LIMITS.unpacked or len(parts) > LIMITS.parts:
        raise TooMuchPacked(
            f"unpacks to {size:,} bytes in {len(parts):,} parts, over the limit of {LIMITS.unpacked:,} in {LIMITS.parts:,}; save the policy alone"
        )


class _Parts(NamedTuple):
    """What is read of a package: the body, the styles and numberings where it has them, the title that its maker gave it."""

    body: _Element
    styles: _Element | None
    numbering: _Element | None
    title: str


def _opened(data: bytes) -> _Parts:
    try:
        import docx
    except ImportError:
        raise MissingReader('is a DOCX file, which is read with python-docx; run: pip install "policydiff[docx]"') from None
    try:
        document = docx.Document(BytesIO(data))
        body: _Element | None = document.element.body
        if body is not None:
            return _Parts(body, _part(document, "styles"), _part(document, "numbering"), " ".join(document.core_properties.title.split()))
    except ValueError:  # a template, a document with macros
        raise BinarySource("is no plain Word document; save it as DOCX") from None
    except Exception as error:  # broken archives and broken XML end in errors of every kind in the libraries below
        raise DamagedSource(f"is a broken DOCX file or one of a strict variant ({type(error).__name__}); save it anew as ordinary DOCX") from None
    raise DamagedSource("is a DOCX file without a body; save it anew")


def _part(document: Any, kind: str) -> _Element | None:
    """The root of the styles or numberings; python-docx makes a part of its own where the file has none, which must not count."""
    for relation in document.part.rels.values():
        if (relation.reltype or "").endswith(f"/{kind}") and not relation.is_external:
            root: _Element | None = getattr(relation.target_part, "element", None)
            return root
    return None


def _blocks(parent: _Element, walk: _Walk) -> Iterator[Piece]:
    """The pieces of the paragraphs and tables below an element, in order."""
    for element in parent:
        name = local(element)
        if name == "p":
            yield from _paragraph(element, walk)
        elif name == "tbl":
            yield from _table(element, walk)
        elif name not in words("elements", "skipped"):
            yield from _blocks(element, walk)


def _paragraph(element: _Element, walk: _Walk) -> Iterator[Piece]:
    check()
    walk.paragraph += 1
    properties = child(element, "pPr")
    look = walk.styles.look(value(child(properties, "pStyle")))
    boxes: list[_Element] = []
    _collect(element, walk, look, bold=bool(look.bold), boxes=boxes)
    if child(properties, "rPr", "del") is None:  # else its end was deleted: the next paragraph goes on with it
        lines, bold = walk.words.take()
        if lines and not look.contents:
            yield _placed(Piece("paragraph", lines, bold=bold), properties, look, walk)
    for box in boxes:
        yield from _blocks(box, walk)


def _pending(walk: _Walk) -> Iterator[Piece]:
    """What is left of a paragraph whose end was deleted and that nothing goes on with."""
    lines, bold = walk.words.take()
    if lines:
        yield Piece("paragraph", lines, bold=bold)


def _placed(piece: Piece, properties: _Element | None, look: Look, walk: _Walk) -> Piece:
    """A paragraph as what its style, outline level and numbering make of it."""
    level = _heading_level(properties, look, walk)
    if level:
        walk.item = 0
        return replace(piece, kind="heading", level=level, bold=False)
    numbers = child(properties, "numPr")
    numbering, depth = look.numbering, look.numbering_level
    if numbers is not None:
        numbering, depth = value(child(numbers, "numId")), number(child(numbers, "ilvl")) or 0
    if numbering in (None, "0"):  # 0 takes a style's numbering away
        if walk.item and look.continues:
            return replace(piece, kind="list_item", level=walk.item)
        walk.item = 0
        return piece
    marker = walk.numbering.marker(numbering, depth)
    if piece.bold and marker != "*" and shapes.is_bold_heading(piece.text):  # "1. Scope" in bold: a numbered heading without a heading's style
        walk.item = 0
        return piece
    walk.item = max(depth + 1, look.depth)
    return replace(piece, kind="list_item", level=walk.item, marker=marker)


def _heading_level(properties: _Element | None, look: Look, walk: _Walk) -> int:
    if look.title:
        return 1
    stored = number(child(properties, "outlineLvl"))
    level = look.outline if stored is None else outline_level(stored)
    return min(level + walk.below_title, 6) if level else 0


def _collect(parent: _Element, walk: _Walk, look: Look, *, bold: bool, boxes: list[_Element]) -> None:
    """Add the words below an element to those of the paragraph at hand; text boxes are set aside, for they hold paragraphs of their own."""
    for element in parent:
        name = local(element)
        if name == "t":
            walk.words.add(element.text or "", walk.paragraph, bold=bold)
        elif name == "r":
            properties = child(element, "rPr")
            if not is_on(child(properties, "vanish")):
                _collect(element, walk, look, bold=_is_bold(properties, look, walk), boxes=boxes)
        elif name == "txbxContent":
            boxes.append(element)
        elif name in words("elements", "line"):
            walk.words.end_line()
        elif name in words("elements", "space"):
            walk.words.add(" ", walk.paragraph, bold=bold)
        elif name == "noBreakHyphen":
            walk.words.add("-", walk.paragraph, bold=bold)
        elif name not in words("elements", "skipped"):
            _collect(element, walk, look, bold=bold, boxes=boxes)


def _is_bold(properties: _Element | None, look: Look, walk: _Walk) -> bool:
    """Whether words are bold: as they say themselves, else as their own style says, else as that of the paragraph says."""
    if properties is None or not len(properties):
        return bool(look.bold)
    own = is_on(child(properties, "b"))
    if own is None:
        named = value(child(properties, "rStyle"))
        own = walk.styles.look(named).bold if named else None
    return bool(look.bold if own is None else own)


def _table(table: _Element, walk: _Walk) -> Iterator[Piece]:
    yield from _pending(walk)
    walk.item = 0
    rows = [row for row in _below(table, "tr") if child(row, "trPr", "del") is None]
    cells = [list(_below(row, "tc")) for row in rows]
    if _lays_out(cells, walk):
        for cell in (cell for row in cells for cell in row):
            yield from _blocks(cell, walk)
    else:
        yield from table_pieces(_grid(table, rows, cells, walk))
    walk.item = 0


def _below(parent: _Element, name: str) -> Iterator[_Element]:
    """The elements of a name nearest below an element, through what only wraps them."""
    for element in parent:
        if local(element) == name:
            yield element
        elif local(element) not in words("elements", "skipped"):
            yield from _below(element, name)


def _lays_out(cells: list[list[_Element]], walk: _Walk) -> bool:
    """Whether a table only lays out the page: one column or one row, a table inside, or headings below the first row."""
    if len(cells) < 2 or max(map(len, cells)) < 2:
        return True
    if any(next(cell.iter("{*}tbl"), None) is not None for row in cells for cell in row):
        return True
    return any(walk.styles.look(value(style)).outline for row in cells[1:] for cell in row for style in cell.iter("{*}pStyle"))


def _grid(table: _Element, rows: list[_Element], cells: list[list[_Element]], walk: _Walk) -> list[list[Cell]]:
    """The cells of a table, those that are merged downwards as one cell that covers several rows."""
    properties = child(table, "tblPr")
    look = child(properties, "tblLook")
    headed = value(look, "firstRow") == "1" and bool(walk.styles.look(value(child(properties, "tblStyle"))).bold_first_row)
    grid: list[list[Cell]] = []
    above: dict[int, Cell] = {}
    for row, elements in zip(rows, cells, strict=True):
        header = bool(is_on(child(row, "trPr", "tblHeader"))) or (headed and not grid)
        column = min(number(child(row, "trPr", "gridBefore")) or 0, _WIDEST)
        grid.append([Cell(columns=column)] if column else [])
        for element in elements:
            width = min(max(number(child(element, "tcPr", "gridSpan")) or 1, 1), _WIDEST)
            pieces = [_in_cell(piece) for piece in _blocks(element, walk)]
            merge = child(element, "tcPr", "vMerge")
            if merge is not None and value(merge) != "restart" and column in above:
                above[column].rows += 1
            else:
                above[column] = Cell(pieces, header=header, columns=width)
                grid[-1].append(above[column])
            column += width
    return grid


def _in_cell(piece: Piece) -> Piece:
    return replace(piece, kind="table_cell", bold=piece.bold or piece.kind == "heading")


READER = Reader("application/vnd.openxmlformats-officedocument.wordprocessingml.document", (".docx",), read_bytes=read_docx, magic=(b"PK\x03\x04",))
