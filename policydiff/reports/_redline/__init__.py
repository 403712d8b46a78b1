"""Old and new as one marked text, the form in which lawyers pass changes around: `redline` makes it, `as_html` and `as_docx` write it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from policydiff.alignment import align
from policydiff.clauses import outline
from policydiff.reports._redline.marking import Moves, marked
from policydiff.reports._redline.matching import Group, groups, same_rows
from policydiff.reports._redline.models import Marked, Redline, Run, Text
from policydiff.reports._redline.units import Unit, printable, units

if TYPE_CHECKING:
    from policydiff.documents.models import Document

__all__ = ["Marked", "Redline", "Run", "redline"]


def redline(old: Document, new: Document) -> Redline:
    """Both versions as one text with every word marked as kept, gone, come or moved.

    Accepting all changes gives the new text and rejecting them the old one, to the character (as reports print it: see `Redline`). Nothing is judged: an edit
    of style is marked like one of substance. Raises nothing of its own.
    """
    alignment = align(outline(old).clauses, outline(new).clauses, old.text, new.text)
    (before, home_old), (after, home_new) = units(old, alignment.old), units(new, alignment.new)
    found = groups(before, after, alignment, (home_old, home_new))
    moves = Moves(found, before, after)
    blocks = [(group, block) for group in found for block in marked(group, before, after, moves)]
    return Redline(old=_text(old), new=_text(new), blocks=tuple(_in_tables(blocks, found, before, after)))


def _text(document: Document) -> Text:
    return Text(source=document.source and printable(document.source), title=document.title and printable(document.title))


def _in_tables(blocks: Sequence[tuple[Group, Marked]], found: Sequence[Group], old: Sequence[Unit], new: Sequence[Unit]) -> Iterator[Marked]:
    """The blocks with the cells in tables of both versions together: a row that only one version has stands between those of both."""
    rows = same_rows(found, old, new)
    table, row, column = -1, -1, -1
    last: tuple[str, int | None] | None = None
    wanted = -1
    for group, block in blocks:
        if block.kind != "table_cell":
            last = None
            yield block
            continue
        unit = new[group.new[0]] if group.new else old[group.old[0]]
        own = ("new", unit.row) if group.new else ("new", rows[unit.row]) if unit.row in rows else ("old", unit.row)
        if last is None:
            table, row = table + 1, -1
        if own != last:
            row, column, wanted = row + 1, -1, -1
        if unit.column != wanted:
            wanted = unit.column or 0
            column = max(wanted, column + 1)
        last = own
        yield block.model_copy(update={"table": table, "row": row, "column": column})
