"""Who gets which data, for what and on which ground: what two sentences in place of two others change, told forwards and backwards."""

from __future__ import annotations

import pytest

import policydiff
from policydiff.changes import Comparison, changes

ABOUT = "# Privacy\n\nWe collect your name, your email address and your purchase history. We use them to run the shop.\n\n"
TURNED = {"added": "removed", "removed": "added", "broadened": "narrowed", "narrowed": "broadened"}

PAIRS = [
    pytest.param(
        "We share your email address with our affiliates.",
        "We share your email address and your purchase history with our affiliates.",
        {("recipient", "affiliate", "broadened")},
        id="a known recipient gets data that it did not get",
    ),
    pytest.param(
        "We share your personal information with our affiliates.",
        "We share your purchase history with our affiliates.",
        set(),
        id="whoever gets all data gets these",
    ),
    pytest.param(
        "", "We share your purchase history with our affiliates.", {("recipient", "affiliate", "added")}, id="a new recipient is told once, with its data"
    ),
    pytest.param(
        "We share your email address with our suppliers.",
        "We share your email address and your purchase history with our suppliers.",
        set(),
        id="who works for the company takes nothing for itself",
    ),
    pytest.param(
        "We never share your name with anybody, except with your doctor if you ask us to.",
        "We share your name with our business partners.",
        {("commitment", "no_share", "removed"), ("recipient", "business_partner", "added"), ("recipient", "business_partner", "narrowed")},
        id="who got data on request is gone, and was no partner",
    ),
    pytest.param(
        "We use your email address to deliver parcels.",
        "We use your email address to deliver parcels and for any purpose.",
        {("purpose", "generic", "added")},
        id="a first purpose that covers all",
    ),
    pytest.param("We use it.", "We use it for our business purposes.", set(), id="a first purpose that says nothing"),
    pytest.param(
        "We use your email address for our business purposes.",
        "We use your email address for our legitimate business purposes.",
        set(),
        id="another purpose that covers all",
    ),
    pytest.param(
        "With your consent we use your purchase history to improve the shop.",
        "We use your purchase history to improve the shop, because it is in our legitimate interests.",
        {("legal_basis", "consent", "removed"), ("legal_basis", "legitimate_interest", "added")},
        id="another basis in the place of consent",
    ),
    pytest.param(
        "With your consent, we use your purchase history to send you offers.",
        "We use your purchase history to send you offers. If you do not agree, you must stop using the shop.",
        {("legal_basis", "consent", "removed"), ("choice", "no_choice", "removed")},
        id="accept or leave in the place of consent",
    ),
    pytest.param(
        "We use your purchase history to send you offers.",
        "We use your purchase history to send you offers. If you do not agree, you must stop using the shop.",
        set(),
        id="accept or leave where nobody was asked",
    ),
]


def compared(old: str, new: str) -> Comparison:
    return changes(policydiff.parse(f"{ABOUT}{old}\n", media_type="text/markdown"), policydiff.parse(f"{ABOUT}{new}\n", media_type="text/markdown"))


def told(comparison: Comparison) -> set[tuple[str, str, str]]:
    return {(delta.slot, delta.category, delta.direction) for change in comparison.changes for delta in change.deltas}


@pytest.mark.parametrize("old, new, expected", PAIRS)
def test_what_two_versions_change_is_told_both_ways(old: str, new: str, expected: set[tuple[str, str, str]]) -> None:
    assert told(compared(old, new)) == expected
    assert told(compared(new, old)) == {(slot, category, TURNED[way]) for slot, category, way in expected}


OWN_USE = " Our affiliates use it to market their own products to you."


@pytest.mark.parametrize(("use", "known"), [(OWN_USE, True), ("", False)])
def test_who_uses_data_for_itself_by_any_sentence_gets_more_for_itself(use: str, known: bool) -> None:
    old, new = (f"We share your {data} with our affiliates.{use}" for data in ("email address", "email address and your purchase history"))
    (change,) = compared(old, new).changes
    assert ("own_purposes" in change.deltas[0].context.traits) == known
