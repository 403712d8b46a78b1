"""Where a recipient can stand in a sentence, and which pieces a recipient and a purpose fall into."""

from __future__ import annotations

import pytest

from policydiff.extraction.mentions.tagged_spans import deeds, members
from policydiff.extraction.recipients import is_run_in_heading, may_receive
from tests.extraction.readings import read

RECEIVING = [
    ("We share your name with couriers.", "couriers"),
    ("Your address is passed to the delivery company.", "the delivery company"),
    ("Your order is processed by our warehouse partner.", "our warehouse partner"),
    ("We and our partners use cookies on this page.", "our partners"),
    ("Our vendors may collect your device number.", "Our vendors"),
    ("We use a payment provider to charge your card.", "a payment provider"),
    ("We share your name with any of our affiliates.", "our affiliates"),
    ("We pass your name to third parties such as insurers.", "insurers"),
    ("We rely on analysts outside our company.", "analysts"),
    ("The help desk is provided by an outside company.", "an outside company"),
    ("Advertisers are able to see your nickname.", "Advertisers"),
    ("We permit advertisers to collect your device number.", "advertisers"),
    ("We host the archive with help from a storage provider.", "a storage provider"),
]

NOT_RECEIVING = [
    ("We receive information from third parties.", "third parties"),
    ("We keep records of your transactions with third parties.", "third parties"),
    ("We use your name to protect the public.", "the public"),
    ("We may act where your behaviour harms other members.", "other members"),
    ("We guard the rights of our customers.", "our customers"),
    ("The links lead to pages owned by other companies.", "other companies"),
    ("We use information provided by advertisers.", "advertisers"),
    ("Our agents maintain offices in Norway.", "Our agents"),
    ("Like many companies, we use cookies.", "many companies"),
    ("Your records are sent to other countries.", "other countries"),
    ("We use your address to provide our services to customers.", "customers"),
    ("We direct our vendors to delete your records.", "our vendors"),
    ("Our partners give us your name.", "Our partners"),
    ("We enforce these rules with our vendors.", "our vendors"),
    ("We study markets on behalf of advertisers.", "of advertisers"),
]


def _tokens(text: str, phrase: str) -> tuple[int, int]:
    span = read(text).doc.char_span(text.index(phrase), text.index(phrase) + len(phrase))
    assert span is not None
    return span.start, span.end


@pytest.mark.parametrize(("text", "phrase"), RECEIVING, ids=[text for text, _ in RECEIVING])
def test_whom_data_reach_can_be_a_recipient(text: str, phrase: str) -> None:
    assert may_receive(read(text).doc, *_tokens(text, phrase))


@pytest.mark.parametrize(("text", "phrase"), NOT_RECEIVING, ids=[text for text, _ in NOT_RECEIVING])
def test_sources_owners_and_the_protected_cannot(text: str, phrase: str) -> None:
    assert not may_receive(read(text).doc, *_tokens(text, phrase))


@pytest.mark.parametrize(
    ("text", "phrase", "expected"),
    [
        ("Service providers. We share your name with couriers.", "Service providers", True),
        ("Service providers", "Service providers", False),
        ("With couriers. They bring you your parcel.", "couriers", False),
        ("Couriers receive your name. They bring you your parcel.", "Couriers", False),
    ],
)
def test_a_noun_before_its_text_is_a_heading(text: str, phrase: str, expected: bool) -> None:
    assert is_run_in_heading(read(text).doc, *_tokens(text, phrase)) is expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("to answer your questions and fix errors", ["to answer your questions", "fix errors"]),
        ("to analyse and improve our shop", ["to analyse and improve our shop"]),
        ("to fill your order", ["to fill your order"]),
    ],
)
def test_verbs_with_objects_of_their_own_are_purposes_of_their_own(phrase: str, expected: list[str]) -> None:
    text = f"We use your address {phrase}."
    doc = read(text).doc
    assert [doc[start:end].text for start, end in deeds(doc, *_tokens(text, phrase))] == expected


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("couriers and insurers", ["couriers", "insurers"]),
        ("research and development companies", ["research and development companies"]),
    ],
)
def test_a_row_of_recipients_is_parted(phrase: str, expected: list[str]) -> None:
    text = f"We share your address with {phrase}."
    doc = read(text).doc
    assert [doc[start:end].text for start, end in members(doc, *_tokens(text, phrase))] == expected
