"""The consent test on plain sentences, read as any policy is: one sentence decides one test."""

from __future__ import annotations

from functools import cache

import pytest

import policydiff
from policydiff.law.models import ChoiceTest

OLD = "We use your phone number to run your account."
SHARED = f"{OLD} We share your phone number with our affiliates for advertising."
FOR_TWO = f"{OLD} We share your phone number with our affiliates for advertising and for analytics."
ANY_TIME = "You can opt out of advertising by our affiliates at any time."
WINDOW = "You can opt out of the sharing of your phone number with our affiliates for advertising within 30 days."
SETTING = "You can turn off the use of your phone number for advertising by our affiliates in your settings."
EXISTING = "If you are an existing user, you can opt out of the sharing with our affiliates for advertising at any time."
OPT_IN = "We will share your phone number with our affiliates for advertising only if you opt in."
BACK = "You can withdraw your consent to advertising by our affiliates at any time."
LEAVE = "If you do not agree, you must delete your account."
RAN_ON = "We now share your phone number with our affiliates."

# The new policy, the notice, and what they show: the result of a test, or the place of the choice on the scale of choices.
CASES = [
    pytest.param(
        SHARED, WINDOW, {"opt_in": "no", "withdrawable": "no", "everyone": "yes", "specific": "yes", "unambiguous": "no"}, 2, id="a window of 30 days"
    ),
    pytest.param(f"{SHARED} {SETTING}", None, {"withdrawable": "yes", "specific": "yes", "free": "yes", "opt_in": "no"}, 4, id="a setting"),
    pytest.param(f"{FOR_TWO} {ANY_TIME}", None, {"specific": "no", "withdrawable": "yes", "free": "unknown"}, 3, id="an opt-out of one purpose"),
    pytest.param(f"{FOR_TWO} {ANY_TIME} {LEAVE}", None, {"specific": "no", "free": "no"}, 3, id="an opt-out of one purpose, or leave"),
    pytest.param(
        f"{FOR_TWO} {ANY_TIME} {ANY_TIME.replace('advertising', 'analytics')}",
        None,
        {"specific": "yes", "withdrawable": "yes", "free": "yes"},
        4,
        id="one opt-out each",
    ),
    pytest.param(f"{SHARED} {LEAVE}", None, {"free": "no", "opt_in": "no", "specific": "no", "withdrawable": "no", "everyone": "no"}, 0, id="accept or leave"),
    pytest.param(f"{SHARED} {ANY_TIME} {LEAVE}", None, {"free": "unknown", "withdrawable": "yes"}, 4, id="an opt-out beside leaving"),
    pytest.param(SHARED, EXISTING, {"everyone": "no", "withdrawable": "yes", "informed": "unknown"}, 1, id="existing users"),
    pytest.param(SHARED, OPT_IN, {"opt_in": "yes", "unambiguous": "yes", "withdrawable": "unknown", "informed": "unknown"}, 5, id="an opt-in"),
    pytest.param(
        SHARED,
        f"{OPT_IN} {BACK}",
        {"opt_in": "yes", "specific": "yes", "free": "yes", "informed": "yes", "unambiguous": "yes", "withdrawable": "yes", "everyone": "yes"},
        6,
        id="an opt-in that can be taken back",
    ),
    pytest.param(FOR_TWO, f"{RAN_ON} {ANY_TIME}", {"informed": "no"}, 3, id="a notice without a purpose"),
    pytest.param(SHARED, "Our address has changed.", {"informed": "no"}, 0, id="a notice of something else"),
]


@cache
def outcome(new: str, notice: str | None) -> ChoiceTest:
    """The consent test for the sharing that is new."""
    (one,) = policydiff.compare(OLD, new, notice=notice, facts={"as_of": "2026-11-21"}, regimes=["eu-gdpr"]).choices
    return one


@pytest.mark.parametrize(("new", "notice", "results", "level"), CASES)
def test_a_sentence_decides_a_test(new: str, notice: str | None, results: dict[str, str], level: int) -> None:
    one = outcome(new, notice)
    found = {test.test: test.result for test in one.tests}
    assert {name: found[name] for name in results} == results
    assert one.level == level
    assert one.valid == ("yes" if set(found.values()) == {"yes"} else "no" if "no" in found.values() else "unknown")


@pytest.mark.parametrize(("new", "notice", "results", "level"), CASES)
def test_every_test_has_its_source_and_each_answer_its_evidence(new: str, notice: str | None, results: dict[str, str], level: int) -> None:
    for test in outcome(new, notice).tests:
        assert test.source
        assert test.evidence


def test_a_refusal_quotes_the_words_that_refuse() -> None:
    window = {test.test: test.evidence for test in outcome(SHARED, WINDOW).tests}
    assert window["withdrawable"] == WINDOW.rstrip(".")
    leave = {test.test: test.evidence for test in outcome(f"{SHARED} {LEAVE}", None).tests}
    assert leave["free"] == LEAVE.rstrip(".")
    silent = {test.test: test.evidence for test in outcome(FOR_TWO, f"{RAN_ON} {ANY_TIME}").tests}
    assert silent["informed"] == "the notice does not name: analytics"
