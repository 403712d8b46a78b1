"""The pages of a printed document as lines in reading order: rows out of runs of letters, columns, without what repeats on every page."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

from policydiff.documents import shapes
from policydiff.documents.data import load

_SAME_ROW = 0.5  # of the letter size: how far baselines in one row lie apart (raised signs)
_WORD_GAP = 0.15  # of the letter size: a wider gap is a space
_WIDE_GAP = 1.0  # of the letter size: a wider gap may part two columns
_MARKER_GAP = 6.0  # of the letter size: how far an item may stand from its bullet or number
_RAISED = 0.8  # of the letter size: a smaller number that stands higher refers to a note
_LEAST_LINES = 3  # in a column
_LEAST_WIDTH = 0.25  # of the page: the widest line of a column
_OVERLONG = 0.02  # of the lines run over the margin
_MOST_ROWS = 3_000  # on a page; where there are more, no columns are looked for
_EDGE = 0.12  # of the page's height: where running headers and footers stand
_EDGE_LINES = 3
_SAME_PLACE = 3.0  # points
_LONGEST_ENTRY = 200  # characters at the end of a line that are looked at for the dots of a table of contents
_BULLET = "•"


@dataclass(frozen=True, slots=True)
class Run:
    """Letters that follow each other in one style. `y` is the baseline, measured downwards from the top of the page; all measures are in points."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool


@dataclass(slots=True)
class Row:
    """Words on one baseline. `bold` says that all of them are; `left` and `right` bound the column in which the row stands."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool
    page: int
    text_x: float  # where the words after a bullet or number start
    left: float = 0.0
    right: float = 0.0
    table: object = None  # a table of which the row holds the place


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page before it is read: its runs, its ruled lines and boxes (x0, top, x1, bottom), its size."""

    number: int
    width: float
    height: float
    runs: tuple[Run, ...]
    boxes: tuple[tuple[float, float, float, float], ...] = ()


def data(key: str) -> list[str]:
    """A list of pages.toml."""
    entry: list[str] = load("policydiff.documents", "pages.toml")[key]
    return entry


@cache
def words(key: str) -> frozenset[str]:
    """A list of pages.toml as a set."""
    return frozenset(data(key))


def rows_of(runs: Iterable[Run], page: int) -> list[Row]:
    """The rows that runs of a page make, from top to bottom; words far apart on one baseline make several rows, a bullet and its item one."""
    lines: list[list[Run]] = []
    base = biggest = 0.0  # the baseline and size of the largest letters of the line
    for run in sorted(runs, key=lambda run: (run.y, run.x0)):
        if lines and run.y - base <= _SAME_ROW * max(min(run.size, 1.5 * biggest), biggest):
            lines[-1].append(run)
            base, biggest = (run.y, run.size) if run.size > biggest else (base, biggest)
        else:
            lines.append([run])
            base, biggest = run.y, run.size
    return [row for line in lines for row in _split(sorted(line, key=lambda run: run.x0), page)]


def _split(line: list[Run], page: int) -> Iterator[Row]:
    """The rows of one baseline, from left to right."""
    size = max(run.size for run in line)
    base = max(run.y for run in line if run.size == size)
    part: list[Run] = []
    for run in line:
        if run.size < _RAISED * size and run.y < base - 0.15 * size and run.text.strip("*†‡ ").isdecimal():
            continue
        if part and run.x0 - part[-1].x1 > _WIDE_GAP * size and not _is_marker(part, run):
            yield _row(part, page)
            part = []
        part.append(run)
    if part:
        yield _row(part, page)


def _is_marker(part: list[Run], run: Run) -> bool:
    text = "".join(one.text for one in part).strip()
    if len(text) > 8 or run.x0 - part[-1].x1 > _MARKER_GAP * run.size:
        return False
    return text in words("symbol_bullets") or _private(text) or shapes.typed_bullet(f"{text} x", plain=True) == text or shapes.is_numbered(f"{text} x")


def _private(text: str) -> bool:
    """Whether a sign is one of a symbol font's own, which has no meaning outside it."""
    return len(text) == 1 and "\ue000" <= text <= "\uf8ff"


def _row(part: list[Run], page: int) -> Row:
    text = ""
    text_x = part[0].x0
    for number, run in enumerate(part):
        alone = number == 1 and len(text.strip()) <= 8 and _is_marker(part[:1], run)
        if alone and (text.strip() in words("symbol_bullets") or _private(text.strip())):
            text = _BULLET
        if alone:
            text_x = run.x0
        gap = run.x0 - part[number - 1].x1 if number else 0.0
        text += (" " if gap > _WORD_GAP * run.size and not text.endswith(" ") else "") + run.text
    letters = Counter[float]()
    for run in part:
        letters[run.size] += len(run.text.strip())
    size = max(letters, key=lambda size: (letters[size], size))
    heavy = all(run.bold for run in part if any(character.isalnum() for character in run.text))
    return Row(" ".join(text.split()), part[0].x0, part[-1].x1, max(run.y for run in part if run.size == size), size, heavy, page, text_x)


def without_furniture(pages: Sequence[list[Row]], heights: Sequence[float]) -> list[list[Row]]:
    """The rows of each page without page numbers and tables of contents, and without the lines that stand at the same place of several pages.

    Lines that differ in their numbers alone are the same. The outermost lines need to be on two pages, those near them on three in ten.
    """
    edges = [_edges(rows, height) for rows, height in zip(pages, heights, strict=True)]
    seen: Counter[tuple[str, int]] = Counter()
    for rows in edges:
        seen.update({key for row in rows for key in _keys(row)})
    often = max(2, round(0.3 * len(pages)))
    numbers = [re.compile(pattern) for pattern in data("page_numbers")]
    contents = re.compile(load("policydiff.documents", "pages.toml")["contents"] + r"\Z")
    kept = []
    for rows, edge in zip(pages, edges, strict=True):
        outermost = _outermost(rows)
        running = {id(row) for row in edge if max(seen[key] for key in _keys(row)) >= (2 if row.y in outermost else often)}
        rest = [row for row in rows if id(row) not in running]
        outermost = _outermost(rest)
        numbering = {id(row) for row in edge if row.y in outermost and any(number.fullmatch(row.text.lower()) for number in numbers)}
        entries = {row.y for row in rest if contents.search(row.text[-_LONGEST_ENTRY:])}
        kept.append([row for row in rest if id(row) not in numbering and row.y not in entries])
    return kept


def _outermost(rows: Sequence[Row]) -> set[float]:
    """The baselines of the first and the last row."""
    return {rows[0].y, rows[-1].y} if rows else set()


def _edges(rows: list[Row], height: float) -> list[Row]:
    """The rows near the top and the bottom of a page."""
    above = [row for row in rows if row.y < _EDGE * height]
    below = [row for row in rows if row.y > (1 - _EDGE) * height]
    tops, bottoms = sorted({row.y for row in above})[:_EDGE_LINES], sorted({row.y for row in below})[-_EDGE_LINES:]
    return [row for row in (*above, *below) if row.y in tops or row.y in bottoms]


def _keys(row: Row) -> Iterator[tuple[str, int]]:
    """The words of a row without numbers and its place, which may fall into either of two neighbouring cells of the raster."""
    text = re.sub(r"\d+", "#", row.text.lower())
    place = int(row.y / _SAME_PLACE)
    yield from ((text, near) for near in (place, place + 1))


def zones_of(rows: list[Row], width: float, left: float, right: float) -> list[list[Row]]:
    """The rows of a page in reading order: column by column where it has columns, else from top to bottom. Each list is a column, or the part of a page
    above, between or below columns. `left` and `right` are the margins of the document.
    """
    ordered = sorted(rows, key=lambda row: (row.y, row.x0))
    return [_joined(zone) for zone in _ordered(ordered, width, left, right) if zone]


def _ordered(rows: list[Row], width: float, left: float, right: float) -> Iterator[list[Row]]:
    gutter = _gutter(rows, width)
    if gutter is None:
        for row in rows:
            row.left, row.right = left, right
        yield rows
        return
    sides = ([row for row in rows if row.x1 <= gutter], [row for row in rows if row.x0 >= gutter])
    inner = (right_margin(sides[0]), min(row.x0 for row in sides[1]))
    band: tuple[list[Row], list[Row]] = ([], [])
    across: list[Row] = []
    for row in rows:
        side = 0 if row.x1 <= gutter else 1 if row.x0 >= gutter else None
        if side is None:
            yield from _columns(band, width, left, right, inner)
            band = ([], [])
            row.left, row.right = left, right
            across.append(row)
        else:
            if across:
                yield across
                across = []
            band[side].append(row)
    yield from _columns(band, width, left, right, inner)
    if across:
        yield across


def _columns(band: tuple[list[Row], list[Row]], width: float, left: float, right: float, inner: tuple[float, float]) -> Iterator[list[Row]]:
    if band[0]:
        yield from _ordered(band[0], width, left, inner[0])
    if band[1]:
        yield from _ordered(band[1], width, inner[1], right)


def _gutter(rows: list[Row], width: float) -> float | None:
    """Where a vertical gap parts two columns, None where there is one column. Each column has three rows or more, one of them a quarter of the page wide."""
    if len(rows) > _MOST_ROWS:
        return None
    starts, ends = sorted(row.x0 for row in rows), sorted(row.x1 for row in rows)
    best: tuple[int, float] | None = None  # how many rows speak for the place, the place
    for x in sorted({round(start, 1) for start in starts}):
        before, after = bisect_right(ends, x - 1.0), len(rows) - bisect_left(starts, x - 0.1)
        fewer, across = min(before, after), len(rows) - before - after
        if fewer >= _LEAST_LINES and across < 0.5 * len(rows) and (best is None or fewer - across > best[0]) and _are_columns(rows, x, width):
            best = (fewer - across, x - 0.5)
    return best[1] if best else None


def _are_columns(rows: list[Row], x: float, width: float) -> bool:
    before, after = [row for row in rows if row.x1 <= x - 1.0], [row for row in rows if row.x0 >= x - 0.1]
    if any(max(row.x1 - row.x0 for row in side) < _LEAST_WIDTH * width for side in (before, after)):
        return False
    return min(before[-1].y, after[-1].y) > max(before[0].y, after[0].y)


def right_margin(rows: Iterable[Row]) -> float:
    """Where the lines of rows end, but for a few that run over, such as addresses on the web."""
    ends = sorted((row.x1 for row in rows), reverse=True)
    return ends[round(_OVERLONG * (len(ends) - 1))] if ends else 0.0


def _joined(rows: list[Row]) -> list[Row]:
    """The rows of a zone, neighbours on one baseline made one: a wide gap within a line of justified text parted them."""
    joined: list[Row] = []
    for row in rows:
        last = joined[-1] if joined else None
        if last and last.table is None and row.table is None and abs(row.y - last.y) <= _SAME_ROW * min(row.size, last.size) and row.x0 >= last.x1:
            last.text, last.x1, last.bold = f"{last.text} {row.text}", row.x1, last.bold and row.bold
        else:
            joined.append(row)
    return joined
