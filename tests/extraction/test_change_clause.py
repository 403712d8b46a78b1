"""The change clause and its level."""

from __future__ import annotations

import pytest

from policydiff.extraction.change_clause import change_clause
from tests.extraction.readings import read


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("We will never apply a change to this policy to earlier data without your consent.", 5),
        ("Before a change to this policy applies, you will have the chance to opt out.", 4),
        ("We will notify you by email at least 30 days before we change this policy.", 3),
        ("If we change this policy, we will notify you.", 2),
        ("Changes to this notice are announced by a prominent notice on the site.", 2),
        ("When we update this policy, we will post the new version here.", 1),
        ("We may change this policy at any time.", 0),
        ("Please check this policy regularly for updates to this policy.", 0),
        ("We may update this policy from time to time. We will notify you of material changes.", 2),
    ],
)
def test_level_is_that_of_the_strongest_sentence(text: str, level: int) -> None:
    clause = change_clause(read(text))
    assert clause is not None
    assert clause.level == level


@pytest.mark.parametrize(
    "text",
    [
        "You may update your details at any time.",
        "We change our passwords regularly.",
        "This policy explains what we collect.",
        "We will notify you of a breach.",
        "Please read this policy.",
    ],
)
def test_sentence_on_something_else_yields_none(text: str) -> None:
    assert change_clause(read(text)) is None


def test_clause_quotes_its_strongest_sentence() -> None:
    clause = change_clause(read("We may revise this policy. If we do, we will tell you about the change by email."))
    assert clause is not None
    assert clause.text == "If we do, we will tell you about the change by email"
