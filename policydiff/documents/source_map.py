"""From offsets of the readable text back to the source: where in the HTML or Markdown that somebody holds a quote stands.

The readable text has no markup, so its letters and digits are looked for, in order, among those of the source that stand outside of markup, within the lines
that each block names. What is found is exact, letter by letter; what is not found is said to be unknown, never guessed.
"""

from __future__ import annotations

import html
import os
import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from policydiff.documents.sources import decode, open_source
from policydiff.errors import UsageError

if TYPE_CHECKING:
    from policydiff.documents.models import Document

_ENTITY = r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});?"
_HIDDEN = r"<!--.*?-->|<(?P<raw>script|style|template|noscript|title)\b[^<>]*>.*?</(?P=raw)\s*>"
_TAG = r"<[A-Za-z/!?][^<>]*>"
# What is no text in a source: dropped or invisible elements, tags, and in Markdown the targets of links.
_HTML = re.compile(f"(?P<markup>{_HIDDEN}|{_TAG})|(?P<entity>{_ENTITY})", re.DOTALL | re.IGNORECASE)
_MARKDOWN = re.compile(
    rf"(?P<markup>{_HIDDEN}|{_TAG}|\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+\"[^\"\n]*\")?\))|(?P<entity>{_ENTITY})", re.DOTALL | re.IGNORECASE
)
_MARKUP = {"text/html": _HTML, "application/xhtml+xml": _HTML, "text/markdown": _MARKDOWN}
_LINE_END = re.compile(r"\r\n?|\n")
_WORD = re.compile(r"[^\W_]+")
_UNKNOWN = -1
_PIECE = 3  # words that must follow each other to be taken for a piece of a block
_NEAR = 50_000  # letters around the block before within which the next is looked for, where lines do not tell
_SLACK = 1  # lines by which a reader's count may be off inside tags that run over several lines


@dataclass(frozen=True)
class SourceMap:
    """Where the words of a document stand in its source.

    `source` is the source as text: the `str` that was given, or the bytes decoded. All offsets count its characters (code points of Python; JavaScript counts
    UTF-16 units, which differ beyond U+FFFF).
    """

    source: str
    _text: str
    _begin: array[int]
    _end: array[int]
    _apart: bytearray  # whether markup stands before a letter
    _letters: array[int]  # for each offset of the text the number of its letter, _UNKNOWN where it is none or was not found

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The part of the source from the first to the last letter of `document.text[start:end]`, with the punctuation that stands next to them, markup
        inside included.

        None where the span holds no letter or digit, or one of them was not found.
        """
        letters = self._found(start, end)
        if not letters:
            return None
        first, last = self._begin[letters[0]], self._end[letters[-1]]
        return self._widened(start, end, first, last)

    def runs(self, start: int, end: int) -> tuple[tuple[int, int], ...]:
        """The same as parts without markup: each can be wrapped in a tag of its own. Empty where `span` is None."""
        letters = self._found(start, end)
        if not letters:
            return ()
        parts: list[tuple[int, int]] = []
        first = before = letters[0]
        for letter in letters[1:]:
            if letter != before + 1 or self._apart[letter]:
                parts.append((self._begin[first], self._end[before]))
                first = letter
            before = letter
        parts.append((self._begin[first], self._end[before]))
        whole = self._widened(start, end, parts[0][0], parts[-1][1])
        parts[0] = (whole[0], parts[0][1])
        parts[-1] = (parts[-1][0], whole[1])
        return tuple(parts)

    def _found(self, start: int, end: int) -> list[int]:
        """The letters of a span of the text, none where one was not found. Raises UsageError for a span outside of the text."""
        if not 0 <= start <= end <= len(self._text):
            raise UsageError(f"span {start}:{end} lies outside of the text, which has {len(self._text)} characters")
        found = [self._letters[at] for at in range(start, end) if self._text[at].isalnum()]
        return [] if _UNKNOWN in found else found

    def _widened(self, start: int, end: int, first: int, last: int) -> tuple[int, int]:
        """A part of the source with the signs that stand around it in the text, as far as the source has the same."""
        inner = [at for at in range(start, end) if self._text[at].isalnum()]
        for sign in reversed(self._text[start : inner[0]]):
            if sign.isspace() or first == 0 or self.source[first - 1] != sign:
                break
            first -= 1
        for sign in self._text[inner[-1] + 1 : end]:
            if sign.isspace() or self.source[last : last + 1] != sign:
                break
            last += 1
        return first, last


def source_map(document: Document, source: str | bytes | os.PathLike[str]) -> SourceMap:
    """Where the words of a document stand in its source, which is what it was read from: the same text, the same bytes, or the file.

    Raises UsageError where the source is another than that of the document, or of a format without characters to point at (PDF, DOCX: use `page` and
    `paragraph`), and what `read` raises where a file cannot be opened.
    """
    raw = open_source(source)
    if raw.sha256 != document.sha256:
        raise UsageError(f"{raw.name}: is not what the document was read from: sha256 {raw.sha256[:12]}, not {document.sha256[:12]}")
    markup = _MARKUP.get(document.media_type)
    if markup is None and document.media_type != "text/plain":
        raise UsageError(f"{raw.name}: {document.media_type} has no characters to point at; its clauses have `page` or `paragraph`")
    text = decode(raw)
    letters = _Letters(text, markup)
    return SourceMap(text, document.text, letters.begin, letters.end, letters.apart, _placed(document, letters))


@dataclass
class _Letters:
    """The letters and digits of a source that stand outside of markup, each with its place."""

    source: str
    markup: re.Pattern[str] | None
    begin: array[int] = field(default_factory=lambda: array("l"))
    end: array[int] = field(default_factory=lambda: array("l"))
    apart: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        found: list[str] = []
        split = False
        for part, start, end in _parts(self.source, self.markup):
            split = split or not part
            for number, letter in enumerate(part):
                if letter.isalnum():
                    found.append(letter)
                    exact = end - start == len(part)  # plain text; an entity is one place for all that it stands for
                    self.begin.append(start + number if exact else start)
                    self.end.append(start + number + 1 if exact else end)
                    self.apart.append(split)
                    split = False
        self.text = "".join(found)
        self.lines = [0, *(match.end() for match in _LINE_END.finditer(self.source))]

    def begins(self, letter: int) -> bool:
        """Whether a word begins with a letter, or the source is at its end there."""
        return letter in (0, len(self.begin)) or self.begin[letter] != self.end[letter - 1]

    def continues(self, word: str, letter: int) -> bool:
        """Whether a word stands at a letter."""
        return self.text.startswith(word, letter) and self.begins(letter + len(word))

    def within(self, first: int, last: int) -> tuple[int, int]:
        """The letters on some lines (1-based, inclusive)."""
        start = self.lines[min(max(first - 1, 0), len(self.lines) - 1)]
        end = self.lines[last] if last < len(self.lines) else len(self.source)
        return bisect_left(self.begin, start), bisect_left(self.begin, end)


def _parts(source: str, markup: re.Pattern[str] | None) -> Iterator[tuple[str, int, int]]:
    """The source in order: text as it reads with its place, and markup as an empty text."""
    at = 0
    for match in markup.finditer(source) if markup else ():
        yield source[at : match.start()], at, match.start()
        yield ("" if match["markup"] else html.unescape(match[0])), match.start(), match.end()
        at = match.end()
    yield source[at:], at, len(source)


def _placed(document: Document, letters: _Letters) -> array[int]:
    found = array("l", [_UNKNOWN]) * len(document.text)
    cursor = 0
    for block in document.blocks:
        if block.line is not None and block.end_line is not None:
            words = [(match.start(), match[0]) for match in _WORD.finditer(document.text, block.start, block.end)]
            first, last = letters.within(block.line - _SLACK, block.end_line + _SLACK)
            first = max(first, min(cursor, last) - _NEAR)
            last = min(last, max(first, cursor) + _NEAR + sum(len(word) for _, word in words))
            cursor = max(cursor, _fill(words, found, letters, first, last, cursor))
    return found


def _fill(words: Sequence[tuple[int, str]], found: array[int], letters: _Letters, first: int, last: int, cursor: int) -> int:
    """Find the words of a block, each with its offset in the text: in one piece, else in pieces of some words, where something that is not shown parts them.

    They are looked for from the `cursor` on if they can be, else from the letter `first` on. Returns where the last piece ends.
    """
    at, number, size = max(first, cursor), 0, len(words)
    while number + min(size, _PIECE) <= len(words) and size:
        wanted = "".join(word for _, word in words[number : number + size])
        place = _place(wanted, letters, at, first, last)
        if place is None:
            number, size = (number, _PIECE) if size > _PIECE else (number + 1, size)
            continue
        end = place + len(wanted)
        while number < len(words) and (place < end or letters.continues(words[number][1], place)):
            start, word = words[number]
            for step in range(len(word)):
                found[start + step] = place + step
            place += len(word)
            number += 1
        at = first = place
        size = min(size, _PIECE)
    return at


def _place(wanted: str, letters: _Letters, at: int, first: int, last: int) -> int | None:
    """Where letters stand in one piece that begins and ends as words do: from `at` on if they can be, else from `first` on."""
    for start in (at, first):
        place = letters.text.find(wanted, start, last)
        while place >= 0:
            if letters.begins(place) and letters.begins(place + len(wanted)):
                return place
            place = letters.text.find(wanted, place + 1, last)
    return None
