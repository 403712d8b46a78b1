"""Invariants of a comparison that hold for every pair of versions (DESIGN of changes: entailment, then deltas), over policies of a small grammar."""

from __future__ import annotations

import random
from functools import cache
from itertools import chain

from hypothesis import given, settings
from hypothesis import strategies as st

import policydiff
from policydiff.changes import Comparison, changes
from policydiff.extraction.models import Policy

# Sentence frames, with the words that may stand in their slots: what is drawn is a policy of plain, realistic sentences.
WORDS = {
    "data": ["email address", "precise location", "purchase history", "phone number", "browsing history", "health data"],
    "taker": ["advertising partners", "our payment processor", "companies of our group", "law enforcement"],
    "aim": ["to recommend products", "to prevent fraud", "for targeted advertising", "to answer your questions"],
    "moment": ["when you open an account", "while you use the app", "when you place an order"],
    "period": ["30 days", "90 days", "one year"],
    "age": ["13", "16"],
}
FRAMES = [
    "We collect your {data} {moment}.",
    "We use your {data} {aim}.",
    "We share your {data} with {taker}.",
    "We do not share your {data} with {taker}.",
    "We never sell your {data}.",
    "We keep your {data} for {period}.",
    "You can opt out of the use of your {data} {aim}.",
    "You may opt out of marketing emails within {period} of accepting this policy.",
    "We do not knowingly collect personal information from children under {age}.",
    "When you register, we collect:\n\n- your {data}\n- your name",
    "We do not collect:\n\n- your {data}\n- your date of birth",
    "Your {data} may be transferred to the United States.",
    "You have the right to access and delete your {data}.",
    "Our legal basis for using your {data} is your consent.",
    "We will notify you by email before we change this policy.",
    "Northwind Ltd is the controller of your personal data.",
    "This page was written for people.",
]
SECTIONS = ["What we do", "Who receives it", "More"]
UNRELATED = ["Thank you for reading this far.", "Our office is closed on Sundays."]
TURNED = {"added": "removed", "removed": "added", "broadened": "narrowed", "narrowed": "broadened"}
EXAMPLES = settings(max_examples=30, deadline=None)


@st.composite
def paragraphs(draw: st.DrawFn) -> str:
    frame = draw(st.sampled_from(FRAMES))
    return frame.format(**{slot: draw(st.sampled_from(words)) for slot, words in WORDS.items() if f"{{{slot}}}" in frame})


versions = st.lists(paragraphs(), unique=True, max_size=8)


@st.composite
def edited(draw: st.DrawFn) -> tuple[list[str], list[str]]:
    """A version and what an editor makes of it: some paragraphs dropped, some put in."""
    old = draw(versions)
    kept = [row for row in old if draw(st.integers(0, 3))]
    more = [row for row in draw(st.lists(paragraphs(), unique=True, max_size=3)) if row not in kept]
    place = draw(st.integers(0, len(kept)))
    return old, [*kept[:place], *more, *kept[place:]]


@cache
def policy(rows: tuple[str, ...]) -> Policy:
    return policydiff.parse("# Privacy Policy\n\nThis is our policy.\n\n" + "\n\n".join(rows) + "\n", media_type="text/markdown")


def compared(old: list[str], new: list[str]) -> Comparison:
    return changes(policy(tuple(old)), policy(tuple(new)))


def told(comparison: Comparison) -> list[tuple[str, str, str, str]]:
    return sorted((delta.slot, delta.category, delta.direction, delta.term) for change in comparison.changes for delta in change.deltas)


@EXAMPLES
@given(versions)
def test_a_version_against_itself_is_empty(rows: list[str]) -> None:
    comparison = compared(rows, rows)
    assert comparison.changes == comparison.clarified == ()
    assert {status.status for status in comparison.commitments} <= {"kept"}


@EXAMPLES
@given(edited())
def test_the_mirror_has_the_same_deltas_turned_round(pair: tuple[list[str], list[str]]) -> None:
    old, new = pair
    forth, back = told(compared(old, new)), told(compared(new, old))
    assert forth == sorted((slot, category, TURNED[way], term) for slot, category, way, term in back)


@EXAMPLES
@given(versions, st.randoms(use_true_random=False))
def test_the_order_of_paragraphs_and_of_their_sections_does_not_matter(rows: list[str], chance: random.Random) -> None:
    shuffled = list(rows)
    chance.shuffle(shuffled)
    assert compared(rows, shuffled).changes == ()
    sections = [[f"## {name}", *rows[number :: len(SECTIONS)]] for number, name in enumerate(SECTIONS)]
    turned = chance.sample(sections, len(sections))
    assert compared(list(chain(*sections)), list(chain(*turned))).changes == ()


@EXAMPLES
@given(edited(), st.randoms(use_true_random=False))
def test_an_edit_is_told_alike_wherever_its_paragraphs_stand(pair: tuple[list[str], list[str]], chance: random.Random) -> None:
    old, new = pair
    assert told(compared(old, new)) == told(compared(old, chance.sample(new, len(new))))


@EXAMPLES
@given(edited())
def test_evidence_is_verbatim_and_short(pair: tuple[list[str], list[str]]) -> None:
    old, new = pair
    sides = {"old": policy(tuple(old)), "new": policy(tuple(new))}
    comparison = compared(old, new)
    for change in (*comparison.changes, *comparison.clarified):
        assert change.evidence.old or change.evidence.new
        for side, read in sides.items():
            for quote in getattr(change.evidence, side):
                assert read.document.text[quote.start : quote.end] == quote.quote
                assert quote.line is not None
                assert quote.end_line is not None
                assert quote.line <= quote.end_line < quote.line + 12


@EXAMPLES
@given(edited(), st.sampled_from(UNRELATED))
def test_fingerprints_outlive_unrelated_edits(pair: tuple[list[str], list[str]], more: str) -> None:
    old, new = pair
    before = {change.id for change in compared(old, new).changes}
    assert {change.id for change in compared([more, *old], [more, *new]).changes} == before
    assert {change.id for change in compared(old, [*new, more]).changes} == before


@EXAMPLES
@given(edited())
def test_ids_are_unique(pair: tuple[list[str], list[str]]) -> None:
    comparison = compared(*pair)
    ids = [change.id for change in comparison.changes]
    assert len(ids) == len(set(ids))
