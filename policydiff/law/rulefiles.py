"""The files of a rulebook as records: found, read, with groups of names written out, and each mistake reported with its file and field."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import ValidationError

from policydiff.contract import Model
from policydiff.errors import RuleError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from importlib.resources.abc import Traversable
    from pathlib import Path

_FOLDERS = ("rules", "regimes", "exceptions", "precedents")
Record = TypeVar("Record", bound=Model)


def tables(home: Traversable, own: Path | None, folder: str, groups: Mapping[str, Any]) -> list[tuple[dict[str, Any], str]]:
    """The files of one kind, the package's and the user's, each with the name that a message gives it."""
    found = list(_toml_files(home / folder, folder))
    if own is not None:
        found += list(_toml_files(own / folder, str(own / folder))) if (own / folder).is_dir() else []
        found += [(path, str(path)) for path in sorted(own.iterdir()) if folder == "rules" and _is_toml(path)]
    return [(expanded(read(path, where), groups), where) for path, where in found]


def apart(table: dict[str, Any], where: str) -> tuple[dict[str, Any], dict[str, Any] | None, str]:
    """A rule and, where its file defines one, its regime."""
    regime = table.get("regime")
    if not isinstance(regime, dict):
        return table, None, where
    if "id" not in regime:
        raise RuleError(f"{where}: regime.id: Field required")
    return {**table, "regime": regime["id"]}, regime, where


def own_folder(folder: Path) -> Path:
    """A user's folder, checked: it is there, it holds rules or what goes with them, and no file of it would be passed over in silence."""
    if not folder.is_dir():
        raise UsageError(f"{folder}: no such folder of rules")
    found = sorted(path.relative_to(folder) for path in folder.rglob("*") if _is_toml(path))
    if not found:
        raise UsageError(f"{folder}: holds no rule file (*.toml)")
    stray = next((path for path in found if len(path.parts) > 1 and path.parts[0] not in _FOLDERS), None)
    if stray is not None:
        raise UsageError(f"{folder / stray}: is not read there; rule files lie in the folder itself, the rest in {', '.join(_FOLDERS)}")
    return folder


def _toml_files(folder: Traversable, where: str) -> Iterator[tuple[Traversable, str]]:
    """The TOML files below a folder, in order, each with the name that a message gives it."""
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if entry.is_dir():
            yield from _toml_files(entry, f"{where}/{entry.name}")
        elif _is_toml(entry):
            yield entry, f"{where}/{entry.name}"


def _is_toml(path: Traversable | Path) -> bool:
    """Whether this is a TOML file by its name, in upper or lower case."""
    return path.name.lower().endswith(".toml") and not path.is_dir()


def read(path: Traversable | Path, where: str | None = None) -> dict[str, Any]:
    """The table that a TOML file holds. Raises RuleError, under the name `where`, for what cannot be read."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{where or path.name}: not valid TOML: {error}") from error
    except OSError as error:
        raise RuleError(f"{where or path.name}: cannot be read: {error.strerror}") from error


def as_record(kind: type[Record], table: Mapping[str, Any], where: str, part: str = "") -> Record:
    """A table as a record of its kind. Raises RuleError naming the file and the first field that is wrong."""
    try:
        return kind.model_validate(table)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(map(str, (*((part,) if part else ()), *first["loc"]))) or "the rule"
        raise RuleError(f"{where}: {field}: {first['msg']}") from error


def expanded(value: Any, groups: Mapping[str, Any]) -> Any:
    """A table with "@name" replaced by the members of the group."""
    members = {f"@{name}": names for group in groups.values() for name, names in group.items()}
    if isinstance(value, dict):
        return {key: expanded(item, groups) for key, item in value.items()}
    if isinstance(value, list):
        return [item for entry in value for item in _members(expanded(entry, groups), members)]
    return value


def _members(entry: Any, members: Mapping[str, Iterable[str]]) -> list[Any]:
    return list(members.get(entry, [entry])) if isinstance(entry, str) else [entry]
