"""From the lines of printed pages to paragraphs, headings, list items and tables."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import inf

from policydiff.documents import shapes
from policydiff.documents.grids import Grid, tables
from policydiff.documents.layout import Line, Piece
from policydiff.documents.pages import Row, Sheet, right_margin, rows_of, without_furniture, words, zones_of
from policydiff.documents.tables import Cell, table_pieces

_WIDER_GAP = 1.25  # times the usual distance of lines: a wider one parts paragraphs
_USUAL_GAP = 1.2  # of the letter size, where a document does not show its own
_LARGEST_GAP = 3.0  # of the letter size, between lines of one paragraph
_NOTES = 12  # paragraphs of notes at the foot of a page that a paragraph can go on after
_NOTE_MARK = 0.8  # of the letter size of the body
_OTHER_SIZE = 0.06  # of the letter size
_INDENT = 0.8  # of the letter size
_HEADING, _BOLD_HEADING = 1.15, 1.05  # times the letter size of the body
_TITLE = 1.4  # times the letter size of the body: a heading of many words too
_LONGEST_WORD = 80
_WORD = re.compile(r"[^\W\d_]+(?:[-‐][^\W\d_]+)*")
_BROKEN = re.compile(r"(?:^|[^\w-])([^\W\d_]+)[-‐]\Z")


@dataclass(slots=True)
class Block:
    """Rows that belong together, with the bullet or number before them; or a table. `bold` says that all words are, `x0` where the leftmost row starts."""

    marker: str = ""
    rows: list[Row] = field(default_factory=list)
    bold: bool = True
    x0: float = inf
    table: list[list[Cell]] = field(default_factory=list)
    xs: tuple[float, ...] = ()  # the lines between the columns of a table

    def add(self, row: Row) -> Block:
        """Take a further row."""
        self.rows.append(row)
        self.bold, self.x0 = self.bold and row.bold, min(self.x0, row.x0)
        return self

    @property
    def size(self) -> float:
        """The letter size of most words."""
        return _body_size(self.rows)


def pieces(sheets: Sequence[Sheet]) -> list[Piece]:
    """The blocks of a printed document in reading order; what goes on over the end of a column or page is one block. The places of lines are pages."""
    ruled = [tables(sheet) for sheet in sheets]
    pages = without_furniture([rows_of(rest, sheet.number) for sheet, (_, rest) in zip(sheets, ruled, strict=True)], [sheet.height for sheet in sheets])
    body = _body_size(row for page in pages for row in page)
    pages = [list(_without_note_marks(page, body)) for page in pages]
    every = [row for page in pages for row in page]
    left, right = min((row.x0 for row in every), default=0.0), right_margin(every)
    zones = [
        zone
        for sheet, page, (grids, _) in zip(sheets, pages, ruled, strict=True)
        for zone in zones_of([*page, *(_place(grid, sheet.number) for grid in grids)], sheet.width, left, right)
    ]
    cells = [cell.rows for grids, _ in ruled for grid in grids for row in grid.cells for cell in row]
    shape = _Shape(_usual_gap([*zones, *cells]), _vocabulary([*zones, *cells]))
    blocks: list[Block] = []
    for zone in zones:
        _append(blocks, list(_blocks(zone, shape)), shape)
    return list(_pieces(blocks, shape))


@dataclass(frozen=True, slots=True)
class _Shape:
    """What a document does throughout: the distance of its lines (of the letter size), the words that it writes in one piece."""

    gap: float
    vocabulary: frozenset[str]


def _without_note_marks(rows: Iterable[Row], body: float) -> Iterator[Row]:
    """Rows but for small numbers that stand alone: in columns whose lines lie at different heights they are seen as rows of their own."""
    return (row for row in rows if row.size > _NOTE_MARK * body or not (row.text.isdecimal() and len(row.text) < 4))


def _place(grid: Grid, page: int) -> Row:
    """A row that holds the place of a table among the rows of its page."""
    return Row("", grid.xs[0], grid.xs[-1], grid.ys[0], 0.0, False, page, grid.xs[0], table=grid)


def _usual_gap(zones: Sequence[Sequence[Row]]) -> float:
    """The distance of most lines of the body from the full line above them, of the letter size."""
    body = _body_size(row for zone in zones for row in zone)
    gaps: Counter[float] = Counter()
    for zone in zones:
        for above, row in pairwise(zone):
            if above.size == row.size == body and 0 < row.y - above.y < _LARGEST_GAP * row.size and not _fits(above, row):
                gaps[round((row.y - above.y) / row.size, 1)] += 1
    return max(gaps, key=lambda gap: (gaps[gap], -gap)) if gaps else _USUAL_GAP


def _body_size(rows: Iterable[Row]) -> float:
    """The letter size of most words."""
    letters = Counter[float]()
    for row in rows:
        letters[row.size] += len(row.text)
    return max(letters, key=lambda size: letters[size]) if letters else 0.0


def _vocabulary(zones: Iterable[Sequence[Row]]) -> frozenset[str]:
    return frozenset(word.lower() for zone in zones for row in zone for word in _WORD.findall(_BROKEN.sub("", row.text)))


def _blocks(zone: Sequence[Row], shape: _Shape) -> Iterator[Block]:
    block: Block | None = None
    for row in zone:
        if isinstance(row.table, Grid):
            if block:
                yield block
            block = None
            yield Block(table=_table(row.table, shape), xs=row.table.xs)
        elif block is None or _starts(block, row, shape):
            if block:
                yield block
            block = Block(_marker(row.text)).add(row)
        else:
            block.add(row)
    if block:
        yield block


def _marker(text: str) -> str:
    marker = shapes.typed_bullet(text, plain=True)
    return marker if len(marker) < len(text) else ""


def _starts(block: Block, row: Row, shape: _Shape) -> bool:
    """Whether a row starts a new block below the rows of `block`."""
    last = block.rows[-1]
    size = max(last.size, row.size)
    if abs(last.size - row.size) > _OTHER_SIZE * size or row.y - last.y > _WIDER_GAP * shape.gap * size:
        return True
    roomy = _fits(last, row)
    ended = _ended(last.text)
    marker = _marker(row.text)
    if marker and not marker[0].isalnum() and not marker.startswith(("(", "-", "–", "*")):
        return True
    if (marker or shapes.is_numbered(row.text)) and (roomy or ended):
        return True
    if block.bold != row.bold and (roomy or (ended and row.bold)):
        return True
    centred = abs((last.x0 + last.x1) - (row.x0 + row.x1)) < 2 * _INDENT * size and abs(last.x0 - row.x0) > 1
    if centred and not ended and (block.bold or size > shape.gap * size):
        return False
    expected = last.x0 if len(block.rows) > 1 else last.text_x if block.marker else last.x0
    if row.x0 > expected + _INDENT * size and (roomy or ended):
        return True
    first_line = len(block.rows) == 1 and not (block.marker and (roomy or ended))  # which may be indented
    if not first_line and row.x0 < block.x0 - _INDENT * size:
        return True
    return roomy and (ended or not row.text[0].islower())


def _fits(last: Row, row: Row) -> bool:
    """Whether the first word of a row would still have fitted on the line above: the author ended that line."""
    first = len(row.text.split(None, 1)[0]) + 1
    return last.right - last.x1 > (row.x1 - row.x0) * first / len(row.text)


def _ended(text: str) -> bool:
    return text.rstrip("".join(words("closing"))).endswith(tuple(words("ends")))


def _append(blocks: list[Block], further: list[Block], shape: _Shape) -> None:
    """Add the blocks of the next column or page; the first may go on with the last before it, which small notes at the foot of a page may follow."""
    if blocks and further:
        first = further[0]
        last = next((block for block in reversed(blocks[-_NOTES:]) if block.table or block.size >= (1 - _OTHER_SIZE) * first.size), blocks[-1])
        if first.table and last.table and _same_columns(last.xs, first.xs):
            last.table += first.table[_names(first.table[0]) == _names(last.table[0]) :]
            del further[0]
        elif first.rows and last.rows and _goes_on(last, first):
            for row in first.rows:
                last.add(row)
            del further[0]
    blocks += further


def _goes_on(last: Block, first: Block) -> bool:
    """Whether a block goes on with one that the end of a column or page cut off."""
    above, row = last.rows[-1], first.rows[0]
    if first.marker or shapes.is_numbered(row.text) or last.bold != first.bold or abs(last.size - first.size) > _OTHER_SIZE * last.size:
        return False
    if row.text[0].islower() and not _ended(above.text):
        return True
    indent = (above.x0 if len(last.rows) > 1 else above.text_x) - above.left
    return not _fits(above, row) and abs(row.x0 - row.left - indent) < _INDENT * row.size and not above.bold


def _same_columns(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) < 3 for a, b in zip(one, other, strict=True))


def _names(row: Sequence[Cell]) -> list[str]:
    return [cell.name for cell in row]


def _table(grid: Grid, shape: _Shape) -> list[list[Cell]]:
    table = []
    for line in grid.cells:
        table.append([Cell(columns=cell.columns, rows=cell.height) for cell in line])
        for cell, ruled in zip(table[-1], line, strict=True):
            left = min((row.x0 for row in ruled.rows), default=ruled.x0)
            for row in ruled.rows:
                row.left, row.right = left, ruled.x1 - (left - ruled.x0)
            for block in _blocks(ruled.rows, shape):
                text = _text(block, shape)
                pages = Line(text[len(block.marker) :].strip(), block.rows[0].page, block.rows[-1].page)
                cell.pieces.append(Piece("table_cell", [pages], marker=_sign(block.marker), bold=block.bold))
    return table


def _text(block: Block, shape: _Shape) -> str:
    """The words of a block; words that were broken at the end of a line are whole again."""
    text = ""
    for row in block.rows:
        broken = _BROKEN.search(text[-_LONGEST_WORD:])
        if text.endswith("\u00ad"):
            text = text[:-1] + row.text
        elif broken and row.text[0].islower():
            text = (text if _keeps_hyphen(broken[1], row.text, shape) else text[:-1]) + row.text
        elif broken or (text.endswith(("/", "–")) and text[-2:-1].isalnum()):  # "and/or", "2018–2023"
            text += row.text
        else:
            text += (" " if text else "") + row.text
    return text


def _keeps_hyphen(start: str, following: str, shape: _Shape) -> bool:
    """Whether a hyphen at the end of a line belongs to the word: as the document writes it elsewhere, else as English usually does."""
    end = _WORD.match(following)
    if end is None:
        return True
    if f"{start}-{end[0]}".lower() in shape.vocabulary:
        return True
    return f"{start}{end[0]}".lower() not in shape.vocabulary and start.lower() in words("hyphenated")


def _sign(marker: str) -> str:
    """A bullet of any form as "*"; numbers and letters as they are."""
    return marker if not marker or any(character.isalnum() for character in marker) else "*"


def _pieces(blocks: Sequence[Block], shape: _Shape) -> Iterator[Piece]:
    headings = _headings(blocks, shape)
    indents: list[float] = []  # of the open list items
    text_x = 0.0  # where the words of the last item start
    for index, block in enumerate(blocks):
        if block.table:
            indents = []
            yield from table_pieces(block.table)
            continue
        text = _text(block, shape)
        lines = [Line(text, block.rows[0].page, block.rows[-1].page)]
        x = block.rows[0].x0 - block.rows[0].left
        if index in headings:
            indents = []
            yield Piece("heading", lines, level=headings[index])
        elif block.marker and not _is_numbered_heading(blocks, index, text):
            while indents and indents[-1] > x + _INDENT * block.size / 2:
                indents.pop()
            if not indents or x > indents[-1] + _INDENT * block.size / 2:
                indents.append(x)
            text_x = block.rows[0].text_x - block.rows[0].left
            lines = [Line(text[len(block.marker) :].strip(), lines[0].first, lines[0].last)]
            yield Piece("list_item", lines, level=len(indents), marker=_sign(block.marker))
        elif indents and not block.bold and abs(x - text_x) < 3 and x > _INDENT * block.size:
            yield Piece("list_item", lines, level=len(indents))  # a further paragraph of the item
        else:
            indents = []
            stands_out = bool(block.marker) or (len(block.rows) == 1 and text.isupper())
            yield Piece("paragraph", lines, bold=block.bold or stands_out)


def _is_numbered_heading(blocks: Sequence[Block], index: int, text: str) -> bool:
    """Whether "1. Scope" is a heading: bold, or a short line that no other numbered line stands next to."""
    block = blocks[index]
    if not block.marker[0].isdigit():
        return False
    if block.bold:
        return shapes.is_bold_heading(text)
    neighbours = [*blocks[max(0, index - 1) : index], *blocks[index + 1 : index + 2]]
    if len(block.rows) > 1 or any(other.marker[:1].isdigit() for other in neighbours):
        return False
    rest = text[len(block.marker) :].strip()
    return rest[:1].isupper() and shapes.is_plain_heading(rest)


def _headings(blocks: Sequence[Block], shape: _Shape) -> dict[int, int]:
    """The blocks that are headings by their letter size, with their levels: the largest size is the first; a title at the start stands above its equals."""
    body = _body_size(row for block in blocks for row in block.rows)
    larger = {index: block.size for index, block in enumerate(blocks) if block.rows and block.size >= (_BOLD_HEADING if block.bold else _HEADING) * body}
    found = {index: size for index, size in larger.items() if _can_head(_text(blocks[index], shape), size / body)}
    if not found:
        return {}
    sizes: list[float] = []
    for size in sorted(found.values(), reverse=True):
        if not sizes or sizes[-1] - size > _OTHER_SIZE * size:
            sizes.append(size)
    first = next(iter(found))
    titled = first == 0 and found[first] >= sizes[0] * (1 - _OTHER_SIZE) and sum(size >= sizes[0] * (1 - _OTHER_SIZE) for size in found.values()) > 1
    levels = {index: 1 + sum(other > size * (1 + _OTHER_SIZE) for other in sizes) for index, size in found.items()}
    return {index: min(level + (titled and index != first), 6) for index, level in levels.items()}


def _can_head(text: str, ratio: float) -> bool:
    if ratio >= _TITLE:
        return len(text) <= shapes.LONGEST_HEADING
    return shapes.is_bold_heading(text)
