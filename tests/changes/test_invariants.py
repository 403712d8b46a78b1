"""Invariants of a comparison that hold for every pair of versions (DESIGN of changes: entailment, then deltas)."""

from __future__ import annotations

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

import policydiff
from policydiff.changes import Comparison, changes
from policydiff.extraction.models import Policy

PARAGRAPHS = [
    "We collect your email address when you open an account.",
    "We collect your precise location while you use the app.",
    "We use your purchase history to recommend products.",
    "We share your contact details with advertising partners for targeted advertising.",
    "We do not sell your personal information.",
    "We never share your messages with third parties.",
    "We never share your photos with third parties.",
    "We keep access logs for one year.",
    "You may opt out of marketing emails within 30 days of accepting this policy.",
    "You can change your cookie settings at any time.",
    "We keep server logs for 90 days.",
    "Your data may be transferred to the United States.",
    "You have the right to access and delete your personal data.",
    "Our legal basis is your consent.",
    "We do not knowingly collect personal information from children under 13.",
    "We will notify you by email before we change this policy.",
    "Northwind Ltd is the controller of your personal data.",
    "This page was written for people.",
]
TURNED = {"added": "removed", "removed": "added", "broadened": "narrowed", "narrowed": "broadened"}
versions = st.lists(st.sampled_from(PARAGRAPHS), unique=True, max_size=9)


@cache
def policy(rows: tuple[str, ...]) -> Policy:
    return policydiff.parse("# Privacy Policy\n\nThis is our policy.\n\n" + "\n\n".join(rows) + "\n", media_type="text/markdown")


def compared(old: list[str], new: list[str]) -> Comparison:
    return changes(policy(tuple(old)), policy(tuple(new)))


def told(comparison: Comparison) -> list[tuple[str, str, str, str]]:
    return sorted((delta.slot, delta.category, delta.direction, delta.term) for change in comparison.changes for delta in change.deltas)


@settings(max_examples=40)
@given(versions)
def test_a_version_against_itself_is_empty(rows: list[str]) -> None:
    comparison = compared(rows, rows)
    assert comparison.changes == comparison.clarified == ()
    assert {status.status for status in comparison.commitments} <= {"kept"}


@settings(max_examples=40)
@given(versions, versions)
def test_the_mirror_has_the_same_deltas_turned_round(old: list[str], new: list[str]) -> None:
    forth, back = told(compared(old, new)), told(compared(new, old))
    assert forth == sorted((slot, category, TURNED[way], term) for slot, category, way, term in back)


@settings(max_examples=40)
@given(versions, st.randoms(use_true_random=False))
def test_the_order_of_paragraphs_does_not_matter(rows: list[str], random) -> None:
    shuffled = list(rows)
    random.shuffle(shuffled)
    assert compared(rows, shuffled).changes == ()


@settings(max_examples=40)
@given(versions, versions)
def test_evidence_is_verbatim_and_short(old: list[str], new: list[str]) -> None:
    sides = {"old": policy(tuple(old)), "new": policy(tuple(new))}
    for change in compared(old, new).changes:
        for side, read in sides.items():
            for quote in getattr(change.evidence, side):
                assert read.document.text[quote.start : quote.end] == quote.quote
                assert quote.line is not None
                assert quote.end_line is not None
                assert quote.line <= quote.end_line < quote.line + 12


@settings(max_examples=40)
@given(versions, versions, st.sampled_from(["Thank you for reading this far.", "Our office is closed on Sundays."]))
def test_fingerprints_outlive_unrelated_edits(old: list[str], new: list[str], more: str) -> None:
    before = {change.id for change in compared(old, new).changes}
    assert {change.id for change in compared([more, *old], [more, *new]).changes} == before
    assert {change.id for change in compared(old, [*new, more]).changes} == before


@settings(max_examples=40)
@given(versions, versions)
def test_ids_are_unique(old: list[str], new: list[str]) -> None:
    ids = [change.id for change in compared(old, new).changes]
    assert len(ids) == len(set(ids))
