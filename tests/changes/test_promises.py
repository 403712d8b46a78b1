"""Promises in other forms: item by item and in one sentence, in the rows of a table, with and without the words that make them hold for all cases."""

from __future__ import annotations

import pytest

import policydiff
from policydiff.changes import Comparison, changes

PAGE = "# Privacy Policy\n\nWe collect your name to open an account.\n\n{}\n\nYou can opt out of newsletters at any time.\n"
ITEMS = "We do not collect:\n\n- your health data\n- your precise location\n- your contacts"
ONE = "We do not collect your health data, your precise location or your contacts."
TABLE = "| Data | Do we collect it? | {} |\n|---|---|---|\n| Your nickname | Yes | No |\n| Your precise location | {} | No |\n| Health data | Yes | {} |"
TURNED = {"added": "removed", "removed": "added", "broadened": "narrowed", "narrowed": "broadened"}


def compared(old: str, new: str) -> Comparison:
    return changes(policydiff.parse(PAGE.format(old), media_type="text/markdown"), policydiff.parse(PAGE.format(new), media_type="text/markdown"))


def told(comparison: Comparison) -> set[tuple[str, str, str]]:
    return {(delta.slot, delta.category, delta.direction) for change in comparison.changes for delta in change.deltas}


EDITS = [
    pytest.param(ITEMS, ONE, set(), id="items and one sentence"),
    pytest.param(
        ITEMS, ONE.replace(" or your contacts", "").replace(", your precise", " or your precise"), {("commitment", "no_collection", "removed")}, id="one less"
    ),
    pytest.param(ITEMS, ONE.replace("contacts.", "contacts unless you agree."), {("commitment", "no_collection", "narrowed")}, id="with an exception"),
    pytest.param(
        TABLE.format("Do we share it?", "No", "No"),
        TABLE.format("Do we share it?", "Yes", "No"),
        {("data", "precise_location", "added"), ("commitment", "no_collection", "removed")},
        id="a cell that said no to collection",
    ),
    pytest.param(
        TABLE.format("Sold", "Yes", "No"),
        TABLE.format("Sold", "Yes", "Yes"),
        {("purpose", "monetisation", "added"), ("commitment", "no_sale", "removed")},
        id="a cell that said no to a sale",
    ),
    pytest.param(TABLE.format("Sold", "No", "No"), TABLE.format("Is it sold?", "No", "No"), set(), id="another header"),
    pytest.param(
        "Our hosts are prohibited from using your personal information for any other purpose.",
        "Our hosts are prohibited from using your personal information for their own commercial purposes.",
        {("commitment", "other", "narrowed")},
        id="no longer for all purposes",
    ),
    pytest.param("We do not use sensors to collect your precise location.", "", {("commitment", "no_collection", "removed")}, id="a use that would collect"),
    pytest.param(
        "",
        "We will not show you ads based on sensitive data, such as your religion or your health.",
        {("commitment", "no_ads", "added")},
        id="data that are ruled out",
    ),
    pytest.param(
        "Although that seal is no longer valid, we follow its rules for personal data received from partners.",
        "",
        {("data", "third_party_source", "removed")},
        id="no restraint",
    ),
]


@pytest.mark.parametrize("old, new, expected", EDITS)
def test_a_promise_is_compared_by_what_it_forbids(old: str, new: str, expected: set[tuple[str, str, str]]) -> None:
    assert told(compared(old, new)) == expected


@pytest.mark.parametrize("old, new, expected", EDITS)
def test_turning_the_versions_round_turns_the_directions_round(old: str, new: str, expected: set[tuple[str, str, str]]) -> None:
    assert told(compared(new, old)) == {(slot, category, TURNED[way]) for slot, category, way in expected}


def test_promises_told_in_one_sentence_are_restated() -> None:
    assert [(status.status, status.new) for status in compared(ITEMS, ONE).commitments] == [("restated", ONE)] * 3


def test_data_that_went_to_nobody_and_now_go_to_third_parties_are_told() -> None:
    assert ("recipient", "third_party", "added") in told(compared("", "We may share your order history with third parties."))
