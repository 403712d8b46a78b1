"""The purpose test: each new purpose on its own, with its presumption and what each regime asks for it."""

from __future__ import annotations

from datetime import date

import pytest

from policydiff.changes.models import Change
from policydiff.law import Facts, judge, rulebook
from policydiff.law.findings import answers
from policydiff.law.models import PurposeTest, PurposeVerdict
from policydiff.law.purposes import purpose_tests
from tests.law.builders import change, comparison, delta, policy

GROUP = change(delta("recipient", "affiliate", "added", purposes=("advertising", "analytics", "improvement", "security")), id="aaaaaaaaaaaa")
OWN = change(delta("purpose", "improvement", "broadened"), id="bbbbbbbbbbbb")
GONE = change(delta("purpose", "advertising", "removed"), delta("data", "usage", "added", purposes=("research",)), id="cccccccccccc")
FRANCE = Facts(as_of=date(2016, 8, 25), regimes=("fr-lil",))


def rows_of(changes: tuple[Change, ...], facts: Facts) -> tuple[PurposeTest, ...]:
    return purpose_tests([answers(one, facts, rulebook()) for one in changes], facts, rulebook())


def test_each_purpose_and_recipient_is_a_test_with_its_presumption() -> None:
    found = rows_of((GROUP, OWN, GONE), FRANCE)
    assert [(one.purpose, one.recipient, one.kind, one.presumption, one.changes) for one in found] == [
        ("advertising", "affiliate", "targeted_advertising", "incompatible", ("aaaaaaaaaaaa",)),
        ("analytics", "affiliate", "own_analytics_improvement", "uncertain", ("aaaaaaaaaaaa",)),
        ("improvement", "affiliate", "cross_group_improvement", "incompatible", ("aaaaaaaaaaaa",)),
        ("security", "affiliate", "security_fraud", "compatible", ("aaaaaaaaaaaa",)),
        ("improvement", None, "own_analytics_improvement", "uncertain", ("bbbbbbbbbbbb",)),
    ]


# The French regulator: security passed, business intelligence did not.
VERDICTS = [
    ("advertising", PurposeVerdict(obligation="fresh_consent", severity="consent", rules=("FR-78-01",))),
    ("analytics", PurposeVerdict(obligation="fresh_consent", severity="consent", rules=("FR-78-01",))),
    ("security", PurposeVerdict(obligation="notice_and_object", severity="notice", rules=("FR-78-01",), exceptions=("EXC-SECURITY",))),
]


@pytest.mark.parametrize(("purpose", "verdict"), VERDICTS)
def test_security_is_not_weighed_with_advertising(purpose: str, verdict: PurposeVerdict) -> None:
    (one,) = (test for test in rows_of((GROUP,), FRANCE) if test.purpose == purpose)
    assert one.by_regime == {"fr-lil": verdict}


def test_what_facts_would_settle_is_named_for_each_purpose() -> None:
    found = rows_of((GROUP,), Facts(as_of=date(2026, 11, 21), regimes=("eu-gdpr",)))
    conditional = {one.purpose: (one.by_regime["eu-gdpr"].conditional, one.by_regime["eu-gdpr"].conditional_on) for one in found}
    assert conditional == {
        "advertising": (("EU-GDPR-01", "EU-GDPR-02"), ("basis_before",)),
        "analytics": (("EU-GDPR-01", "EU-GDPR-28A"), ("basis_before",)),
        "improvement": (("EU-GDPR-01", "EU-GDPR-02"), ("basis_before",)),
        "security": (("EU-GDPR-03",), ("basis_before",)),
    }


def test_a_report_carries_the_tests() -> None:
    report = judge(comparison(GROUP), policy(), policy(), facts=FRANCE)
    assert [one.purpose for one in report.purposes] == ["advertising", "analytics", "improvement", "security"]
    assert judge(comparison(), policy(), policy()).purposes == ()
