"""Transfers: places to which data go and what protects them there."""

from __future__ import annotations

import pytest

from policydiff.extraction.transfers import transfers
from tests.extraction.readings import read

SENT = [
    ("We transfer your data to the United States.", [("country", "the United States")]),
    ("Your data are stored on servers in Singapore and Ireland.", [("country", "Singapore"), ("country", "Ireland")]),
    ("We rely on standard contractual clauses for such transfers.", [("safeguard", "standard contractual clauses")]),
    ("Data may be transferred abroad under an adequacy decision.", [("country", "abroad"), ("safeguard", "an adequacy decision")]),
    ("Transfers are covered by binding corporate rules.", [("safeguard", "binding corporate rules")]),
    ("Your information may be processed anywhere in the world.", [("country", "anywhere in the world")]),
]

QUIET = [
    "We collect your name.",
    "These terms follow the laws of France.",
    "Please contact us at any time.",
    "You may transmit your data to us by post.",
    "We transfer ownership of the shop.",
    "Birchwood is a company registered in Norway.",
    "We use adequate measures against theft.",
    "If you live in a country with other rules, those rules hold.",
]


@pytest.mark.parametrize(("text", "expected"), SENT)
def test_transfer_is_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(item.kind, item.text) for item in transfers(read(text))] == expected


@pytest.mark.parametrize("text", QUIET)
def test_sentence_without_transfer_yields_none(text: str) -> None:
    assert transfers(read(text)) == ()


def test_pronoun_us_is_no_country() -> None:
    assert [item.text for item in transfers(read("Data sent to us are transferred to the US."))] == ["the US"]
