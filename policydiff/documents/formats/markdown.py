"""Markdown (CommonMark, tables, struck-out text), read through markdown-it-py."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any

from policydiff.documents.data import load
from policydiff.documents.formats import Content, Reader
from policydiff.documents.layout import Line, Piece, Words, assemble, title_of
from policydiff.documents.tables import Cell, table_pieces
from policydiff.errors import TooDeep
from policydiff.limits import check

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_block import StateBlock
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

_TAG = re.compile(r"</?([A-Za-z][A-Za-z0-9-]*)[^>]*(>|\Z)")  # one that never closes runs to the end: to give it up is to look for the end once more for each
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MARKS = (
    re.compile(r"^ {0,3}#{1,6} \S", re.MULTILINE),
    re.compile(r"(?<![\\\w])\[[^\[\]\n]{1,200}\]\([^()\s]{1,500}\)"),
    re.compile(r"(?<![\w*])\*\*[^\s*][^*\n]{0,200}\*\*"),
    re.compile(r"^ {0,3}\|? ?:?-{3,}:? ?\|", re.MULTILINE),
    re.compile(r"\d\\\. "),
)


_DEEPEST = 100  # a list inside a list counts twice; below it the parser drops text, so such input is refused


@cache
def _parser(*left_out: str) -> MarkdownIt:
    from markdown_it import MarkdownIt

    # An indented line in a policy is a list item or a paragraph, never program code.
    parser = MarkdownIt("commonmark", {"html": True, "maxNesting": _DEEPEST}).enable(["table", "strikethrough"])
    # Every rule is tried behind these two, which match nothing: so the clock is looked at however long a parse runs.
    parser.block.ruler.before("table", "checked", _checked_block, {"alt": ["paragraph", "reference", "blockquote", "list"]})
    parser.inline.ruler.before("text", "checked", _checked_inline)
    return parser.disable(["code", *left_out])


def _checked_block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    check()
    return False


def _checked_inline(state: StateInline, silent: bool) -> bool:
    check()
    return False


@dataclass(slots=True)
class _Walk:
    """Where the walk over the tokens stands: open list items with their depth, the open table."""

    markers: list[str] = field(default_factory=list)
    depth: int = 0
    heading: int = 0
    rows: list[list[Cell]] | None = None
    line: int = 1


def read_markdown(text: str) -> Content:
    """The readable text of a Markdown document: words of links and emphasis without their marks, one block for each paragraph, item and cell."""
    readable, blocks = assemble(pieces(text))
    return Content(readable, blocks, title_of(readable, blocks))


def pieces(text: str) -> Iterator[Piece]:
    """The blocks of a Markdown document in order, before they have their place in the readable text. Raises TooDeep where lists nest too deep."""
    walk, shared = _Walk(), dict[str, Any]()
    for token in _parser("inline", "text_join").parse(text, shared):
        if token.level >= _DEEPEST - 1:
            raise TooDeep(f"the Markdown nests its lists or quotes more than {_DEEPEST // 2} deep; flatten them")
        if token.map:
            walk.line = token.map[0] + 1
        if token.type == "inline":
            # What stands inside a paragraph depends on nothing else, unless the document defines its links apart from them.
            yield from _inline(token, _words_in(token.content, shared) if shared else _words_of(token.content), walk)
        elif token.type in ("fence", "code_block"):
            lines = [Line(" ".join(line.split()), number, number) for number, line in enumerate(token.content.split("\n"), walk.line + (token.type == "fence"))]
            yield from _block([line for line in lines if line.text], False, walk)
        elif token.type == "html_block":
            yield from _html(token, walk)
        else:
            yield from _structure(token, walk)


def _structure(token: Token, walk: _Walk) -> Iterator[Piece]:
    """Follow a token that opens or closes something; a table gives its pieces when it closes."""
    match token.type:
        case "heading_open":
            walk.heading = int(token.tag[1])
        case "heading_close":
            walk.heading = 0
        case "bullet_list_open" | "ordered_list_open":
            walk.depth += 1
        case "bullet_list_close" | "ordered_list_close":
            walk.depth -= 1
        case "list_item_open":
            walk.markers.append(token.info + token.markup)
        case "list_item_close":
            walk.markers.pop()
        case "table_open":
            walk.rows = []
        case "tr_open" if walk.rows is not None:
            walk.rows.append([])
        case "th_open" | "td_open" if walk.rows:
            walk.rows[-1].append(Cell(header=token.tag == "th"))
        case "table_close" if walk.rows is not None:
            yield from table_pieces(walk.rows)
            walk.rows = None


@lru_cache(maxsize=8192)
def _words_of(content: str) -> tuple[list[Line], bool]:
    """The lines of a paragraph, heading or cell, and whether it is bold. Kept, for the versions of a policy share most of their paragraphs."""
    return _words_in(content, {})


def _words_in(content: str, shared: dict[str, Any]) -> tuple[list[Line], bool]:
    """The same, with what the document defines for all of its paragraphs; lines are counted from 1."""
    [token] = _parser().parseInline(content, shared)
    words = Words()
    _collect(token.children or [], words, 1)
    return words.take()


def _inline(token: Token, found: tuple[list[Line], bool], walk: _Walk) -> Iterator[Piece]:
    said, bold = found
    last = token.map[1] if token.map else walk.line
    lines = [Line(line.text, min(line.first + walk.line - 1, last), min(line.last + walk.line - 1, last)) for line in said]
    if walk.rows:
        if lines:
            walk.rows[-1][-1].pieces.append(Piece("table_cell", lines, bold=bold))
    else:
        yield from _block(lines, bold, walk)


def _block(lines: list[Line], bold: bool, walk: _Walk) -> Iterator[Piece]:
    if not lines:
        return
    if walk.heading:
        yield Piece("heading", lines, level=walk.heading)
    elif walk.markers:
        yield Piece("list_item", lines, level=walk.depth, marker=walk.markers[-1])
        walk.markers[-1] = ""  # further paragraphs of the item carry no marker
    else:
        yield Piece("paragraph", lines, bold=bold)


def _collect(tokens: list[Token], words: Words, line: int) -> None:
    bold = 0
    for token in tokens:
        match token.type:
            case "strong_open":
                bold += 1
            case "strong_close":
                bold -= 1
            case "softbreak" | "hardbreak":
                words.end_line()
                line += 1
            case "html_inline":
                if _BREAK.fullmatch(token.content):
                    words.end_line()
                else:
                    words.add(_unknown_tag(token.content), line, bold=bold > 0)
                line += token.content.count("\n")
            case "text" | "code_inline" | "image":
                words.add(token.content, line, bold=bold > 0)


@cache
def _html_names() -> frozenset[str]:
    from lxml.html import defs

    return frozenset(defs.tags) | frozenset(load("policydiff.documents", "html.toml")["newer"])


def _is_html(name: str) -> bool:
    """Whether a name is that of an HTML element; a word in angle brackets with a capital ("<Summary>") is a word."""
    return (name.islower() or name.isupper() or name[-1].isdigit()) and name.lower() in _html_names()


def _unknown_tag(tag: str) -> str:
    """Nothing for an HTML tag; the words of what only looks like one (`<Data Protection Officer>`)."""
    found = _TAG.fullmatch(tag)
    return "" if tag.startswith(("<!", "<?")) or (found and _is_html(found[1])) else tag.strip("<>/")


def _html(token: Token, walk: _Walk) -> Iterator[Piece]:
    from policydiff.documents.formats.html import fragment

    content = _TAG.sub(lambda found: found[0] if _is_html(found[1]) or not found[2] else html.escape(found[0]), token.content)
    for piece in fragment(content, walk.line):
        if piece.kind == "paragraph" and walk.markers:
            yield from _block(piece.lines, piece.bold, walk)
        else:
            yield piece


def sniff(text: str) -> int:
    """Markdown is told by marks that plain text does not have: headings with #, links, bold, tables, escaped numbers."""
    return 2 if any(mark.search(text) for mark in _MARKS) else 0


READER = Reader("text/markdown", (".md", ".markdown", ".mdown", ".mkd"), sniff, read_markdown)
