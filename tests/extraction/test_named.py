"""Outside companies by name: which become recipients, of what category, and what is left alone; and data whose category is that of their owner or source."""

from __future__ import annotations

from dataclasses import replace

import pytest

import policydiff
from policydiff.extraction.named import house, named, rows
from policydiff.extraction.reading import Names
from tests.extraction.readings import read

NAMED = [
    ("We use Mailbird for our newsletters.", [("Mailbird", "processor")]),
    ("Payments are handled by Paylio.", [("Paylio", "payment_processor")]),
    ("Payments are handled by Stripe.", [("Stripe", "payment_processor")]),
    ("We rely on our analytics provider, Metrikon.", [("Metrikon", "analytics")]),
    ("The site is hosted by Nordcloudy, Inc. in Oslo.", [("Nordcloudy, Inc.", "processor.hosting")]),
    ("We share your playlists with Tunify Data.", [("Tunify Data", "named")]),
    ("We share your playlists with Tunify AB.", [("Tunify AB", "named")]),
    ("We send your address to couriers such as Parzelino and DHL.", [("Parzelino", "processor.delivery"), ("DHL", "processor.delivery")]),
    ("Klickstrom collects data for us on the pages that you open, for statistics.", [("Klickstrom", "analytics")]),
    ("We show advertising on other pages (Google Ads).", [("Google Ads", "advertiser")]),
    ("We work with Google to measure our audience; analytics data are kept apart.", [("Google", "analytics")]),
]

QUIET = [
    "We share Personal Data with those who work for us.",
    "We comply with the GDPR and with the California Consumer Privacy Act.",
    "We share your data with Service Providers and Business Partners.",
    "You can read the Google Privacy Policy.",
    "We use Standard Contractual Clauses for transfers to the United States.",
    "Please write to our Data Protection Officer in Dublin.",
    "If you share a picture with Tunify, it is public there.",
    "We were founded in Norway by Kari Nordmann.",
    "Does Metrikon receive my data?",
]


@pytest.mark.parametrize(("text", "expected"), NAMED, ids=[text for text, _ in NAMED])
def test_a_company_in_the_part_of_a_recipient_is_named_with_what_it_is_for(text: str, expected: list[tuple[str, str]]) -> None:
    reading = read(text)
    assert [(reading.doc[name.start : name.end].text, name.term) for name in named(reading)] == expected


@pytest.mark.parametrize("text", QUIET)
def test_laws_places_pages_and_defined_terms_are_no_recipients(text: str) -> None:
    assert named(read(text)) == ()


def test_the_house_is_no_recipient_of_its_own() -> None:
    reading = read("We use Mailbird for our newsletters.")
    assert named(replace(reading, names=Names(house=frozenset({"mailbird"})))) == ()


def test_a_denial_denies_the_recipient() -> None:
    assert [name.polarity for name in named(read("We do not share your name with Facebook."))] == ["denied"]


def test_the_house_is_known_by_its_title_and_its_mail_address() -> None:
    assert house("Mailbird Privacy Policy", ["Write to help@nordpost.com."]) == frozenset({"mailbird", "nordpost"})
    assert house("Privacy Policy", ["Nothing is named here."]) == frozenset()


TABLE = """# Privacy Policy

## Sub-processors

| Company | Location | Purpose |
|---|---|---|
| Paylio | Norway | Payment handling |
| Metrikon | Spain | Audience analytics |
"""


def test_a_row_says_what_the_company_in_its_first_cell_is_for() -> None:
    policy = policydiff.parse(TABLE)
    found = {(mention.text, mention.category) for practice in policy.practices for mention in practice.recipients}
    assert {("Paylio", "payment_processor"), ("Metrikon", "analytics_provider")} <= found
    assert sorted(rows(policy.clauses).values()) == ["Location: Norway; Purpose: Payment handling", "Location: Spain; Purpose: Audience analytics"]


ORIGINS = [
    ("We collect information from other companies.", {"third_party_source"}),
    ("We personalise your page based on information supplied by data brokers.", {"third_party_source"}),
    ("We collect personal information of children under 13.", {"children_data"}),
    ("We collect your e-mail address from our partners.", {"contact"}),
    ("We collect information from you.", {"generic"}),
]


@pytest.mark.parametrize(("text", "expected"), ORIGINS, ids=[text for text, _ in ORIGINS])
def test_data_that_say_nothing_take_the_category_of_their_owner_or_source(text: str, expected: set[str]) -> None:
    assert {mention.category for practice in policydiff.parse(text).practices for mention in practice.data} == expected
