"""What looking statements up costs: in a longer version a lookup compares no more sets of words than in a shorter one."""

from __future__ import annotations

import random
from collections.abc import Iterator
from functools import partial

import pytest

import policydiff
from policydiff.alignment import content
from policydiff.changes import changes, understood
from policydiff.changes.overlaps import SIGHT, Overlaps
from policydiff.extraction.models import Policy
from tests.alignment.test_growth import rewritten, written
from tests.steps import steps

LOOKUPS = 60
PHRASE = 4  # words


def looked_at(count: int) -> tuple[int, int]:
    """How many sets are compared to look phrases, and whole sentences, up among `count` sentences.

    The sentences are made of few words, so that each shares some with nearly all others.
    """
    overlaps = Overlaps(map(content, written(count, 1)))
    chance = random.Random(3)
    asked = [content(row) for row in rewritten(written(LOOKUPS, 1), 2)]
    for words in asked:
        overlaps.best(frozenset(chance.sample(sorted(words), PHRASE)))
    phrases = overlaps.looked_at
    for words in asked:
        overlaps.sharing(words, 3)
    return phrases, overlaps.looked_at - phrases


def test_a_lookup_costs_the_same_in_a_version_four_times_as_long() -> None:
    (phrases, sentences), (phrases_more, sentences_more) = looked_at(400), looked_at(1600)
    assert 0 < phrases_more < 2 * phrases
    assert 0 < sentences_more <= sentences == LOOKUPS * SIGHT


@pytest.mark.parametrize(
    "alone",
    [
        "policydiff.changes.statements",
        "policydiff.alignment.passages",
        "policydiff.documents.language",
        "policydiff.documents.disguise",
    ],
)
def test_what_one_version_says_is_worked_out_once_for_both_comparisons_it_stands_in(alone: str) -> None:
    def both(old: Policy, new: Policy) -> None:
        changes(old, new)
        understood(old, new)

    def versions() -> Iterator[Policy]:
        return (policydiff.parse(f"We collect your name. {said} We share your location with advertisers.") for said in ("Call us.", "Ask us.", "Tell us."))

    warm, _, warmer = versions()
    both(warm, warmer)
    first, second, third = versions()
    cost = steps(partial(both, first, second), alone)
    assert 0 < steps(partial(both, second, third), alone) < 0.7 * cost
