"""Rows and columns of the cells of a document, which knows a cell by its headers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from policydiff.documents.models import Block


def places(blocks: Sequence[Block]) -> dict[int, tuple[int, int]]:
    """By index of a table cell: its row and its column, from 0. Rows are counted through the document, so that no two tables share one.

    The header row is made of the cells without headers in front of the first that has a column header. Below it, a row begins with a cell that has no row
    header or another one than the cell before, and where columns begin anew. Parts of one cell have the same headers.
    """
    found: dict[int, tuple[int, int]] = {}
    row = -1
    for table in _tables(blocks):
        first = next((number for number, index in enumerate(table) if blocks[index].column_header), 0)
        columns: dict[str, int] = {}
        row += 1
        for column, index in enumerate(table[:first]):
            found[index] = (row, column)
        for index in table[first:]:
            columns.setdefault(blocks[index].column_header, len(columns))
        column, before = -1, None
        for index in table[first:]:
            block = blocks[index]
            wanted = columns[block.column_header] if block.column_header else column + 1
            same_cell = before is not None and block.row_header != "" != block.column_header and _headers(block) == _headers(before)
            if not same_cell:
                if before is None or _begins_row(before, block) or (block.column_header and wanted <= column):
                    row, column = row + (first > 0 or before is not None), -1
                    wanted = columns[block.column_header] if block.column_header else 0
                column = wanted
            found[index] = (row, column)
            before = block
    return found


def _begins_row(before: Block, block: Block) -> bool:
    if not block.row_header:
        return bool(before.row_header) or not block.column_header
    return bool(before.row_header) and before.row_header != block.row_header


def _headers(block: Block) -> tuple[str, str]:
    return block.row_header, block.column_header


def _tables(blocks: Sequence[Block]) -> Iterator[list[int]]:
    """The indices of the cells of each table; a cell without headers after one with a column header begins a table."""
    table: list[int] = []
    for index, block in enumerate(blocks):
        fresh = bool(table) and not any(_headers(block)) and bool(blocks[table[-1]].column_header)
        if table and (block.kind != "table_cell" or fresh):
            yield table
            table = []
        if block.kind == "table_cell":
            table.append(index)
    if table:
        yield table
