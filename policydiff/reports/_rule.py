"""A rule as a page of text, and rules as a list: the documentation of the rules is made of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import TYPE_CHECKING

from policydiff.reports._words import clean, spoken, wrap

if TYPE_CHECKING:
    from policydiff.law import Rule

_VERIFIED = {
    "verified": "the source's wording was read",
    "verified_secondary": "read as quoted by others",
    "unverified": "not verified: check before relying on it",
}


def render_rule(rule: Rule, *, width: int = 80) -> str:
    """A rule as a page: what it does, when it fires, an example, what it asks for, why, where that is written and how far that was checked."""
    dates = [f"from {rule.valid_from}" if rule.valid_from else "", f"until {rule.valid_to}" if rule.valid_to else ""]
    sections = [
        ("What it does", rule.docs.does),
        ("When it fires", rule.docs.fires),
        ("Example", rule.docs.example),
        ("Why it matters", rule.why),
        ("Known problems", rule.docs.problems),
        ("Asks for", spoken(rule.obligation)),
        ("Exceptions", ", ".join(rule.exceptions)),
        ("In force", " ".join(filter(None, dates)) or "at any time"),
        ("Also in", ", ".join(leg.regime for leg in rule.also)),
        ("Stands on", ", ".join(rule.stands_on)),
        ("Precedents", ", ".join(rule.precedents)),
        ("Source", f"{rule.citation} ({rule.force}; {_VERIFIED[rule.verification]})"),
    ]
    lines = [*wrap(f"{rule.id}: {clean(rule.title)}", width), f"regime {rule.regime}"]
    for name, text in sections:
        if text:
            lines += ["", name, *[f"  {line}" for line in wrap(clean(text), width - 2)]]
    return "\n".join(lines) + "\n"


def render_rules(rules: Iterable[Rule], *, width: int = 80) -> str:
    """Rules by regime, one a line with its obligation and title."""
    blocks = []
    for regime, found in groupby(rules, key=lambda rule: rule.regime):
        members = list(found)
        margin = max(len(rule.id) for rule in members) + 2
        lines = [regime]
        for rule in members:
            rows = wrap(f"{clean(rule.title)} ({spoken(rule.obligation)})", max(20, width - margin - 2))
            lines += [f"  {(rule.id if number == 0 else '').ljust(margin)}{row}" for number, row in enumerate(rows)]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n" if blocks else ""
