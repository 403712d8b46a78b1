"""The blocks of one version as a redline sees them: their words as reports print them, cut into sentences."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from policydiff.alignment import Passage
from policydiff.documents.models import Block, Document
from policydiff.reports._redline.grids import places
from policydiff.reports._words import clean
from policydiff.text import words

# What XML cannot hold, whatever the escape (XML 1.0, section 2.2): after `clean`, only the noncharacters of the first plane.
_NO_XML = re.compile("[\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a block: its text, and its words folded, by which it is found again elsewhere."""

    text: str
    key: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """A block with its sentences, which stand one space apart; `number` is that of a numbered list item, `row` and `column` place a table cell."""

    block: Block
    sentences: tuple[Sentence, ...]
    number: str = ""
    row: int | None = None
    column: int | None = None

    @property
    def size(self) -> int:
        """Characters."""
        return sum(len(sentence.text) for sentence in self.sentences)


def units(document: Document, passages: Sequence[Passage]) -> tuple[list[Unit], list[int | None]]:
    """The blocks that hold words, and for each passage the index of the unit in which it stands."""
    starts = [block.start for block in document.blocks]
    home = [bisect_right(starts, passage.start) - 1 for passage in passages]
    inside: dict[int, list[Passage]] = {}
    for index, passage in zip(home, passages, strict=True):
        inside.setdefault(index, []).append(passage)
    placed = places(document.blocks)
    made: list[Unit] = []
    made_of: dict[int, int] = {}
    for index, block in enumerate(document.blocks):
        sentences = _sentences(document.text, block, inside.get(index, ()))
        if sentences:
            made_of[index] = len(made)
            numbered = block.kind == "list_item" and any(map(str.isalnum, block.marker))
            made.append(Unit(block, sentences, printable(block.marker) if numbered else "", *placed.get(index, (None, None))))
    return made, [made_of.get(index) for index in home]


def _sentences(text: str, block: Block, passages: Iterable[Passage]) -> tuple[Sentence, ...]:
    """The block cut where its passages end; whole where they do not cover it."""
    whole = printable(text[block.start : block.end])
    parts = [part for part in (printable(text[passage.start : passage.end]) for passage in passages) if part]
    if " ".join(parts) != whole:
        parts = [whole] if whole else []
    return tuple(Sentence(part, tuple(word.form for word in words(part))) for part in parts)


def printable(text: str) -> str:
    """`text` as `clean` gives it, without what no XML file can hold."""
    return _NO_XML.sub("\ufffd", clean(text))
