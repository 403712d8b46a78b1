"""One policy as a list of plain statements in reading order: who gets what for which purpose, what is promised, what can be chosen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from policydiff.reports._words import choice_line, clean, shorten, spoken

if TYPE_CHECKING:
    from policydiff.extraction.models import Mention, Policy, Practice

_LIMIT = 200
_MODALITIES = {
    "may": "may",
    "will": "will",
    "must_not": "must not",
    "only_with_consent": "only with consent",
    "unless_opted_out": "unless opted out",
    "if_user_chooses": "if the person chooses",
}


class Fact(NamedTuple):
    """One statement of a policy with the heading and line where it stands."""

    start: int
    heading: tuple[str, ...]
    line: int | None
    kind: str
    text: str


def title(policy: Policy) -> tuple[str, str]:
    """The name of the policy, and one line on its file, date and language."""
    document = policy.document
    about = [clean(document.source or "given as text"), f"effective {document.effective_date}" if document.effective_date else "no date stated"]
    if document.language:
        about.append(f"language {document.language}")
    return clean(document.title or "Privacy policy"), ", ".join(about)


def facts(policy: Policy) -> list[Fact]:
    """What the policy states, in reading order."""
    homes = {clause.id: clause for clause in policy.clauses}
    found: list[tuple[str, int, str, str]] = []
    found += [(item.clause, item.start, f"not {item.action}" if item.polarity == "denied" else item.action, _practice(item)) for item in policy.practices]
    found += [(item.clause, item.start, "promise", f"{spoken(item.category)}: {_quote(item.text)}") for item in policy.commitments]
    found += [(item.clause, item.start, "choice", f"{choice_line(item)}: {_quote(item.text)}") for item in policy.choices]
    found += [(item.clause, item.start, "right", f"{spoken(item.category)}: {_quote(item.text)}") for item in policy.rights]
    found += [(item.clause, item.start, "transfer", f"{item.kind}: {_quote(item.text)}") for item in policy.transfers]
    found += [(item.clause, item.start, "security", f"{item.category}: {_quote(item.text)}") for item in policy.security]
    found += [(item.clause, item.start, "controller", f"{item.category}: {_quote(item.text)}") for item in policy.controller]
    for child in policy.children:
        about = [f"age {child.age}"] if child.age is not None else []
        about += ["parental consent"] if child.parental_consent else []
        found.append((child.clause, child.start, "children", ": ".join([", ".join(about), _quote(child.text)]) if about else _quote(child.text)))
    if policy.change_clause:
        clause = policy.change_clause
        found.append((clause.clause, clause.start, "updates", f"level {clause.level} of 5: {_quote(clause.text)}"))
    facts = []
    for home, start, kind, text in sorted(found, key=lambda item: item[1]):
        clause_of = homes.get(home)
        heading, line = (clause_of.heading, clause_of.line) if clause_of else ((), None)
        facts.append(Fact(start, heading, line, kind, text))
    return facts


def _practice(practice: Practice) -> str:
    parts = [_phrases(practice.data) or "(data not named)"]
    if practice.recipients:
        parts.append("with " + _phrases(practice.recipients))
    if practice.purposes:
        parts.append(_purposes(practice.purposes))
    if practice.conditions:
        parts.append("where " + _phrases(practice.conditions))
    notes = [_MODALITIES[practice.modality]] if practice.modality in _MODALITIES else []
    notes += [f"by {spoken(practice.actor)}"] if practice.actor != "first_party" else []
    if practice.retention:
        notes.append("time: " + clean(practice.retention.text))
    if practice.legal_bases:
        notes.append("basis " + _phrases(practice.legal_bases))
    if practice.audience:
        notes.append("for " + ", ".join(map(spoken, practice.audience)))
    return " ".join(parts) + (f" ({', '.join(notes)})" if notes else "")


def _purposes(mentions: Iterable[Mention]) -> str:
    phrases = _phrases(mentions)
    return phrases if phrases.lower().startswith("to ") else f"for {phrases}"


def _phrases(mentions: Iterable[Mention]) -> str:
    return ", ".join(dict.fromkeys(clean(mention.text) for mention in mentions))


def _quote(text: str) -> str:
    return f'"{shorten(clean(text), (), _LIMIT)}"'
