"""Tables: each cell with the headers under which it must be read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from policydiff.documents.layout import Line, Piece
from policydiff.errors import TooWide
from policydiff.limits import LIMITS, check

_LONGEST_HEADER = 160  # characters; a longer first cell is prose, of which the first sentence is enough to name the row


@dataclass(slots=True)
class Cell:
    """One cell: its content as pieces, whether it is marked as a header, how many columns and rows it covers."""

    pieces: list[Piece] = field(default_factory=list)
    header: bool = False
    columns: int = 1
    rows: int = 1

    @property
    def name(self) -> str:
        """The words of the cell as a header: all of them, or the first sentence of a long one."""
        text = " ".join(line.text for piece in self.pieces for line in piece.lines if line.text).lstrip("# ")
        if len(text) <= _LONGEST_HEADER:
            return text.rstrip(":")
        cut = text.find(". ", 0, _LONGEST_HEADER)
        return text[: cut if cut > 0 else text.rfind(" ", 0, _LONGEST_HEADER)]

    @property
    def bold(self) -> bool:
        """Whether all words of the cell are bold."""
        return bool(self.pieces) and all(piece.bold for piece in self.pieces)


def table_pieces(rows: list[list[Cell]]) -> Iterator[Piece]:
    """The pieces of all cells, row by row, with row and column headers.

    The first row with words is the header row where it is marked as such or all of its cells are bold; a cell that covers several rows names all of them.
    Raises TooWide for more cells than a table may have, those that cover several places counted as often.
    """
    if sum(cell.columns * cell.rows for row in rows for cell in row) > LIMITS.cells:
        raise TooWide(f"holds a table of over {LIMITS.cells:,} cells; give the policy alone")
    header = _header_row(rows)
    columns: dict[int, str] = {}
    spans: dict[int, tuple[int, Cell]] = {}  # column -> how many more rows an earlier cell covers
    for number, row in enumerate(rows):
        check()
        first: str | None = None
        placed = _placed(row, spans)
        for column, cell, new in placed:
            if number == header:
                columns.update(dict.fromkeys(range(column, column + cell.columns), cell.name))
            elif new:
                yield from _cell(cell, row_header=first or "", column_header=columns.get(column, ""))
            if first is None:
                first = cell.name if number != header else ""
        if number == header:
            for _, cell, _ in placed:
                yield from _cell(cell, row_header="", column_header="")


def _header_row(rows: list[list[Cell]]) -> int | None:
    for number, row in enumerate(rows):
        filled = [cell for cell in row if cell.pieces]
        if filled:
            marked = all(cell.header for cell in filled) or (len(filled) > 1 and all(cell.bold for cell in filled))
            return number if marked and number + 1 < len(rows) else None
    return None


def _placed(row: list[Cell], spans: dict[int, tuple[int, Cell]]) -> list[tuple[int, Cell, bool]]:
    """The cells of a row with their columns, cells that reach down from earlier rows included; `spans` is carried on to the next row."""
    placed: list[tuple[int, Cell, bool]] = []
    column = 0
    waiting = iter(row)
    cell = next(waiting, None)
    below: dict[int, tuple[int, Cell]] = {}
    while cell is not None or column in spans:
        if column in spans:
            left, above = spans[column]
            placed.append((column, above, False))
            if left > 1:
                below[column] = (left - 1, above)
            column += above.columns
        elif cell is not None:
            placed.append((column, cell, True))
            if cell.rows > 1:
                below[column] = (cell.rows - 1, cell)
            column += cell.columns
            cell = next(waiting, None)
    spans.clear()
    spans.update(below)
    return placed


def _cell(cell: Cell, *, row_header: str, column_header: str) -> Iterator[Piece]:
    for piece in cell.pieces:
        lines = [_unmarked(line) for line in piece.lines]
        yield replace(piece, kind="table_cell", lines=lines, level=0, row_header=row_header, column_header=column_header)


def _unmarked(line: Line) -> Line:
    """A heading mark in a cell ("#### Purpose") is no word; Markdown leaves it there."""
    return replace(line, text=line.text.lstrip("# ")) if line.text.startswith("#") else line
