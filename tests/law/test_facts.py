"""What the texts cannot tell: given as a record, a mapping or a file, checked against the names that exist, and used by rules."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from policydiff.errors import MissingSource, RuleError, UsageError
from policydiff.law import Facts, judge, rulebook
from policydiff.law.facts import facts_from
from tests.law.builders import change, comparison, delta, found_of, policy

FULL: dict[str, Any] = {
    "regimes": ["eu-gdpr"],
    "as_of": date(2024, 5, 1),
    "legal_basis": {"advertising": "consent", "*": "contract"},
    "basis_before": "legitimate_interest",
    "purposes": {"affiliate": ["analytics"], "*": ["support"]},
    "data_held": False,
    "children": True,
    "gatekeeper": True,
    "dominant": True,
    "notice_sent": False,
}
TOML = """
regimes = ["eu-gdpr"]
as_of = 2024-05-01
basis_before = "legitimate_interest"
data_held = false
children = true
gatekeeper = true
dominant = true
notice_sent = false
[legal_basis]
advertising = "consent"
"*" = "contract"
[purposes]
affiliate = ["analytics"]
"*" = ["support"]
"""


def test_a_record_a_mapping_and_a_file_give_the_same_facts(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text(TOML, encoding="utf-8")
    assert set(FULL) == set(Facts.model_fields)
    assert facts_from(path) == facts_from(FULL) == facts_from(Facts(**FULL)) == Facts(**FULL)
    assert facts_from(None) is None


MISTAKES: list[tuple[dict[str, Any], str]] = [
    ({"legal_basis": {"advertisng": "consent"}}, "legal_basis: 'advertisng' is no purpose; known: service_provision, account"),
    ({"legal_basis": {"advertising": "goodwill"}}, "legal_basis: 'goodwill' is no legal basis; known: consent, contract, legitimate_interest"),
    ({"basis_before": "goodwill"}, "basis_before: 'goodwill' is no legal basis; known: consent, contract"),
    ({"purposes": {"neighbours": ["support"]}}, "purposes: 'neighbours' is no recipient; known: affiliate, service_provider"),
    ({"purposes": {"affiliate": ["fun"]}}, "purposes: 'fun' is no purpose; known: service_provision"),
    ({"assumed": ["children"]}, "assumed: Extra inputs are not permitted; the fields are as_of, basis_before, children"),
    ({"as_of_source": "facts"}, "as_of_source: Extra inputs are not permitted; the fields are as_of"),
    ({"children": "perhaps"}, "children: Input should be a valid boolean"),
    ({"as_of": "soon"}, "as_of: 'soon' is no date; write YYYY-MM-DD"),
    ({"as_of": 20160825}, "as_of: 20160825 is no date; write YYYY-MM-DD"),
    ({"as_of": "1472083200"}, "as_of: '1472083200' is no date; write YYYY-MM-DD"),
    ({"as_of": "2016-02-31"}, "as_of: Input should be a valid date"),
]


@pytest.mark.parametrize(("fields", "message"), MISTAKES, ids=[message for _, message in MISTAKES])
def test_a_mistake_is_one_line_with_the_field(fields: dict[str, Any], message: str) -> None:
    with pytest.raises(UsageError) as error:
        judge(comparison(), policy(), policy(), facts=fields)
    assert str(error.value).startswith(f"facts: {message}")
    assert "\n" not in str(error.value)
    with pytest.raises(ValidationError):
        Facts(**fields)


def test_a_mistake_in_a_file_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "facts.toml"
    path.write_text('[legal_basis]\nadvertising = "goodwill"\n', encoding="utf-8")
    with pytest.raises(RuleError, match=r"facts\.toml: legal_basis: 'goodwill' is no legal basis"):
        facts_from(path)
    with pytest.raises(MissingSource, match=r"gone\.toml: No such file"):
        facts_from(tmp_path / "gone.toml")


def test_a_string_is_no_path() -> None:
    with pytest.raises(UsageError, match=r"facts: str is none of Facts, a mapping of their fields, and the path of a TOML file \(pathlib\.Path\)"):
        facts_from("facts.toml")  # type: ignore[arg-type]


def test_the_facts_of_one_report_serve_the_next_with_what_was_assumed_still_assumed() -> None:
    new = policy(effective=date(2019, 1, 1))
    first = judge(comparison(), policy(), new, facts=Facts(children=True), regimes=["eu-gdpr"]).facts
    assert judge(comparison(), policy(), new, facts=first).facts == first
    assert "children" not in first.assumed
    assert {"as_of", "basis_before", "data_held"} <= set(first.assumed)


SHARING = change(delta("recipient", "affiliate", "added"))
EFFECTS: list[tuple[str, dict[str, Any], dict[str, Any], set[str]]] = [
    ("eu-dma", {"gatekeeper": True}, {}, {"EU-DMA-01"}),
    ("eu-dsa", {"children": True}, {"slot": "purpose", "category": "advertising"}, {"EU-GDPR-20A"}),
    ("us-ftc", {"data_held": False}, {}, {"US-FTC-02"}),
    ("us-ftc", {"notice_sent": False, "data_held": False}, {"traits": ["notice_promised"]}, {"US-FTC-02", "US-FTC-04"}),
    ("eu-gdpr", {"purposes": {"affiliate": ["analytics"]}, "basis_before": "contract"}, {}, {"EU-GDPR-05", "EU-GDPR-28"}),
    ("eu-gdpr", {"purposes": {"*": ["advertising"]}, "basis_before": "contract"}, {}, {"EU-GDPR-05", "EU-GDPR-06", "EU-GDPR-25"}),
    (
        "eu-gdpr",
        {"legal_basis": {"*": "contract"}, "data_held": False},
        {"slot": "commitment", "category": "no_share", "direction": "removed"},
        {"EU-GDPR-22A"},
    ),
]


@pytest.mark.parametrize(("regime", "facts", "what", "rules"), EFFECTS)
def test_a_fact_settles_what_the_texts_leave_open(regime: str, facts: dict[str, Any], what: dict[str, Any], rules: set[str]) -> None:
    one = change(delta(**{"slot": "recipient", "category": "affiliate", "direction": "added", **what}))
    dated = {"as_of": date(2026, 11, 21), "regimes": (regime,)}
    told = found_of(one, Facts(**dated, **facts), rulebook())
    assert {item.rule for item in told if not item.conditional_on} == rules
    untold = found_of(one, Facts(**dated), rulebook())
    assert {item.rule for item in untold if not item.conditional_on} != rules


def test_what_a_finding_depends_on_is_the_name_of_a_fact() -> None:
    every = [delta(slot, category, "added") for slot, category in (("recipient", "affiliate"), ("purpose", "advertising"), ("data", "usage"))]
    lost = [delta("commitment", "no_share", "removed"), delta("retention", "period", "broadened"), delta("data", "usage", "added", traits=("notice_promised",))]
    facts = Facts(as_of=date(2026, 11, 21), regimes=tuple(name for name, regime in rulebook().regimes.items() if regime.in_force(date(2026, 11, 21))))
    needed = {fact for one in (*every, *lost) for item in found_of(change(one), facts, rulebook()) for fact in item.conditional_on}
    assert needed == {"basis_before", "legal_basis", "notice_sent", "purposes"}
    assert needed <= set(Facts.model_fields)
