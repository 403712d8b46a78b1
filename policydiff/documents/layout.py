"""From the pieces that a reader finds to readable text and blocks.

Authors write headings as bold lines and lists with typed bullets; both are recognised here, once for all formats.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal

from policydiff.documents import shapes
from policydiff.documents.dates import is_date_line
from policydiff.documents.models import Block, BlockKind

Unit = Literal["line", "page", "paragraph"]
"""In what a format counts the places of its file."""

# Soft hyphen, zero-width space and joiners, word joiner, byte order mark, marks of direction.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"))


@dataclass(frozen=True, slots=True)
class Line:
    """One line of readable text and the lines of the file from which it comes; the pages or paragraphs of a file that has no lines."""

    text: str
    first: int
    last: int


@dataclass(slots=True)
class Piece:
    """A block before it has its place in the text. `bold` says that all of its words are bold."""

    kind: BlockKind
    lines: list[Line]
    level: int = 0
    marker: str = ""
    row_header: str = ""
    column_header: str = ""
    bold: bool = False

    @property
    def text(self) -> str:
        """The words of all lines."""
        return "\n".join(line.text for line in self.lines)


@dataclass(slots=True)
class Words:
    """Collects the words of one block, line by line; white space is squeezed, empty lines inside are kept."""

    _done: list[Line] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _first: int = 0
    _last: int = 0
    _heavy: bool = True

    def add(self, text: str, line: int, *, bold: bool = False) -> None:
        """Take `text`, which starts on `line` of the file and may run over several lines of it."""
        self._parts.append(text)
        left = text.lstrip()
        if left:
            first = line + text.count("\n", 0, len(text) - len(left))
            self._first = self._first or first
            self._last = line + text.count("\n", 0, len(text.rstrip()))
            self._heavy = self._heavy and bold

    def end_line(self) -> None:
        """Close the line at hand; what is added next stands on a new one."""
        self._done.append(Line(" ".join("".join(self._parts).translate(_INVISIBLE).split()), self._first, self._last))
        self._parts, self._first, self._last = [], 0, 0

    def take(self) -> tuple[list[Line], bool]:
        """The lines so far, without empty ones at either end, and whether all words are bold; the collection starts anew."""
        self.end_line()
        lines, heavy = self._done, self._heavy
        self._done, self._heavy = [], True
        filled = [index for index, line in enumerate(lines) if line.text]
        return (lines[filled[0] : filled[-1] + 1], heavy) if filled else ([], False)


def assemble(pieces: Iterable[Piece], unit: Unit = "line") -> tuple[str, tuple[Block, ...]]:
    """The readable text of the pieces, and their blocks in it. `unit` says what the pieces' lines are counted in; a page or paragraph is that of the first."""
    parts: list[str] = []
    blocks: list[Block] = []
    length = 0
    previous: Piece | None = None
    for piece in _with_headings(list(_with_bullets(pieces))):
        before = _separator(previous, piece) + ("  " * max(piece.level - 1, 0) + f"{piece.marker} " if piece.marker else "")
        text = piece.text
        start = length + len(before)
        first = min(line.first for line in piece.lines if line.text)
        parts += (before, text)
        length = start + len(text)
        blocks.append(
            Block(
                kind=piece.kind,
                start=start,
                end=length,
                line=first if unit == "line" else None,
                end_line=max(line.last for line in piece.lines if line.text) if unit == "line" else None,
                level=piece.level,
                marker=piece.marker,
                row_header=piece.row_header,
                column_header=piece.column_header,
                page=first if unit == "page" else None,
                paragraph=first if unit == "paragraph" else None,
            )
        )
        previous = piece
    return "".join(parts), tuple(blocks)


def title_of(text: str, blocks: tuple[Block, ...]) -> str | None:
    """The first heading of level 1 among the headings, else the first heading near the top, else a short first line, else None."""
    headings = [block for block in blocks if block.kind == "heading"]
    best = next((block for block in headings if block.level == 1), None) or next((block for block in blocks[:8] if block.kind == "heading"), None)
    if best is None and blocks and blocks[0].kind == "paragraph" and len(blocks) > 1 and shapes.is_title(text[blocks[0].start : blocks[0].end]):
        best = blocks[0]
    return " ".join(text[best.start : best.end].split()) if best else None


def _separator(previous: Piece | None, piece: Piece) -> str:
    if previous is None:
        return ""
    return "\n" if previous.kind == piece.kind and piece.kind in ("list_item", "table_cell") else "\n\n"


def _with_bullets(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, with bullets that the author typed turned into list items. Runs of lines under a bullet stay with it."""
    for piece in pieces:
        if piece.kind == "heading":
            lines = [line for line in piece.lines if line.text]
            if lines:
                yield replace(piece, lines=lines)
            continue
        yield from _split(piece)


def _split(piece: Piece) -> Iterator[Piece]:
    group: list[Line] = []
    marker, bulleted = piece.marker, piece.kind == "list_item"
    level = piece.level

    def flush() -> Iterator[Piece]:
        nonlocal group
        if group:
            kind: BlockKind = "list_item" if piece.kind == "paragraph" and marker else piece.kind
            yield replace(piece, kind=kind, lines=group, marker=marker, level=level, bold=piece.bold and kind == "paragraph")
        group = []

    for number, line in enumerate(piece.lines):
        found = shapes.typed_bullet(line.text, cell=piece.kind == "table_cell")
        if found:
            yield from flush()
            rest = line.text[len(found) :].strip()
            inner = shapes.typed_bullet(rest) if piece.kind == "table_cell" else ""
            rest = rest[len(inner) :].strip()
            group = [replace(line, text=rest)] if rest else []
            if bulleted and number == 0:
                marker = found if found[-1] == ")" else marker  # "* (a) name" is item (a)
            else:
                marker = inner or found
                level = piece.level + 1 if bulleted else (1 if piece.kind == "paragraph" else 0)
        elif not line.text:
            if piece.kind == "table_cell":  # an empty line in a cell parts what it says
                yield from flush()
                marker = ""
        else:
            group.append(line)
    yield from flush()


def _with_headings(pieces: list[Piece]) -> Iterator[Piece]:
    """The pieces, with bold lines as headings where they act as such, and headings that are dates or long sentences as paragraphs."""
    real, strong = 0, False  # the level of the last real heading; whether a numbered or capital bold line stands below it
    for index, piece in enumerate(pieces):
        following = pieces[index + 1] if index + 1 < len(pieces) else None
        if piece.kind == "heading":
            if len(piece.text) > shapes.LONGEST_HEADING or is_date_line(piece.text):
                piece = replace(piece, kind="paragraph", level=0)
            else:
                real, strong = piece.level, False
        elif _acts_as_heading(piece, following):
            outer = shapes.is_numbered(piece.text) or piece.text.isupper()
            level = real + 1 + (1 if strong and not outer else 0)
            strong = strong or outer
            piece = replace(piece, kind="heading", level=min(level, 6))
        yield piece


def _acts_as_heading(piece: Piece, following: Piece | None) -> bool:
    if piece.kind != "paragraph" or not piece.bold or len(piece.lines) != 1 or following is None:
        return False
    if piece.text.endswith(":") and following.kind == "list_item":  # it introduces the list: a lead-in
        return False
    return following.kind != "heading" and shapes.is_bold_heading(piece.text) and not is_date_line(piece.text)
