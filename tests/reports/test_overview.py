"""The table of the README is made of the rule files."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from policydiff.law.rulebook import catalogue_date, rulebook
from policydiff.reports._overview import LETTERS, overview

README = (Path(__file__).resolve().parents[2] / "README.md").read_text(encoding="utf-8")


@cache
def table() -> str:
    return overview(rulebook(), catalogue_date())


def cell(regime: str, kind: str) -> str:
    header, _, *rows = ([part.strip() for part in line.strip("|").split("|")] for line in table().splitlines())
    row = next(row for row in rows if row[0] == f"`{regime}`")
    return row[header.index(kind)]


def test_the_table_of_the_readme_is_that_of_the_rules() -> None:
    """To write it anew: print `overview(rulebook(), catalogue_date())`."""
    assert table() in README


def test_every_obligation_has_its_letter_in_the_legend() -> None:
    assert list(LETTERS) == [name for name in reversed(rulebook().obligations) if name != "none"]
    assert all(f"{letter} {rulebook().obligations[name].meaning}" in " ".join(README.split()) for name, letter in LETTERS.items())


def test_regimes_in_force_have_a_row_and_others_have_none() -> None:
    in_force = [name for name, regime in rulebook().regimes.items() if regime.in_force(catalogue_date())]
    assert [line.split("`")[1] for line in table().splitlines()[2:]] == in_force
    assert {"eu-dpd", "in-dpdp"} & set(in_force) == set()


def test_a_cell_holds_what_the_rules_of_a_regime_can_ask_for_strongest_first() -> None:
    assert cell("us-mn", "purpose added") == "W"
    assert cell("us-or", "data added") == "E"
    assert cell("us-ia", "data added") == "O"
    assert cell("us-md", "data added") == "X"
    assert cell("us-nv", "change clause weakened") == "U"
    assert cell("jp-appi", "purpose added") == "CN"
    assert cell("us-va", "recipient added") == ""
    assert cell("eu-gdpr", "commitment withdrawn") == "CO"
