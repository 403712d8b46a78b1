"""HTML, read through lxml: tolerant, without network and without outside entities."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from policydiff.documents.data import load
from policydiff.documents.formats import Content, Reader
from policydiff.documents.layout import Piece, Words, assemble, title_of
from policydiff.documents.models import BlockKind
from policydiff.documents.tables import Cell, table_pieces
from policydiff.errors import TooDeep
from policydiff.limits import LIMITS, check

if TYPE_CHECKING:
    from lxml.etree import _Element

_LINE_END = re.compile(r"\r\n?")
_LAST_COUNTED = 65535  # libxml2 keeps source lines in 16 bits; farther down, lines are counted from the text alone
_CERTAIN = re.compile(r"\A\s*(?:<!--.{0,2000}?-->\s*)?(?:<!doctype html|<html\b|<\?xml\b|<head\b|<body\b|<meta\b|<title\b)", re.IGNORECASE | re.DOTALL)
_TAGS = re.compile(r"</?(?:p|div|h[1-6]|ul|ol|li|table|tr|td|span|section|article|main)(?:\s[^<>]{0,500})?>", re.IGNORECASE)
_TITLE = re.compile(r"<title\b[^>]{0,200}>([^<]{1,500})</title", re.IGNORECASE)


@cache
def _tags(role: str) -> frozenset[str]:
    return frozenset(load("policydiff.documents", "html.toml")[role])


@dataclass(slots=True)
class _Walk:
    """Where the walk over the tree stands."""

    line: int
    words: Words = field(default_factory=Words)
    bold: int = 0
    heading: int = 0
    term: int = 0
    preformatted: int = 0
    lists: list[int | None] = field(default_factory=list)  # the next number of each open list, None for bullets
    items: list[str] = field(default_factory=list)  # the marker of each open item, empty once it is used
    tables: list[list[list[Cell]] | None] = field(default_factory=list)  # None for a table that only lays out the page
    pieces: list[Piece] = field(default_factory=list)


def read_html(text: str) -> Content:
    """The readable text of an HTML page: what a visitor reads, without scripts, menus and hidden parts."""
    readable, blocks = assemble(fragment(text, 1))
    title = _TITLE.search(text)
    named = title_of(readable, blocks)
    if title and not any(block.kind == "heading" for block in blocks):
        named = " ".join(title[1].split()) or named
    return Content(readable, blocks, named)


def fragment(text: str, first_line: int) -> list[Piece]:
    """The pieces of a page or a part of one that starts on `first_line` of its file. Raises TooDeep where tags are nested too deep."""
    from lxml import etree

    text = _LINE_END.sub("\n", text)
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, huge_tree=False, recover=True)
    try:
        root = etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError:  # nothing but comments or white space
        return []
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise TooDeep(f"the HTML nests its tags more than {LIMITS.depth} deep; give the part of the page that holds the policy")
    return [] if root is None else _walked(root, first_line)


def _walked(root: _Element, first_line: int) -> list[Piece]:
    from lxml import etree

    walk = _Walk(first_line)
    layout = _layout_tables(root)
    has_main = any(True for _ in root.iter("main", "article"))
    skipping: Any = None
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        check()
        if event == "start":
            if skipping is None and _dropped(element, has_main):
                _flush_around(element, walk)
                skipping = element
            _sync(element, walk, first_line)
            if skipping is None:
                _open(element, walk, layout)
            _text(element.text, walk, heard=skipping is None)
        elif event == "end":
            if skipping is None:
                _close(element, walk, layout)
            elif skipping is element:
                skipping = None
            _text(element.tail, walk, heard=skipping is None)
        else:
            walk.line += (element.text or "").count("\n")
            _text(element.tail, walk, heard=skipping is None)
    _flush(walk)
    return walk.pieces


def _sync(element: _Element, walk: _Walk, first_line: int) -> None:
    """Take the line that the parser knows for an element: it counts line ends inside tags, which the text does not show."""
    line = element.sourceline
    if isinstance(line, int) and 0 < line < _LAST_COUNTED:
        walk.line = max(walk.line, line + first_line - 1)


def _text(text: str | None, walk: _Walk, *, heard: bool) -> None:
    if not text:
        return
    if heard and walk.preformatted:
        for number, part in enumerate(text.split("\n")):
            if number:
                walk.words.end_line()
            walk.words.add(part, walk.line + number, bold=walk.bold > 0)
    elif heard:
        walk.words.add(text, walk.line, bold=walk.bold > 0)
    walk.line += text.count("\n")


def _dropped(element: _Element, has_main: bool) -> bool:
    if element.tag in _tags("dropped") or element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if element.tag in _tags("furniture") and has_main:
        return not any(ancestor.tag in ("main", "article") for ancestor in element.iterancestors())
    return False


def _flush_around(element: _Element, walk: _Walk) -> None:
    if element.tag in _tags("block"):
        _flush(walk)


def _open(element: _Element, walk: _Walk, layout: set[_Element]) -> None:
    tag = element.tag
    if tag == "br":
        walk.words.end_line()
    elif tag == "img":
        walk.words.add(element.get("alt", ""), walk.line, bold=walk.bold > 0)
    elif tag in _tags("bold"):
        walk.bold += 1
    if tag not in _tags("block"):
        return
    _flush(walk)
    if tag in ("ul", "ol", "menu"):
        walk.lists.append(_start(element) if tag == "ol" else None)
    elif tag == "li":
        walk.items.append(_marker(walk))
    elif tag in _tags("heading"):
        walk.heading = int(tag[1])
    elif tag in _tags("term"):
        walk.term += 1
    elif tag == "pre":
        walk.preformatted += 1
    elif tag == "table":
        walk.tables.append(None if element in layout else [])
    elif tag in ("tr", "td", "th"):
        _open_cell(element, walk)


def _open_cell(element: _Element, walk: _Walk) -> None:
    rows = walk.tables[-1] if walk.tables else None
    if rows is None:
        return
    if element.tag == "tr" or not rows:
        rows.append([])
    if element.tag != "tr":
        rows[-1].append(Cell(header=element.tag == "th", columns=_span(element, "colspan"), rows=_span(element, "rowspan")))


def _close(element: _Element, walk: _Walk, layout: set[_Element]) -> None:
    tag = element.tag
    if tag in _tags("block"):
        _flush(walk)
    if tag in _tags("bold"):
        walk.bold -= 1
    elif tag in ("ul", "ol", "menu"):
        walk.lists.pop()
    elif tag == "li":
        walk.items.pop()
    elif tag in _tags("heading"):
        walk.heading = 0
    elif tag in _tags("term"):
        walk.term -= 1
    elif tag == "pre":
        walk.preformatted -= 1
    elif tag == "table":
        rows = walk.tables.pop()
        if rows is not None:
            walk.pieces += table_pieces(rows)


def _flush(walk: _Walk) -> None:
    """End the block that is being collected and put it where it belongs: the open cell, heading, item, or the page."""
    lines, bold = walk.words.take()
    if not lines:
        return
    rows = walk.tables[-1] if walk.tables else None
    marker = walk.items[-1] if walk.items else ""
    if rows and rows[-1]:
        rows[-1][-1].pieces.append(Piece("table_cell", lines, marker=marker, bold=bold))
    elif walk.heading:
        walk.pieces.append(Piece("heading", lines, level=walk.heading))
    else:
        kind: BlockKind = "list_item" if walk.items else "paragraph"
        walk.pieces.append(Piece(kind, lines, level=max(1, len(walk.lists)) if walk.items else 0, marker=marker, bold=bold or walk.term > 0))
    if walk.items:
        walk.items[-1] = ""  # further paragraphs of the item carry no marker


def _marker(walk: _Walk) -> str:
    if not walk.lists or walk.lists[-1] is None:
        return "*"
    number = walk.lists[-1]
    walk.lists[-1] = number + 1
    return f"{number}."


def _start(element: _Element) -> int:
    value = element.get("start", "1")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _span(element: _Element, name: str) -> int:
    value = element.get(name, "1")
    return min(max(int(value), 1), 100) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _layout_tables(root: _Element) -> set[_Element]:
    """The tables that only lay out a page: one column or one row, a table inside, or headings below the first row."""
    from lxml import etree

    layout: set[_Element] = set()
    open_tables: list[tuple[_Element, list[int]]] = []  # table, number of cells of each row
    for event, element in etree.iterwalk(root, events=("start", "end"), tag=("table", "tr", "td", "th", *_tags("heading"))):
        if event == "end":
            if element.tag == "table":
                table, rows = open_tables.pop()
                if len(rows) < 2 or max(rows, default=0) < 2:
                    layout.add(table)
        elif element.tag == "table":
            if open_tables:
                layout.add(open_tables[-1][0])
            if element.get("role") in ("presentation", "none"):
                layout.add(element)
            open_tables.append((element, []))
        elif open_tables:
            table, rows = open_tables[-1]
            if element.tag == "tr":
                rows.append(0)
            elif element.tag in ("td", "th"):
                rows[-1:] = [(rows[-1] if rows else 0) + 1]
            elif len(rows) > 1:
                layout.add(table)
    return layout


def sniff(text: str) -> int:
    """HTML is told by how it starts, or by three block tags."""
    if _CERTAIN.match(text):
        return 4
    return 3 if sum(1 for _, _ in zip(_TAGS.finditer(text), range(3), strict=False)) == 3 else 0


READER = Reader("text/html", (".html", ".htm", ".xhtml"), sniff, read_html)
