"""Facts as they are given: a record, a mapping, or a TOML file, each with one line of error that names the field."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, Union

from pydantic import ValidationError

from policydiff.errors import MissingSource, RuleError, UsageError
from policydiff.law.models import Facts

if TYPE_CHECKING:
    from policydiff.errors import PolicydiffError

Given: TypeAlias = Union[Facts, Mapping[str, Any], "os.PathLike[str]"]


def facts_from(given: Given | None) -> Facts | None:
    """The `Facts` that are given as such, as a mapping of their fields, or as the path of a TOML file with one key a field; None where none are given.

    Raises `MissingSource` where the file cannot be read, `RuleError` where it is no TOML or a field of it is unknown or says something it cannot mean,
    `UsageError` for such a mapping and for anything else.
    """
    if given is None or isinstance(given, Facts):
        return given
    if isinstance(given, Mapping):
        return _checked(given, "facts", UsageError)
    if not isinstance(given, os.PathLike):
        raise UsageError(f"facts: {type(given).__name__} is none of Facts, a mapping of their fields, and the path of a TOML file (pathlib.Path)")
    return _checked(_read(given), os.fspath(given), RuleError)


def _read(path: os.PathLike[str]) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise MissingSource(f"{os.fspath(path)}: {error.strerror}; give the path of a TOML file of facts") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise RuleError(f"{os.fspath(path)}: not TOML: {error}") from error


def _checked(fields: Mapping[str, Any], where: str, kind: type[PolicydiffError]) -> Facts:
    try:
        return Facts.model_validate(dict(fields))
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "the facts"
        hint = f"; the fields are {', '.join(sorted(Facts.model_fields))}" if first["type"] == "extra_forbidden" else ""
        raise kind(f"{where}: {field}: {first['msg']}{hint}") from error
