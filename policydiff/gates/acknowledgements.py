"""The file of what was accepted: one TOML table a decision, written by `policydiff ack` or by hand, and kept under review like any other file."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from pydantic import ValidationError

from policydiff.errors import MissingSource, SettingsError
from policydiff.gates.models import Acknowledgement, Gated
from policydiff.gates.settings import problem

_TABLE = "acknowledged"
_HEAD = "# Changes of policies that somebody accepted. `policydiff check` lets them pass until the day named; `policydiff ack` adds to this file.\n"
_ESCAPED = re.compile(r'[\\"\x00-\x1f\x7f]')


def read_acknowledgements(file: Path) -> tuple[Acknowledgement, ...]:
    """What was accepted, in the order of the file; nothing where there is no file. Raises SettingsError naming the entry and the key that is wrong."""
    if not file.exists():
        return ()
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise MissingSource(f"{file}: {error.strerror}; make it readable") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: not TOML: {error}") from error
    unknown = next((key for key in found if key != _TABLE), None)
    if unknown is not None:
        raise SettingsError(f"{file}: {unknown}: unknown key; the file holds tables [[{_TABLE}]]")
    entries = found.get(_TABLE, [])
    if not isinstance(entries, list):
        raise SettingsError(f"{file}: {_TABLE}: is no list of tables; write [[{_TABLE}]]")
    return tuple(_entry(file, number, entry) for number, entry in enumerate(entries, 1))


def _entry(file: Path, number: int, entry: object) -> Acknowledgement:
    try:
        return Acknowledgement.model_validate(entry)
    except ValidationError as error:
        raise SettingsError(f"{file}: {_TABLE} {number}: {problem(error, Acknowledgement)}") from error


def acknowledge(file: Path, accepted: Iterable[Acknowledgement]) -> None:
    """Add acknowledgements at the end of the file; what stands in it stays as it is, so that its history is one of additions. Raises MissingSource."""
    try:
        before = file.read_text(encoding="utf-8") if file.exists() else _HEAD
        text = before.rstrip("\n") + "\n" + "".join(f"\n{_written(entry)}" for entry in accepted)
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise MissingSource(f"{file}: cannot be written: {error.strerror}") from error


def _written(entry: Acknowledgement) -> str:
    lines = [f"[[{_TABLE}]]"]
    for name in Acknowledgement.model_fields:
        value = getattr(entry, name)
        if isinstance(value, date):
            lines.append(f"{name} = {value.isoformat()}")
        elif isinstance(value, tuple) and value:
            lines.append(f"{name} = [{', '.join(map(_string, value))}]")
        elif isinstance(value, str) and value:
            lines.append(f"{name} = {_string(value)}")
    return "\n".join(lines) + "\n"


def _string(text: str) -> str:
    """A basic string of TOML."""
    return '"' + _ESCAPED.sub(lambda found: f"\\u{ord(found[0]):04x}" if found[0] not in '\\"' else "\\" + found[0], text) + '"'


def weighed(change: Gated, known: Sequence[Acknowledgement], paths: Iterable[str], today: date) -> Gated:
    """The change with the last acknowledgement that lets it pass; else with the last that names it, and why that one does not count."""
    places = set(paths)
    named = [entry for entry in reversed(known) if entry.id == change.id and (entry.path is None or entry.path in places)]
    reasons = [(entry, _lapse(entry, change, today)) for entry in named]
    valid = next((entry for entry, reason in reasons if reason is None), None)
    if valid is not None:
        return change.model_copy(update={"acknowledged": valid, "blocks": False})
    if not reasons:
        return change
    return change.model_copy(update={"lapsed": reasons[0][0], "lapse": reasons[0][1]})


def _lapse(entry: Acknowledgement, change: Gated, today: date) -> str | None:
    """Why an acknowledgement of a change does not count, None where it does."""
    if entry.until < today:
        return f"expired on {entry.until}"
    more = sorted(set(change.covers) - set(entry.covers)) if entry.covers else []
    return f"the statement is now about more than was accepted: {', '.join(more).replace('_', ' ')}" if more else None
