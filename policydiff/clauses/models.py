"""A policy as an outline: clauses, each with the headings and the lead-in under which it must be read."""

from __future__ import annotations

from typing import Literal

from policydiff.contract import Model


class Clause(Model):
    """One paragraph, list item or table cell, with its context.

    `heading` is the path of headings from the outermost to the innermost. `lead_in` is the sentence that introduces the list in which the clause stands
    ("We collect:"), or the row and column headers of a table cell, or empty. `answers` are what the other cells of its row answer with yes or no, each
    under the header of its column: ("Collected", "no"). `start` and `end` index the document's text; `line` and `end_line` are 1-based and inclusive.
    """

    id: str
    kind: Literal["paragraph", "list_item", "table_cell"]
    heading: tuple[str, ...]
    lead_in: str
    answers: tuple[tuple[str, Literal["yes", "no"]], ...] = ()
    text: str
    start: int
    end: int
    line: int | None
    end_line: int | None
    page: int | None = None
    paragraph: int | None = None


class Outline(Model):
    """The clauses of a document in reading order."""

    clauses: tuple[Clause, ...]
