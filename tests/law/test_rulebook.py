"""The rulebook is read strictly; a mistake is reported with file and field."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from policydiff.errors import RuleError, UsageError
from policydiff.law import explain, rulebook, rules
from policydiff.law.models import Facts
from tests.law.builders import change, delta, found_of

RULE = """
id = "ATLANTIS-01"
title = "Advertising under the sea"
obligation = "explicit_consent"
valid_from = 2020-01-01
citation = "Code of Atlantis, section 4"
verification = "unverified"
why = "The sea is quiet."
message = "Advertising surfaces: {term}."

[regime]
id = "atlantis"
name = "Atlantis"
authority = "The Council"
since = 2020-01-01

[trigger]
kind = ["purpose_added"]
purpose = ["advertising"]

[docs]
does = "Keeps the sea quiet."
fires = "Advertising is a new purpose."
example = "Fish are shown ads."
problems = "None known."
"""


def folder(path: Path, rule: str = RULE) -> Path:
    """A user's folder with one rule, which holds its regime."""
    (path / "quiet-sea.toml").write_text(rule, encoding="utf-8")
    return path


def test_a_rule_for_an_invented_regime_takes_one_file(tmp_path: Path) -> None:
    book = rulebook(folder(tmp_path))
    found = found_of(change(delta("purpose", "advertising", "added")), Facts(as_of=date(2024, 5, 1), regimes=("atlantis",)), book)
    assert [(one.rule, one.obligation, one.severity, one.verified) for one in found] == [("ATLANTIS-01", "explicit_consent", "consent", "unverified")]
    assert [rule.id for rule in rules("atlantis", folder=tmp_path)] == ["ATLANTIS-01"]
    assert book.regimes["atlantis"].authority == "The Council"


def test_a_folder_that_changed_is_read_anew(tmp_path: Path) -> None:
    assert [rule.id for rule in rules("atlantis", folder=folder(tmp_path))] == ["ATLANTIS-01"]
    folder(tmp_path, RULE.replace("ATLANTIS-01", "ATLANTIS-02"))
    assert [rule.id for rule in rules("atlantis", folder=tmp_path)] == ["ATLANTIS-02"]


def test_a_folder_may_be_laid_out_as_the_package_is(tmp_path: Path) -> None:
    before, _, after = RULE.partition("[regime]")
    regime, _, rest = after.partition("[trigger]")
    for place, text in (("rules/atlantis/quiet-sea.toml", f'regime = "atlantis"\n{before}[trigger]{rest}'), ("regimes/atlantis.toml", regime)):
        path = tmp_path / place
        path.parent.mkdir(parents=True)
        path.write_text(text, encoding="utf-8")
    assert rules("atlantis", folder=tmp_path) == tuple(rule for rule in rulebook(tmp_path).rules if rule.id == "ATLANTIS-01")
    assert rulebook(tmp_path).regimes["atlantis"].name == "Atlantis"


MISTAKES = [
    ('obligation = "explicit_consent"', 'obligation = "a_cookie"', "obligation: 'a_cookie' does not exist"),
    ('purpose = ["advertising"]', 'purpose = ["adverts"]', "trigger.purpose: 'adverts' does not exist"),
    ('purpose = ["advertising"]', 'porpoise = ["advertising"]', "trigger.porpoise: Extra inputs"),
    ('kind = ["purpose_added"]', 'not = { kind = ["whim"] }', "trigger.not.kind: 'whim' does not exist"),
    ('kind = ["purpose_added"]', 'slot = ["mood"]', "trigger.slot.0: Input should be"),
    ('kind = ["purpose_added"]', 'traits = ["wet"]', "trigger.traits: 'wet' does not exist"),
    ('kind = ["purpose_added"]', "facts = { weather = true }", "trigger.facts.weather"),
    ('citation = "Code of Atlantis, section 4"\n', "", "citation: Field required"),
    ('[regime]\nid = "atlantis"', 'also = [{ regime = "lemuria" }]\n[regime]\nid = "atlantis"', "also.regime: 'lemuria' does not exist"),
    ('id = "atlantis"\n', "", "regime.id: Field required"),
    ('authority = "The Council"\n', "", "regime.authority: Field required"),
    ("since = 2020-01-01", "since = 2020-01-01\nuntil = 2019-12-31", "regime: ends on 2019-12-31, before it begins on 2020-01-01"),
    ("valid_from = 2020-01-01", "valid_from = 2020-01-01\nvalid_to = 2019-12-31", "the rule: ends on 2019-12-31, before it begins on 2020-01-01"),
    ('id = "atlantis"', 'id = "atlantis"\nsuccessor = "atlantis"', "successor: atlantis -> atlantis goes in a circle"),
    ('id = "atlantis"', 'id = "default"', "id: 'default' is the name of the default rules"),
    ('id = "atlantis"', 'id = "eu-gdpr"', "id: 'eu-gdpr' is also the id of regimes/eu-gdpr.toml"),
    ('message = "Advertising', 'time_only = true\nmessage = "Advertising', "the rule: a rule has a trigger, or time_only = true"),
    ('[trigger]\nkind = ["purpose_added"]\npurpose = ["advertising"]\n', "", "the rule: a rule has a trigger, or time_only = true"),
    ("explicit_consent", 'explicit_consent"\nscope = "some', "scope: Input should be 'held', 'new' or 'both'"),
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


def test_a_folder_of_rules_is_there_holds_rules_and_is_read_whole(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="nowhere: no such folder of rules"):
        rulebook(tmp_path / "nowhere")
    with pytest.raises(UsageError, match=r"holds no rule file \(\*\.toml\)"):
        rulebook(tmp_path)
    (tmp_path / "atlantis").mkdir()
    folder(tmp_path / "atlantis")
    with pytest.raises(UsageError, match=r"quiet-sea\.toml: is not read there; rule files lie in the folder itself, the rest in rules, regimes"):
        rulebook(tmp_path)


def test_a_folder_named_like_a_rule_file_is_no_rule(tmp_path: Path) -> None:
    (tmp_path / "old.toml").mkdir()
    with pytest.raises(UsageError, match=r"holds no rule file \(\*\.toml\)"):
        rulebook(tmp_path)
    assert "ATLANTIS-01" in {rule.id for rule in rulebook(folder(tmp_path)).rules}


def test_rules_lists_one_regime_with_the_rules_that_hold_there_too() -> None:
    assert [rule.id for rule in rules("us-coppa")] == ["US-COPPA-01", "US-COPPA-02", "US-COPPA-03"]
    assert "EU-GDPR-06" in {rule.id for rule in rules("uk-gdpr")}
    assert [(rule.regime, rule.id) for rule in rules()] == sorted((rule.regime, rule.id) for rule in rules())


def test_an_unknown_regime_is_answered_with_the_known_ones() -> None:
    with pytest.raises(UsageError) as error:
        rules("mars")
    assert str(error.value) == f"unknown regime 'mars'; known regimes: {', '.join(sorted(rulebook().regimes))}"


def test_explain_finds_a_rule_in_any_case_of_letters() -> None:
    assert explain("eu-gdpr-06").id == "EU-GDPR-06"
    with pytest.raises(UsageError, match="no rule is called 'XX-1'"):
        explain("XX-1")


def test_every_precedent_and_exception_is_used_by_a_rule() -> None:
    book = rulebook()
    without = {name for name, case in book.precedents.items() if not case.change}  # nothing changed that a rule could answer to
    assert {name for rule in book.rules for name in rule.precedents} == set(book.precedents) - without
    general = {name for name, exception in book.exceptions.items() if exception.general}
    assert {name for rule in book.rules for name in rule.exceptions} == set(book.exceptions) - general


def test_a_rule_file_in_upper_case_is_read_like_any_other(tmp_path: Path) -> None:
    (tmp_path / "QUIET-SEA.TOML").write_text(RULE, encoding="utf-8")
    assert [rule.id for rule in rules("atlantis", folder=tmp_path)] == ["ATLANTIS-01"]
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "Second.Toml").write_text(
        RULE.replace("ATLANTIS-01", "ATLANTIS-02").replace(RULE[RULE.index("[regime]") : RULE.index("[trigger]")], "")
    )
    with pytest.raises(RuleError, match=r"Second\.Toml: regime: Field required"):
        rules("atlantis", folder=tmp_path)


def test_a_file_in_upper_case_that_lies_elsewhere_is_not_passed_over(tmp_path: Path) -> None:
    folder(tmp_path)
    (tmp_path / "spare").mkdir()
    (tmp_path / "spare" / "OTHER.TOML").write_text(RULE, encoding="utf-8")
    with pytest.raises(UsageError, match=r"OTHER\.TOML: is not read there"):
        rulebook(tmp_path)
