"""One policy at a glance: who gets which data for which purpose, on what use rests, and every choice, promise and right in one line each."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from policydiff.reports._policy import CHANGE_LEVELS, LIMITED, VAGUE, Places, child_words, choice_parts, phrases, rests_only, vague
from policydiff.reports._words import clean, covered, set_aside, shorten, spoken

if TYPE_CHECKING:
    from policydiff.extraction.models import Choice, Mention, Policy, Practice

LIMITS = "This shows what the text says as policydiff reads it, never what a company does. It is no legal advice."

# The names by which a difference calls the facets of a practice.
_SLOTS = {"data": "data", "recipients": "recipient", "purposes": "purpose", "legal_bases": "legal_basis"}
_ROOTS = {"data": "generic", "recipients": "third_party", "purposes": "generic"}  # the categories that say least
_OTHERS = frozenset({"affiliate", "third_party", "service_provider"})
_GETTING = frozenset({"collect", "use", "access"})
_WORDS_SHOWN, _PLACES_SHOWN = 4, 6
_WORDS_LIMIT, _LINE_LIMIT = 60, 170
_SILENT = "nothing was found on: {}. That is no proof that the text is silent on them."
_LITTLE = 0.25  # share of clauses with a statement below which a reader should not rely on the view
_SHORT = 4  # clauses up to which a low share means nothing


class Table(NamedTuple):
    """A table of words; `columns` are its headers."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Listing(NamedTuple):
    """Lines under a title, each with the places where it stands."""

    title: str
    lines: tuple[tuple[str, str], ...]


def tables(policy: Policy) -> list[Table]:
    """Who gets data, and what data are used for; a table without a row is left out."""
    places = Places(policy)
    affirmed = [practice for practice in policy.practices if practice.polarity == "affirmed"]
    found = [_recipients(affirmed, places), _purposes(affirmed, places)]
    return [table for table in found if table.rows]


def listings(policy: Policy) -> list[Listing]:
    """Choices, promises, rights, times, countries, children, changes and who answers for it, each with its places; what is not stated is left out."""
    places = Places(policy)
    kept = [practice for practice in policy.practices if practice.retention and practice.polarity == "affirmed"]
    found: list[tuple[str, list[tuple[str, Any]]]] = [
        ("Who answers for it", [(f"{spoken(item.category)}: {_short(item.text)}", item) for item in policy.controller]),
        ("Choices", [(_choice(item), item) for item in policy.choices]),
        ("Promises", [(f"{spoken(item.category)}: {_short(item.text)}", item) for item in policy.commitments]),
        ("Rights", [(spoken(item.category) + (f": {_short(item.text)}" if item.category == "other" else ""), item) for item in policy.rights]),
        ("How long data are kept", [(_kept(item), item) for item in kept]),
        ("Where data go", [(f"{'to' if item.kind == 'country' else 'safeguard'}: {clean(item.text)}", item) for item in policy.transfers]),
        ("Security", [(spoken(item.category), item) for item in policy.security]),
        ("Children", [(child_words(item), item) for item in policy.children if child_words(item)]),
        ("Changes to the policy", [(CHANGE_LEVELS[item.level], item) for item in [policy.change_clause] if item]),
    ]
    return [Listing(title, _lines(records, places)) for title, records in found if records]


def notes(policy: Policy) -> list[str]:
    """How much of the policy was understood, what was set aside, and of what a reader should beware."""
    coverage = policy.coverage
    lines = [covered(coverage)]
    lines += [set_aside(skipped) for skipped in coverage.skipped]
    if coverage.clauses > _SHORT and coverage.with_statement < _LITTLE * coverage.clauses:
        lines.append("little of this text was understood: read it yourself before relying on this page")
    silent = [name for name, known in _asked(policy) if not known]
    if silent:
        lines.append(_SILENT.format(", ".join(silent)))
    return [*lines, f"{VAGUE} vague: the words do not say which data, or whom", LIMITS]


def _asked(policy: Policy) -> list[tuple[str, bool]]:
    """What a policy is expected to say, and whether something on it was found."""
    return [
        ("an effective date", policy.effective_date is not None),
        ("who answers for it", bool(policy.controller)),
        ("recipients", any(practice.recipients for practice in policy.practices)),
        ("purposes", any(practice.purposes for practice in policy.practices)),
        ("legal bases", any(practice.legal_bases for practice in policy.practices)),
        ("choices", bool(policy.choices)),
        ("rights", bool(policy.rights)),
        ("retention", any(practice.retention for practice in policy.practices)),
        ("transfers", bool(policy.transfers)),
        ("children", bool(policy.children)),
        ("changes to the policy", policy.change_clause is not None),
    ]


def _recipients(practices: Iterable[Practice], places: Places) -> Table:
    rows = []
    for category, found in _by_category(practices, "recipients").items():
        members = [mention for practice in found for mention in practice.recipients if mention.category == category]
        label = _label("recipients", category)
        limits = {practice.modality for practice in found}
        limit = f" ({LIMITED[limits.pop()]})" if len(limits) == 1 and limits <= LIMITED.keys() else ""
        words = _words(members, "recipients", label)
        rows.append((f"{label}{limit}{f': {words}' if words else ''}", _data(found), _categories(found, "purposes"), _places(found, places)))
    return Table("Who gets data", ("recipient", "data", "for", places.unit), tuple(rows))


def _purposes(practices: Iterable[Practice], places: Places) -> Table:
    bases: dict[str, list[Practice]] = {}
    for practice in practices:
        if rests_only(practice):
            bases.setdefault(practice.clause, []).append(practice)
    rows = []
    for category, found in _by_category(practices, "purposes").items():
        own = [practice for practice in found if practice.legal_bases]
        resting = own or [basis for clause in dict.fromkeys(practice.clause for practice in found) for basis in bases.get(clause, ())]
        rows.append((_label("purposes", category), _data(found), _categories(resting, "legal_bases"), _places(found, places)))
    if not any(row[2] for row in rows):
        return Table("What data are used for", ("purpose", "data", places.unit), tuple((row[0], row[1], row[3]) for row in rows))
    return Table("What data are used for", ("purpose", "data", "legal basis", places.unit), tuple(rows))


def _by_category(practices: Iterable[Practice], slot: str) -> dict[str, list[Practice]]:
    """Practices by the categories of a slot, in the order of the vocabulary, the vague one last; who collects data is a recipient too."""
    found: dict[str, list[Practice]] = {}
    for practice in practices:
        acting = (practice.actor,) if slot == "recipients" and practice.actor in _OTHERS and practice.action in _GETTING else ()
        for category in dict.fromkeys(mention.category for mention in getattr(practice, slot)) or acting:
            found.setdefault(category, []).append(practice)
    order = [*_order(slot), *found]
    return {category: found[category] for category in sorted(found, key=order.index)}


@cache
def _order(facet: str) -> tuple[str, ...]:
    """The categories of a facet as the vocabulary has them, that of its vague root last."""
    from policydiff.vocabulary import load

    vocabulary = load()
    return tuple(sorted(vocabulary.categories(facet), key=lambda category: category == _ROOTS.get(facet)))


def _label(facet: str, category: str) -> str:
    from policydiff.changes.summary import label

    return clean(label(_SLOTS[facet], category))


def _data(practices: Iterable[Practice]) -> str:
    return _categories(practices, "data") or "not named"


def _categories(practices: Iterable[Practice], slot: str) -> str:
    """The categories that practices name in a slot; one that is named by vague words only is marked, and stands only where no other does."""
    known: dict[str, bool] = {}
    for mention in (mention for practice in practices for mention in getattr(practice, slot)):
        unsaid = mention.term in vague(slot)
        known[mention.category] = known.get(mention.category, True) and unsaid
    return ", ".join(_label(slot, category) + (VAGUE if unsaid else "") for category, unsaid in sorted(known.items(), key=lambda item: item[1]))


def _words(mentions: Iterable[Mention], facet: str, label: str) -> str:
    """The policy's own words for a recipient, the first few, without those that the label says already."""
    found: dict[str, str] = {}
    for mention in mentions:
        words = phrases([mention], facet)
        key = words.lower().removeprefix("our ").removeprefix("the ")
        if key.rstrip(VAGUE) != label.lower():
            found.setdefault(key, shorten(words, (), _WORDS_LIMIT))
    shown = list(found.values())[:_WORDS_SHOWN]
    return ", ".join(shown) + (f" and {len(found) - len(shown)} more" if len(found) > len(shown) else "")


def _choice(choice: Choice) -> str:
    """A choice in one line, with the policy's words where no slot says what it is about."""
    about = any((choice.scope.data, choice.scope.recipients, choice.scope.purposes, choice.mechanism))
    return "; ".join(choice_parts(choice)) + ("" if about else f": {_short(choice.text)}")


def _kept(practice: Practice) -> str:
    assert practice.retention is not None
    time = clean(practice.retention.text)
    return f"{phrases(practice.data, 'data')}: {time}" if practice.data else time


def _short(text: str) -> str:
    return shorten(clean(text), (), _LINE_LIMIT)


def _lines(records: Iterable[tuple[str, Any]], places: Places) -> tuple[tuple[str, str], ...]:
    found: dict[str, list[Any]] = {}
    for words, record in records:
        found.setdefault(words, []).append(record)
    return tuple((words, _places(members, places)) for words, members in found.items())


def _places(records: Iterable[Any], places: Places) -> str:
    numbers = sorted({number for record in records if (number := places.of(record.clause, record.start)) is not None})
    more = len(numbers) - _PLACES_SHOWN
    return ", ".join(map(str, numbers[:_PLACES_SHOWN])) + (f" +{more}" if more > 0 else "")
