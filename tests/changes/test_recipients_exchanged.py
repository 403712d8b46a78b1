"""A name that is replaced throughout: the house under a new name is no change, somebody else who gets the data is one."""

from __future__ import annotations

import pytest

import policydiff
from policydiff.changes import Comparison, changes

HOUSE = (
    'Privacy Policy of Birdsong\n\nBirdsong ("we") runs the Birdsong app. We collect your name when you open an account.\n\n{}\n\nBirdsong answers your mail.'
)
ADS = """We share your email address with Acme Ads for advertising. Acme Ads may use cookies to show you ads.

We share device identifiers with Acme Ads. You can read what Acme Ads does with data in its own notice. To opt out, visit the page of Acme Ads."""
HOST = """We store your data with Acme Cloud. Acme Cloud hosts our servers, and Acme Cloud processes data on our behalf.

We use Acme Cloud to send you messages."""

EXCHANGED = [
    pytest.param(ADS, "Acme Ads", "Globex Media", "advertiser", id="advertiser"),
    pytest.param(ADS, "Acme Ads", "Globex Data", "advertiser", id="a name that ends like data"),
    pytest.param(HOST, "Acme Cloud", "Globex Hosting", "service_provider", id="host"),
]


def compared(old: str, new: str) -> Comparison:
    return changes(policydiff.parse("# " + old, media_type="text/markdown"), policydiff.parse("# " + new, media_type="text/markdown"))


@pytest.mark.parametrize("said, was, now, category", EXCHANGED)
def test_a_recipient_in_the_place_of_another_is_told(said: str, was: str, now: str, category: str) -> None:
    old = HOUSE.format(said)
    told = {(delta.category, delta.phrase) for change in compared(old, old.replace(was, now)).changes for delta in change.deltas if delta.slot == "recipient"}
    assert (category, now) in told


@pytest.mark.parametrize("said", [ADS, HOST], ids=["ads", "host"])
def test_the_house_under_a_new_name_is_not(said: str) -> None:
    old = HOUSE.format(said)
    assert compared(old, old.replace("Birdsong", "Larkum")).changes == ()
