from __future__ import annotations

import pytest

from policydiff.clauses import outline
from policydiff.documents import read

CASES = {
    "a list takes the sentence before it": (
        "Hello. We collect:\n\n* your name\n* your age",
        [((), "", "Hello. We collect:"), ((), "We collect:", "your name"), ((), "We collect:", "your age")],
    ),
    "a paragraph without a colon introduces nothing": ("We care.\n\n* a lot", [((), "", "We care."), ((), "", "a lot")]),
    "a nested item takes its parent after the parent's lead-in": (
        "We share:\n\n* contact data\n  * email\n* logs",
        [((), "", "We share:"), ((), "We share:", "contact data"), ((), "We share: contact data", "email"), ((), "We share:", "logs")],
    ),
    "typed bullets are items": ("We keep:\n\n· logs\n\nThat is all.", [((), "", "We keep:"), ((), "We keep:", "logs"), ((), "", "That is all.")]),
    "headings nest and give no clause": (
        "# A\n\n## B\n\nb\n\n## C\n\n# D\n\nd",
        [(("A", "B"), "", "b"), (("D",), "", "d")],
    ),
    "a heading that is a statement gives a clause": (
        "# Shop\n\n## We never sell your data\n\nReally.",
        [(("Shop",), "", "We never sell your data"), (("Shop", "We never sell your data"), "", "Really.")],
    ),
    "a lead-in ends with its list": (
        "We keep:\n\n* logs\n\nWe love you.\n\n* so much",
        [((), "", "We keep:"), ((), "We keep:", "logs"), ((), "", "We love you."), ((), "", "so much")],
    ),
    "cells are read under their headers": (
        "| Data | Why |\n| --- | --- |\n| Email | We use it for:<br>* news |",
        [((), "Data", "Email"), ((), "Why: Email", "We use it for:"), ((), "Why: Email, We use it for:", "news")],
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_clauses_carry_their_context(name: str) -> None:
    source, expected = CASES[name]
    assert [(clause.heading, clause.lead_in, clause.text) for clause in outline(read(source, media_type="text/markdown")).clauses] == expected


def ids(source: str) -> dict[str, str]:
    return {clause.text: clause.id for clause in outline(read(source, media_type="text/markdown")).clauses}


def test_ids_outlive_edits_elsewhere_and_new_section_numbers() -> None:
    before = ids("# Shop\n\n## 1. Logs\n\nWe keep logs.\n\nWe keep names.")
    after = ids("# Shop\n\n## 1. Scope\n\nNew.\n\n## 2. Logs\n\nWe keep all names.\n\nWe keep logs.")
    assert before["We keep logs."] == after["We keep logs."]
    assert before["We keep names."] not in after.values()


def test_equal_clauses_have_different_ids() -> None:
    clauses = outline(read("Logs.\n\nLogs.\n\nLogs.", media_type="text/plain")).clauses
    assert [clause.id.partition("-")[2] for clause in clauses] == ["", "2", "3"]


def test_offsets_index_the_text_of_the_document() -> None:
    document = read("We keep:\n- your\n  name\n- logs\n", media_type="text/plain")
    for clause in outline(document).clauses:
        assert document.text[clause.start : clause.end] == clause.text


def test_what_a_row_answers_is_told_of_its_other_cells() -> None:
    rows = (
        "| Data | Examples | Collected? | Sold |",
        "|---|---|---|---|",
        "| Name | Full name | YES | ✗ |",
        "| Voice | Calls | No. | x |",
        "| Mail | Letters | In part | |",
    )
    table = "\n".join(rows)
    answers = {clause.text: clause.answers for clause in outline(read(table, media_type="text/markdown")).clauses}
    both, one = (("Collected", "yes"), ("Sold", "no")), (("Collected", "no"),)
    assert {text: answers[text] for text in ("Name", "Full name", "Voice", "Calls", "Mail", "Letters")} == {
        "Name": both,
        "Full name": both,
        "Voice": one,
        "Calls": one,
        "Mail": (),
        "Letters": (),
    }
