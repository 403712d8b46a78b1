"""Plain text: the document's text is the input itself, unchanged; blocks are told by blank lines, bullets and the look of headings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from policydiff.documents import shapes
from policydiff.documents.dates import is_date_line
from policydiff.documents.formats import Content, Reader
from policydiff.documents.layout import title_of
from policydiff.documents.models import Block

_LINE = re.compile(r"([^\r\n]*)(\r\n|\r|\n|\Z)")
_UNDERLINE = re.compile(r"={3,}|-{3,}|_{3,}|~{3,}|\*{3,}")
_INDENT_OF_LEVEL = 2  # columns


@dataclass(frozen=True, slots=True)
class _Line:
    """One line with its place; `text` is stripped, `indent` in columns."""

    number: int
    start: int
    end: int
    text: str
    indent: int


@dataclass(slots=True)
class _Part:
    """Lines that belong together, before it is said whether they are a heading. `alone` says that blank lines or nothing stand around them."""

    lines: list[_Line]
    marker: str = ""
    underline: str = ""
    alone: bool = False
    broken: bool = False  # the author ended the line before the width of the text was reached

    @property
    def start(self) -> int:
        offset = self.lines[0].text.find(self.marker) + len(self.marker) if self.marker else 0
        rest = self.lines[0].text[offset:]
        return self.lines[0].start + offset + len(rest) - len(rest.lstrip())

    @property
    def end(self) -> int:
        return self.lines[-1].end


def read_plain(text: str) -> Content:
    """The text as it is, with its paragraphs, list items and headings."""
    parts = [part for group in _groups(text) for part in _parts(group)]
    blocks = tuple(_blocks(parts))
    return Content(text, blocks, title_of(text, blocks))


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    for number, found in enumerate(_LINE.finditer(text), 1):
        if found.start() == len(text) and number > 1:
            return
        raw = found[1]
        stripped = raw.strip().strip("\ufeff")
        start = found.start() + (raw.find(stripped) if stripped else 0)
        yield _Line(number, start, start + len(stripped), stripped, len(raw[: start - found.start()].expandtabs(4)))


def _groups(text: str) -> Iterator[list[_Line]]:
    """Runs of lines without a blank line between them."""
    group: list[_Line] = []
    for line in _lines(text):
        if line.text:
            group.append(line)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _parts(group: list[_Line]) -> Iterator[_Part]:
    width = max(len(line.text) for line in group)
    part: _Part | None = None
    for line in group:
        marker = shapes.typed_bullet(line.text, plain=True)
        if _UNDERLINE.fullmatch(line.text):
            if part and len(part.lines) == 1 and not part.marker:
                part.underline = line.text[0]
            if part:
                yield part
            part = None
        elif part is None or (marker and len(marker) < len(line.text)) or _breaks(part, line, width):
            if part:
                part.broken = True
                yield part
            part = _Part([line], marker if len(marker) < len(line.text) else "", alone=len(group) == 1)
        else:
            part.lines.append(line)
    if part:
        yield part


def _breaks(part: _Part, line: _Line, width: int) -> bool:
    """Whether a line starts a new block: the author broke the line before it although its first word would still have fitted, and the look agrees."""
    last = part.lines[-1].text
    if part.underline:
        return True
    if width > 120:  # no text is wrapped this wide: each line is a paragraph
        return True
    fits = len(last) + 1 + len(line.text.split(None, 1)[0]) <= width
    if not fits or not (line.text[0].isupper() or line.text[0].isdigit()):
        return False
    if last[-1] in ".:;!?":
        return len(last) * 4 < width * 3
    if len(part.lines) > 1 or not shapes.is_plain_heading(last):
        return False
    return bool(part.marker) or shapes.is_numbered(last) or last.isupper() or shapes.is_title_case(last)


def _blocks(parts: list[_Part]) -> Iterator[Block]:
    strong = any(_heading_level(parts, index, strong=False) in (2, 3) and _outer(part) for index, part in enumerate(parts))
    for index, part in enumerate(parts):
        level = _heading_level(parts, index, strong=strong)
        if level:
            yield Block(kind="heading", start=part.lines[0].start, end=part.end, line=part.lines[0].number, end_line=part.lines[-1].number, level=level)
        else:
            yield Block(
                kind="list_item" if part.marker else "paragraph",
                start=part.start,
                end=part.end,
                line=part.lines[0].number,
                end_line=part.lines[-1].number,
                level=part.lines[0].indent // _INDENT_OF_LEVEL + 1 if part.marker else 0,
                marker=part.marker,
            )


def _outer(part: _Part) -> bool:
    return shapes.is_numbered(part.lines[0].text) or part.lines[0].text.isupper()


def _heading_level(parts: list[_Part], index: int, *, strong: bool) -> int:
    """The level of a part as a heading, 0 where it is none. Text that is the only block of its document is never a heading."""
    part = parts[index]
    text = part.lines[0].text
    if len(parts) == 1 or len(part.lines) > 1 or is_date_line(text):
        return 0
    if part.underline and not part.marker and len(text) <= shapes.LONGEST_HEADING:
        return 1 if part.underline in "=*" else 2
    if not shapes.is_plain_heading(text) or index + 1 == len(parts):
        return 0
    following = parts[index + 1]
    if part.marker:
        return _numbered_level(parts, index)
    if not (part.alone or part.broken) or following.lines[0].number == part.lines[0].number:
        return 0
    if index == 0:
        return 1
    if _outer(part):
        return 1 + max(1, shapes.numbering(text))
    # a short line among short lines is an address or a menu, not a heading
    runs_on = len(following.lines) > 1 or len(following.lines[0].text.split()) > 8 or bool(following.marker)
    return (3 if strong else 2) if runs_on and (part.alone or shapes.is_title_case(text)) else 0


def _numbered_level(parts: list[_Part], index: int) -> int:
    """The level of "1. Scope" as a heading; 0 where it is one of several numbered items that follow each other."""
    part = parts[index]
    if not part.marker[0].isdigit() or not part.lines[0].text[len(part.marker) :].strip()[:1].isupper():
        return 0
    neighbours = (parts[index - 1] if index else None, parts[index + 1])
    if any(other and other.marker and other.marker[0].isdigit() and other.lines[0].indent == part.lines[0].indent for other in neighbours):
        return 0
    return 2


def sniff(text: str) -> int:
    """Every text is at least plain text."""
    return 1


READER = Reader("text/plain", (".txt", ".text"), sniff, read_plain)
