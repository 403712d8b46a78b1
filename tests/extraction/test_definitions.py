"""The controller's names and the terms that a document defines."""

from __future__ import annotations

import pytest

import policydiff
from policydiff.extraction.definitions import names, relevant
from policydiff.extraction.reading import Names


def test_the_controller_is_named_before_we_in_brackets() -> None:
    found = names(['This policy is published by Larkspur Maps Inc. ("Larkspur", "we" or "us").'])
    assert found.first_party == {"larkspur maps inc.", "larkspur maps", "larkspur"}


def test_terms_are_defined_by_means_and_by_brackets() -> None:
    found = names(['"Trip Data" means the places you visit and the routes you take.', 'We record taps and scrolls (collectively, "Usage Data").'])
    assert dict(found.definitions) == {"trip data": "the places you visit and the routes you take", "usage data": "We record taps and scrolls"}


def test_only_names_that_occur_are_kept_for_a_clause() -> None:
    everything = Names(frozenset({"larkspur"}), (("trip data", "the places you visit"), ("usage data", "taps")))
    assert relevant(everything, "We keep Trip Data.") == Names(frozenset(), (("trip data", "the places you visit"),))


@pytest.mark.parametrize(("title", "actor"), [("Facebook Privacy Notice", "first_party"), ("Harbour Privacy Notice", "third_party")])
def test_a_house_that_others_know_by_name_speaks_of_itself_by_it(title: str, actor: str) -> None:
    policy = policydiff.parse(f"# {title}\n\nThis notice is about our app.\n\nFacebook does not collect your phone number.\n", media_type="text/markdown")
    assert [(one.actor, one.polarity) for one in policy.practices] == [(actor, "denied")]
