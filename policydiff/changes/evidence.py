"""Quotes: the sentence that states a difference, with its lines in the user's file."""

from __future__ import annotations

from bisect import bisect_right

from policydiff.alignment import Passage
from policydiff.changes.models import Quote
from policydiff.clauses.models import Clause
from policydiff.extraction.models import Policy

LINES = 12  # a citation points at a sentence or a paragraph, never at a page


class Quoter:
    """The passages of one version, as quotes."""

    def __init__(self, policy: Policy, passages: tuple[Passage, ...]) -> None:
        self._text = policy.document.text
        self._clauses = {clause.id: clause for clause in policy.clauses}
        self._passages = passages
        self._starts = [passage.start for passage in passages]

    def passage_at(self, position: int) -> Passage | None:
        """The passage that holds a position of the document's text."""
        index = bisect_right(self._starts, position) - 1
        return self._passages[index] if index >= 0 and position < self._passages[index].end else None

    def quote(self, passage: Passage) -> Quote:
        """A passage with its place in the file."""
        clause = self._clauses[passage.clause]
        line, end_line = self._lines(clause, passage.start, passage.end)
        return Quote(
            start=passage.start,
            end=passage.end,
            line=line,
            end_line=end_line,
            page=clause.page,
            paragraph=clause.paragraph,
            quote=self._text[passage.start : passage.end],
        )

    def text(self, passage: Passage) -> str:
        """The words of a passage."""
        return self._text[passage.start : passage.end]

    def _lines(self, clause: Clause, start: int, end: int) -> tuple[int | None, int | None]:
        """The lines of `start:end`: told by the line breaks where the clause's text is broken as its source is, and by the clause's own lines otherwise."""
        if clause.line is None or clause.end_line is None:
            return clause.line, clause.end_line
        if self._text.count("\n", clause.start, clause.end) == clause.end_line - clause.line:
            first = clause.line + self._text.count("\n", clause.start, start)
            return first, first + self._text.count("\n", start, end)
        return clause.line, min(clause.end_line, clause.line + LINES - 1)
