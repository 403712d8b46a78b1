"""Deltas, changes, comparisons and policies in one short line each."""

from __future__ import annotations

from datetime import date
from hashlib import sha256
from typing import Any

from policydiff.changes.models import Change, Comparison, Context, Delta, Evidence
from policydiff.documents.models import Document
from policydiff.extraction.models import Choice, ChoiceKind, Commitment, Coverage, Mention, Policy, Practice
from policydiff.law.findings import answers, findings
from policydiff.law.models import Facts, Finding
from policydiff.law.rulebook import Rulebook

ATLANTIS = """
id = "ATLANTIS-01"
title = "Sale under the sea"
obligation = "explicit_consent"
citation = "Code of Atlantis, section 4"
verification = "unverified"
why = "The sea is quiet."
message = "Data surface: {term}."
[regime]
id = "atlantis"
name = "Atlantis"
authority = "The Council"
since = 2001-01-01
[trigger]
kind = ["commitment_withdrawn"]
category = ["no_sale"]
[docs]
does = "Keeps the sea quiet."
fires = "A promise not to sell is gone."
example = "Pearls are sold."
problems = "None known."
"""
"""A rule of one's own, which holds its regime: whoever withdraws a promise not to sell needs consent."""


def delta(slot: str, category: str, direction: str, *, term: str = "", summary: str = "", **context: Any) -> Delta:
    """A delta; further keywords are the context."""
    company = {key: tuple(value) if isinstance(value, (list, tuple)) else value for key, value in context.items()}
    return Delta.model_validate(
        {
            "slot": slot,
            "category": category,
            "direction": direction,
            "term": term or category,
            "summary": summary or f"{slot} {category} {direction}",
            "context": Context(**company),
        }
    )


def change(*deltas: Delta, id: str | None = None, action: str = "other") -> Change:
    """A change whose own slot, category and direction are those of its first delta."""
    first = deltas[0]
    return Change.model_validate(
        {
            "id": id or sha256(repr(deltas).encode()).hexdigest()[:12],
            "summary": first.summary,
            "slot": first.slot,
            "category": first.category,
            "direction": first.direction,
            "action": action,
            "deltas": deltas,
            "evidence": Evidence(),
            "nearest_old": None,
            "nearest_new": None,
        }
    )


def found_of(one: Change, facts: Facts, book: Rulebook) -> tuple[Finding, ...]:
    """The findings on a change by its own words."""
    return findings(answers(one, facts, book), book)


def comparison(*changes: Change, clarified: tuple[Change, ...] = ()) -> Comparison:
    """A comparison of these changes."""
    return Comparison(changes=changes, clarified=clarified, commitments=())


def policy(text: str = "", *, effective: date | None = None, choices: tuple[Choice, ...] = (), **records: Any) -> Policy:
    """A policy that consists of a text and the records given."""
    document = Document(
        source=None,
        media_type="text/plain",
        sha256=sha256(text.encode()).hexdigest(),
        title=None,
        language="en",
        effective_date=effective,
        text=text,
    )
    empty: dict[str, Any] = dict.fromkeys(("clauses", "practices", "commitments", "rights", "transfers", "children", "controller", "security"), ())
    coverage = Coverage(clauses=1, with_practice=1, data_mentions=0, vague_mentions=0)
    return Policy(**{**empty, "document": document, "choices": choices, "change_clause": None, "coverage": coverage, **records})


def choice(text: str, words: str, kind: ChoiceKind, **fields: Any) -> Choice:
    """A choice that stands in a text."""
    start = text.index(words)
    return Choice(text=words, start=start, end=start + len(words), kind=kind, clause="c1", **fields)


def denied_use(text: str, words: str, purpose: str, category: str) -> Practice:
    """A sentence that denies the use for a purpose."""
    start, place = text.index(words), text.index(purpose)
    mention = Mention(text=purpose, start=place, end=place + len(purpose), term=category, category=category)
    return Practice(
        action="use",
        actor="first_party",
        polarity="denied",
        modality="must_not",
        purposes=(mention,),
        clause="c1",
        start=start,
        end=start + len(words),
    )


def promise(text: str, words: str, category: str) -> Commitment:
    """A promise that stands in a text."""
    start = text.index(words)
    return Commitment(text=words, start=start, end=start + len(words), category=category, clause="c1")
