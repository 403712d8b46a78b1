"""A difference in one sentence."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources

from policydiff.changes.differences import Difference

LONGEST = 160  # characters of the policy's own words that a summary repeats


@cache
def _templates() -> dict[str, dict[str, str]]:
    return tomllib.loads(resources.files("policydiff.changes").joinpath("summaries.toml").read_text("utf-8"))


def summary(one: Difference) -> str:
    """The difference in one sentence, with the policy's own words."""
    table = _templates()
    said = one.statement
    term = " ".join(said.text.split()).rstrip(".;,:")
    if len(term) > LONGEST:
        term = term[:LONGEST].rsplit(" ", 1)[0] + " …"
    return table[said.slot][one.direction].format(term=term, category=said.category.replace("_", " "), action=table["actions"][said.action])
