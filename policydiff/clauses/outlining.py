"""The public verb of this package: `outline`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Literal

from policydiff.clauses.models import Clause, Outline
from policydiff.documents.data import load
from policydiff.documents.models import Block, Document

_LONGEST_LEAD = 300  # characters; of a longer paragraph only the last sentence introduces the list
_LONGEST_CHAIN = 600  # characters of a lead-in joined over nested lists; the innermost words count most
Answer = tuple[str, Literal["yes", "no"]]
_SENTENCE_END = re.compile(r"[.!?][\"”')\]]{0,2}\s+(?=[\"“'(\[]?[A-Z])")
_NUMBER = re.compile(
    r"^(?:(?:section|article|part)\s{1,3})?(?:\d{1,2}(?:\.\d{1,2}){0,4}|[ivx]{1,5}|[a-z])[.):]\s{1,8}|^\d{1,2}(?:\.\d{1,2}){0,4}\s{1,8}", re.IGNORECASE
)


@dataclass(slots=True)
class _Walk:
    """What stands above the block at hand."""

    headings: list[tuple[int, str]] = field(default_factory=list)  # level and text, outermost first
    introduction: str = ""  # the lead-in that the last paragraph gives to a list
    items: list[tuple[int, str, str]] = field(default_factory=list)  # open list items: level, text, their own lead-in
    cell: tuple[str, str] = ("", "")  # row and column header of the last cell
    cell_lead: str = ""  # what the last cell part gives to the items typed below it

    @property
    def path(self) -> tuple[str, ...]:
        return tuple(text for _, text in self.headings)


def outline(document: Document) -> Outline:
    """The clauses of a document in reading order, each with its heading path and lead-in.

    A clause is a paragraph, a list item or a table cell. The lead-in of a list item is the sentence before the list that ends in a colon, or the parent
    item of a nested list after that item's own lead-in; that of a table cell is "column header: row header". A heading gives no clause, unless it is
    a statement ("We never sell your data."). Header cells give no clause, for their words stand in the lead-ins of the cells below. What a row answers
    with yes or no is told of its other cells.

    Ids are hashes of heading path and text, without section numbers, and do not depend on position; equal clauses are told apart by a counter.
    """
    ids: Counter[str] = Counter()
    walk = _Walk()
    clauses = []
    headers = _header_cells(document)
    answered = _answered(document)
    for index, block in enumerate(document.blocks):
        text = document.text[block.start : block.end]
        lead = _enter(walk, block, text)
        kind: Literal["paragraph", "list_item", "table_cell"]
        if block.kind == "heading":
            if not _is_statement(text):
                continue
            kind, path = "paragraph", walk.path[:-1]
        else:
            if index in headers:
                continue
            kind, path = block.kind, walk.path
        clauses.append(
            Clause(
                id=_id(path, lead, text, ids),
                kind=kind,
                heading=path,
                lead_in=lead,
                answers=answered.get(index, ()),
                text=text,
                start=block.start,
                end=block.end,
                line=block.line,
                end_line=block.end_line,
                page=block.page,
                paragraph=block.paragraph,
            )
        )
    return Outline(clauses=tuple(clauses))


def _enter(walk: _Walk, block: Block, text: str) -> str:
    """Move on to `block`; gives its lead-in."""
    if block.kind != "table_cell":
        walk.cell, walk.cell_lead = ("", ""), ""
    if block.kind == "list_item":
        return _enter_item(walk, block, text)
    walk.items = []
    if block.kind == "table_cell":
        return _enter_cell(walk, block, text)
    if block.kind == "heading":
        while walk.headings and walk.headings[-1][0] >= block.level:
            walk.headings.pop()
        walk.headings.append((block.level, _squeezed(text)))
    walk.introduction = introduction(text)
    return ""


def _enter_item(walk: _Walk, block: Block, text: str) -> str:
    if not block.marker and walk.items and walk.items[-1][0] >= block.level:  # a further paragraph of an open item
        while walk.items[-1][0] > block.level:
            walk.items.pop()
            if not walk.items:
                return walk.introduction
        level, first, lead = walk.items[-1]
        walk.items[-1] = (level, introduction(text) or first, lead)
        return lead
    while walk.items and walk.items[-1][0] >= block.level:
        walk.items.pop()
    if walk.items:
        _, parent, above = walk.items[-1]
        lead = f"{above} {introduction(parent) or _squeezed(parent)[:_LONGEST_LEAD]}".strip()[-_LONGEST_CHAIN:].lstrip()
    else:
        lead = walk.introduction
    walk.items.append((block.level, text, lead))
    return lead


def _enter_cell(walk: _Walk, block: Block, text: str) -> str:
    walk.introduction = ""
    headers = (block.row_header, block.column_header)
    context = ": ".join(_squeezed(header) for header in (block.column_header, block.row_header) if header)
    if headers != walk.cell:
        walk.cell, walk.cell_lead = headers, ""
    lead = ", ".join(part for part in (context, walk.cell_lead if block.marker else "") if part)
    if not block.marker:
        walk.cell_lead = introduction(text)
    return lead


def introduction(text: str) -> str:
    """What a paragraph gives to the list below it: its last sentence where it ends in a colon, else nothing."""
    squeezed = _squeezed(text)
    if not squeezed.endswith((":", ":-", ": -", "：")):
        return ""
    if len(squeezed) <= _LONGEST_LEAD and not _SENTENCE_END.search(squeezed):
        return squeezed
    ends = [found.end() for found in _SENTENCE_END.finditer(squeezed)]
    return squeezed[ends[-1] if ends else 0 :][-_LONGEST_CHAIN:]


def _header_cells(document: Document) -> frozenset[int]:
    """The indices of the cells that do nothing but name the columns of their table."""
    header: list[int] = []
    below: set[str] = set()
    found: set[int] = set()

    def close() -> None:
        found.update(index for index in header if _is_label(_text(document, index)) and _squeezed(_text(document, index)).rstrip(":") in below)
        header.clear()
        below.clear()

    for index, block in enumerate(document.blocks):
        if block.kind != "table_cell":
            close()
        elif block.column_header:
            below.add(block.column_header)
        elif not block.row_header:
            if below:  # the header row of the next table
                close()
            header.append(index)
    close()
    return frozenset(found)


def _answered(document: Document) -> dict[int, tuple[Answer, ...]]:
    """For each cell that is no answer itself, by the index of its block, what the other cells of its row answer, in the order of the columns."""
    found: dict[int, tuple[Answer, ...]] = {}
    row: list[int] = []

    def close() -> None:
        answers = {index: answer for index in row if (answer := _answer(document, index)) is not None}
        told = tuple((_squeezed(document.blocks[index].column_header).rstrip(":?"), answer) for index, answer in answers.items())
        found.update((index, told) for index in row if told and index not in answers)
        row.clear()

    for index, block in enumerate(document.blocks):
        if block.kind != "table_cell" or not block.row_header:
            close()
        if block.kind == "table_cell":
            row.append(index)
    close()
    return found


def _answer(document: Document, index: int) -> Literal["yes", "no"] | None:
    """What a cell answers to the header of its column; None where it says more than yes or no, or stands under no header."""
    said = _text(document, index).strip().rstrip(".!*").casefold()
    return _answers().get(said) if document.blocks[index].column_header and document.blocks[index].row_header else None


@cache
def _answers() -> dict[str, Literal["yes", "no"]]:
    table = load("policydiff.clauses", "outline.toml")["answers"]
    return {said: answer for answer in ("yes", "no") for said in table[answer]}


def _text(document: Document, index: int) -> str:
    return document.text[document.blocks[index].start : document.blocks[index].end]


def _is_label(text: str) -> bool:
    return len(text.split()) <= 12 and not text.rstrip().endswith(".")


@cache
def _openers() -> tuple[str, ...]:
    return tuple(load("policydiff.clauses", "outline.toml")["statement_openers"])


def _is_statement(heading: str) -> bool:
    """Whether a heading says something by itself ("We never sell your data"), rather than name what follows ("How we use your data")."""
    words = _NUMBER.sub("", _squeezed(heading)).lower().split()
    if len(words) < 4 or words[-1].endswith("?"):
        return False
    return words[0] in _openers() or (words[-1].endswith(".") and len(words) > 5)


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _id(heading: Sequence[str], lead: str, text: str, ids: Counter[str]) -> str:
    parts = [*map(_unnumbered, heading), lead, _squeezed(text)]
    name = blake2b("\x1f".join(parts).lower().encode(), digest_size=6).hexdigest()
    ids[name] += 1
    return name if ids[name] == 1 else f"{name}-{ids[name]}"


# Asked of a heading for each clause under it.
@lru_cache(maxsize=256)
def _unnumbered(heading: str) -> str:
    return _NUMBER.sub("", heading)
