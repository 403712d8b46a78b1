"""Pictures of reports and histories, for `plot` (see policydiff.forms).

Colours are those of Okabe and Ito (2008), which colour-blind readers tell apart; what a colour says is also said by a shape or a sign.
"""

from __future__ import annotations

import io
import textwrap
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from policydiff.changes.models import SLOT_ORDER
from policydiff.errors import MissingLibrary
from policydiff.law.models import Report
from policydiff.reports import _archive as archive
from policydiff.reports._words import clean, count, spoken

try:
    from matplotlib.dates import AutoDateLocator, ConciseDateFormatter, date2num
    from matplotlib.figure import Figure
    from matplotlib.layout_engine import ConstrainedLayoutEngine
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch, Rectangle
except ImportError:
    raise MissingLibrary('pictures need matplotlib; install it: pip install "policydiff[plot]"') from None

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from policydiff.repositories.models import History

_INK, _FAINT, _LINE = "#222222", "#5a5a5a", "#c8c8c8"
_ORANGE, _BLUE = "#b34700", "#00568a"  # vermilion and blue, darkened until letters on white have a contrast of 5 to 1
_COLOURS = {"consent": "#d55e00", "notice": "#0072b2"}
_SHAPES = {"consent": "^", "notice": "o"}
_WORDS = {"consent": "asks for fresh consent", "notice": "asks for notice"}
_LIFT = {"consent": 0.17, "notice": -0.17}  # of a row: where both stand at one day, they stand one above the other


class Picture(Figure):
    """A figure that a notebook shows without a plotting backend, once: pyplot does not know it."""

    def _repr_png_(self) -> bytes:
        made = io.BytesIO()
        self.savefig(made, format="png", dpi=110)
        return made.getvalue()


def plot(record: Report | History, **options: Any) -> Figure:
    """A picture of a record; `options` are those of its own `plot`."""
    return _matrix(record, **options) if isinstance(record, Report) else _timeline(record)


# The timeline of a history


def _timeline(history: History) -> Figure:
    """Day by day, which slots material edits touched: a triangle where they ask for consent, a disc for notice, with their number; below, every capture."""
    edits = [(step.new.captured, delta) for step in history.steps for delta in archive.strongest(step.comparison)]
    found = Counter((day, delta.slot, delta.materiality) for day, delta in edits)
    slots = [slot for slot in SLOT_ORDER if any(slot == key[1] for key in found)]
    layout = ConstrainedLayoutEngine(w_pad=_MARGIN, h_pad=_MARGIN / 2)
    figure = Picture(figsize=(10, 2.0 + 0.42 * (len(slots) + 1)), layout=layout, facecolor="white")
    axes = figure.add_subplot()
    rows = {slot: len(slots) - number for number, slot in enumerate(slots)}
    for (day, slot, level), number in sorted(found.items()):
        _mark(axes, day, rows[slot] + _LIFT[level], level, number)
    for real, colour, size in ((False, _FAINT, 6.0), (True, _INK, 13.0)):
        days = [date2num(version.captured) for version in history.versions if version.real == real]  # type: ignore[no-untyped-call]
        axes.plot(days, [0] * len(days), linestyle="none", marker="|", markersize=size, markeredgewidth=1.5 if real else 0.8, color=colour)
    axes.set_yticks([*rows.values(), 0], [*(spoken(slot) for slot in rows), "captures"])
    axes.set_ylim(-0.6, len(slots) + 0.6)
    locator = AutoDateLocator(minticks=3, maxticks=9)  # type: ignore[no-untyped-call]
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(ConciseDateFormatter(locator))  # type: ignore[no-untyped-call]
    axes.margins(x=0.03)
    _bare(axes)
    steps = f"{count(len(history.steps), 'step')} from one real version to the next"
    told = "a number counts edits of one day" if found else "no material change was found"
    about = textwrap.wrap(f"{archive.overview(history)} {steps}; {told}.", 128)
    axes.set_title(f"{archive.title(history)}: what material changes touched", loc="left", fontsize=12, color=_INK, pad=10 + 12 * len(about), parse_math=False)
    axes.text(0, 1.02, "\n".join(about), transform=axes.transAxes, fontsize=8.5, color=_FAINT, parse_math=False).set_in_layout(False)
    handles = [Line2D([], [], linestyle="none", marker=_SHAPES[level], color=_COLOURS[level], markersize=9, label=words) for level, words in _WORDS.items()]
    handles += [Line2D([], [], linestyle="none", marker="|", color=_INK, markersize=12, markeredgewidth=1.5, label="real version")]
    if not all(version.real for version in history.versions):
        handles += [Line2D([], [], linestyle="none", marker="|", color=_FAINT, markersize=6, label="other capture")]
    figure.legend(handles=handles, loc="outside lower left", ncols=4, frameon=False, fontsize=8.5)
    return figure


def _mark(axes: Axes, day: datetime, height: float, level: str, number: int) -> None:
    place = date2num(day)  # type: ignore[no-untyped-call]
    axes.plot([place], [height], linestyle="none", marker=_SHAPES[level], markersize=8, color=_COLOURS[level], clip_on=False, zorder=3)
    if number > 1:
        axes.annotate(str(number), (place, height), xytext=(6, 0), textcoords="offset points", va="center", fontsize=8, color=_INK, zorder=4)


def _bare(axes: Axes) -> None:
    """No frame and light rows."""
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.spines["bottom"].set_color(_LINE)
    axes.tick_params(length=0, labelsize=9, labelcolor=_INK)
    axes.grid(axis="y", color=_LINE, linewidth=0.6)
    axes.set_axisbelow(True)


# The matrix of a report

_WIDE, _HEAD, _LABEL, _ROW, _PAD = 1.62, 0.5, 1.7, 0.16, 0.085  # inches: a column, its head, the names of rows, a line of a cell, the room around its lines
_TOP, _BOTTOM, _MARGIN = 0.72, 0.5, 0.15  # inches: title, legend, edges
_Place = tuple[str | None, str | None]  # of a cell: data and recipient
_LETTERS, _BOLD_LETTERS = 23, 18  # that fit into a column: of a purpose, of its head
_CELL_LINES = 9  # purposes of a cell; the rest is counted
_SIGNS = {"after": ("+ ", _ORANGE, "bold"), "before": ("− ", _BLUE, "normal"), "both": ("   ", _FAINT, "normal")}
_TINTS = {"after": "#fdf0e4", "before": "#e6f1f9", "both": "white"}
_MEANINGS = {"after": "+  new: only the new text permits it", "before": "−  gone: only the old text permitted it", "both": "both texts permit it"}


class _Entry(NamedTuple):
    """A purpose in a cell, in the lines that it takes, and which versions have it: before, after or both."""

    lines: tuple[str, ...]
    side: str


def _matrix(report: Report, *, changed: bool) -> Figure:
    """Kinds of data down, those who get them across; in each cell what for, with what is new and what is gone marked."""
    cells = _changed(_cells(report)) if changed else _cells(report)
    rows = sorted({data for data, _ in cells}, key=lambda data: (data is None, _name("data", data)))
    columns = sorted({recipient for _, recipient in cells}, key=lambda recipient: (recipient is not None, _name("recipient", recipient)))
    heights = [max(sum(len(entry.lines) for entry in cells.get((row, column), ())) for column in columns) * _ROW + 2 * _PAD for row in rows]
    width, height = 2 * _MARGIN + _LABEL + _WIDE * max(len(columns), 3), _TOP + _HEAD + sum(heights) + _BOTTOM
    figure = Picture(figsize=(width, height), facecolor="white")
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set_axis_off()
    axes.set_xlim(0, width)
    axes.set_ylim(height, 0)
    _heading(axes, report, nothing=not rows, changed=changed)
    for number, column in enumerate(columns):
        head = "\n".join(textwrap.wrap(_name("recipient", column), _BOLD_LETTERS))
        axes.text(_MARGIN + _LABEL + number * _WIDE + 0.06, _TOP + _HEAD - 0.08, head, fontsize=8.5, weight="bold", va="bottom", color=_INK, parse_math=False)
    top = _TOP + _HEAD
    for row, tall in zip(rows, heights, strict=True):
        axes.plot([_MARGIN, _MARGIN + _LABEL + len(columns) * _WIDE], [top, top], color=_LINE, linewidth=0.8)
        name = "\n".join(textwrap.wrap(_name("data", row), 24))
        axes.text(_MARGIN, top + _PAD, name, fontsize=8.5, weight="bold", va="top", color=_INK, parse_math=False)
        for number, column in enumerate(columns):
            _cell(axes, cells.get((row, column), ()), _MARGIN + _LABEL + number * _WIDE, top, tall)
        top += tall
    handles = [Patch(facecolor=_TINTS[side], edgecolor=_LINE, label=words) for side, words in _MEANINGS.items()]
    figure.legend(handles=handles, loc="lower left", bbox_to_anchor=(0.0, 0.02 / height), ncols=3, frameon=False, fontsize=8.5)
    return figure


def _changed(cells: dict[_Place, list[_Entry]]) -> dict[_Place, list[_Entry]]:
    """The rows and columns in which something changed."""
    moved = [place for place, entries in cells.items() if any(entry.side != "both" for entry in entries)]
    rows, columns = {data for data, _ in moved}, {recipient for _, recipient in moved}
    return {place: entries for place, entries in cells.items() if place[0] in rows and place[1] in columns}


def _heading(axes: Axes, report: Report, *, nothing: bool, changed: bool) -> None:
    name = clean(report.new.title or report.old.title or "Privacy policy")
    axes.text(_MARGIN, 0.28, f"{name}: who gets which data for what", fontsize=12, color=_INK, parse_math=False)
    days = [str(info.effective_date) if info.effective_date else "no date stated" for info in (report.old, report.new)]
    if nothing:
        rest = "Nothing of this changed." if changed else "No version states who gets what."
    else:
        rest = "Data and recipients of which nothing changed are left out." if changed else ""
    axes.text(_MARGIN, 0.52, f"Before ({days[0]}) and after ({days[1]}), as the texts are read. {rest}", fontsize=8.5, color=_FAINT, parse_math=False)


def _cells(report: Report) -> dict[_Place, list[_Entry]]:
    """By data and recipient: the purposes, new ones first, then those that are gone, then the others."""
    old, new = ({(one.data, one.recipient, one.purpose) for one in side} for side in (report.permits.old, report.permits.new))
    found: dict[_Place, list[_Entry]] = {}
    for side, keys in (("after", new - old), ("before", old - new), ("both", old & new)):
        for data, recipient, purpose in sorted(keys, key=lambda key: (key[2] is None, _name("purpose", key[2]))):
            found.setdefault((data, recipient), []).append(_Entry(tuple(textwrap.wrap(_name("purpose", purpose), _LETTERS)), side))
    return {key: _limited(entries) for key, entries in found.items()}


def _limited(entries: Sequence[_Entry]) -> list[_Entry]:
    if len(entries) <= _CELL_LINES:
        return list(entries)
    return [*entries[: _CELL_LINES - 1], _Entry((f"and {len(entries) - _CELL_LINES + 1} more",), "both")]


def _cell(axes: Axes, entries: Sequence[_Entry], left: float, top: float, tall: float) -> None:
    sides = {entry.side for entry in entries}
    if len(sides) == 1:
        axes.add_patch(Rectangle((left, top), _WIDE - 0.04, tall, facecolor=_TINTS[sides.pop()], edgecolor="none"))
    line = top + _PAD
    for entry in entries:
        sign, colour, weight = _SIGNS[entry.side]
        for number, words in enumerate(entry.lines):
            axes.text(left + 0.06, line, (sign if number == 0 else "   ") + words, fontsize=8, color=colour, weight=weight, va="top", parse_math=False)
            line += _ROW


def _name(slot: str, category: str | None) -> str:
    """A category as words; what stands for none."""
    from policydiff.changes.summary import label

    nothing = {"data": "data not named", "recipient": "the company itself", "purpose": "no purpose named"}
    return clean(label(slot, category)) if category else nothing[slot]
