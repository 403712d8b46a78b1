from __future__ import annotations

import pytest

from policydiff.clauses import is_noise, outline
from policydiff.documents import read

NOISE = [
    ("Skip to main content", "navigation"),
    ("Home | Shop | About us | Help", "navigation"),
    ("Home — Terms of Sale — Report a lost parcel — Jobs", "navigation"),
    ('Cards; "See which cards you received")', "navigation"),
    ("English · Deutsch · Français", "navigation"),
    ("© 2024 Bike Shop Ltd", "navigation"),
    ("Accept all cookies", "cookie_banner"),
    ("Reject All", "cookie_banner"),
    ("Table of Contents", "table_of_contents"),
    ("help@bikes.example", "contact"),
    ("Phone: +44 20 5555 0199", "contact"),
]

POLICY = [
    "We share it with every carrier, our “Partners”)",
    'We share it with our carrier ("See which parcels you received")',
    "We may share your email address with partners.",
    "Collect | use | share | sell",
    "Do not sell my personal information",
    "Email address",
    "Phone numbers",
    "Accept that we keep logs.",
    "We never sell data",
]


def noise(source: str) -> list[tuple[str, str | None]]:
    return [(clause.text, is_noise(clause)) for clause in outline(read(source, media_type="text/markdown")).clauses]


@pytest.mark.parametrize("text, reason", NOISE)
def test_noise_has_a_reason(text: str, reason: str) -> None:
    assert noise(text) == [(text, reason)]


@pytest.mark.parametrize("text", POLICY)
def test_policy_is_no_noise(text: str) -> None:
    assert noise(text) == [(text, None)]


def test_entries_of_a_table_of_contents_are_noise_and_sentences_there_are_not() -> None:
    assert noise("## Contents\n\n* How we share data\n* We share your data with partners\n\n## Logs\n\n* Kept data") == [
        ("How we share data", "table_of_contents"),
        ("We share your data with partners", None),
        ("Kept data", None),
    ]


def test_items_of_a_list_of_data_are_no_menu() -> None:
    assert noise("We collect:\n\n* Language\n* Search") == [("We collect:", None), ("Language", None), ("Search", None)]
