"""Judging: the default verdict, regimes and dates, the order of changes, and that nothing but the changes moves the default."""

from __future__ import annotations

from datetime import date

import pytest

from policydiff.errors import UsageError
from policydiff.law import Facts, judge, rulebook
from policydiff.law.models import Report
from tests.law.builders import change, comparison, delta, policy

ADS = change(delta("purpose", "advertising", "added", recipients=("affiliate",)), id="aaaaaaaaaaaa")
LOGS = change(delta("data", "usage", "added"), id="bbbbbbbbbbbb")
RIGHT = change(delta("rights", "access", "added"), id="cccccccccccc")
OLD, NEW = policy("Old."), policy("New.", effective=date(2016, 8, 25))


def test_the_verdict_is_the_strongest_materiality_and_changes_come_by_weight() -> None:
    report = judge(comparison(RIGHT, LOGS, ADS), OLD, NEW)
    assert [(one.id, one.materiality) for one in report.changes] == [
        ("aaaaaaaaaaaa", "consent"),
        ("bbbbbbbbbbbb", "notice"),
        ("cccccccccccc", "none"),
    ]
    assert report.verdict.obligation == "consent"


def test_no_change_is_no_obligation() -> None:
    report = judge(comparison(), OLD, NEW)
    assert report.verdict.obligation == "none"
    assert {verdict.obligation for verdict in report.verdict.by_regime.values()} == {"none"}


def test_a_change_takes_slot_category_direction_and_summary_of_its_strongest_delta() -> None:
    one = change(delta("data", "usage", "added", summary="Logs."), delta("recipient", "advertiser", "added", summary="Ad networks.", action="share"))
    judged = judge(comparison(one), OLD, NEW).changes[0]
    assert (judged.slot, judged.category, judged.direction, judged.summary, judged.action) == ("recipient", "advertiser", "added", "Ad networks.", "share")
    assert [(item.materiality, item.rule) for item in judged.deltas] == [
        ("notice", "DEFAULT-ORDINARY-DATA"),
        ("consent", "DEFAULT-SELF-SERVING-RECIPIENT"),
    ]


def test_a_change_keeps_its_own_slot_where_deltas_are_equally_strong() -> None:
    one = change(delta("data", "usage", "added"), delta("data", "contact", "added"))
    assert judge(comparison(one), OLD, NEW).changes[0].category == "usage"


def test_clarified_text_is_never_counted() -> None:
    report = judge(comparison(clarified=(ADS,)), OLD, NEW)
    assert report.verdict.obligation == "none"
    assert [one.materiality for one in report.clarified] == ["none"]


def test_too_little_understood_is_the_verdict_with_its_reason() -> None:
    report = judge(comparison(), OLD, NEW, understood="a menu, no policy")
    assert report.verdict.obligation == "not_understood"
    assert report.coverage.reason == "a menu, no policy"


VARIATIONS = [
    {"regimes": ["us-ftc"]},
    {"regimes": []},
    {"notice": policy("We show ads from now on.")},
    {"facts": Facts(as_of=date(1990, 1, 1))},
    {"facts": Facts(children=True, basis_before="consent", data_held=False)},
]


@pytest.mark.parametrize("variation", VARIATIONS)
def test_neither_regimes_nor_notice_nor_facts_move_the_default(variation: dict[str, object]) -> None:
    def default(report: Report) -> object:
        return report.verdict.obligation, [(one.id, one.materiality, one.deltas) for one in report.changes]

    plain = judge(comparison(RIGHT, LOGS, ADS), OLD, NEW)
    assert default(judge(comparison(RIGHT, LOGS, ADS), OLD, NEW, **variation)) == default(plain)  # type: ignore[arg-type]


def in_force(day: date) -> set[str]:
    """The regimes that apply on a day."""
    return {name for name, regime in rulebook().regimes.items() if regime.in_force(day)}


def test_a_change_of_2016_is_judged_by_the_law_of_2016() -> None:
    report = judge(comparison(ADS), OLD, NEW)
    assert (report.facts.as_of, report.facts.as_of_source) == (date(2016, 8, 25), "new version")
    assert set(report.verdict.by_regime) == in_force(date(2016, 8, 25)) >= {"de-bdsg", "eu-dpd", "fr-lil", "it-consumer", "uk-dpa-1998", "us-coppa", "us-ftc"}
    assert report.verdict.by_regime["uk-dpa-1998"].findings == ("UK-98-01",)


def test_what_would_apply_today_is_offered_apart() -> None:
    report = judge(comparison(ADS), OLD, NEW)
    assert set(report.verdict.today) == in_force(date(2026, 11, 21)) >= {"eu-consumer", "eu-dma", "eu-dsa", "eu-gdpr", "it-consumer", "uk-gdpr", "us-ftc"}
    assert report.verdict.today["uk-gdpr"].findings == ("EU-GDPR-04", "UK-GDPR-02", "UK-GDPR-04")


DATES = [
    (Facts(as_of=date(2019, 1, 1)), NEW, date(2019, 1, 1), "facts"),
    (None, NEW, date(2016, 8, 25), "new version"),
    (None, policy("New."), date(2026, 11, 21), "catalogue"),
]


@pytest.mark.parametrize(("facts", "new", "day", "source"), DATES)
def test_the_date_is_that_of_the_facts_else_of_the_new_version_else_of_the_catalogue(facts: Facts | None, new: object, day: date, source: str) -> None:
    report = judge(comparison(), OLD, new, facts=facts)  # type: ignore[arg-type]
    assert (report.facts.as_of, report.facts.as_of_source) == (day, source)


def test_assumed_facts_are_named_and_given_ones_are_not() -> None:
    report = judge(comparison(), OLD, NEW, facts=Facts(children=True))
    assert report.facts.assumed == ("as_of", "basis_before", "data_held", "dominant", "gatekeeper", "legal_basis", "notice_sent", "purposes", "regimes")


def test_regimes_limit_the_verdicts_by_regime() -> None:
    assert list(judge(comparison(ADS), OLD, NEW, regimes=["us-ftc"]).verdict.by_regime) == ["us-ftc"]


def test_a_regime_that_is_not_in_force_says_so_and_names_its_forerunner() -> None:
    verdict = judge(comparison(ADS), OLD, NEW, regimes=["eu-gdpr"]).verdict.by_regime["eu-gdpr"]
    assert (verdict.obligation, verdict.in_force) == ("none", False)
    assert verdict.note == "eu-gdpr applies from 2018-05-25; on 2016-08-25 see de-bdsg, eu-dpd, fr-lil"


def test_an_unknown_regime_is_refused_with_the_known_ones() -> None:
    with pytest.raises(UsageError, match="unknown regime 'mars'; known regimes: "):
        judge(comparison(ADS), OLD, NEW, regimes=["mars"])


def test_an_unknown_fact_makes_a_finding_conditional_and_is_named() -> None:
    report = judge(comparison(ADS), OLD, policy("New."), regimes=["eu-gdpr"])
    needs = {finding.rule: finding.conditional_on for finding in report.changes[0].findings if finding.conditional_on}
    assert needs == {"EU-GDPR-01": ("basis_before",), "EU-GDPR-02": ("basis_before",)}
    found = report.verdict.by_regime["eu-gdpr"]
    assert (found.conditional, found.conditional_obligation) == (("EU-GDPR-01", "EU-GDPR-02"), "consent")


def test_the_fact_settles_the_conditional_finding() -> None:
    report = judge(comparison(ADS), OLD, policy("New."), regimes=["eu-gdpr"], facts=Facts(basis_before="consent"))
    assert report.verdict.by_regime["eu-gdpr"].findings == ("EU-GDPR-01", "EU-GDPR-04", "EU-GDPR-25")
    assert report.verdict.by_regime["eu-gdpr"].conditional == ()


def test_a_presumption_is_named_only_where_the_answer_turned_on_it() -> None:
    """US-FTC-01 asks for consent whatever the purpose; EU-GDPR-25 asks because the purpose is presumed incompatible."""
    report = judge(comparison(ADS), OLD, policy("New."), regimes=["eu-gdpr", "us-ftc"])
    presumed = {finding.rule: finding.presumed for finding in report.changes[0].findings}
    assert presumed["EU-GDPR-25"] == "targeted_advertising: presumed incompatible"
    assert presumed["US-FTC-01"] is None


def test_an_act_in_force_that_does_not_reach_any_processing_yet_says_from_when_it_does() -> None:
    """Maryland's act is in force from 1 October 2025, without effect on processing before 1 April 2026."""
    found = judge(comparison(ADS), OLD, NEW, regimes=["us-md"], facts=Facts(as_of=date(2025, 12, 1))).verdict.by_regime["us-md"]
    assert (found.obligation, found.in_force, found.note) == ("none", True, "no rule of us-md applies before 2026-04-01")
    assert judge(comparison(ADS), OLD, NEW, regimes=["us-md"], facts=Facts(as_of=date(2026, 4, 1))).verdict.by_regime["us-md"].note is None


def test_the_same_changes_in_another_order_give_the_same_report() -> None:
    one = judge(comparison(RIGHT, LOGS, ADS), OLD, NEW).model_dump_json()
    assert judge(comparison(ADS, RIGHT, LOGS), OLD, NEW).model_dump_json() == one
