"""Word-level marks: which words of one wording the other lacks, for formats that show both side by side or in one line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Literal, NamedTuple

from rapidfuzz.distance import Indel

from policydiff.text import fold

Kind = Literal["same", "removed", "added"]

_TOKEN = re.compile(r"\w+(?:['’]\w+)*|[^\w\s]")
_ISLAND = 1  # words shared between two edits that are too few to stand as shared: "the" amid new words
_ALIKE = 0.3  # share of words in common below which marks would be confetti
_FOLDED, _KEPT = 90, 30  # words of a shared stretch: from how many on it is folded, and how many stay at each of its ends


class Segment(NamedTuple):
    """A stretch of one wording: whether the other has it, whether it holds the words that the change is about (`focus`), and whether a reader can skip it."""

    text: str
    kind: Kind = "same"
    focus: bool = False
    folded: bool = False


class _Token(NamedTuple):
    key: str
    start: int
    end: int


def marked(text: str, other: str | None, kind: Literal["removed", "added"], focus: Iterable[str] = ()) -> list[Segment]:
    """`text` cut into segments that join to it again: `kind` marks the words that `other` lacks, in order; case and kind of apostrophe make no difference.

    Nothing is marked where `other` is None or shares so few words that marks would hide more than they show. `focus` are phrases that are marked as what it is
    about wherever they stand. Long shared stretches without one are folded but for their ends.
    """
    own = _tokens(text)
    edits = _lacking(text, own, other) if other is not None else []
    phrases = [span for phrase in dict.fromkeys(focus) for span in _found(phrase, text)]
    cuts = sorted({0, len(text), *(place for span in (*edits, *phrases) for place in span)})
    found = [Segment(text[start:end], kind if _inside(start, edits) else "same", _inside(start, phrases)) for start, end in pairwise(cuts) if start < end]
    return [piece for segment in found for piece in _foldable(segment, end=segment is found[-1])]


def alike(text: str, other: str) -> float:
    """The share of words that two wordings have in common and in the same order, in 0..1."""
    return Indel.normalized_similarity(_keys(_tokens(text)), _keys(_tokens(other)))


def stands(phrase: str, text: str) -> bool:
    """Whether a phrase stands in a text, whatever its case and white space; of a phrase that was cut short, what is left of it."""
    return bool(_found(phrase, text))


def _tokens(text: str) -> list[_Token]:
    return [_Token(fold(match.group()) or match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text)]


def _keys(tokens: Sequence[_Token]) -> list[str]:
    return [token.key for token in tokens]


def _lacking(text: str, own: Sequence[_Token], other: str) -> list[tuple[int, int]]:
    """The character ranges of `text` that `other` lacks; edits with nothing but an island between them are one."""
    keys, others = _keys(own), _keys(_tokens(other))
    if not own or Indel.normalized_similarity(keys, others) < _ALIKE:
        return []
    ranges: list[tuple[int, int]] = []
    for op in Indel.opcodes(keys, others):
        if op.tag != "delete":
            continue
        if ranges and sum(key[:1].isalnum() for key in keys[ranges[-1][1] : op.src_start]) <= _ISLAND:
            ranges[-1] = (ranges[-1][0], op.src_end)
        else:
            ranges.append((op.src_start, op.src_end))
    return [(own[start].start, own[end - 1].end) for start, end in ranges]


def _found(phrase: str, text: str) -> list[tuple[int, int]]:
    parts = phrase.removesuffix("…").split()
    if not parts:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, parts)), re.IGNORECASE)
    return [match.span() for match in pattern.finditer(text)]


def _inside(place: int, spans: Iterable[tuple[int, int]]) -> bool:
    return any(start <= place < end for start, end in spans)


def _foldable(segment: Segment, *, end: bool) -> list[Segment]:
    """A long shared stretch as its head, a folded middle and its tail; the last stretch of a text needs no tail."""
    if segment.kind != "same" or segment.focus:
        return [segment]
    tokens = [match.span() for match in re.finditer(r"\S+", segment.text)]
    if len(tokens) < _FOLDED:
        return [segment]
    first = tokens[_KEPT][0]
    last = len(segment.text) if end else tokens[-_KEPT][0]
    pieces = (Segment(segment.text[:first]), Segment(segment.text[first:last], folded=True), Segment(segment.text[last:]))
    return [piece for piece in pieces if piece.text]
