"""The decided cases that turned on a text, as pairs of texts of our own: what each must give, from reading to resemblance."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import policydiff
from policydiff.law import explain, rulebook
from policydiff.law.models import Report

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
TEXTS = CORPORA / "precedents"
OWN = sorted(path.name for path in TEXTS.iterdir() if path.is_dir())
CASES = rulebook().precedents
# Cases on the two updates of WhatsApp share its texts; each is judged under the law of its authority.
SHARED = [case for case in CASES.values() if case.corpus and not case.corpus.startswith("precedents/")]


# What the two cases turned on and the texts alone do not show: people were told to accept or leave by a prompt, and servers abroad were no news.
ELSEWHERE = {"P18": {"TR-KVKK-02"}, "P19": {"EU-GDPR-14"}}


def expected(name: str) -> dict[str, Any]:
    return tomllib.loads((TEXTS / name / "findings.toml").read_text(encoding="utf-8"))


@cache
def report(name: str) -> Report:
    folder = TEXTS / name
    return policydiff.compare(folder / "old.md", folder / "new.md", facts=folder / "facts.toml")


@cache
def shared(corpus: str) -> Report:
    """The texts of a corpus under the regimes and with the facts of all cases that it stands for; they were decided on changes of one day or nearly so."""
    cases = [case for case in SHARED if case.corpus == corpus]
    table = tomllib.loads((CORPORA / corpus / "expected.toml").read_text(encoding="utf-8"))
    facts: dict[str, Any] = {key: value for case in cases for key, value in case.facts.items()}
    facts |= {"as_of": max(case.applied for case in cases), "regimes": tuple(sorted({case.regime for case in cases}))}
    old, new = ((CORPORA / corpus / table[side]).resolve() for side in ("old", "new"))
    return policydiff.compare(old, new, facts=facts)


def test_every_case_on_a_text_has_its_pair_and_every_pair_its_case() -> None:
    assert {f"precedents/{name}" for name in OWN} == {case.corpus for case in CASES.values() if case.corpus and case not in SHARED}
    assert len(OWN) + len(SHARED) == sum(case.turned_on == "text" for case in CASES.values())


def test_an_expectation_says_what_the_case_and_the_law_say() -> None:
    """Rules that a case names must be expected, and a finding of another day is expected to be silent."""
    for name in OWN:
        table, case = expected(name), CASES[name.upper()]
        assert set(case.rules) <= {*table["findings"], *table["conditional"]}
        assert set(case.later) <= set(table["silent"]) | {rule for rule in case.later if not explain(rule).holds_in(case.regime)}
        assert not set(table["silent"]) & {*table["findings"], *table["conditional"]}


def found_in(name: str) -> set[str]:
    return {f"{delta.slot} {delta.category} {delta.direction}: {delta.materiality}" for change in report(name).changes for delta in change.deltas}


@pytest.mark.parametrize("name", OWN)
def test_a_pair_gives_what_the_case_turned_on(name: str) -> None:
    assert set(expected(name)["changes"]) - found_in(name) == set()
    assert report(name).verdict.obligation == expected(name)["verdict"]


@pytest.mark.parametrize("name", OWN)
def test_a_pair_gives_nothing_that_its_texts_rule_out(name: str) -> None:
    assert set(expected(name)["never"]) & {found.split(":")[0] for found in found_in(name)} == set()


@pytest.mark.parametrize("name", OWN)
def test_a_pair_gives_the_findings_of_the_law_of_its_day(name: str) -> None:
    table, case = expected(name), CASES[name.upper()]
    found = report(name).verdict.by_regime[case.regime]
    assert set(table["findings"]) <= set(found.findings)
    assert set(table["conditional"]) <= set(found.conditional)
    assert set(table["silent"]) & {*found.findings, *found.conditional} == set()
    assert report(name).facts.as_of == case.applied


@pytest.mark.parametrize("name", OWN)
def test_a_pair_resembles_its_case_and_not_its_neighbours(name: str) -> None:
    found = {one.precedent for one in report(name).resembles}
    assert found >= set(expected(name)["resembles"])
    assert found & set(expected(name)["unlike"]) == set()
    assert name.upper() in expected(name)["resembles"]


@pytest.mark.parametrize("name", [case.id for case in SHARED])
def test_the_updates_of_whatsapp_come_out_as_they_were_decided(name: str) -> None:
    case = CASES[name]
    assert case.corpus is not None
    found = shared(case.corpus).verdict
    verdicts = [verdict[case.regime] for verdict in (found.by_regime, found.today) if case.regime in verdict]
    answering = {rule for verdict in verdicts for rule in (*verdict.findings, *verdict.conditional)}
    assert {*case.rules, *case.later} - answering == ELSEWHERE.get(case.id, set())


def test_the_updates_of_whatsapp_resemble_the_cases_about_them() -> None:
    assert {"P09", "P10", "P11", "P12", "P13"} <= {one.precedent for one in shared("whatsapp/2012-2016").resembles}


def test_the_update_of_2021_resembles_the_cases_about_it() -> None:
    assert {"P17", "P18", "P19", "P22", "P23"} <= {one.precedent for one in shared("whatsapp/2016-2021").resembles}
