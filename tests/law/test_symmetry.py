"""What asks for something when it comes asks for nothing when it goes: a rule that answers to both needs a reason."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest

from policydiff.law import materiality
from policydiff.law.records import Rule
from policydiff.law.references import DEFAULT
from tests.law.builders import delta
from tests.law.test_rules import ALL, CASES, answers

WAIVERS: dict[str, str] = tomllib.loads(Path(__file__).with_name("symmetry.toml").read_text(encoding="utf-8"))
FREE = ("none", "policy_update")
TURNED = {"added": "removed", "removed": "added", "broadened": "narrowed", "narrowed": "broadened"}


def mirrored(case: dict[str, Any]) -> dict[str, Any]:
    """The case of a change the other way round."""
    return {**case, "delta": {**case["delta"], "direction": TURNED[case["delta"]["direction"]]}}


def asking(rule: Rule) -> set[str]:
    """The rules that ask for something where a change for which `rule` asks something is turned round: default rules, or all rules of its regime."""
    table = tomllib.loads((CASES / f"{rule.id.lower()}.toml").read_text(encoding="utf-8"))
    if rule.regime == DEFAULT:
        turned = [materiality(delta(**mirrored(case)["delta"])) for case in table["fires"] if case["answer"] != "none"]
        return {name for level, name in turned if level != "none"}
    turned_round = [answers(table, mirrored(case))[0] for case in table["fires"] if case["findings"][rule.id] not in FREE]
    return {name for found in turned_round for name, obligation in found.items() if obligation not in FREE}


ASKING = {rule.id: asking(rule) for rule in ALL}


@pytest.mark.parametrize("rule", ALL, ids=lambda rule: rule.id)
def test_what_asks_for_something_asks_for_nothing_the_other_way_round(rule: Rule) -> None:
    assert ASKING[rule.id] <= set(WAIVERS)


def test_every_waiver_is_needed_and_gives_its_reason() -> None:
    assert set().union(*ASKING.values()) == set(WAIVERS)
    assert all(len(reason.split()) >= 5 for reason in WAIVERS.values())
