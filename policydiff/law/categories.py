"""The categories of each slot, as the rules and the facts name them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from policydiff.documents.data import load


@cache
def categories() -> Mapping[str, tuple[str, ...]]:
    """The categories of each slot, in the order of the table."""
    return {slot: tuple(names) for slot, names in load("policydiff.law", "categories.toml").items()}
