"""The data files of the package."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The table of a data file ("qualifiers"), read once per process."""
    return tomllib.loads(resources.files("policydiff.changes").joinpath(f"{name}.toml").read_text("utf-8"))
