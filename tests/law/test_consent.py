"""The consent test, on a choice like the one that regulators refused, and on one that passes."""

from __future__ import annotations

from typing import Any

import pytest

from policydiff.extraction.models import ChoiceScope
from policydiff.law import judge
from policydiff.law.models import Report
from tests.law.builders import change, choice, comparison, delta, policy

SHARING = change(delta("recipient", "affiliate", "added", purposes=("advertising", "security"), traits=("own_purposes",), action="share"), id="aaaaaaaaaaaa")
LOGS = change(delta("data", "usage", "added"), id="bbbbbbbbbbbb")
TOLD = "Our parent company and its family of companies may now receive your number. "
OFFER = "Existing users can refuse the sharing of their number with the group of companies for advertising within 30 days."
LEAVE = "If you do not agree, delete your account."
LAME = TOLD + OFFER
REGIMES = ("eu-gdpr", "uk-gdpr", "us-ftc")  # under which new logs of use need no consent
ASKING = "We share your number with our affiliates for advertising and for security only if you tick the box, and you may change this at any time."


def lame_report() -> Report:
    """A notice with an opt-out of thirty days for existing users that covers advertising only, and a policy with no way out but leaving."""
    scope = ChoiceScope(recipients=("affiliates",), purposes=("advertising",))
    offer = choice(LAME, OFFER, "opt_out", window="P30D", audience=("existing users",), scope=scope)
    return judge(
        comparison(SHARING, LOGS),
        policy(),
        policy(LEAVE, choices=(choice(LEAVE, LEAVE, "leave_or_accept"),)),
        notice=policy(LAME, choices=(offer,)),
        regimes=REGIMES,
    )


def test_only_changes_that_need_consent_are_tested() -> None:
    assert [one.change for one in lame_report().choices] == ["aaaaaaaaaaaa"]


def test_an_opt_out_of_thirty_days_for_some_users_and_some_purposes_is_no_consent() -> None:
    (one,) = lame_report().choices
    assert one.offered is not None
    assert one.offered.text == OFFER
    assert {test.test: test.result for test in one.tests} == {
        "opt_in": "no",
        "specific": "no",
        "free": "no",
        "informed": "no",
        "unambiguous": "no",
        "withdrawable": "no",
        "everyone": "no",
    }
    assert one.valid == "no"


def test_every_test_has_a_source_and_each_refusal_its_evidence() -> None:
    (one,) = lame_report().choices
    evidence = {test.test: test.evidence for test in one.tests}
    assert evidence["withdrawable"] == OFFER
    assert evidence["free"] == LEAVE
    assert evidence["everyone"] == "existing users"
    assert evidence["informed"] == "the notice does not name: security"
    assert all(test.source for test in one.tests)
    assert "ICO statement of 7 November 2016" in {test.test: test.source for test in one.tests}["withdrawable"]


def test_an_opt_in_for_all_purposes_that_can_be_changed_and_is_told_of_would_count() -> None:
    scope = ChoiceScope(recipients=("affiliates",), purposes=("advertising", "security"))
    offer = choice(ASKING, ASKING, "opt_in", ongoing=True, scope=scope)
    (one,) = judge(comparison(SHARING), policy(), policy(), notice=policy(ASKING, choices=(offer,))).choices
    assert {test.result for test in one.tests} == {"yes"}
    assert (one.valid, one.level) == ("yes", 6)


def asked_first(**facts: bool) -> dict[str, tuple[str, str | None]]:
    """The tests of a clear opt-in, with facts."""
    scope = ChoiceScope(recipients=("affiliates",), purposes=("advertising", "security"))
    notice = policy(ASKING, choices=(choice(ASKING, ASKING, "opt_in", ongoing=True, scope=scope),))
    (one,) = judge(comparison(SHARING), policy(), policy(), notice=notice, facts=facts).choices
    return {test.test: (test.result, test.evidence) for test in one.tests}


def test_an_offer_of_a_dominant_firm_does_not_show_that_people_were_free() -> None:
    assert asked_first()["free"] == ("yes", ASKING)
    assert asked_first(dominant=True)["free"] == ("unknown", ASKING)


def test_people_to_whom_no_notice_was_sent_are_not_informed() -> None:
    assert asked_first(notice_sent=True)["informed"][0] == "yes"
    assert asked_first(notice_sent=False)["informed"] == ("no", "no notice was sent, as given in the facts")


def test_consent_that_can_be_withdrawn_may_have_been_asked_for_or_not() -> None:
    words = "You can withdraw your consent to what our affiliates get for advertising and security."
    scope = ChoiceScope(recipients=("affiliates",), purposes=("advertising", "security"))
    offers = (choice(words, words, "withdraw_consent", scope=scope),)
    (one,) = judge(comparison(SHARING), policy(), policy(words, choices=offers)).choices
    results = {test.test: (test.result, test.evidence) for test in one.tests}
    assert results["opt_in"] == results["unambiguous"] == ("unknown", words)
    assert results["withdrawable"] == ("yes", words)
    assert (one.level, one.valid) == (4, "unknown")


def test_without_any_choice_nothing_is_offered_and_nothing_holds() -> None:
    (one,) = judge(comparison(SHARING), policy(), policy()).choices
    assert (one.offered, one.valid) == (None, "no")
    assert {test.test for test in one.tests if test.result == "unknown"} == {"informed"}


LEVELS = [
    (None, {}, 0),
    ("opt_out", {"window": "P30D", "audience": ("existing users",)}, 1),
    ("opt_out", {"audience": ("existing users",), "purposes": ("advertising", "security")}, 1),
    ("opt_out", {"window": "P30D"}, 1),
    ("opt_out", {"window": "P30D", "purposes": ("advertising", "security")}, 2),
    ("opt_out", {"ongoing": True}, 3),
    ("opt_out", {"ongoing": True, "purposes": ("advertising", "security")}, 4),
    ("opt_in", {}, 5),
    ("opt_in", {"ongoing": True, "purposes": ("advertising", "security")}, 6),
]


@pytest.mark.parametrize(("kind", "fields", "level"), LEVELS)
def test_a_choice_has_its_place_on_the_scale(kind: str | None, fields: dict[str, Any], level: int) -> None:
    words = "You have a say on what our affiliates get for advertising."
    scope = ChoiceScope(recipients=("affiliates",), purposes=fields.pop("purposes", ("advertising",)))
    offers = (choice(words, words, kind, scope=scope, **fields),) if kind else ()  # type: ignore[arg-type]
    (one,) = judge(comparison(SHARING), policy(), policy(words, choices=offers)).choices
    assert one.level == level


def test_a_choice_about_something_else_is_not_offered_for_the_change() -> None:
    words = "You can switch newsletters off at any time."
    offer = choice(words, words, "opt_out", ongoing=True)
    (one,) = judge(comparison(SHARING), policy(), policy(words, choices=(offer,))).choices
    assert one.offered is None


def test_a_choice_fills_the_report_and_moves_no_verdict() -> None:
    assert lame_report().verdict == judge(comparison(SHARING, LOGS), policy(), policy(), regimes=REGIMES).verdict


def test_a_sentence_about_this_choice_limits_the_choice_before_it() -> None:
    first, second = "You can refuse the sharing with the Acme group for advertising.", "Existing users have 30 days to make this choice."
    text = f"{first} {second}"
    notice = policy(
        text,
        choices=(choice(text, first, "opt_out", ongoing=True), choice(text, second, "settings", window="P30D", audience=("existing users",))),
    )
    (one,) = judge(comparison(SHARING), policy(), policy(), notice=notice).choices
    assert one.offered is not None
    assert (one.offered.text, one.offered.window, one.offered.ongoing, one.offered.audience) == (first, "P30D", False, ("existing users",))
    results = {test.test: (test.result, test.evidence) for test in one.tests}
    assert results["withdrawable"] == ("no", second)


def test_a_name_that_is_new_in_this_version_ties_a_choice_to_a_change() -> None:
    named = change(delta("recipient", "affiliate", "added", term="the Acme group", traits=("own_purposes",)), id="aaaaaaaaaaaa")
    words = "You can ask us to send nothing to Acme."
    offer = choice(words, words, "opt_out", ongoing=True)
    (one,) = judge(comparison(named), policy("We keep all to ourselves."), policy(words, choices=(offer,))).choices
    assert one.offered == offer
    (other,) = judge(comparison(named), policy("We are proud of Acme."), policy(words, choices=(offer,))).choices
    assert other.offered is None
