"""Tables on printed pages, told by the lines that rule them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from policydiff.documents.pages import Row, Run, Sheet, rows_of

_THIN = 3.0  # points: a box that is no thicker is a line
_NEAR = 3.0  # points: lines that are no farther apart are one
_MOST_LINES = 400  # of one direction on a page; where there are more, they are a drawing
_MOST_CELLS = 5_000
_FILLED = 2  # rows with words in two cells or more make ruled lines a table
_Line = tuple[float, float, float]  # where it lies, from where to where it runs


@dataclass(slots=True)
class Ruled:
    """One cell of a ruled table: its words row by row, how many columns and rows of the table it covers, where it begins and ends."""

    columns: int
    height: int
    x0: float
    x1: float
    runs: list[Run] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)


@dataclass(slots=True)
class Grid:
    """A ruled table: its lines across and down the page, its cells row by row."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: list[list[Ruled]]
    owners: list[list[Ruled]]  # the cell at each place

    def cell_of(self, run: Run) -> Ruled | None:
        """The cell in which letters stand, None where they stand outside the table."""
        x, y = (run.x0 + run.x1) / 2, run.y - 0.3 * run.size
        if not (self.xs[0] <= x < self.xs[-1] and self.ys[0] <= y < self.ys[-1]):
            return None
        return self.owners[bisect_right(self.ys, y) - 1][bisect_right(self.xs, x) - 1]


def tables(sheet: Sheet) -> tuple[list[Grid], list[Run]]:
    """The ruled tables of a page with the words in their cells, and the runs outside them. A table has two rows and two columns or more."""
    across, down = _lines(sheet.boxes)
    rest = list(sheet.runs)
    found = []
    if max(len(across), len(down)) <= _MOST_LINES:
        for own_across, own_down in _connected(across, down):
            xs, ys = _merged(line[0] for line in own_down), _merged(line[0] for line in own_across)
            if len(xs) > 2 and len(ys) > 2 and len(xs) * len(ys) <= _MOST_CELLS:
                grid = _grid(xs, ys, own_across, own_down)
                outside = _fill(grid, rest)
                if sum(1 for row in grid.cells if sum(1 for cell in row if cell.runs) > 1) >= _FILLED:
                    rest = outside
                    for cell in (cell for row in grid.cells for cell in row):
                        cell.rows = rows_of(cell.runs, sheet.number)
                    found.append(grid)
    return found, rest


def _lines(boxes: Iterable[tuple[float, float, float, float]]) -> tuple[list[_Line], list[_Line]]:
    """The lines across and down that boxes are or have as their edges."""
    across: set[_Line] = set()
    down: set[_Line] = set()
    for x0, y0, x1, y1 in boxes:
        if y1 - y0 <= _THIN < x1 - x0:
            across.add(((y0 + y1) / 2, x0, x1))
        elif x1 - x0 <= _THIN < y1 - y0:
            down.add(((x0 + x1) / 2, y0, y1))
        elif x1 - x0 > _THIN and y1 - y0 > _THIN:
            across |= {(y0, x0, x1), (y1, x0, x1)}
            down |= {(x0, y0, y1), (x1, y0, y1)}
    return sorted(across), sorted(down)


def _connected(across: Sequence[_Line], down: Sequence[_Line]) -> list[tuple[list[_Line], list[_Line]]]:
    """The lines in groups that hang together by crossing or touching each other."""
    group = list(range(len(across) + len(down)))

    def root(index: int) -> int:
        while group[index] != index:
            group[index] = group[group[index]]
            index = group[index]
        return index

    for one, (y, x0, x1) in enumerate(across):
        for other, (x, y0, y1) in enumerate(down, len(across)):
            if x0 - _NEAR <= x <= x1 + _NEAR and y0 - _NEAR <= y <= y1 + _NEAR:
                group[root(one)] = root(other)
    parts: dict[int, tuple[list[_Line], list[_Line]]] = {}
    for index, line in enumerate((*across, *down)):
        parts.setdefault(root(index), ([], []))[index >= len(across)].append(line)
    return list(parts.values())


def _merged(places: Iterable[float]) -> tuple[float, ...]:
    """Places in order, those that lie next to each other as one."""
    merged: list[float] = []
    for place in sorted(places):
        if not merged or place - merged[-1] > _NEAR:
            merged.append(place)
    return tuple(merged)


def _parts(lines: Sequence[_Line], at: float, point: float) -> bool:
    """Whether one of the lines lies at `at` and runs past `point`."""
    return any(abs(place - at) <= _NEAR and start - _NEAR <= point <= end + _NEAR for place, start, end in lines)


def _grid(xs: tuple[float, ...], ys: tuple[float, ...], across: Sequence[_Line], down: Sequence[_Line]) -> Grid:
    """The cells between lines; where a line is missing between two places, one cell covers both."""
    owners: list[list[Ruled | None]] = [[None] * (len(xs) - 1) for _ in ys[1:]]
    cells: list[list[Ruled]] = [[] for _ in ys[1:]]
    for i in range(len(ys) - 1):
        for j in range(len(xs) - 1):
            if owners[i][j] is not None:
                continue
            wide, high = 1, 1
            while j + wide < len(xs) - 1 and owners[i][j + wide] is None and not _parts(down, xs[j + wide], (ys[i] + ys[i + 1]) / 2):
                wide += 1
            while i + high < len(ys) - 1 and not _parts(across, ys[i + high], (xs[j] + xs[j + wide]) / 2):
                high += 1
            cell = Ruled(wide, high, xs[j], xs[j + wide])
            cells[i].append(cell)
            for row in owners[i : i + high]:
                row[j : j + wide] = [cell] * wide
    return Grid(xs, ys, cells, [[cell for cell in row if cell is not None] for row in owners])


def _fill(grid: Grid, runs: Iterable[Run]) -> list[Run]:
    """Put runs into the cells in which they stand; gives the others."""
    outside = []
    for run in runs:
        cell = grid.cell_of(run)
        if cell is None:
            outside.append(run)
        else:
            cell.runs.append(run)
    return outside
