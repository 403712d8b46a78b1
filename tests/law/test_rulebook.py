"""The rulebook is read strictly; a mistake is reported with file and field."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policydiff.errors import RuleError, UsageError
from policydiff.law import explain, rulebook, rules
from policydiff.law.findings import findings
from policydiff.law.models import Facts
from tests.law.builders import change, delta

RULE = """
id = "ATLANTIS-01"
title = "Advertising under the sea"
regime = "atlantis"
obligation = "explicit_consent"
valid_from = 2020-01-01
citation = "Code of Atlantis, section 4"
verification = "unverified"
why = "The sea is quiet."
message = "Advertising surfaces: {term}."

[trigger]
kind = ["purpose_added"]
purpose = ["advertising"]

[docs]
does = "Keeps the sea quiet."
fires = "Advertising is a new purpose."
example = "Fish are shown ads."
problems = "None known."
"""
REGIME = 'id = "atlantis"\nname = "Atlantis"\nauthority = "The Council"\nsince = 2020-01-01\n'


def folder(path: Path, rule: str = RULE) -> Path:
    """A user's folder with one rule and its regime."""
    (path / "regimes").mkdir()
    (path / "regimes" / "atlantis.toml").write_text(REGIME, encoding="utf-8")
    (path / "quiet-sea.toml").write_text(rule, encoding="utf-8")
    return path


def test_a_rule_for_an_invented_regime_takes_one_file(tmp_path: Path) -> None:
    book = rulebook(folder(tmp_path))
    found = findings(change(delta("purpose", "advertising", "added")), Facts(as_of=date(2024, 5, 1), regimes=("atlantis",)), book)
    assert [(one.rule, one.obligation, one.severity, one.verified) for one in found] == [("ATLANTIS-01", "explicit_consent", "consent", "unverified")]
    assert [rule.id for rule in rules("atlantis", folder=tmp_path)] == ["ATLANTIS-01"]


MISTAKES = [
    ('obligation = "explicit_consent"', 'obligation = "a_cookie"', "obligation: 'a_cookie' does not exist"),
    ('purpose = ["advertising"]', 'purpose = ["adverts"]', "trigger.purpose: 'adverts' does not exist"),
    ('purpose = ["advertising"]', 'porpoise = ["advertising"]', "trigger.porpoise: Extra inputs"),
    ('kind = ["purpose_added"]', 'not = { kind = ["whim"] }', "trigger.not.kind: 'whim' does not exist"),
    ('kind = ["purpose_added"]', 'slot = ["mood"]', "trigger.slot.0: Input should be"),
    ('kind = ["purpose_added"]', 'traits = ["wet"]', "trigger.traits: 'wet' does not exist"),
    ('kind = ["purpose_added"]', "facts = { weather = true }", "trigger.facts.weather"),
    ('citation = "Code of Atlantis, section 4"\n', "", "citation: Field required"),
    ('regime = "atlantis"', 'regime = "lemuria"', "regime: 'lemuria' does not exist"),
    ("valid_from = 2020-01-01", 'valid_from = "soon"', "valid_from: Input should be a valid date"),
    ('id = "ATLANTIS-01"', 'id = "EU-GDPR-01"', "id: 'EU-GDPR-01' is also the id of"),
    ('title = "Advertising under the sea"', "title = ", "not valid TOML"),
    ('verification = "unverified"', 'verification = "trust me"', "verification: Input should be"),
]


@pytest.mark.parametrize(("right", "wrong", "message"), MISTAKES, ids=[message for _, _, message in MISTAKES])
def test_a_mistake_is_reported_with_file_and_field(tmp_path: Path, right: str, wrong: str, message: str) -> None:
    assert right in RULE
    with pytest.raises(RuleError) as error:
        rulebook(folder(tmp_path, RULE.replace(right, wrong)))
    assert "quiet-sea.toml: " in str(error.value)
    assert message in str(error.value)
    assert "\n" not in str(error.value)


def test_a_missing_folder_of_rules_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no such folder of rules"):
        rulebook(tmp_path / "nowhere")


def test_rules_lists_one_regime_with_the_rules_that_hold_there_too() -> None:
    assert [rule.id for rule in rules("us-coppa")] == ["US-COPPA-01", "US-COPPA-02", "US-COPPA-03"]
    assert "EU-GDPR-06" in {rule.id for rule in rules("uk-gdpr")}
    assert [(rule.regime, rule.id) for rule in rules()] == sorted((rule.regime, rule.id) for rule in rules())


def test_an_unknown_regime_is_answered_with_the_known_ones() -> None:
    with pytest.raises(
        UsageError, match="unknown regime 'mars'; known regimes: de-bdsg, eu-consumer, eu-dma, eu-dpd, eu-dsa, eu-gdpr, fr-lil, it-consumer, uk-dpa-1998"
    ):
        rules("mars")


def test_explain_finds_a_rule_in_any_case_of_letters() -> None:
    assert explain("eu-gdpr-06").id == "EU-GDPR-06"
    with pytest.raises(UsageError, match="no rule is called 'XX-1'"):
        explain("XX-1")


def test_every_precedent_and_exception_is_used_by_a_rule() -> None:
    book = rulebook()
    assert {name for rule in book.rules for name in rule.precedents} == set(book.precedents)
    general = {name for name, exception in book.exceptions.items() if exception.general}
    assert {name for rule in book.rules for name in rule.exceptions} == set(book.exceptions) - general
