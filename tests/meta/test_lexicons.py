"""Lexicons: every list that the code asks for is there, and every list that is there is asked for."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

import policydiff

EXTRACTION = Path(policydiff.__file__).parent / "extraction"
# Readers of a list, of a table, and of a whole file.
READERS = {"words", "phrases", "table", "lexicon", "names"}

ListPath = tuple[str, ...]


def asked(source: str) -> Iterator[tuple[ListPath, bool]]:
    """The paths of lists that a module asks for, as far as they are constants, and whether such a path is the whole of what it asks for."""
    tree = ast.parse(source)
    subscripts = {id(node.value): node for node in ast.walk(tree) if isinstance(node, ast.Subscript)}
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in READERS):
            continue
        keys = list(node.args)
        outer = subscripts.get(id(node)) if node.func.id == "table" else None
        while outer is not None:
            keys.append(outer.slice)
            outer = subscripts.get(id(outer))
        known = [key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else None for key in keys]
        path = tuple(key for key in known[: known.index(None) if None in known else len(known)] if key is not None)
        if path:
            yield path, node.func.id in ("words", "phrases") and len(path) == len(keys)


def lists(table: Mapping[str, Any], path: ListPath) -> Iterator[ListPath]:
    """The paths of the lists of a lexicon file."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from lists(value, (*path, key))
        else:
            yield (*path, key)


def unread(sources: list[str], files: Mapping[str, Mapping[str, Any]]) -> set[ListPath]:
    """The lists that no module asks for."""
    paths = {path for source in sources for path, _ in asked(source)}
    return {path for name, table in files.items() for path in lists(table, (name,)) if not any(path[:length] in paths for length in range(1, len(path) + 1))}


def missing(sources: list[str], files: Mapping[str, Mapping[str, Any]]) -> set[ListPath]:
    """The lists that a module asks for and no file holds."""
    held = {path for name, table in files.items() for path in lists(table, (name,))}
    return {path for source in sources for path, whole in asked(source) if whole and path not in held}


@pytest.fixture(scope="module")
def sources() -> list[str]:
    return [path.read_text(encoding="utf-8") for path in sorted(EXTRACTION.rglob("*.py"))]


@pytest.fixture(scope="module")
def files() -> dict[str, dict[str, Any]]:
    return {path.stem: tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((EXTRACTION / "lexicon").glob("*.toml"))}


def test_every_list_is_read(sources: list[str], files: dict[str, dict[str, Any]]) -> None:
    assert unread(sources, files) == set()


def test_every_list_that_is_read_exists(sources: list[str], files: dict[str, dict[str, Any]]) -> None:
    assert missing(sources, files) == set()


def test_a_list_that_nothing_reads_is_seen() -> None:
    files = {"colours": {"warm": {"words": ["red"]}, "cold": {"words": ["blue"]}, "pale": ["white"]}}
    source = 'words("colours", "warm", "words") | words("colours", "loud", "words")\ntable("colours")["pale"]\nphrases("colours", kind)'
    assert unread([source], {"shapes": {"round": ["disc"]}, **files}) == {("shapes", "round")}
    assert unread([source.splitlines()[0]], files) == {("colours", "cold", "words"), ("colours", "pale")}
    assert missing([source], files) == {("colours", "loud", "words")}
