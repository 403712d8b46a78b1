"""What is denied, and where a denial ends."""

from __future__ import annotations

import pytest

from policydiff.extraction.pipeline import ClauseKey, read_clause

CASES = [
    ("We do not sell your data.", {("sell", "denied")}),
    ("We never share your photos with advertisers.", {("share", "denied")}),
    ("We no longer collect your contacts.", {("collect", "denied")}),
    ("We do not rent or sell your email address.", {("sell", "denied")}),
    ("We do not sell your data, but we may share it with partners.", {("sell", "denied"), ("share", "affirmed")}),
    ("Under no circumstances will we sell your phone number.", {("sell", "denied")}),
    ("We do not allow advertisers to collect your location.", {("collect", "denied")}),
    ("We are not in the business of selling your information.", {("sell", "denied")}),
    ("Your messages are never stored.", {("retain", "denied")}),
    ("No personal information is collected.", {("collect", "denied")}),
    ("Your health data cannot be used for marketing.", {("use", "denied")}),
    ("Your photos cannot be used to train models.", {("use", "denied")}),
    ("We collect not only your name but also your address.", {("collect", "affirmed")}),
    ("We collect information, including but not limited to your IP address.", {("collect", "affirmed")}),
]


@pytest.mark.parametrize("text, expected", CASES)
def test_polarity(text: str, expected: set[tuple[str, str]]) -> None:
    assert {(practice.action, practice.polarity) for practice in read_clause(ClauseKey(text)).practices} == expected


def test_a_lead_in_that_breaks_off_at_not_denies_its_items() -> None:
    found = read_clause(ClauseKey("sell your personal data", lead_in="We will not:", kind="list_item")).practices
    assert {(practice.action, practice.polarity) for practice in found} == {("sell", "denied")}


@pytest.mark.parametrize(
    "text, modality",
    [
        ("We may collect your location.", "may"),
        ("We will share your name with our partners.", "will"),
        ("We share your contacts only with your consent.", "only_with_consent"),
        ("We share your email address with partners unless you opt out.", "unless_opted_out"),
        ("If you choose to link your calendar, we collect your calendar entries.", "if_user_chooses"),
        ("We must not disclose your health data.", "must_not"),
    ],
)
def test_modality(text: str, modality: str) -> None:
    assert {practice.modality for practice in read_clause(ClauseKey(text)).practices} == {modality}
