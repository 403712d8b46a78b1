"""One policy as plain statements: who gets what for which purpose, promises, choices with windows."""

from __future__ import annotations

from datetime import date

from policydiff.clauses.models import Clause
from policydiff.documents.models import Document
from policydiff.extraction.models import (
    ChangeClause,
    ChildrenStatement,
    Choice,
    Commitment,
    Coverage,
    Mention,
    Policy,
    Practice,
    Retention,
    Right,
)
from policydiff.reports import render_policy

TEXT = (
    "We may share your phone number with our affiliates for advertising. "
    "We keep logs for 30 days. "
    "We do not sell \x1b[1mdata. "
    "You can opt out within 30 days. "
    "You can ask for a copy. "
    "Children under 13 may not use it. "
    "We will tell you about changes."
)


def at(words: str) -> dict[str, object]:
    start = TEXT.index(words)
    return {"text": words, "start": start, "end": start + len(words)}


def mention(words: str, term: str) -> Mention:
    return Mention(**at(words), term=term, category=term)


def policy(**fields: object) -> Policy:
    end = TEXT.index("We do not sell")
    clauses = (
        Clause(id="c1", kind="paragraph", heading=("Privacy", "Sharing"), lead_in="", text=TEXT[:end], start=0, end=end, line=4, end_line=5),
        Clause(id="c2", kind="paragraph", heading=("Privacy", "Your rights"), lead_in="", text=TEXT[end:], start=end, end=len(TEXT), line=9, end_line=9),
    )
    values = {
        "document": Document(
            source="p.md", media_type="text/markdown", sha256="0" * 64, title="Privacy", language="en", effective_date=date(2024, 3, 1), text=TEXT
        ),
        "clauses": clauses,
        "coverage": Coverage(clauses=2, with_practice=1, data_mentions=3, vague_mentions=1),
        "change_clause": None,
        **dict.fromkeys(("practices", "choices", "commitments", "rights", "transfers", "children", "controller", "security"), ()),
        **fields,
    }
    return Policy.model_validate(values)


def full_policy() -> Policy:
    share = Practice(
        action="share",
        actor="first_party",
        polarity="affirmed",
        modality="may",
        data=(mention("phone number", "contact"),),
        recipients=(mention("affiliates", "affiliate"),),
        purposes=(mention("advertising", "advertising"),),
        clause="c1",
        start=0,
        end=67,
    )
    keep = Practice(
        action="retain",
        actor="service_provider",
        polarity="denied",
        modality="does",
        data=(mention("logs", "usage"),),
        retention=Retention(**at("30 days"), term="period", category="period", kind="period", iso="P30D"),
        clause="c1",
        start=TEXT.index("We keep"),
        end=TEXT.index("We do not"),
    )
    return policy(
        practices=(keep, share),
        commitments=(Commitment(**at("We do not sell \x1b[1mdata."), category="no_sale", clause="c2"),),
        choices=(Choice(**at("You can opt out within 30 days."), kind="opt_out", window="P30D", clause="c2"),),
        rights=(Right(**at("You can ask for a copy."), category="access", clause="c2"),),
        children=(ChildrenStatement(**at("Children under 13 may not use it."), age=13, parental_consent=False, clause="c2"),),
        change_clause=ChangeClause(**at("We will tell you about changes."), level=2, clause="c2"),
    )


def test_text_lists_statements_by_heading_in_reading_order() -> None:
    assert render_policy(full_policy()).splitlines() == [
        "Privacy",
        "p.md, effective 2024-03-01, language en",
        "",
        "Privacy > Sharing",
        "    4  share       phone number with affiliates for advertising (may)",
        "    4  not retain  logs (by service provider, time: 30 days)",
        "",
        "Privacy > Your rights",
        '    9  promise     no sale: "We do not sell \\x1b[1mdata."',
        '    9  choice      opt out; within 30 days: "You can opt out within 30 days."',
        '    9  right       access: "You can ask for a copy."',
        '    9  children    age 13: "Children under 13 may not use it."',
        '    9  updates     level 2 of 5: "We will tell you about changes."',
        "",
        "2 clauses, 1 with a practice; 1 of 3 mentions of data vague",
    ]


def test_a_policy_that_says_nothing_shows_its_coverage() -> None:
    assert render_policy(policy()).splitlines() == [
        "Privacy",
        "p.md, effective 2024-03-01, language en",
        "",
        "2 clauses, 1 with a practice; 1 of 3 mentions of data vague",
    ]


def test_json_reads_back() -> None:
    assert Policy.model_validate_json(render_policy(full_policy(), "json")).practices == full_policy().practices
