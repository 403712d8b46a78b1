"""Controller, security and legal bases."""

from __future__ import annotations

import pytest

from policydiff.extraction.controller import controller
from policydiff.extraction.legal_bases import legal_bases
from policydiff.extraction.security import security
from tests.extraction.readings import read


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("Birchwood Ltd is the controller of your personal data.", ["entity"]),
        ("The data controller is Birchwood Ltd.", ["entity"]),
        ("You can reach our data protection officer at dpo@birchwood.example.", ["contact"]),
        ("Our EU representative is Alder GmbH.", ["representative"]),
        ("We share data with other controllers.", []),
        ("You are responsible for your password.", []),
        ("We collect your name.", []),
        ("Our sales representative will call you.", []),
    ],
)
def test_controller_statements(text: str, categories: list[str]) -> None:
    assert [statement.category for statement in controller(read(text))] == categories


@pytest.mark.parametrize(
    ("text", "categories"),
    [
        ("We use encryption to protect your data.", ["measure"]),
        ("We take reasonable technical measures to secure your information.", ["measure"]),
        ("We will notify you of a data breach within 72 hours.", ["breach"]),
        ("In the event of a security incident we will inform the authority.", ["breach"]),
        ("We collect your name.", []),
        ("You should choose a strong password.", []),
        ("We take steps to improve our menus.", []),
        ("A breach of contract ends your membership.", []),
    ],
)
def test_security_statements(text: str, categories: list[str]) -> None:
    assert [statement.category for statement in security(read(text))] == categories


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We process your data on the basis of our legitimate interests.", [("legitimate_interest", "our legitimate interests")]),
        ("We use your address with your consent.", [("consent", "with your consent")]),
        ("This is needed for the performance of a contract.", [("contract", "the performance of a contract")]),
        ("We process it to comply with our legal obligations.", [("legal_obligation", "comply with our legal obligations")]),
        ("We act to protect the vital interests of a person.", [("other", "vital interests")]),
        ("You may withdraw your consent.", []),
        ("We collect your name.", []),
        ("We have an interest in good food.", []),
    ],
)
def test_legal_bases(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(mention.category, mention.text) for mention in legal_bases(read(text))] == expected


def test_term_of_a_legal_basis_names_its_category() -> None:
    (mention,) = legal_bases(read("We rely on our legitimate interests."))
    assert mention.term == "legal_basis.legitimate_interest"
