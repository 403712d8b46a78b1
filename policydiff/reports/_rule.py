"""A rule as a page of text, and rules as a list: the documentation of the rules is made of the rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from policydiff.reports._words import clean, spoken, wrap

if TYPE_CHECKING:
    from policydiff.law import Rule
    from policydiff.law.records import Leg

VERIFIED = {
    "verified": "the source's wording was read",
    "verified_secondary": "read as quoted by others",
    "unverified": "not verified: check before relying on it",
}


_SCOPES = {"held": "already held", "new": "collected later", "both": ""}
_MARKS = {"verified_secondary": "; known at second hand", "unverified": "; not verified"}


def render_rule(rule: Rule, *, width: int = 80) -> str:
    """A rule as a page: what it does, when it fires, an example, what it asks for, why, where that is written and how far that was checked."""
    lines = [*wrap(f"{rule.id}: {clean(rule.title)}", width), f"regime {rule.regime}"]
    for name, text in rule_sections(rule):
        lines += ["", name, *[f"  {line}" for line in wrap(text, width - 2)]]
    return "\n".join(lines) + "\n"


def rule_sections(rule: Rule) -> list[tuple[str, str]]:
    """The sections of the page of a rule, each a name and one paragraph; empty ones are left out."""
    dates = [f"from {rule.valid_from}" if rule.valid_from else "", f"until {rule.valid_to}" if rule.valid_to else ""]
    sections = [
        ("What it does", rule.docs.does),
        ("When it fires", rule.docs.fires),
        ("Example", rule.docs.example),
        ("Why it matters", rule.why),
        ("Known problems", rule.docs.problems),
        ("Asks for", _obligation(rule.obligation)),
        ("For data", _SCOPES[rule.scope]),
        ("Exceptions", "; ".join(map(_exception, rule.exceptions))),
        ("In force", " ".join(filter(None, dates)) or "at any time"),
        ("Also in", "; ".join(filter(None, map(_leg, rule.also)))),
        ("Stands on", ", ".join(rule.stands_on)),
        ("Precedents", "; ".join(map(precedent, rule.precedents))),
        ("Source", f"{rule.citation} ({rule.force}; {VERIFIED[rule.verification]})"),
    ]
    return [(name, clean(text)) for name, text in sections if text]


def _leg(leg: Leg) -> str:
    dates = [f"from {leg.valid_from}" if leg.valid_from else "", f"until {leg.valid_to}" if leg.valid_to else ""]
    where = f"({clean(leg.citation)}{_MARKS.get(leg.verification or '', '')})" if leg.citation else ""
    return " ".join(filter(None, (leg.regime, *dates, where)))


def _obligation(name: str) -> str:
    from policydiff.law import rulebook

    return f"{spoken(name)}: {rulebook().obligations[name].meaning}"


def _exception(name: str) -> str:
    """An exception with its title and what it lowers the obligation to; its bare id where it is not the package's."""
    from policydiff.law import rulebook

    found = rulebook().exceptions.get(name)
    return clean(name) if found is None else f"{found.id}, {clean(found.title).lower()}: {spoken(found.becomes)}{_MARKS.get(found.verification, '')}"


def precedent(name: str) -> str:
    """A decision with its date and the case; its bare id where it is not the package's."""
    from policydiff.law import rulebook

    found = rulebook().precedents.get(name)
    return clean(name) if found is None else f"{found.id}, {clean(found.authority)}, {found.date}, {clean(found.case)}{_MARKS.get(found.verification, '')}"


def render_rules(rules: Iterable[Rule], *, regime: str | None = None, width: int = 80) -> str:
    """Rules by the regime of their file, one a line with its title, what it asks for, since or until when, and a mark where the citation was not verified at
    its source. With `regime`, dates and marks are those that hold in it, where a rule holds in several.
    """
    blocks = []
    for home, found in groupby(rules, key=lambda rule: rule.regime):
        members = list(found)
        margin = max(len(rule.id) for rule in members) + 2
        lines = wrap(_heading(home, regime), width)
        for rule in members:
            rows = wrap(f"{clean(rule.title)} ({'; '.join(_remarks(rule, regime or home))})", max(20, width - margin - 2))
            lines += [f"  {(rule.id if number == 0 else '').ljust(margin)}{row}" for number, row in enumerate(rows)]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) + "\n" if blocks else ""


def _heading(home: str, regime: str | None) -> str:
    """A regime with its name, where it is the package's, and with the regime asked for, where its rules hold there too."""
    from policydiff.law import rulebook

    about = rulebook().regimes.get(home)
    named = f"{home}: {clean(about.name)}" if about else home
    return f"{named}; in {clean(regime)} too" if regime not in (None, home) else named


def _remarks(rule: Rule, regime: str) -> Iterator[str]:
    """What a rule asks for in a regime, from and until when (as far as that is not as long as the regime itself), and how far its citation was checked."""
    from policydiff.law import rulebook

    about = rulebook().regimes.get(regime)
    yield spoken(rule.obligation)
    times = [(rule.valid_from, rule.valid_to)] if rule.regime == regime else [(leg.valid_from, leg.valid_to) for leg in rule.also if leg.regime == regime]
    for first, last in times:
        if first is not None and (about is None or first > about.since):
            yield f"from {first}"
        if last is not None and (about is None or last != about.until):
            yield f"until {last}"
    mark = _MARKS.get(rule.source(regime)[1])
    if mark:
        yield mark.removeprefix("; ")
