"""What stands above a list or a table belongs to each of its items: a word that turns the lead-in round turns them all round."""

from __future__ import annotations

import pytest

import policydiff
from policydiff.changes import Comparison, changes

PAGE = "# Privacy Policy\n\nWe collect your name to open an account.\n\n{}\n\nYou can opt out of newsletters at any time.\n"
ITEMS = "\n\n- your health data\n- your precise location"
WHO = "\n\n- our payment processor\n- advertisers"

TURNED = [
    pytest.param(
        "We do not collect:" + ITEMS,
        "We collect:" + ITEMS,
        {("data", "health", "added"), ("data", "precise_location", "added"), ("commitment", "no_collection", "removed")},
        id="lead-in",
    ),
    pytest.param(
        "## Information we do not collect" + ITEMS,
        "## Information we collect" + ITEMS,
        {("data", "health", "added"), ("data", "precise_location", "added"), ("commitment", "no_collection", "removed")},
        id="heading",
    ),
    pytest.param(
        "We do not share your data with:" + WHO,
        "We share your data with:" + WHO,
        {("recipient", "payment_processor", "added"), ("recipient", "advertiser", "added"), ("commitment", "no_share", "removed")},
        id="recipients",
    ),
]
KEPT = [
    pytest.param("We collect:" + ITEMS, "We collect the following:" + ITEMS, id="lead-in reworded"),
    pytest.param("We collect:" + ITEMS, "The data that we may collect:" + ITEMS, id="may"),
    pytest.param("We do not collect:" + ITEMS, "We never collect:" + ITEMS, id="another negation"),
    pytest.param("## Data we collect" + ITEMS, "## Information we collect" + ITEMS, id="heading reworded"),
]
ROUND = {"added": "removed", "removed": "added"}


def compared(old: str, new: str) -> Comparison:
    return changes(policydiff.parse(PAGE.format(old), media_type="text/markdown"), policydiff.parse(PAGE.format(new), media_type="text/markdown"))


def told(comparison: Comparison) -> set[tuple[str, str, str]]:
    return {(delta.slot, delta.category, delta.direction) for change in comparison.changes for delta in change.deltas}


@pytest.mark.parametrize("old, new, expected", TURNED)
def test_a_negation_above_a_list_is_part_of_its_items(old: str, new: str, expected: set[tuple[str, str, str]]) -> None:
    comparison = compared(old, new)
    assert told(comparison) == expected
    assert {status.status for status in comparison.commitments} == {"contradicted"}
    assert told(compared(new, old)) == {(slot, category, ROUND[way]) for slot, category, way in expected}


@pytest.mark.parametrize("old, new", KEPT)
def test_other_words_above_a_list_change_nothing(old: str, new: str) -> None:
    assert told(compared(old, new)) == told(compared(new, old)) == set()
