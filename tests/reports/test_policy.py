"""One policy as a lawyer wants to see it: who gets what for which purpose, promises, choices with windows, section by section."""

from __future__ import annotations

from datetime import date
from functools import cache
from pathlib import Path

import pytest

from policydiff.clauses.models import Clause
from policydiff.documents.models import Document
from policydiff.extraction.models import (
    ChangeClause,
    ChildrenStatement,
    Choice,
    Commitment,
    ControllerStatement,
    Coverage,
    Mention,
    Policy,
    Practice,
    Retention,
    Right,
    SecurityStatement,
    Skipped,
    Transfer,
)
from policydiff.reports import policy_formats, render_policy
from policydiff.reports._words import cells
from tests.reports.builders import words_of

TEXT = (
    "We may share your phone number with our affiliates for advertising. "
    "We keep logs for 30 days.\n"
    "Partners may use information to rank posts if you agree. "
    "We do not sell \x1b[1mdata.\n"
    "You can opt out within 30 days. "
    "You can ask for a copy. "
    "Children under 13 may not use it. "
    "We will tell you about changes. "
    "Data go to Chile under standard clauses. "
    "Acme Ltd is responsible. "
    "This rests on your consent. "
    "We share.\n"
)


def at(words: str) -> dict[str, object]:
    start = TEXT.index(words)
    return {"text": words, "start": start, "end": start + len(words)}


def bounds(first: str, last: str) -> dict[str, int]:
    return {"start": TEXT.index(first), "end": TEXT.index(last) + len(last)}


def mention(words: str, term: str, category: str = "") -> Mention:
    return Mention(**at(words), term=term, category=category or term)


def practice(first: str, last: str, **fields: object) -> Practice:
    return Practice.model_validate({"action": "use", "actor": "first_party", "polarity": "affirmed", "modality": "does", **bounds(first, last), **fields})


def policy(*, unit: str = "line", **fields: object) -> Policy:
    end = TEXT.index("You can opt out")
    places = [{"line": 4, "end_line": 6}, {"line": 9, "end_line": 10}] if unit == "line" else [{"line": None, "end_line": None, unit: n} for n in (2, 3)]
    clauses = (
        Clause(id="c1", kind="paragraph", heading=("Privacy", "Sharing"), lead_in="", text=TEXT[:end], start=0, end=end, **places[0]),
        Clause(id="c2", kind="paragraph", heading=("Privacy", "Your rights"), lead_in="", text=TEXT[end:], start=end, end=len(TEXT), **places[1]),
    )
    values = {
        "document": Document(
            source="p.md", media_type="text/markdown", sha256="0" * 64, title="Privacy", language="en", effective_date=date(2024, 3, 1), text=TEXT
        ),
        "clauses": clauses,
        "coverage": Coverage(
            clauses=2, with_practice=1, with_statement=2, data_mentions=3, vague_mentions=1, skipped=(Skipped(reason="navigation", line=1, count=2),)
        ),
        "change_clause": None,
        **dict.fromkeys(("practices", "choices", "commitments", "rights", "transfers", "children", "controller", "security"), ()),
        **fields,
    }
    return Policy.model_validate(values)


@cache
def full_policy(unit: str = "line") -> Policy:
    share = practice(
        "We may share",
        "for advertising.",
        action="share",
        modality="may",
        data=(mention("phone number", "contact.phone", "contact"),),
        recipients=(mention("our affiliates", "affiliate"),),
        purposes=(mention("for advertising", "advertising"),),
        clause="c1",
    )
    keep = practice(
        "We keep",
        "30 days.",
        action="retain",
        data=(mention("logs", "usage"),),
        retention=Retention(**at("30 days"), term="period", category="period", kind="period", iso="P30D"),
        clause="c1",
    )
    rank = practice(
        "Partners may",
        "if you agree.",
        actor="third_party",
        modality="only_with_consent",
        data=(mention("information", "data", "generic"),),
        recipients=(mention("Partners", "business_partner"),),
        purposes=(mention("to rank posts", "personalisation"),),
        conditions=(mention("if you agree", "condition"),),
        clause="c1",
    )
    sell = practice("We do not sell", "data.", action="sell", polarity="denied", modality="must_not", data=(mention("data", "data", "generic"),), clause="c1")
    basis = practice("This rests", "your consent.", legal_bases=(mention("your consent", "legal_basis.consent", "consent"),), clause="c2")
    bare = practice("We share.", "We share.", action="share", clause="c2")
    change = at("We will tell you about changes.")
    return policy(
        unit=unit,
        practices=(keep, share, rank, sell, basis, bare),
        commitments=(Commitment(**at("We do not sell \x1b[1mdata."), category="no_sale", clause="c1"),),
        choices=(Choice(**at("You can opt out within 30 days."), kind="opt_out", window="P30D", anchor="notice", audience=("existing_users",), clause="c2"),),
        rights=(Right(**at("You can ask for a copy."), category="access", clause="c2"), Right(**at("a copy."), category="portability", clause="c2")),
        transfers=(Transfer(**at("Chile"), kind="country", clause="c2"), Transfer(**at("standard clauses"), kind="safeguard", clause="c2")),
        children=(ChildrenStatement(**at("Children under 13 may not use it."), age=13, parental_consent=True, clause="c2"),),
        security=(SecurityStatement(**at("We will tell you about changes."), category="breach", clause="c2"),),
        controller=(ControllerStatement(**at("Acme Ltd is responsible."), category="entity", clause="c2"),),
        change_clause=ChangeClause(**change, level=2, clause="c2"),
    )


GOLDEN = """\
Privacy
p.md, effective 2024-03-01, language en

Who gets data
-------------
recipient                                  data            for              line
-----------------------------------------  --------------  ---------------  ----
companies of the group: our affiliates     contact data    advertising      4
business partners (only with consent):     personal data*  personalisation  5
Partners

What data are used for
----------------------
purpose          data            line
---------------  --------------  ----
personalisation  personal data*  5
advertising      contact data    4

Who answers for it
------------------
- entity: Acme Ltd is responsible. [9]

Choices
-------
- opt out; within 30 days of notice; who: existing users: You can opt out within
  30 days. [9]

Promises
--------
- no sale: We do not sell \\x1b[1mdata. [5]

Rights
------
- access [9]
- portability [9]

How long data are kept
----------------------
- logs: 30 days [4]

Where data go
-------------
- to: Chile [9]
- safeguard: standard clauses [9]

Security
--------
- breach [9]

Children
--------
- age 13, parental consent [9]

Changes to the policy
---------------------
- changes are announced [9]

Section by section
------------------

Sharing
   4  may share    phone number; to: our affiliates; for: advertising
      retain       logs; how long: 30 days
   5  use          by: Partners
                   information*
                   for: to rank posts
                   only with consent
                   (if you agree)
      promise      no sale: "We do not sell \\x1b[1mdata."

Your rights
   9  choice       opt out; within 30 days of notice; who: existing users: "You
                   can opt out within 30 days."
      right        access
      right        portability
                   "You can ask for a copy."
      children     age 13, parental consent: "Children under 13 may not use it."
      security     breach
      updates      changes are announced
                   "We will tell you about changes."
      goes to      Chile
      safeguard    standard clauses
      controller   entity: "Acme Ltd is responsible."
      basis        your consent
      share        "We share."

How this was read
-----------------
  numbers are lines of the file
  2 clauses, 1 with a practice (50%), 2 with any statement (100%), 1 of 3
  mentions of data vague (33%)
  set aside: 2 blocks (navigation, from line 1)
  * vague: the words do not say which data, or whom
  This shows what the text says as policydiff reads it, never what a company
  does. It is no legal advice.
"""


def test_text_tells_at_a_glance_and_section_by_section() -> None:
    assert render_policy(full_policy()) == GOLDEN


@pytest.mark.parametrize("width", [40, 69, 70, 80, 100, 120, 200])
def test_no_line_is_wider_than_the_page_and_no_word_is_lost(width: int) -> None:
    lines = render_policy(full_policy(), width=width).splitlines()
    assert max(map(cells, lines)) <= width
    words = " ".join(lines).replace(";", "").split()
    assert [word for word in GOLDEN.replace(";", "").split() if set(word) != {"-"} and word not in words and word not in ("recipient", "purpose")] == []


def test_a_narrow_page_has_lists_for_tables() -> None:
    lines = render_policy(full_policy(), width=40).splitlines()
    start = lines.index("Who gets data")
    assert lines[start + 2 : start + 6] == ["- companies of the group: our affiliates", "    data: contact data", "    for: advertising", "    line: 4"]


def test_colour_changes_no_word() -> None:
    painted = render_policy(full_policy(), color=True)
    assert "\x1b[1mSharing\x1b[0m" in painted
    assert sorted(words_of(painted)) == sorted(words_of(GOLDEN))


@pytest.mark.parametrize(("unit", "numbers"), [("page", "  numbers are pages of the file"), ("paragraph", "  numbers are paragraphs of the file")])
def test_places_are_pages_or_paragraphs_where_the_file_has_no_lines(unit: str, numbers: str) -> None:
    lines = render_policy(full_policy(unit)).splitlines()
    assert f"{'purpose'.ljust(15)}  {'data'.ljust(14)}  {unit}" in lines
    assert "   2  may share    phone number; to: our affiliates; for: advertising" in lines
    assert numbers in lines


def test_a_policy_that_says_nothing_shows_its_coverage_and_what_is_missing() -> None:
    assert render_policy(policy()).splitlines() == [
        "Privacy",
        "p.md, effective 2024-03-01, language en",
        "",
        "How this was read",
        "-----------------",
        "  numbers are lines of the file",
        "  2 clauses, 1 with a practice (50%), 2 with any statement (100%), 1 of 3",
        "  mentions of data vague (33%)",
        "  set aside: 2 blocks (navigation, from line 1)",
        "  nothing was found on: who answers for it, recipients, purposes, legal bases,",
        "  choices, rights, retention, transfers, children, changes to the policy. That",
        "  is no proof that the text is silent on them.",
        "  * vague: the words do not say which data, or whom",
        "  This shows what the text says as policydiff reads it, never what a company",
        "  does. It is no legal advice.",
    ]


def test_a_text_of_which_little_is_understood_carries_a_warning() -> None:
    poor = policy(coverage=Coverage(clauses=40, with_practice=3, with_statement=9, data_mentions=0, vague_mentions=0))
    fair = policy(coverage=Coverage(clauses=40, with_practice=3, with_statement=10, data_mentions=0, vague_mentions=0))
    warning = "little of this text was understood: read it yourself before relying on this\n  page"
    assert warning in render_policy(poor)
    assert warning not in render_policy(fair)


def test_an_audience_that_a_whole_section_shares_stands_once_under_its_heading() -> None:
    residents = {"audience": ("California residents",), "clause": "c1"}
    logs, phone = (mention("logs", "usage"),), (mention("phone number", "contact.phone", "contact"),)
    both = policy(practices=(practice("We may", "advertising.", data=phone, **residents), practice("We keep", "30 days.", data=logs, **residents)))
    assert "Sharing\n(for California residents)\n   4  use          phone number, logs\n" in render_policy(both)
    one = policy(practices=(practice("We may", "advertising.", data=phone, **residents), practice("We keep", "30 days.", data=logs, clause="c1")))
    assert "Sharing\n   4  use          phone number; who: California residents\n      use          logs\n" in render_policy(one)


def test_purposes_show_the_legal_basis_that_their_clause_states() -> None:
    use = practice("This rests", "your consent.", purposes=(mention("changes", "analytics"),), clause="c2")
    basis = practice("This rests", "your consent.", legal_bases=(mention("your consent", "legal_basis.consent", "consent"),), clause="c2")
    lines = render_policy(policy(practices=(use, basis))).splitlines()
    assert lines[5:8] == ["purpose    data       legal basis  line", "---------  ---------  -----------  ----", "analytics  not named  consent      9"]


def test_who_collects_data_gets_them() -> None:
    collects = practice("Partners may", "agree.", action="collect", actor="third_party", data=(mention("logs", "usage"),), clause="c1")
    lines = render_policy(policy(practices=(collects,))).splitlines()
    assert lines[lines.index("Who gets data") + 4] == "third parties  usage data       5"


def test_markdown_says_the_same_and_lets_no_text_turn_into_markup() -> None:
    lines = render_policy(full_policy(), "markdown").splitlines()
    assert lines[:11] == [
        "# Privacy",
        "",
        "p.md, effective 2024-03-01, language en",
        "",
        "## Who gets data",
        "",
        "| recipient | data | for | line |",
        "| --- | --- | --- | --- |",
        "| companies of the group: our affiliates | contact data | advertising | 4 |",
        "| business partners (only with consent): Partners | personal data\\* | personalisation | 5 |",
        "",
    ]
    assert "- no sale: We do not sell \\\\x1b\\[1mdata. (line 5)" in lines
    start = lines.index("### Your rights")
    assert lines[start + 2 : start + 5] == [
        "- **choice**: opt out; within 30 days of notice; who: existing users: “You can opt out within 30 days.” (line 9)",
        "- **right**: access / **right**: portability: “You can ask for a copy.” (line 9)",
        "- **children**: age 13, parental consent: “Children under 13 may not use it.” (line 9)",
    ]


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_nothing_in_a_policy_reaches_the_terminal_as_a_command(format: str) -> None:
    clause = Clause(id="c1", kind="paragraph", heading=("A\x1b[2J", "B\u202eC"), lead_in="", text=TEXT, start=0, end=len(TEXT), line=1, end_line=1)
    hidden = at("We do not sell \x1b[1mdata.")
    use = practice("We do not", "data.", data=(Mention(**hidden, term="data", category="generic"),), audience=("you\x07",), clause="c1")
    choice = Choice(**hidden, kind="opt_out", anchor="now\x9b", window="P1D", mechanism="press\x1b]0;x", clause="c1")
    shown = render_policy(policy(clauses=(clause,), practices=(use,), choices=(choice,)), format)
    assert not set(shown) & set("\x07\x1b\x9b\u202e")
    assert "x1b" in shown


@pytest.mark.parametrize("format", ["text", "markdown"])
def test_every_section_of_a_real_layout_stands_in_its_order(format: str) -> None:
    import policydiff

    source = Path(__file__).resolve().parents[2] / "corpora" / "fitness-tracker" / "new.md"
    shown = render_policy(policydiff.parse(source), format).split("Section by section")[1]
    headings = ["1. Information we collect", "2. How we use it", "3. Who receives it", "4. How long we keep it", "6. Your rights", "7. Children", "8. Changes"]
    places = [shown.index(heading.replace(".", "\\.", 1) if format == "markdown" else heading) for heading in headings]
    assert places == sorted(places)


@pytest.mark.parametrize("format", policy_formats())
def test_every_format_ends_with_one_line_end(format: str) -> None:
    text = render_policy(full_policy(), format)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_json_reads_back() -> None:
    assert Policy.model_validate_json(render_policy(full_policy(), "json")).practices == full_policy().practices
