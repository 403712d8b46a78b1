"""A redline: both versions as one text, each run of words marked with what became of it."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from policydiff.contract import Model
from policydiff.documents.models import BlockKind

RunKind = Literal["same", "deleted", "inserted", "moved_from", "moved_to"]
BreakKind = Literal["same", "deleted", "inserted"]
Side = Literal["old", "new"]

# Which marks are no part of a version.
_ABSENT: dict[Side, frozenset[str]] = {"old": frozenset({"inserted", "moved_to"}), "new": frozenset({"deleted", "moved_from"})}


class Run(Model):
    """Words of one fate. `move` numbers a passage that stands elsewhere in the other version: its `moved_from` and its `moved_to` share the number."""

    kind: RunKind
    text: str
    move: int | None = None


class Marked(Model):
    """A heading, paragraph, list item or part of a table cell.

    `level` is that of the document's block. The number of a list item ("3.") is text, in front of a tab; `bullet` says that a sign stands there instead.
    `end` is the fate of the paragraph's end: a paragraph that was split has an inserted end, paragraphs that were joined a deleted one.
    `row` and `column` place a cell in its `table` (all from 0): a table of both versions together.
    """

    kind: BlockKind
    level: int = 0
    bullet: bool = False
    runs: tuple[Run, ...] = ()
    end: BreakKind = "same"
    table: int | None = None
    row: int | None = None
    column: int | None = None


class Text(Model):
    """Which text a side of a redline is."""

    source: str | None
    title: str | None


class Redline(Model):
    """Two versions as one marked text, in reading order.

    White space and invisible characters are as every report prints them: a run of white space is one space, controls and direction marks are visible escapes.
    """

    old: Text
    new: Text
    blocks: tuple[Marked, ...]

    def text(self, side: Side) -> str:
        """One version, a line a paragraph: "new" as if all changes were accepted, "old" as if all were rejected."""
        absent = _ABSENT[side]
        lines, line = [], ""
        for block in self.blocks:
            line += "".join(run.text for run in block.runs if run.kind not in absent)
            if block.end not in absent:
                lines.append(line)
                line = ""
        return "\n".join([*lines, line] if line else lines)

    @property
    def moves(self) -> int:
        """How many passages were moved."""
        return len({run.move for block in self.blocks for run in block.runs if run.move is not None})

    def to_html(self) -> str:
        """The redline as an HTML page that loads nothing and runs no script: light and dark, printable, the old and the new text on demand."""
        from policydiff.reports._redline.as_html import as_html

        return as_html(self)

    def to_docx(self, *, author: str = "policydiff", date: datetime | None = None) -> bytes:
        """The redline as a Word document with tracked changes in the name of `author` at `date` (None: now).

        Raises MissingLibrary where python-docx is not installed.
        """
        from policydiff.reports._redline.as_docx import as_docx

        return as_docx(self, author=author, date=date)

    def _repr_html_(self) -> str:
        from policydiff.reports._redline.as_html import as_piece

        return as_piece(self)
