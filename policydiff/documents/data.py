"""Language knowledge kept as TOML beside the code."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load(package: str, name: str) -> dict[str, Any]:
    """The contents of the TOML file `name` in `package`, read once. Callers must not alter it."""
    return tomllib.loads(files(package).joinpath(name).read_text(encoding="utf-8"))
