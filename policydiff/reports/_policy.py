"""One policy, section by section: who does what with which data for whom and what for, what is promised, what can be chosen, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

from policydiff.reports._words import choice_kind, clean, shorten, spoken

if TYPE_CHECKING:
    from policydiff.extraction.models import ChildrenStatement, Choice, Mention, Policy, Practice

VAGUE = "*"  # stands behind a phrase that does not say which data, or whom
# The scale of change clauses, from 0 (at any time, without notice) to 5 (earlier data only with consent), as a reader should see it.
CHANGE_LEVELS = (
    "may change without notice",
    "changes are posted or dated here only",
    "changes are announced",
    "people are told individually, in advance",
    "people are told and may opt out first",
    "changes reach earlier data only with consent",
)
LIMITED = {"only_with_consent": "only with consent", "unless_opted_out": "unless the person opts out", "if_user_chooses": "if the person chooses"}

_QUOTE_LIMIT, _SENTENCE_LIMIT, _SLOT_LIMIT = 320, 160, 300
_PREFIXES = {"may": "may ", "will": "will "}
_HANDED_OVER = frozenset({"share", "sell", "transfer", "access"})
_Audience = tuple[str, ...]


class Fact(NamedTuple):
    """Statements of a policy in the same words: each a kind ("may share", "promise", "choice") with what it says, part by part.

    `quote` holds the words where the parts do not; `place` is the number of the line, page or paragraph.
    """

    place: int | None
    heads: tuple[tuple[str, tuple[str, ...]], ...]
    quote: str = ""


class Section(NamedTuple):
    """The statements under one heading; `audience` is whom all of them are about, where the text limits it."""

    heading: tuple[str, ...]
    audience: str
    facts: tuple[Fact, ...]


class _Stated(NamedTuple):
    """A record as words, with its clause and bounds; `quoted` where the text itself is to be shown with it, `listed` where it only names data."""

    clause: str
    start: int
    end: int
    label: str
    parts: tuple[str, ...]
    quoted: bool
    listed: bool


class Places:
    """Where a statement stands in the user's file: its line, else its page, else its paragraph (`unit` says which; empty where none is known)."""

    def __init__(self, policy: Policy) -> None:
        self._homes = {clause.id: clause for clause in policy.clauses}
        self._breaks = [match.start() for match in re.finditer("\n", policy.document.text)]
        self.unit = next((unit for unit in ("line", "page", "paragraph") if any(getattr(clause, unit) is not None for clause in policy.clauses)), "")

    def of(self, clause: str, start: int) -> int | None:
        """The place of what stands at `start` in the clause of this id; that of the clause itself where `start` lies before it."""
        home = self._homes.get(clause)
        number: int | None = getattr(home, self.unit) if home and self.unit else None
        if home and number is not None and home.end_line is not None and self.unit == "line":
            # Where the clause has as many lines as its text, the statement's own line can be told.
            exact = self._lines(home.start, home.end) == home.end_line - number
            number += self._lines(home.start, start) if exact else 0
        return number

    def _lines(self, start: int, end: int) -> int:
        return max(0, bisect_left(self._breaks, end) - bisect_left(self._breaks, start))


def title(policy: Policy) -> tuple[str, str]:
    """The name of the policy, and one line on its file, date and language."""
    document = policy.document
    about = [clean(document.source or "given as text"), f"effective {document.effective_date}" if document.effective_date else "no date stated"]
    if document.language:
        about.append(f"language {document.language}")
    return clean(document.title or "Privacy policy"), ", ".join(about)


def sections(policy: Policy) -> list[Section]:
    """What the policy states in reading order, by heading; a heading under which nothing is stated is left out."""
    audiences: dict[str, set[_Audience]] = {}
    for practice in policy.practices:
        audiences.setdefault(practice.clause, set()).add(practice.audience)
    for choice in policy.choices:
        audiences.setdefault(choice.clause, set()).add(choice.audience)
    saying = {record.clause for record in _records(policy)}
    places, above, result = Places(policy), _titles(policy), []
    runs = [(heading, [clause.id for clause in run]) for heading, run in groupby((c for c in policy.clauses if c.id in saying), key=lambda c: c.heading)]
    shared: dict[str, _Audience] = {}
    for _, run in runs:
        shared |= dict.fromkeys(run, _only(audience for id_ in run for audience in audiences.get(id_, ())))
    stated = _stated(policy, shared)
    for heading, run in runs:
        # Cells of a table and runs of a page stand at one place: they are read together.
        here = [[one for id_ in ids for one in stated[id_]] for _, ids in groupby(run, key=lambda id_: places.of(id_, -1))]
        facts = [_fact(policy, places, group) for found in here for group in _grouped(found)]
        result.append(Section(heading[above:], spoken_list(shared[run[0]]), tuple(facts)))
    return result


def phrases(mentions: Iterable[Mention], facet: str) -> str:
    """The words of mentions, each once, those of vague data and recipients marked."""
    found: dict[str, str] = {}
    for mention in mentions:
        words = _bare(mention.text) + (VAGUE if mention.term in vague(facet) else "")
        found.setdefault(words.lower(), words)
    return shorten(", ".join(found.values()), (), _SLOT_LIMIT)


@cache
def vague(facet: str) -> frozenset[str]:
    """The terms of a facet that say nothing specific; none but for data and recipients, since a purpose without a name of its own is often clear."""
    from policydiff.vocabulary import load

    return frozenset() if facet not in ("data", "recipients") else frozenset(id_ for id_, term in load().terms(facet).items() if "vague" in term.flags)


def spoken_list(names: Iterable[str]) -> str:
    """Names as words, separated by commas."""
    return ", ".join(map(spoken, names))


def choice_parts(choice: Choice, *, audience: _Audience = (), said: str = "") -> list[str]:
    """A choice part by part: its kind, its limit in time and from when that runs, what it covers, for whom, how it is made.

    What it covers and how are left out where they stand in `said`, the words that are shown with it, and its audience where it is `audience`.
    """
    parts = choice_kind(choice)
    scope = [clean(words) for words in (*choice.scope.data, *choice.scope.recipients, *choice.scope.purposes) if words not in said]
    if scope:
        parts.append(f"covers: {', '.join(scope)}")
    if choice.audience != audience:
        parts.append(f"who: {spoken_list(choice.audience)}")
    if choice.mechanism and choice.mechanism not in said:
        parts.append(f"how: {clean(choice.mechanism)}")
    return parts


def child_words(child: ChildrenStatement) -> str:
    """The age that a statement on children names, and whether it asks for parental consent; empty where it does neither."""
    return ", ".join(filter(None, [f"age {child.age}" if child.age is not None else "", "parental consent" if child.parental_consent else ""]))


def rests_only(practice: Practice) -> bool:
    """Whether a practice says no more than on which legal basis something rests that its clause states elsewhere."""
    return bool(practice.legal_bases) and not (practice.data or practice.recipients or practice.purposes or practice.retention)


def _records(policy: Policy) -> Iterator[Any]:
    yield from policy.practices
    for name in ("commitments", "choices", "rights", "transfers", "children", "security", "controller"):
        yield from getattr(policy, name)
    if policy.change_clause:
        yield policy.change_clause


def _titles(policy: Policy) -> int:
    """How many outer headings to leave out: one where it stands above everything, as the title of the document does."""
    tops = {clause.heading[:1] for clause in policy.clauses}
    return int(len(tops) == 1 and () not in tops and any(len(clause.heading) > 1 for clause in policy.clauses))


def _only(audiences: Iterable[_Audience]) -> _Audience:
    found = set(audiences)
    return found.pop() if len(found) == 1 else ()


def _stated(policy: Policy, shared: dict[str, _Audience]) -> dict[str, list[_Stated]]:
    """Every record as words, by clause; a practice that a promise denies is left to the promise."""
    stated: dict[str, list[_Stated]] = {}

    def add(record: Any, label: str, *parts: str, quoted: bool = True, listed: bool = False) -> None:
        stated.setdefault(record.clause, []).append(_Stated(record.clause, record.start, record.end, label, tuple(filter(None, parts)), quoted, listed))

    promised: dict[str, list[tuple[int, int]]] = {}
    for promise in policy.commitments:
        promised.setdefault(promise.clause, []).append((promise.start, promise.end))
        add(promise, "promise", spoken(promise.category))
    for practice in policy.practices:
        denied = practice.polarity == "denied"
        if not (denied and any(start < practice.end and practice.start < end for start, end in promised.get(practice.clause, ()))):
            parts = _practice(practice, shared[practice.clause])
            add(practice, _label(practice), *parts, quoted=not _says(practice), listed=bool(practice.data) and len(parts) == 1)
    for choice in policy.choices:
        add(choice, "choice", *choice_parts(choice, audience=shared[choice.clause], said=choice.text))
    for right in policy.rights:
        add(right, "right", spoken(right.category))
    for transfer in policy.transfers:
        add(transfer, "goes to" if transfer.kind == "country" else "safeguard", clean(transfer.text), quoted=False)
    for child in policy.children:
        add(child, "children", child_words(child))
    for security in policy.security:
        add(security, "security", spoken(security.category))
    for controller in policy.controller:
        add(controller, "controller", spoken(controller.category))
    if policy.change_clause:
        add(policy.change_clause, "updates", CHANGE_LEVELS[policy.change_clause.level])
    return stated


def _label(practice: Practice) -> str:
    if rests_only(practice) and practice.polarity == "affirmed":
        return "basis"
    return ("not " if practice.polarity == "denied" else _PREFIXES.get(practice.modality, "")) + practice.action


def _practice(practice: Practice, audience: _Audience) -> list[str]:
    """What a practice says beyond its verb, slot by slot."""
    if rests_only(practice):
        return [phrases(practice.legal_bases, "legal_bases"), *_conditions(practice)]
    others = practice.actor not in ("first_party", "user") and practice.action not in _HANDED_OVER and practice.recipients
    parts = [f"by: {phrases(others, 'recipients') if others else spoken(practice.actor)}"] if practice.actor != "first_party" else []
    if practice.data:
        parts.append(phrases(practice.data, "data"))
    if practice.recipients and not others:
        parts.append(("to: " if practice.action in _HANDED_OVER else "with: ") + phrases(practice.recipients, "recipients"))
    if practice.purposes:
        parts.append("for: " + phrases(practice.purposes, "purposes"))
    if practice.retention:
        parts.append("how long: " + clean(practice.retention.text))
    if practice.legal_bases:
        parts.append("basis: " + phrases(practice.legal_bases, "legal_bases"))
    if practice.modality in LIMITED:
        parts.append(LIMITED[practice.modality])
    parts += _conditions(practice)
    if practice.audience != audience:
        parts.append(f"who: {spoken_list(practice.audience)}")
    return parts


def _says(practice: Practice) -> bool:
    """Whether the slots of a practice say what it is about."""
    return bool(practice.data or practice.recipients or practice.purposes or practice.retention or practice.legal_bases)


def _conditions(practice: Practice) -> list[str]:
    return [f"({clean(condition.text)})" for condition in practice.conditions]


def _bare(text: str) -> str:
    """A mention without a leading "for", which the name of its slot says."""
    words = clean(text)
    return words[4:] if words.lower().startswith("for ") else words


def _grouped(stated: list[_Stated]) -> list[list[_Stated]]:
    """Statements in reading order; those with overlapping quotes together, so that no words are shown twice, and bare data of one kind."""
    groups: list[list[_Stated]] = []
    end, home = -1, -1  # of the last quote, and its group
    for one in sorted(dict.fromkeys(stated), key=lambda item: (item.start, -item.end)):
        if one.quoted and one.start < end:
            groups[home].append(one)
            end = max(end, one.end)
        elif one.listed and groups and groups[-1][-1].listed and groups[-1][-1].label == one.label:
            groups[-1].append(one)
        else:
            groups.append([one])
            if one.quoted:
                end, home = one.end, len(groups) - 1
    return groups


def _fact(policy: Policy, places: Places, group: list[_Stated]) -> Fact:
    start, place = group[0].start, places.of(group[0].clause, group[0].start)
    if group[0].listed:
        return Fact(place, ((group[0].label, (", ".join(dict.fromkeys(one.parts[0] for one in group)),)),))
    text = clean(policy.document.text[start : max(one.end for one in group)]) if group[0].quoted else ""
    heads = tuple(dict.fromkeys((one.label, one.parts) for one in group))
    return Fact(place, heads, shorten(text, (), _QUOTE_LIMIT if len(heads) > 1 or heads[0][1] else _SENTENCE_LIMIT))
