"""A difference in one sentence."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from policydiff.changes.differences import Difference

LONGEST = 160  # characters of the policy's own words that a summary repeats


@cache
def _templates() -> dict[str, Any]:
    return tomllib.loads(resources.files("policydiff.changes").joinpath("summaries.toml").read_text("utf-8"))


def summary(one: Difference) -> str:
    """The difference in one sentence, with the policy's own words."""
    table: dict[str, Any] = _templates()
    said = one.statement
    term = phrase(one)
    category = label(said.slot, said.category)
    return str(table[said.slot][one.direction].format(term=term, category=category, action=table["actions"][said.action]))


def label(slot: str, category: str) -> str:
    """What a category of a slot is called in a sentence: ("recipient", "affiliate") -> "companies of the group"."""
    named: dict[str, str] = _templates()["labels"].get(slot, {})
    return named.get(category, category.replace("_", " "))


def phrase(one: Difference) -> str:
    """The policy's own words for what differs, on one line and shortened."""
    words = " ".join(one.statement.text.split()).rstrip(".;,:")
    return words if len(words) <= LONGEST else words[:LONGEST].rsplit(" ", 1)[0] + " …"
