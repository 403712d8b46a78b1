"""Statements on children: age and parental consent."""

from __future__ import annotations

import pytest

from policydiff.extraction.children import children
from tests.extraction.readings import read


@pytest.mark.parametrize(
    ("text", "age", "consent"),
    [
        ("We do not knowingly collect data from children under 13.", 13, False),
        ("You must be at least 16 years old to join.", 16, False),
        ("Minors need the consent of a parent.", None, True),
        ("Users under the age of eighteen may only play with parental permission.", 18, True),
        ("Our service is not directed at children.", None, False),
        ("Nobody below 14 years of age may sign up.", 14, False),
    ],
)
def test_statement_on_children_gives_age_and_consent(text: str, age: int | None, consent: bool) -> None:
    (statement,) = children(read(text))
    assert (statement.age, statement.parental_consent) == (age, consent)


@pytest.mark.parametrize(
    "text",
    [
        "We collect your age and your name.",
        "Minor changes are made without notice.",
        "We answer in under 14 days.",
        "We keep records for at least 18 months.",
        "We hold your data for 16 years.",
        "The number of children in your household helps us to size the tent.",
    ],
)
def test_sentence_on_something_else_yields_none(text: str) -> None:
    assert children(read(text)) == ()
