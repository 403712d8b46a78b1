"""How likely a reader would call a difference of statements a difference in what the policy says.

Half of what one version states in new words the other had stated in older ones, and no rule tells the two halves apart as well as weighing does: how much of the phrase is
new, whether its term, category or name is, how large the edit is in which it stands. The weights are those of a logistic regression, fitted by `policydiff.changes.training`
on labelled pairs of versions; they are data (plausibility.toml), and turning the versions round leaves every weight as it is.
"""

from __future__ import annotations

import math
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib import resources

from policydiff.changes.entailment import Novelty
from policydiff.changes.statements import Statement

_MENTIONED = ("data", "purpose", "recipient")


@dataclass(frozen=True, slots=True)
class Edit:
    """The edit in which a statement stands: `whole` is the share of its sentence that is new, `words` the new content words of the sentence, `all` those of the version."""

    whole: float
    words: int
    all: int
    inside: float  # share of the statement's own characters that the edit covers


def features(one: Statement, novelty: Novelty, edit: Edit) -> dict[str, float]:
    """What is known of a difference, by name, each in 0..1 or near it."""
    group = one.slot if one.slot in _MENTIONED else "facet"
    known = {
        "bias": 1.0,
        "category": float(novelty.category),
        "term": float(novelty.term),
        "phrase": float(novelty.phrase),
        "words": novelty.words,
        "slot_words": novelty.slot_words,
        "names": float(novelty.names),
        "vague": float(one.vague),
        "whole": edit.whole,
        "inside": edit.inside,
        "length": min(len(one.words), 8) / 8,
        "size": math.log1p(edit.words) / 4,
        "rewrite": math.log1p(edit.all) / 8,
    }
    found = {f"{group}.{name}": value for name, value in known.items() if value}
    found[f"slot.{one.slot}"] = 1.0
    found[f"category.{one.slot}.{one.category}"] = 1.0
    if group != "facet":
        found[f"action.{one.action}"] = 1.0
        found[f"actor.{one.context.actor}"] = 1.0
        found[f"modality.{one.context.modality}"] = 1.0
    return found


def weigh(known: dict[str, float]) -> float:
    """The plausibility of a difference with these features, 0..1."""
    weights = _weights()
    return 1 / (1 + math.exp(-sum(weights.get(name, 0.0) * value for name, value in known.items())))


@cache
def _weights() -> dict[str, float]:
    table = tomllib.loads(resources.files("policydiff.changes").joinpath("plausibility.toml").read_text("utf-8"))
    return {name: float(weight) for name, weight in table["weights"].items()}
