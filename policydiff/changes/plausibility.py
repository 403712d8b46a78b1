"""Whether a difference of statements is a difference in what the policy says, or the same thing in other words."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from policydiff.changes.durations import length
from policydiff.changes.entailment import Novelty
from policydiff.changes.statements import ANY, Statement
from policydiff.text import forms


def plausible(one: Statement, novelty: Novelty) -> bool:
    """Whether a reader would call the statement news, given what the other version lacks of it. What is not news is a clarification."""
    facts = _facts()
    if one.slot in facts["by_category"]["slots"]:
        return novelty.category
    if one.term in facts["passing"].get(one.slot, ()):
        return False
    if one.slot in facts["wholes"]["slots"]:
        return novelty.turned or novelty.apart >= facts["wholes"]["apart"]
    if one.slot in facts["by_name"]["slots"]:
        return novelty.phrase and novelty.name
    if one.slot == "retention" and length(one.identity) is not None:
        return True  # another number of days is another period, however alike the sentences are
    if one.handed_over:
        return one.identity != f"{ANY}>{one.category}"  # data that the recipient did not get before
    if one.slot not in facts["ordinary"]:
        return novelty.phrase and novelty.apart >= facts["apart_facets"]
    if one.vague:  # data that went to nobody now go to "third parties", or serve "any purpose"
        covers = one.slot == "recipient" or not set(facts["covering"].get(one.slot, ())).isdisjoint(forms(one.text))
        return covers and novelty.category
    if one.category in facts["ordinary"][one.slot]:
        return novelty.category
    return novelty.category or novelty.term or novelty.names or (novelty.phrase and novelty.apart >= facts["apart"])


@cache
def _facts() -> dict[str, Any]:
    return tomllib.loads(resources.files("policydiff.changes").joinpath("plausibility.toml").read_text("utf-8"))
