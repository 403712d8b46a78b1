"""The notice gap: what people were not told, were told less of, or were told the opposite of."""

from __future__ import annotations

import pytest

import policydiff
from policydiff.changes.models import Change
from policydiff.extraction.models import Policy
from policydiff.law import judge
from tests.law.builders import change, comparison, delta, denied_use, policy, promise

TEXT = "We now show advertising of our partners. We will never use your data for research."
NOTICE = policy(TEXT, practices=(denied_use(TEXT, "We will never use your data for research.", "research", "research"),))

ADS = change(delta("purpose", "advertising", "added"), id="aaaaaaaaaaaa")
ADS_AND_PLACE = change(delta("purpose", "advertising", "added"), delta("data", "precise_location", "added"), id="bbbbbbbbbbbb")
PLACE = change(delta("data", "precise_location", "added", term="position of your phone"), id="cccccccccccc")
RESEARCH = change(delta("purpose", "research", "added"), id="dddddddddddd")
GAIN = change(delta("rights", "access", "added"), id="eeeeeeeeeeee")
PROMISE = change(delta("commitment", "no_ads", "removed", term="no advertising of partners"), id="ffffffffffff")

SMALL = "We have made a few minor changes to our policy."
SAME = "Nothing changes in how we use your personal information."
ELSEWHERE = "Nothing changes in how we use your information for payments."
CASES: list[tuple[Change, str | None, str | None]] = [
    (ADS, None, None),
    (ADS_AND_PLACE, "understated", "We now show advertising of our partners."),
    (PLACE, "missing", None),
    (RESEARCH, "contradicted", "We will never use your data for research."),
    (GAIN, None, None),
    (PROMISE, "missing", None),
]


@pytest.mark.parametrize(("one", "status", "quote"), CASES, ids=lambda value: getattr(value, "id", None))
def test_a_material_change_is_looked_for_in_the_notice(one: Change, status: str | None, quote: str | None) -> None:
    gaps = judge(comparison(one), policy(), policy(), notice=NOTICE).notice_gaps
    assert [(gap.change, gap.status, gap.notice) for gap in gaps] == ([] if status is None else [(one.id, status, quote)])


def test_without_a_notice_there_is_no_gap() -> None:
    assert judge(comparison(PLACE), policy(), policy()).notice_gaps == ()


def told(words: str) -> Policy:
    """A notice of one sentence."""
    return policy(words)


def test_a_promise_that_goes_is_mentioned_where_a_sentence_says_that_it_ends() -> None:
    notice = told("We no longer promise a service with no advertising of partners.")
    assert judge(comparison(PROMISE), policy(), policy(), notice=notice).notice_gaps == ()


def test_a_promise_in_the_notice_against_a_change_contradicts_it() -> None:
    words = "We do not share anything with data brokers."
    sold = change(delta("recipient", "data_broker", "added"), id="abcabcabcabc")
    kept = promise(words, words, "no_share")
    mention = {"text": "data brokers", "start": words.index("data"), "end": len(words) - 1, "term": "data_broker", "category": "data_broker"}
    notice = policy(words, commitments=(kept.model_validate({**dict(kept), "recipients": (mention,)}),))
    gaps = judge(comparison(sold), policy(), policy(), notice=notice).notice_gaps
    assert [(gap.status, gap.notice) for gap in gaps] == [("contradicted", words)]


def gap(one: Change, notice: Policy) -> tuple[str, str | None] | None:
    """The gap in a notice, as its status and words."""
    found = judge(comparison(one), policy(), policy(), notice=notice).notice_gaps
    return (found[0].status, found[0].notice) if found else None


PLAYED_DOWN: list[tuple[Change, str, tuple[str, str | None] | None]] = [
    (PLACE, SMALL, ("understated", SMALL)),
    (ADS, f"{SMALL} We now show advertising.", None),
    (ADS_AND_PLACE, f"{SMALL} We now show advertising.", ("understated", "We now show advertising.")),
    (PLACE, SAME, ("contradicted", SAME)),
    (PROMISE, SAME, ("contradicted", SAME)),
    (PLACE, ELSEWHERE, ("missing", None)),
    (PLACE, "The price of our plans stays the same.", ("missing", None)),
    (PLACE, "Nothing else changes for you.", ("missing", None)),
    (PLACE, "We have a new logo.", ("missing", None)),
    (PROMISE, "We show no advertising of partners.", ("missing", None)),
    (GAIN, SMALL, None),
]


@pytest.mark.parametrize(("one", "words", "expected"), PLAYED_DOWN)
def test_a_notice_may_play_a_change_down(one: Change, words: str, expected: tuple[str, str | None] | None) -> None:
    assert gap(one, told(words)) == expected


@pytest.mark.parametrize(
    ("new", "notice", "expected"),
    [
        ("We use your location for advertising.", "We will use your location for advertising only if you opt in.", True),
        ("We use your location for advertising.", "We now use your location for advertising.", False),
        ("We use your location for advertising only if you opt in.", "We will use your location for advertising only if you opt in.", False),
    ],
)
def test_a_notice_that_leaves_to_people_what_the_policy_does_understates_it(new: str, notice: str, expected: bool) -> None:
    report = policydiff.compare("We keep your orders.", f"We keep your orders. {new}", notice=notice)
    assert ("understated" in {gap.status for gap in report.notice_gaps}) == expected
