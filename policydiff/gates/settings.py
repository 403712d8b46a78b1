"""The settings of the gate: `policydiff.toml`, or the table [tool.policydiff] of pyproject.toml."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError

from policydiff.contract import Model
from policydiff.errors import MissingSource, PolicydiffError, SettingsError
from policydiff.gates.models import FailOn
from policydiff.law.facts import facts_from
from policydiff.law.models import Facts, Level
from policydiff.law.rulebook import rulebook

NEW, DELETED = "NEW-POLICY", "DELETED-POLICY"
_OWN, _SHARED = "policydiff.toml", "pyproject.toml"


class Settings(Model):
    """What the gate looks at, and what makes it fail.

    `paths` are globs of policies below the folder of the settings, less those of `exclude` (`*` and `?` stay within a folder, `**/` is any folders). `base` is
    the revision to compare with. `fail_on` is the weight from which a change fails the check ("never": none does). `regimes`, `facts` and `rules` are those
    of `policydiff.compare`. `severity` weighs changes by the default rule that decides them otherwise than that rule, or by "NEW-POLICY" and
    "DELETED-POLICY". `acknowledgements` is the file of what was accepted. `format` is the report on standard output, `write` further reports with their files.
    """

    paths: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    base: str | None = None
    fail_on: FailOn = "notice"
    regimes: tuple[str, ...] | None = None
    facts: Facts | None = None
    rules: str | None = None
    severity: dict[str, Level] = Field(default_factory=dict)
    acknowledgements: str = "policydiff-acknowledged.toml"
    format: str = "text"
    write: dict[str, str] = Field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Place:
    """Settings, the folder from which their paths count, and the name by which messages call them."""

    settings: Settings
    folder: Path
    name: str

    @property
    def acknowledgements(self) -> Path:
        """The file of what was accepted."""
        return self.folder / self.settings.acknowledgements

    @property
    def rules(self) -> Path | None:
        """The folder of further rules."""
        return None if self.settings.rules is None else self.folder / self.settings.rules


def find_settings(folder: Path) -> Place:
    """The settings that hold in a folder: those of the nearest `policydiff.toml` or [tool.policydiff], in it or above, up to the root of its repository.

    Defaults where there are none. Raises SettingsError for a file that is no TOML, has an unknown key or an impossible value, and where a folder has both.
    """
    folder = folder.resolve()
    for place in (folder, *folder.parents):
        own, shared = place / _OWN, place / _SHARED
        table = _tool_table(shared) if shared.is_file() else None
        if own.is_file() and table is not None:
            raise SettingsError(f"{own}: {_SHARED} beside it has [tool.policydiff] too; keep the settings in one of them")
        if own.is_file():
            return read_settings(own)
        if table is not None:
            return _settings(table, shared, "tool.policydiff.")
        if (place / ".git").exists():
            return Place(Settings(), place, "the defaults")
    return Place(Settings(), folder, "the defaults")


def read_settings(file: Path) -> Place:
    """The settings of one file. Raises MissingSource where it cannot be read, SettingsError where it is wrong."""
    if file.name == _SHARED:
        return _settings(_tool_table(file) or {}, file, "tool.policydiff.")
    return _settings(_toml(file), file, "")


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise MissingSource(f"{file}: {error.strerror}; name the file with the settings") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{file}: not TOML: {error}") from error


def _tool_table(file: Path) -> dict[str, Any] | None:
    tool = _toml(file).get("tool")
    table = tool.get("policydiff") if isinstance(tool, dict) else None
    if table is not None and not isinstance(table, dict):
        raise SettingsError(f"{file}: tool.policydiff: is no table")
    return table


def _settings(table: Mapping[str, Any], file: Path, prefix: str) -> Place:
    facts = table.get("facts")
    try:
        known = facts_from(file.parent / facts if isinstance(facts, str) else facts)
    except PolicydiffError as error:
        raise SettingsError(f"{file}: {prefix}facts: {str(error).removeprefix('facts: ')}") from error
    try:
        settings = Settings.model_validate({**table, "facts": known} if "facts" in table else dict(table))
    except ValidationError as error:
        raise SettingsError(f"{file}: {problem(error, Settings, prefix)}") from error
    place = Place(settings, file.parent, str(file))
    _check_names(place, prefix)
    return place


def problem(error: ValidationError, model: type[Model], prefix: str = "") -> str:
    """The first thing that is wrong, with the key, in one line."""
    # A misspelt key leaves another one missing: the key that stands in the file is the one to tell.
    first = min(error.errors(), key=lambda found: found["type"] != "extra_forbidden")
    unknown = first["type"] == "extra_forbidden"
    hint = f"unknown key; the keys are {', '.join(model.model_fields)}" if unknown else first["msg"]
    return f"{prefix}{'.'.join(map(str, first['loc'])) or 'the table'}: {hint}"


def _check_names(place: Place, prefix: str) -> None:
    """Raise for a rule or a regime that does not exist: a misspelt one would weigh nothing, in silence."""
    if not place.settings.severity and place.settings.regimes is None:
        return
    try:
        book = rulebook(place.rules)
    except PolicydiffError as error:
        raise SettingsError(f"{place.name}: {prefix}rules: {error}") from error
    rules = {NEW, DELETED, *(rule.id for rule in book.defaults)}
    for name in place.settings.severity:
        if name not in rules:
            raise SettingsError(
                f"{place.name}: {prefix}severity.{name}: is no default rule; `policydiff rules --regime default` lists them, and {NEW}, {DELETED}"
            )
    for name in place.settings.regimes or ():
        if name not in book.regimes:
            raise SettingsError(f"{place.name}: {prefix}regimes: {name!r} is unknown; known regimes: {', '.join(sorted(book.regimes))}")
