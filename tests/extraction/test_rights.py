"""Rights: which ones a sentence grants, and which sentences only look like it."""

from __future__ import annotations

import pytest

from policydiff.extraction.rights import rights
from tests.extraction.readings import read

GRANTED = [
    ("You have the right to access your personal data.", (), "", {"access"}),
    ("You may ask us for a copy of the data that we hold.", (), "", {"access"}),
    ("You can ask us to delete your profile.", (), "", {"deletion"}),
    ("You can delete your photos yourself.", (), "", {"deletion"}),
    ("You may update or correct your account information.", (), "", {"correction"}),
    ("You have the right to receive your data in a machine-readable format.", (), "", {"portability"}),
    ("You have the right to object to profiling.", (), "", {"objection"}),
    ("You may request the restriction of processing.", (), "", {"restriction"}),
    ("You may lodge a complaint with the supervisory authority.", (), "", {"complaint"}),
    ("You have the right to withdraw your consent.", (), "", {"other"}),
    ("We will not discriminate against you for using these rights.", (), "", {"other"}),
    ("You may appeal our decision.", (), "", {"other"}),
    ("If we refuse, you may be able to appeal.", (), "", {"other"}),
    ("To lodge an appeal, write to the address below.", (), "", {"other"}),
    ("An authorized agent needs a letter that you have signed.", (), "", {"other"}),
    ("A guardian may send us such requests on the child's behalf.", (), "", {"other"}),
    ("You have the right to access, correct and erase your data.", (), "", {"access", "correction", "deletion"}),
    ("Rectification of wrong entries;", ("Your rights",), "You have the right to:", {"correction"}),
    ("Erasure of your data, where no law stands against it;", (), "You have the right to:", {"deletion"}),
    ("Object to the use of your data for research.", ("Your privacy rights",), "", {"objection"}),
]

QUIET = [
    "We collect your date of birth.",
    "We may access your messages to find spam.",
    "We delete logs after a month.",
    "We respect the rights of others.",
    "We reserve the right to change our prices.",
    "We answer requests from law enforcement.",
    "Staff access is limited to those who need it.",
    "We may ask you to confirm your identity.",
    "We correct typing errors in our articles.",
    "Friends can see your updates.",
    "We send the airline a request on your behalf.",
    "Our films appeal to all ages.",
    "Agents at our counters are trained each year.",
    "We object to unlawful demands.",
    "Copyright belongs to Birchwood Ltd.",
]


@pytest.mark.parametrize(("text", "heading", "lead_in", "categories"), GRANTED)
def test_right_is_read(text: str, heading: tuple[str, ...], lead_in: str, categories: set[str]) -> None:
    assert {right.category for right in rights(read(text, heading, lead_in))} == categories


@pytest.mark.parametrize("text", QUIET)
def test_sentence_without_right_yields_none(text: str) -> None:
    assert rights(read(text)) == ()


def test_conditions_of_a_right_name_no_further_right() -> None:
    text = "You may request the restriction of processing if you do not want us to erase the data."
    quote = "restriction of processing if you do not want us to erase the data"
    assert [(right.category, right.text) for right in rights(read(text))] == [("restriction", quote)]
