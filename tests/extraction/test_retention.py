"""Retention: periods as ISO 8601, criteria, events, promises to delete; and times that are none of it."""

from __future__ import annotations

import pytest

from policydiff.extraction.retention import retentions
from tests.extraction.readings import read

KEPT = [
    ("We keep invoices for ten years.", [("period", "P10Y", "for ten years")]),
    ("Log files are stored for thirty (30) days.", [("period", "P30D", "for thirty (30) days")]),
    ("Recordings are retained for up to 72 hours.", [("period", "PT72H", "for up to 72 hours")]),
    ("We keep your chats for 6 months after your last visit.", [("period", "P6M", "for 6 months after your last visit")]),
    ("Backups are deleted within 90 days.", [("deletion", "P90D", "within 90 days")]),
    ("We retain your data for as long as necessary to run the club.", [("criterion", None, "for as long as necessary to run the club")]),
    ("We store your photo until you delete your account.", [("event", None, "until you delete your account")]),
    ("We keep invoices for seven (7) years after the end of the tax year.", [("period", "P7Y", "for seven (7) years after the end of the tax year")]),
    ("Your diary is kept no longer than 18 months.", [("period", "P18M", "no longer than 18 months")]),
    ("Call recordings are kept for between 3 and 6 months.", [("period", "P6M", "for between 3 and 6 months")]),
    ("Orders are held for 5 to 7 years.", [("period", "P7Y", "for 5 to 7 years")]),
    ("We keep your coach's notes for a fortnight.", [("period", "P2W", "for a fortnight")]),
    ("We keep your profile for one year and six months after your last login.", [("period", "P1Y6M", "for one year and six months after your last login")]),
    ("Scores are kept for two years thereafter.", [("period", "P2Y", "for two years thereafter")]),
    ("Chat history is stored for a maximum period of twenty-four (24) months.", [("period", "P24M", "for a maximum period of twenty-four (24) months")]),
    ("Your account data is erased 12 months after you close your account.", [("deletion", "P12M", "12 months after you close your account")]),
    ("Video footage is deleted after 72 hours at the latest.", [("deletion", "PT72H", "after 72 hours at the latest")]),
    ("Backups are overwritten after two weeks.", [("deletion", "P2W", "after two weeks")]),
    ("If you ask us to close your account, we delete your photos within thirty days.", [("deletion", "P30D", "within thirty days")]),
    ("It may take up to 90 days to delete your data from our backups.", [("deletion", "P90D", "up to 90 days to delete your data from our backups")]),
    ("If we learn of it, we will delete the data promptly.", [("deletion", None, "we will delete the data promptly")]),
]

QUIET = [
    "We answer within 30 days.",
    "We will respond to your request to delete within 30 days.",
    "We will process your deletion request within 30 days.",
    "We notify you at least 30 days before we delete your account.",
    "You may ask for a copy of what we keep once every 12 months.",
    "You have 30 days to restore a deleted account.",
    "We refund you within 14 days.",
    "Your photos are not stored.",
    "It can take up to ten days until the last letter is out.",
    "You must be 16 years old.",
    "You may ask us to delete your data.",
    "You have the right to erasure.",
    "We collect your name.",
    "We store your data in Norway.",
    "We have sold no data in the past 12 months.",
    "You can remove a photo from your album.",
    "We review this policy every year.",
    "Founded two years ago, we serve anglers.",
]


@pytest.mark.parametrize(("text", "expected"), KEPT)
def test_retention_is_read(text: str, expected: list[tuple[str, str | None, str]]) -> None:
    assert [(item.kind, item.iso, item.text) for item in retentions(read(text))] == expected


@pytest.mark.parametrize("text", QUIET)
def test_sentence_without_retention_yields_none(text: str) -> None:
    assert retentions(read(text)) == ()


def test_term_and_category_follow_the_kind() -> None:
    (item,) = retentions(read("We keep invoices for ten years."))
    assert (item.term, item.category) == ("retention.period", "period")


def test_heading_about_storage_makes_a_bare_period_one_of_retention() -> None:
    assert [item.iso for item in retentions(read("Account data: two years", ("How long we keep data",)))] == ["P2Y"]
