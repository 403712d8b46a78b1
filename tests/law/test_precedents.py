"""The decided cases: each a file, each judged as it was decided, and what resembles them."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

import pytest

from policydiff.changes.models import Delta
from policydiff.law import Facts, rulebook
from policydiff.law.findings import answers
from policydiff.law.records import Precedent
from policydiff.law.resemblance import resemblances
from policydiff.law.rulebook import catalogue_date
from tests.law.builders import change, delta, found_of

CORPORA = Path(__file__).resolve().parents[2] / "corpora"
CASES = tuple(rulebook().precedents.values())
# All rules of its regime that answer to what changed in each case, on the day of the change; those that a fact would settle stand apart.
EXACT: dict[str, dict[str, list[str]]] = tomllib.loads(Path(__file__).with_name("precedents.toml").read_text(encoding="utf-8"))


def answering(case: Precedent, regime: str, day: date) -> dict[str, list[str]]:
    facts = Facts.model_validate({"as_of": day, "regimes": (regime,), **case.facts})
    found = found_of(change(*(part.delta for part in case.change)), facts, rulebook()) if case.change else ()
    firm = {one.rule for one in found if not one.conditional_on}
    return {"firm": sorted(firm), "conditional": sorted({one.rule for one in found} - firm)}


def test_there_are_thirty_cases() -> None:
    assert [case.id for case in CASES] == [f"P{number:02}" for number in range(1, 31)]
    assert set(EXACT) == {case.id for case in CASES}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_comes_out_under_the_law_of_its_day_as_it_was_decided(case: Precedent) -> None:
    found = answering(case, case.regime, case.applied)
    assert found == EXACT[case.id]
    assert set(case.rules) <= {*found["firm"], *found["conditional"]}
    assert not set(case.later) & {*found["firm"], *found["conditional"]}


@pytest.mark.parametrize("case", [case for case in CASES if case.later], ids=lambda case: case.id)
def test_what_only_later_law_has_answers_today(case: Precedent) -> None:
    regime = case.regime
    while (successor := rulebook().regimes[regime].successor) is not None:
        regime = successor
    assert set(case.later) <= set(answering(case, regime, catalogue_date())["firm"])


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_that_turned_on_conduct_says_on_which_and_the_others_have_texts(case: Precedent) -> None:
    assert (case.turned_on == "conduct") == bool(case.conduct)
    assert (case.turned_on == "text") == (case.corpus is not None)
    assert case.corpus is None or (CORPORA / case.corpus).is_dir()


def like(*deltas: Delta) -> dict[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]:
    """The cases that a change resembles: what is the same, what is missing here, which data were touched there only."""
    facts = Facts(as_of=catalogue_date(), regimes=("us-ftc",))
    found = resemblances([answers(change(*deltas, id="a" * 12), facts, rulebook())], rulebook())
    assert all(one.changes == ("a" * 12,) for one in found)
    return {one.precedent: (one.same, one.missing, one.other_data) for one in found}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_resembles_itself_where_more_than_one_thing_or_something_particular_changed(case: Precedent) -> None:
    particular = len(case.change) > 1 or any(part.purposes or part.traits for part in case.change)
    found = like(*(part.delta for part in case.change)) if case.change else {}
    assert (case.id in found) == particular
    assert not particular or found[case.id][1:] == ((), ())


def test_a_resemblance_names_what_differs() -> None:
    """A group that uses data for itself is the update of WhatsApp of 2016, whatever else of it is missing; the data there were others too."""
    group = {"recipients": ("affiliate",), "data": ("usage",)}
    found = like(
        delta("recipient", "affiliate", "added", traits=("own_purposes",), purposes=("analytics",), **group),
        delta("purpose", "analytics", "added", **group),
        delta("commitment", "no_share", "removed"),
    )
    same, missing, other_data = found["P09"]
    assert same == ("recipient affiliate added", "purpose analytics added", "commitment no_share removed")
    assert ("purpose security added" in missing, other_data) == (True, ("contact",))
    assert set(found) == {"P09", "P10", "P11", "P12", "P13"}


def test_data_that_made_a_case_are_asked_for() -> None:
    """Numbers kept for security that now serve advertising are Twitter's case; logs are not."""
    assert set(like(delta("purpose", "advertising", "added", data=("contact",), traits=("held_for_security",)))) == {"P28"}
    assert like(delta("purpose", "advertising", "added", data=("usage",), traits=("held_for_security",))) == {}


def test_half_of_a_case_without_its_core_is_no_resemblance() -> None:
    """A narrower promise is half of the case on genetic data; a card number in the body alone half of that on software that recorded all."""
    assert like(delta("commitment", "no_share", "narrowed", traits=("notice_promised",))) == {}
    assert like(delta("data", "financial", "added", traits=("body_only",))) == {}


def test_what_has_a_successor_here_is_not_gone() -> None:
    group = delta("recipient", "affiliate", "broadened", recipients=("affiliate",))
    device, usage = delta("data", "device_identifier", "broadened"), delta("data", "usage", "broadened")
    assert "P17" in like(group, device, usage, delta("choice", "settings", "removed"))
    assert like(group, device, usage, delta("choice", "settings", "removed", traits=("replaced",))) == {}


def test_every_case_that_can_be_cited_says_what_made_it() -> None:
    """Of a case in several parts, one is its core at least; a case of one part is cited by its purpose or by what the text tells of it."""
    assert all(any(part.core for part in case.change) for case in CASES if len(case.change) > 1)
    assert all(case.unseen for case in CASES if case.turned_on == "text")


def test_what_made_a_case_must_be_here_too() -> None:
    promised = ("notice_promised",)
    assert like(delta("recipient", "business_partner", "added", data=("genetic",), traits=promised))["P26"] == (
        ("recipient business_partner added",),
        ("commitment no_share narrowed",),
        ("health",),
    )
    assert "P26" not in like(delta("recipient", "business_partner", "added", data=("usage",), traits=promised))
    assert "P26" not in like(delta("recipient", "affiliate", "added", data=("genetic",), traits=promised))


def test_recipients_outside_the_group_count_as_the_same() -> None:
    assert "P26" in like(delta("recipient", "named", "added", data=("genetic",), traits=("notice_promised",)))


@pytest.mark.parametrize(
    "one",
    [
        delta("recipient", "affiliate", "added"),
        delta("commitment", "no_sale", "removed"),
        delta("choice", "settings", "narrowed"),
        delta("data", "usage", "added"),
    ],
    ids=lambda one: f"{one.slot}-{one.category}",
)
def test_one_thing_alone_resembles_no_case_of_several(one: Delta) -> None:
    assert like(one) == {}


def test_what_goes_the_other_way_resembles_nothing() -> None:
    for case in CASES:
        turned = {"added": "removed", "removed": "added", "broadened": "narrowed", "narrowed": "broadened"}
        back = [part.delta.model_copy(update={"direction": turned[part.direction]}) for part in case.change]
        assert not back or like(*back) == {}
