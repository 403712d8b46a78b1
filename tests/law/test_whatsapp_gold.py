"""WhatsApp 2012 to 2016 from the real texts: what regulators found comes out, purpose by purpose, with the choice and the notice."""

from __future__ import annotations

import os
import tomllib
from datetime import date
from functools import cache
from pathlib import Path

import pytest

import policydiff
from policydiff.extraction.models import Policy
from policydiff.law.models import ChoiceTest, Report
from tests.law.test_rules import WHATSAPP

GOLD = os.environ.get("POLICYDIFF_GOLD")
pytestmark = pytest.mark.skipif(GOLD is None, reason="no labelled data: set POLICYDIFF_GOLD")

# What no text tells of the case; the dates of the law are those of the rows.
FACTS = """
data_held = true
children = false
gatekeeper = false
dominant = false
"""
CLASSES = {
    "security": "security_fraud",
    "analytics": "own_analytics_improvement",
    "improvement": "cross_group_improvement",
    "advertising": "targeted_advertising",
}


@cache
def parsed(name: str) -> Policy:
    return policydiff.parse(Path(GOLD or "") / "whatsapp" / "2012-2016" / name)


@cache
def report(year: int) -> Report:
    day = {2016: date(2016, 8, 25), 2026: date(2026, 11, 21)}[year]
    facts = {"as_of": day, **tomllib.loads(FACTS)}
    return policydiff.compare(parsed("old.md"), parsed("new.md"), notice=parsed("notice.md"), facts=facts)


@pytest.mark.parametrize(("regime", "year", "purpose", "obligation", "by", "conditional"), WHATSAPP)
def test_what_each_regime_asks_for_each_purpose_of_the_group(
    regime: str, year: int, purpose: str, obligation: str, by: set[str], conditional: set[str]
) -> None:
    (row,) = (one for one in report(year).purposes if (one.purpose, one.recipient) == (purpose, "affiliate"))
    assert row.kind == CLASSES[purpose]
    found = row.by_regime[regime]
    assert (found.obligation, set(found.rules), set(found.conditional)) == (obligation, by, set(conditional))


def sharing() -> ChoiceTest:
    """The test of the choice that was offered for the sharing with the group."""
    (shared,) = (one.id for one in report(2016).changes if (one.slot, one.category, one.direction) == ("recipient", "affiliate", "added"))
    (test,) = (one for one in report(2016).choices if one.change == shared)
    return test


def test_the_choice_offered_is_read_from_the_notice() -> None:
    offered = sharing().offered
    assert offered is not None
    assert (offered.kind, offered.window, offered.anchor) == ("opt_out", "P30D", "acceptance")
    assert (offered.ongoing, offered.mechanism) == (False, "Settings > Account")
    assert len(offered.audience) == 1
    assert "existing" in offered.audience[0]


def test_the_choice_is_no_consent_for_the_reasons_of_the_regulators() -> None:
    assert (sharing().valid, sharing().level) == ("no", 1)
    found = {test.test: test.result for test in sharing().tests}
    assert found == {"opt_in": "no", "specific": "no", "free": "no", "informed": "unknown", "unambiguous": "no", "withdrawable": "no", "everyone": "no"}
    evidence = {test.test: test.evidence or "" for test in sharing().tests}
    assert evidence["free"]
    assert any(evidence["free"] in parsed(name).document.text for name in ("new.md", "notice.md"))
    assert "30 days" in evidence["withdrawable"]


@pytest.mark.parametrize(
    ("slot", "category", "direction"), [("data", "precise_location", "added"), ("commitment", "other", "removed"), ("commitment", "no_collection", "removed")]
)
def test_the_notice_leaves_out_what_it_left_out(slot: str, category: str, direction: str) -> None:
    changes = {one.id: (one.slot, one.category, one.direction) for one in report(2016).changes}
    missing = [changes[gap.change] for gap in report(2016).notice_gaps if gap.status == "missing"]
    assert (slot, category, direction) in missing


def test_the_group_is_a_recipient_with_purposes_of_its_own_and_no_third_party() -> None:
    (shared,) = (one for one in report(2016).changes if (one.slot, one.category, one.direction) == ("recipient", "affiliate", "added"))
    (own,) = (delta for delta in shared.deltas if (delta.slot, delta.category) == ("recipient", "affiliate"))
    assert "own_purposes" in own.context.traits
    assert "third_party" not in {delta.category for delta in shared.deltas}


def test_the_promise_on_names_from_the_address_book_is_gone() -> None:
    gone = [status.old or "" for status in report(2016).commitments if status.category == "no_collection" and status.status in ("withdrawn", "contradicted")]
    assert sum("address book" in promise and "names" in promise for promise in gone) == 1
