"""The word lists of the extractors: TOML files in `lexicon/`, read once."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def table(name: str) -> dict[str, Any]:
    """The TOML file `lexicon/<name>.toml` as a dictionary; the same object on every call, not to be changed."""
    return tomllib.loads((files("policydiff.extraction") / "lexicon" / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def words(name: str, *keys: str) -> frozenset[str]:
    """A list of a lexicon file as a set: `words("roles", "user")`."""
    found: Any = table(name)
    for key in keys:
        found = found[key]
    return frozenset(found)


@cache
def phrases(name: str, *keys: str) -> tuple[str, ...]:
    """A list of a lexicon file in its order, for phrases looked up as substrings."""
    found: Any = table(name)
    for key in keys:
        found = found[key]
    return tuple(found)


@cache
def actions(kind: str) -> dict[str, str]:
    """Lemma -> action, for `kind` "verbs" or "nouns"."""
    return {lemma: action for action, forms in table("predicates")["actions"].items() for lemma in forms[kind]}
