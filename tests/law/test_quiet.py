"""The quiet cases of the catalogue: no regime asks for consent, and where nothing is expected nothing comes; as texts, and as the law would see them told."""

from __future__ import annotations

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import policydiff
from policydiff.changes.models import Delta
from policydiff.law import Facts, materiality, rulebook
from policydiff.law.models import Report
from tests.law.builders import change, delta, found_of

CASES: dict[str, dict[str, Any]] = tomllib.loads(Path(__file__).with_name("quiet.toml").read_text(encoding="utf-8"))
DAYS = (date(2016, 8, 25), date(2026, 11, 21))
ABOUT = "# Privacy Policy\n\nWe collect your name, your email address and logs of your visits. We use them to run the service.\n\n"


@cache
def report(name: str, day: date) -> Report:
    old, new = (f"{ABOUT}{CASES[name][side]}\n" for side in ("old", "new"))
    return policydiff.compare(old, new, facts={"as_of": day})


def test_there_are_ten_cases() -> None:
    assert list(CASES) == [f"N{number:02}" for number in range(1, 11)]


@pytest.mark.parametrize("name", CASES)
def test_a_quiet_change_is_told_as_it_is_and_as_nothing_more(name: str) -> None:
    found = report(name, DAYS[1])
    deltas = {f"{one.slot} {one.category} {one.direction}: {one.materiality}" for told in found.changes for one in told.deltas}
    assert deltas == set(CASES[name]["changes"])
    assert found.verdict.obligation == CASES[name]["verdict"]
    assert found.resembles == ()


def loud(findings: Any, most: str) -> list[tuple[str, str, str]]:
    """The firm findings that ask for more than is expected."""
    strength = rulebook().strength
    return [(one.regime, one.rule, one.obligation) for one in findings if not one.conditional_on and strength[one.obligation] > strength[most]]


@pytest.mark.parametrize("day", DAYS, ids=str)
@pytest.mark.parametrize("name", CASES)
def test_no_regime_asks_more_of_a_quiet_text_than_is_expected(name: str, day: date) -> None:
    found = report(name, day)
    assert loud((one for told in found.changes for one in told.findings), CASES[name]["most"]) == []
    assert "consent" not in {verdict.obligation for verdict in found.verdict.by_regime.values()}
    assert found.verdict.by_regime
    assert CASES[name]["most"] != "none" or found.changes == ()


# The same as the law would see them told, with what a text may tell of them beside. The Indian act, which leaves security to consent, is in force from 2027.
TOLD = [
    ("N01", delta("data", "usage", "broadened", traits=("clarifies",)), "policy_update"),
    ("N02", delta("retention", "period", "narrowed"), "policy_update"),
    ("N03", delta("recipient", "service_provider", "added", purposes=("service_provision",)), "notice_and_withdraw"),
    ("N04", delta("recipient", "authority", "added", purposes=("legal",)), "notice_and_withdraw"),
    ("N05", delta("purpose", "security", "added", data=("usage",)), "notice_and_withdraw"),
    ("N06", delta("controller", "contact", "added"), "prior_notice"),
    ("N07", delta("commitment", "encryption", "added"), "policy_update"),
    ("N08", delta("choice", "opt_out_window", "broadened"), "policy_update"),
    ("N09", delta("purpose", "research", "added", traits=("deidentified",)), "policy_update"),
    ("N10", delta("recipient", "business_partner", "broadened", traits=("firmer", "stated_before")), "prior_notice"),
    ("N10, data", delta("data", "usage", "broadened", traits=("firmer", "stated_before")), "prior_notice"),
]


@pytest.mark.parametrize(("one", "most"), [pytest.param(one, most, id=name) for name, one, most in TOLD])
def test_a_quiet_change_however_told_asks_for_no_consent_in_any_regime(one: Delta, most: str) -> None:
    book = rulebook()
    for day in DAYS:
        regimes = tuple(name for name, regime in book.regimes.items() if regime.in_force(day))
        assert loud(found_of(change(one), Facts(as_of=day, regimes=regimes), book), most) == []
    assert materiality(one)[0] != "consent"
