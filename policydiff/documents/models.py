"""What a reader gives: a document as readable text, with the place of each block in the file."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from pydantic import Field, field_serializer, model_validator

from policydiff.contract import Model

BlockKind = Literal["heading", "paragraph", "list_item", "table_cell"]


class Block(Model):
    """A heading, paragraph, list item or table cell of a document.

    `start` and `end` index the document's `text` (characters); `line` and `end_line` are 1-based, inclusive lines of the user's file. A PDF has `page`
    and a DOCX `paragraph` instead, both 1-based, where the block begins: the paragraphs of the body in order, empty ones and those in tables included.
    """

    kind: BlockKind
    start: int
    end: int
    line: int | None = None
    end_line: int | None = None
    level: int = 0  # heading: 1..6; list item: nesting depth from 1; otherwise 0
    marker: str = ""  # list item: "1." or "*"; otherwise empty
    row_header: str = ""  # table cell: the text of its row's first cell, when the cell is not that first cell
    column_header: str = ""  # table cell: the text of its column's header cell
    page: int | None = None
    paragraph: int | None = None


class Document(Model):
    """A source as readable text.

    `text` is the input itself for plain text, and the readable text (markup dropped) for every other format. `sha256` is the hash of the source's bytes
    (of the UTF-8 bytes where the source is a `str`). `language` is an ISO 639-1 code, or None where the text is too short to tell.
    """

    source: str | None
    media_type: str
    sha256: str
    title: str | None
    language: str | None
    effective_date: date | None
    text: str
    blocks: tuple[Block, ...] = Field(default=(), repr=False)

    @field_serializer("blocks")
    def _without_empty_fields(self, blocks: tuple[Block, ...]) -> list[dict[str, Any]]:
        """Blocks travel with the document, for its clauses are made of them; a field that says nothing would only make the dump long."""
        return [block.model_dump(exclude_defaults=True) for block in blocks]

    @model_validator(mode="after")
    def _blocks_lie_in_text(self) -> Document:
        last = 0
        for block in self.blocks:
            if not last <= block.start <= block.end <= len(self.text):
                raise ValueError(f"block {block.start}:{block.end} is out of order or outside the text")
            last = block.end
        return self
