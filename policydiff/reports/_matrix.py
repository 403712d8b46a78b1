"""What each version of a policy permits, as a table: recipients and purposes in its rows, versions in its columns, marks at material changes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from policydiff.reports._archive import verdict
from policydiff.reports._words import clean, spoken

if TYPE_CHECKING:
    from policydiff.extraction.permissions import Permission
    from policydiff.law.models import JudgedChange, JudgedDelta
    from policydiff.repositories.dossiers import Dossier

_MATERIAL = ("consent", "notice")
_GAINS = frozenset({"added", "broadened"})

Cell = dict[str, bool]  # kinds of data, each with whether it is permitted only by choice of the person
Placed = set[tuple[int, str]]  # columns and ids of changes that have a mark
Key = tuple[str | None, str | None]  # recipient and purpose, as categories; None: the company itself, no purpose named


class Mark(NamedTuple):
    """Material changes of one weight in one cell: where the first can be read, how many there are, and what the first says."""

    level: str
    target: str
    number: int
    summary: str


class Run(NamedTuple):
    """Neighbouring versions that permit the same: `span` columns; `state` is "off", "on" or "choice" (only by choice of the person); `data` the kinds."""

    span: int
    state: str
    data: tuple[str, ...]
    marks: tuple[Mark, ...]


class Row(NamedTuple):
    """One purpose of one recipient, with a row for each kind of data to unfold; or one slot with what else changed."""

    id: str
    title: str
    runs: tuple[Run, ...]
    parts: tuple[tuple[str, tuple[Run, ...]], ...] = ()


class Block(NamedTuple):
    """The rows of one recipient."""

    title: str
    rows: tuple[Row, ...]


class Column(NamedTuple):
    """A real version: its day, and the weight and place of the report on the step to it (none for a first version)."""

    day: str
    place: float  # in per cent of the time between the first and the last version
    level: str
    target: str
    words: str


class Matrix(NamedTuple):
    """The whole table."""

    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]


def matrix(dossier: Dossier, prefixes: Sequence[str]) -> Matrix:
    """The table of a dossier; `prefixes` begin the ids of the elements of the report on each step."""
    versions = dossier.versions
    number = {(version.commit, version.file): column for column, version in enumerate(versions)}
    into = {number[step.new.commit, step.new.file]: place for place, step in enumerate(dossier.history.steps)}
    changes = [_material(dossier.reports[into[column]].changes) if column in into else [] for column in range(len(versions))]
    starts = [prefixes[into[column]] if column in into else "" for column in range(len(versions))]
    held = [_held(found) for found in dossier.permitted]
    keys = sorted({key for found in held for key in found}, key=_order)
    placed: Placed = set()
    rows = {key: _row(place, key, held, changes, starts, placed) for place, key in enumerate(keys)}
    blocks = [Block(_recipient(recipient), tuple(rows[key] for key in keys if key[0] == recipient)) for recipient in dict.fromkeys(key[0] for key in keys)]
    rest = tuple(_rest(changes, starts, placed))
    return Matrix(tuple(_columns(dossier, into, prefixes)), (*blocks, *([Block("Other changes", rest)] if rest else [])))


def _columns(dossier: Dossier, into: dict[int, int], prefixes: Sequence[str]) -> Iterator[Column]:
    days = [version.captured.date() for version in dossier.versions]
    whole = max(1, (days[-1] - days[0]).days) if days else 1
    for column, day in enumerate(days):
        place = 100 * (day - days[0]).days / whole
        if column in into:
            comparison = dossier.history.steps[into[column]].comparison
            yield Column(str(day), place, comparison.verdict, f"{prefixes[into[column]]}verdict", verdict(comparison).lower())
        else:
            yield Column(str(day), place, "first", "", "first version")


def _held(found: Iterable[Permission]) -> dict[Key, Cell]:
    """By recipient and purpose: the kinds of data, each with whether it is permitted only by choice."""
    held: dict[Key, Cell] = {}
    for one in found:
        held.setdefault((one.recipient, one.purpose), {})[one.data or ""] = one.by_choice
    return held


def _material(changes: Iterable[JudgedChange]) -> list[JudgedChange]:
    return [change for change in changes if change.materiality in _MATERIAL]


def _row(
    place: int,
    key: Key,
    held: Sequence[dict[Key, Cell]],
    changes: Sequence[Sequence[JudgedChange]],
    starts: Sequence[str],
    placed: Placed,
) -> Row:
    cells = [found.get(key, {}) for found in held]
    marks = [_marks(key, column, cells, changes[column], starts[column], placed) for column in range(len(cells))]
    kinds = sorted({data for cell in cells for data in cell}, key=_data)
    parts = tuple((_data(data), tuple(_runs([{data: cell[data]} if data in cell else {} for cell in cells], [()] * len(cells)))) for data in kinds)
    return Row(f"row-{place}", _purpose(key[1]), tuple(_runs(cells, marks)), parts)


def _runs(cells: Sequence[Cell], marks: Sequence[tuple[Mark, ...]]) -> Iterator[Run]:
    start = 0
    for end in range(1, len(cells) + 1):
        if end == len(cells) or cells[end] != cells[start] or marks[end]:
            cell = cells[start]
            state = "off" if not cell else "choice" if all(cell.values()) else "on"
            yield Run(end - start, state, tuple(sorted(map(_data, cell))), marks[start])
            start = end


def _marks(key: Key, column: int, cells: Sequence[Cell], changes: Sequence[JudgedChange], start: str, placed: Placed) -> tuple[Mark, ...]:
    """The material changes that concern a row at a version."""
    if not column:
        return ()
    found = [change for change in changes if any(_concerns(delta, key, cells[column - 1], cells[column]) for delta in change.deltas)]
    placed.update((column, change.id) for change in found)
    return _told(found, start)


def _told(changes: Sequence[JudgedChange], start: str) -> tuple[Mark, ...]:
    by_level = ((level, [change for change in changes if change.materiality == level]) for level in _MATERIAL)
    return tuple(Mark(level, f"{start}c-{found[0].id}", len(found), clean(found[0].summary)) for level, found in by_level if found)


def _concerns(delta: JudgedDelta, key: Key, before: Cell, after: Cell) -> bool:
    """Whether a material delta is about what a row holds: its own category fits the row, and so does the company that it keeps."""
    held = after if delta.direction in _GAINS else before
    if delta.materiality not in _MATERIAL or not held:
        return False
    recipient, purpose = key
    received = recipient in delta.context.recipients if delta.context.recipients else recipient is None
    served = purpose in delta.context.purposes if delta.context.purposes else purpose is None
    fits = {
        "recipient": recipient == delta.category and served,
        "purpose": purpose == delta.category and received,
        "data": delta.category in held and received and served,
    }
    return fits.get(delta.slot, False)


def _rest(changes: Sequence[Sequence[JudgedChange]], starts: Sequence[str], placed: Placed) -> Iterator[Row]:
    """By slot: the material changes that no row of a recipient shows."""
    left = [[change for change in found if (column, change.id) not in placed] for column, found in enumerate(changes)]
    for slot in dict.fromkeys(change.slot for found in left for change in found):
        marks = [_told([change for change in found if change.slot == slot], starts[column]) for column, found in enumerate(left)]
        yield Row(f"rest-{slot}", spoken(slot), tuple(_runs([{}] * len(marks), marks)))


def _order(key: Key) -> tuple[bool, str, bool, str]:
    """The company itself first, then recipients by name; named purposes first, by name."""
    return key[0] is not None, _recipient(key[0]), key[1] is None, _purpose(key[1])


def _recipient(category: str | None) -> str:
    return _label("recipient", category) if category else "The company itself"


def _purpose(category: str | None) -> str:
    return _label("purpose", category) if category else "no purpose named"


def _data(category: str) -> str:
    return _label("data", category) if category else "data that are not named"


def _label(slot: str, category: str) -> str:
    from policydiff.changes.summary import label

    return clean(label(slot, category))
