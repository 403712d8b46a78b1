"""Every rule fires where it should and keeps quiet where it should; the cases are data beside this file."""

from __future__ import annotations

import tomllib
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any, get_args

import pytest

from policydiff.changes.models import Direction
from policydiff.law import Facts, findings, materiality, rulebook, rules, traits
from policydiff.law.categories import categories
from policydiff.law.records import Leg, Rule
from policydiff.law.references import DEFAULT
from policydiff.law.rulebook import catalogue_date
from policydiff.law.triggers import views
from tests.law.builders import change, delta, found_of
from tests.steps import steps

CASES = Path(__file__).parent / "cases"
ALL = tuple(rule for rule in rules() if not rule.time_only)  # no change of a text fires a rule about the passing of time alone


def cases(kind: str, *, default: bool) -> list[Any]:
    """The cases of one kind, each with the rule that they are about."""
    found = []
    for rule in ALL:
        if (rule.regime == DEFAULT) != default:
            continue
        table = tomllib.loads((CASES / f"{rule.id.lower()}.toml").read_text(encoding="utf-8"))
        found += [pytest.param(rule, table, case, id=f"{rule.id}-{number}") for number, case in enumerate(table[kind])]
    return found


def answers(table: dict[str, Any], case: dict[str, Any], folder: Path | None = None) -> tuple[dict[str, str], dict[str, list[str]]]:
    """What all rules of the regime of a case say to it: obligations by rule, and for each conditional finding the facts on which it depends."""
    facts = Facts(as_of=table["as_of"], regimes=(table["regime"],), **case.get("facts", {}))
    found = found_of(change(delta(**case["delta"])), facts, rulebook(folder))
    firm = {one.rule: one.obligation for one in found if not one.conditional_on}
    return firm, {one.rule: list(one.conditional_on) for one in found if one.conditional_on}


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_every_rule_has_a_firing_and_a_quiet_case(rule: Rule) -> None:
    table = tomllib.loads((CASES / f"{rule.id.lower()}.toml").read_text(encoding="utf-8"))
    assert table["fires"]
    assert table["quiet"]


def test_every_case_file_belongs_to_a_rule() -> None:
    assert {path.stem for path in CASES.glob("*.toml")} == {rule.id.lower() for rule in ALL}


@pytest.mark.parametrize(("rule", "table", "case"), [*cases("fires", default=True), *cases("quiet", default=True)])
def test_the_default_rule_set_answers_as_the_case_says(rule: Rule, table: dict[str, Any], case: dict[str, Any]) -> None:
    assert materiality(delta(**case["delta"])) == (case["answer"], case["by"])
    assert (case["by"] == rule.id) == (case in table["fires"])


@pytest.mark.parametrize(("rule", "table", "case"), [*cases("fires", default=False), *cases("quiet", default=False)])
def test_all_rules_of_a_regime_answer_as_the_case_says(rule: Rule, table: dict[str, Any], case: dict[str, Any]) -> None:
    assert answers(table, case) == (case["findings"], case.get("conditional", {}))
    assert (rule.id in case["findings"]) == (case in table["fires"])


def test_the_default_rule_set_answers_every_combination() -> None:
    told = [(slot, category, way) for slot, names in categories().items() for category, way in product(names, get_args(Direction))]
    every = [(), *((trait.name,) for trait in traits())]
    levels = {(case, marks): materiality(delta(*case, traits=marks))[0] for case in told for marks in every}
    assert len(levels) == len(told) * len(every)
    assert set(levels.values()) == {"none", "notice", "consent"}


def test_less_use_of_data_is_never_material() -> None:
    for slot in ("data", "purpose", "recipient"):
        for category, way in product(categories()[slot], ("removed", "narrowed")):
            assert materiality(delta(slot, category, way))[0] == "none"


# One change of each kind that an exception may be about, under facts that open every gate.
PURPOSES = ("legal", "security", "research", "advertising", "analytics", "service_provision", "personalisation")
PLACES = (
    ("purpose", None),
    ("recipient", "affiliate"),
    ("recipient", "service_provider"),
    ("recipient", "authority"),
    ("data", "health"),
    ("data", "device_identifier"),
)
MARKS = ((), ("user_directed",), ("on_instructions",))
KEPT = ("usage", "health")
GATES = [Facts(as_of=date(2026, 11, 21), basis_before=basis, children=True, dominant=True, gatekeeper=True) for basis in ("contract", "consent")]
SEEN = [
    view
    for purpose, (slot, category), marks, facts, kept in product(PURPOSES, PLACES, MARKS, GATES, KEPT)
    for view in views(delta(slot, category or purpose, "added", purposes=(purpose,), recipients=("affiliate",), data=(kept,), traits=marks), facts)
]


@pytest.mark.parametrize("rule", [rule for rule in ALL if rule.exceptions], ids=lambda rule: rule.id)
def test_every_exception_that_a_rule_names_can_lower_what_it_asks_for(rule: Rule) -> None:
    book = rulebook()
    assert rule.trigger is not None
    fires = [view for view in SEEN if book.evaluator.evaluate(rule.trigger, view).truth == "yes"]
    for name in rule.exceptions:
        exception = book.exceptions[name]
        assert book.strength[exception.becomes] < book.strength[rule.obligation], name
        assert any(book.evaluator.evaluate(exception.trigger, view).truth == "yes" for view in fires), name


def test_every_exception_is_general_or_named_by_a_rule() -> None:
    named = {name for rule in ALL for name in rule.exceptions}
    assert {name for name, exception in rulebook().exceptions.items() if not exception.general} == named


def test_default_rules_are_undated_name_their_line_of_the_standard_and_the_law_behind_it() -> None:
    for rule in rules(DEFAULT):
        assert (rule.valid_from, rule.valid_to, rule.also) == (None, None, ())
        assert rule.why.startswith("Materiality, ")
        assert rule.stands_on


def test_default_rules_ask_no_facts() -> None:
    for rule in rules(DEFAULT):
        assert "facts" not in str(rule.trigger.model_dump(exclude_defaults=True))


def test_no_two_default_rules_share_a_priority() -> None:
    priorities = [rule.priority for rule in rules(DEFAULT)]
    assert sorted(set(priorities)) == sorted(priorities)


@pytest.mark.parametrize("rule", [rule for rule in ALL if rule.regime != DEFAULT], ids=lambda rule: rule.id)
def test_a_rule_of_a_regime_is_silent_before_its_date(rule: Rule) -> None:
    assert rule.valid_from is not None
    first = rule.valid_from
    assert rule.leg(rule.regime, first)
    assert not rule.leg(rule.regime, date.fromordinal(first.toordinal() - 1))


LEGS = [(rule, leg) for rule in ALL for leg in rule.also if leg.citation]


@pytest.mark.parametrize(("rule", "leg"), LEGS, ids=[f"{rule.id}-{leg.regime}" for rule, leg in LEGS])
def test_a_rule_of_many_states_holds_in_each_from_its_own_date_and_by_its_own_section(rule: Rule, leg: Leg) -> None:
    assert leg.valid_from is not None
    assert rule.leg(leg.regime, leg.valid_from)
    assert not rule.leg(leg.regime, date.fromordinal(leg.valid_from.toordinal() - 1))
    (first, *_) = tomllib.loads((CASES / f"{rule.id.lower()}.toml").read_text(encoding="utf-8"))["fires"]
    found = found_of(change(delta(**first["delta"])), Facts(as_of=leg.valid_from, regimes=(leg.regime,)), rulebook())
    assert [(one.obligation, one.citation, one.verified) for one in found if one.rule == rule.id] == [(rule.obligation, leg.citation, leg.verification)]


def test_the_family_of_states_keeps_the_dates_of_its_states() -> None:
    """The states with a clause on secondary use, with the days from which their acts apply; Indiana's was not read, and its citation says so."""
    (family,) = (rule for rule in ALL if rule.id == "US-STATES-01")
    assert {family.regime: family.valid_from, **{leg.regime: leg.valid_from for leg in family.also}} == {
        "us-or": date(2024, 7, 1),
        "us-mt": date(2024, 10, 1),
        "us-de": date(2025, 1, 1),
        "us-nh": date(2025, 1, 1),
        "us-ne": date(2025, 1, 1),
        "us-nj": date(2025, 1, 15),
        "us-tn": date(2025, 7, 1),
        "us-ky": date(2026, 1, 1),
        "us-in": date(2026, 1, 1),
    }
    assert [leg.regime for leg in family.also if leg.verification == "unverified"] == ["us-in"]


def test_the_californian_draft_rule_that_was_withdrawn_is_not_there() -> None:
    assert "US-CA-03" not in {rule.id for rule in rules()}


# WhatsApp 2016, purpose by purpose: regime, date, purpose -> the strongest firm obligation and the rules that ask for it, then the conditional ones.
# Security under the UK rules of today: the leg of EU-GDPR-01 ended on 2026-02-04, so notice is what is firm. EU-GDPR-28A is what EU-GDPR-28 asks for where
# consent was the old basis, as a rule of its own.
WHATSAPP = [
    ("eu-dpd", 2016, "security", "notice_and_object", {"EU-95-01"}, {}),
    ("fr-lil", 2016, "security", "notice_and_object", {"FR-78-01"}, {}),
    ("uk-dpa-1998", 2016, "security", "fresh_consent", {"UK-98-01"}, {}),
    ("de-bdsg", 2016, "security", "fresh_consent", {"DE-BDSG-01"}, {}),
    ("us-ftc", 2016, "security", "notice_and_object", {"US-FTC-01", "US-FTC-02"}, {}),
    ("eu-gdpr", 2026, "security", "notice_and_object", {"EU-GDPR-01"}, {"EU-GDPR-03"}),
    ("uk-gdpr", 2026, "security", "prior_notice", {"EU-GDPR-04", "EU-GDPR-05", "UK-GDPR-02"}, {"UK-GDPR-01", "UK-GDPR-03"}),
    ("eu-dpd", 2016, "analytics", "fresh_consent", {"EU-95-01"}, {}),
    ("fr-lil", 2016, "analytics", "fresh_consent", {"FR-78-01"}, {}),
    ("uk-dpa-1998", 2016, "analytics", "fresh_consent", {"UK-98-01"}, {}),
    ("de-bdsg", 2016, "analytics", "fresh_consent", {"DE-BDSG-01"}, {}),
    ("us-ftc", 2016, "analytics", "fresh_consent", {"US-FTC-01"}, {}),
    ("eu-gdpr", 2026, "analytics", "notice_and_object", {"EU-GDPR-28"}, {"EU-GDPR-01", "EU-GDPR-28A"}),
    ("uk-gdpr", 2026, "analytics", "notice_and_object", {"EU-GDPR-28"}, {"EU-GDPR-28A", "UK-GDPR-01", "UK-GDPR-03"}),
    ("eu-dpd", 2016, "improvement", "fresh_consent", {"EU-95-01"}, {}),
    ("fr-lil", 2016, "improvement", "fresh_consent", {"FR-78-01"}, {}),
    ("uk-dpa-1998", 2016, "improvement", "fresh_consent", {"UK-98-01"}, {}),
    ("de-bdsg", 2016, "improvement", "fresh_consent", {"DE-BDSG-01"}, {}),
    ("us-ftc", 2016, "improvement", "fresh_consent", {"US-FTC-01"}, {}),
    ("eu-gdpr", 2026, "improvement", "fresh_consent", {"EU-GDPR-06", "EU-GDPR-25"}, {"EU-GDPR-01", "EU-GDPR-02"}),
    ("uk-gdpr", 2026, "improvement", "fresh_consent", {"EU-GDPR-06", "UK-GDPR-04"}, {"UK-GDPR-01", "UK-GDPR-03"}),
    ("eu-dpd", 2016, "advertising", "fresh_consent", {"EU-95-01"}, {}),
    ("fr-lil", 2016, "advertising", "fresh_consent", {"FR-78-01"}, {}),
    ("uk-dpa-1998", 2016, "advertising", "fresh_consent", {"UK-98-01"}, {}),
    ("de-bdsg", 2016, "advertising", "fresh_consent", {"DE-BDSG-01"}, {}),
    ("us-ftc", 2016, "advertising", "fresh_consent", {"US-FTC-01"}, {}),
    ("eu-gdpr", 2026, "advertising", "fresh_consent", {"EU-GDPR-06", "EU-GDPR-25"}, {"EU-GDPR-01", "EU-GDPR-02"}),
    ("uk-gdpr", 2026, "advertising", "fresh_consent", {"EU-GDPR-06", "UK-GDPR-04"}, {"UK-GDPR-01", "UK-GDPR-03"}),
    ("us-co", 2026, "security", "prior_notice", {"US-CO-01"}, {}),
    ("us-mn", 2026, "security", "notice_and_object", {"US-MN-01"}, {}),
    ("us-co", 2026, "analytics", "fresh_consent", {"US-CO-02"}, {}),
    ("us-mn", 2026, "analytics", "notice_and_withdraw", {"US-MN-01"}, {}),
    ("us-co", 2026, "improvement", "fresh_consent", {"US-CO-02"}, {}),
    ("us-mn", 2026, "improvement", "notice_and_withdraw", {"US-MN-01"}, {}),
    ("us-co", 2026, "advertising", "fresh_consent", {"US-CO-02"}, {}),
    ("us-mn", 2026, "advertising", "notice_and_withdraw", {"US-MN-01"}, {}),
]


@pytest.mark.parametrize(("regime", "year", "purpose", "obligation", "by", "conditional"), WHATSAPP)
def test_whatsapp_2016_comes_out_purpose_by_purpose(regime: str, year: int, purpose: str, obligation: str, by: set[str], conditional: set[str]) -> None:
    day = {2016: date(2016, 8, 25), 2026: date(2026, 11, 21)}[year]
    company: dict[str, Any] = {"action": "share", "data": ("contact", "usage"), "recipients": ("affiliate",), "purposes": (purpose,)}
    one = change(delta("recipient", "affiliate", "added", **company), delta("purpose", purpose, "added", **company))
    found = found_of(one, Facts(as_of=day, regimes=(regime,)), rulebook())
    firm = [item for item in found if not item.conditional_on]
    order = rulebook().strength
    top = max(firm, key=lambda item: order[item.obligation]).obligation
    assert top == obligation
    assert {item.rule for item in firm if item.obligation == top} == by
    assert {item.rule for item in found if item.conditional_on} == set(conditional)


def test_a_sentence_with_two_purposes_is_judged_twice() -> None:
    one = delta("recipient", "affiliate", "added", purposes=("security", "advertising"))
    assert [view.purpose for view in views(one, Facts())] == ["advertising", "security"]
    found = found_of(change(one), Facts(as_of=date(2016, 8, 25), regimes=("fr-lil",)), rulebook())
    assert [(item.purpose, item.obligation, item.exceptions) for item in found] == [
        ("advertising", "fresh_consent", ()),
        ("security", "notice_and_object", ("EXC-SECURITY",)),
    ]


def test_a_recipient_is_judged_for_the_purpose_that_the_same_edit_adds() -> None:
    facts = Facts(as_of=date(2016, 8, 25), regimes=("fr-lil",))
    alone = found_of(change(delta("recipient", "affiliate", "added")), facts, rulebook())
    assert [(item.rule, item.conditional_on) for item in alone] == [("FR-78-01", ("purposes",))]
    together = found_of(change(delta("recipient", "affiliate", "added"), delta("purpose", "advertising", "added")), facts, rulebook())
    assert [(item.rule, item.purpose, item.conditional_on) for item in together] == [("FR-78-01", "advertising", ())]


def test_rules_about_the_passing_of_time_have_no_trigger_and_never_fire() -> None:
    assert [(rule.id, rule.trigger) for rule in rules() if rule.time_only] == [("EU-GDPR-26", None), ("US-CO-04", None)]
    for name, regime in (("EU-GDPR-26", "eu-gdpr"), ("US-CO-04", "us-co")):
        assert name not in {rule.id for rule in rulebook().asking(regime, date(2026, 11, 21), held=True)}


def test_a_trigger_is_asked_once_of_a_view_whatever_the_date_and_the_regimes() -> None:
    book = rulebook()
    one = change(delta("rights", "access", "removed"))
    facts = Facts(as_of=catalogue_date(), regimes=tuple(book.regimes))
    first: list[findings.Answers] = []
    again: list[findings.Answers] = []
    cost = steps(lambda: first.append(findings.answers(one, facts, book)), "policydiff.law.triggers")
    # What is left are the exceptions to the rules that fire.
    assert 0 < 10 * steps(lambda: again.append(findings.at_another_time(first[0], facts, book)), "policydiff.law.triggers") < cost
    assert again == first
