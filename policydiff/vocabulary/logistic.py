"""Multinomial logistic regression on sparse rows with a quadratic penalty, fitted by L-BFGS (Liu, Nocedal 1989).

There is no chance in it: the same rows always give the same weights.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Numbers = NDArray[np.int64]
Rows = Sequence[Mapping[str, float]]

_MEMORY = 8
_ARMIJO, _SHORTEST, _FLAT = 1e-4, 1e-6, 1e-5


class Table:
    """Rows of named values as a sparse matrix; `names` fixes the columns, and what is not among them is left out."""

    def __init__(self, rows: Rows, names: Sequence[str]) -> None:
        column = {name: index for index, name in enumerate(names)}
        cells = [(row, column[name], value) for row, features in enumerate(rows) for name, value in features.items() if name in column]
        self._rows: Numbers = np.array([cell[0] for cell in cells], dtype=np.int64)
        self._columns: Numbers = np.array([cell[1] for cell in cells], dtype=np.int64)
        self._values: Matrix = np.array([cell[2] for cell in cells], dtype=np.float64)[:, None]
        self._order: Numbers = np.argsort(self._columns, kind="stable")
        self.shape = (len(rows), len(names))

    def times(self, weights: Matrix) -> Matrix:
        """Table x weights: the scores of each row."""
        return _sums(weights[self._columns] * self._values, self._rows, self.shape[0])

    def turned_times(self, errors: Matrix) -> Matrix:
        """Transposed table x errors: what each column contributed."""
        order = self._order
        return _sums(errors[self._rows[order]] * self._values[order], self._columns[order], self.shape[1])

    def scores(self, weights: Matrix) -> Matrix:
        """Table x one column of weights."""
        found: Matrix = np.bincount(self._rows, weights[self._columns] * self._values[:, 0], self.shape[0]).astype(np.float64)
        return found

    def turned_scores(self, errors: Matrix) -> Matrix:
        """Transposed table x one column of errors."""
        found: Matrix = np.bincount(self._columns, errors[self._rows] * self._values[:, 0], self.shape[1]).astype(np.float64)
        return found


def frequent(rows: Rows, least: int) -> list[str]:
    """The names that at least that many rows hold, sorted."""
    counts = Counter(name for row in rows for name in row)
    return sorted(name for name, count in counts.items() if count >= least)


def fit(table: Table, labels: Numbers, weights: Matrix, classes: int, penalty: float, steps: int) -> Matrix:
    """Column x class: the coefficients of the labelled rows, each counted by its weight."""
    truth = np.zeros((table.shape[0], classes))
    truth[np.arange(table.shape[0]), labels] = 1.0

    def objective(coefficients: Matrix) -> tuple[float, Matrix]:
        scores = table.times(coefficients)
        scores -= scores.max(axis=1, keepdims=True)
        odds = np.exp(scores)
        odds /= odds.sum(axis=1, keepdims=True)
        loss = -(weights * np.log(np.maximum(odds[np.arange(len(labels)), labels], 1e-12))).sum() + penalty / 2 * (coefficients**2).sum()
        return float(loss), table.turned_times((odds - truth) * weights[:, None]) + penalty * coefficients

    return _least(objective, np.zeros((table.shape[1], classes)), steps)


def fit_binary(table: Table, labels: Sequence[bool], penalty: float, steps: int) -> Matrix:
    """The coefficient of each column for rows that are one thing or not: log-odds, at half the work of two classes."""
    truth = np.array(labels, dtype=np.float64)

    def objective(coefficients: Matrix) -> tuple[float, Matrix]:
        scores = table.scores(coefficients[:, 0])
        odds = (1 + np.tanh(scores / 2)) / 2
        loss = (np.logaddexp(0.0, scores) - truth * scores).sum() + penalty / 2 * (coefficients**2).sum()
        return float(loss), table.turned_scores(odds - truth)[:, None] + penalty * coefficients

    return _least(objective, np.zeros((table.shape[1], 1)), steps)[:, 0]


def _least(objective: Callable[[Matrix], tuple[float, Matrix]], point: Matrix, steps: int) -> Matrix:
    """The point at which the objective is least, or the one reached after that many steps."""
    past: deque[tuple[Matrix, Matrix]] = deque(maxlen=_MEMORY)
    value, slope = objective(point)
    for _ in range(steps):
        direction = _direction(slope, past)
        size, descent = 1.0, float((slope * direction).sum())
        while True:
            following = point - size * direction
            new_value, new_slope = objective(following)
            if new_value <= value - _ARMIJO * size * descent or size < _SHORTEST:
                break
            size /= 2
        move, turn = following - point, new_slope - slope
        if float((move * turn).sum()) > 0:
            past.append((move, turn))
        gain = value - new_value
        point, value, slope = following, new_value, new_slope
        if gain < _FLAT * max(1.0, abs(value)):
            break
    return point


def _direction(slope: Matrix, past: deque[tuple[Matrix, Matrix]]) -> Matrix:
    """The slope turned by what the last steps showed of the curvature."""
    if not past:
        return slope / max(1.0, float(np.abs(slope).sum()))
    direction = slope.copy()
    shares = []
    for move, turn in reversed(past):
        share = (move * direction).sum() / (move * turn).sum()
        shares.append(share)
        direction -= share * turn
    move, turn = past[-1]
    direction *= (move * turn).sum() / (turn * turn).sum()
    for (move, turn), share in zip(past, reversed(shares), strict=True):
        direction += (share - (turn * direction).sum() / (move * turn).sum()) * move
    return direction


def _sums(values: Matrix, groups: Numbers, number: int) -> Matrix:
    """The sum of the rows of each group; groups are in ascending order, and some may be empty."""
    sums = np.zeros((number, values.shape[1]))
    if len(groups):
        starts = np.flatnonzero(np.diff(groups, prepend=-1))
        sums[groups[starts]] = np.add.reduceat(values, starts, axis=0)
    return sums
