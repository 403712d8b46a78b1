"""Practices: predicates with the data, recipients and purposes that belong to them."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from policydiff.extraction.attached import with_grounds
from policydiff.extraction.attachment import statements
from policydiff.extraction.circumstances import audience, conditions
from policydiff.extraction.encoder import view
from policydiff.extraction.exceptions import parts
from policydiff.extraction.mentions import Candidate
from policydiff.extraction.models import Action, Mention, Practice
from policydiff.extraction.named import with_named
from policydiff.extraction.origins import with_origins
from policydiff.extraction.predicates import Predicate
from policydiff.extraction.statement import Statement
from policydiff.extraction.wordlists import phrases, table, words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc
    from policydiff.extraction.reading import Reading


_LENT = ("data", "recipients", "purposes")
# What the network calls the slot of a mention.
_HEADS = {"data": "data", "recipients": "recipient", "purposes": "purpose"}
# Actions that a purpose alone does not speak for: lent by the context, and stated by a verb.
_LENT_ALONE = frozenset({"collect", "share", "protect", "access", "combine", "transfer"})
_STATED_ALONE = frozenset({"collect", "protect", "access", "combine"})


def practices(reading: Reading, taken: Iterable[tuple[int, int]] = (), lead_in: tuple[Practice, ...] = ()) -> tuple[Practice, ...]:
    """What the clause says is done with data, in order, with offsets in the clause.

    `taken` are the places (start, end) of statements of other kinds, such as choices and rights, whose data mentions are no practice. `lead_in` are
    the practices of the lead-in, with offsets in it: what they name, an item without a verb of its own inherits. An inherited mention has a negative start, as
    if the lead-in stood directly before the clause, one character between them.
    """
    if reading.view is None:
        reading = replace(reading, view=view(reading))
    said = (part for statement in statements(reading, tuple(taken)) for part in parts(reading.doc, statement))
    stated = _merged(practice for part in said if (practice := _practice(reading, part, lead_in)) is not None)
    return tuple(with_grounds(reading, with_origins(reading, with_named(reading, stated))))


def _inherited(reading: Reading, practice: Practice, lead_in: tuple[Practice, ...]) -> Practice:
    """The practice of an item with what the last practice of its lead-in names for the slots that the item leaves empty."""
    source = next((other for other in reversed(lead_in) if other.action == practice.action), None)
    if source is None or reading.lead_in is None:
        return practice
    back = len(reading.lead_in.text) + 1
    lent = {
        slot: tuple(mention.model_copy(update={"start": mention.start - back, "end": mention.end - back}) for mention in getattr(source, slot))
        for slot in _LENT
        if not getattr(practice, slot)
    }
    return practice.model_copy(update=lent)


def _practice(reading: Reading, statement: Statement, lead_in: tuple[Practice, ...]) -> Practice | None:
    predicate = statement.predicate
    data = _mentions(reading, statement.data, "data")
    recipients = _mentions(reading, statement.recipients, "recipients")
    purposes = _mentions(reading, statement.purposes, "purposes")
    if not data and not recipients and not purposes:
        return None
    certain = any(item.certain for item in (*statement.recipients, *statement.purposes))
    if not data and not certain and not _stands_alone(reading.doc, predicate, bool(purposes)):
        return None
    span = reading.doc[predicate.start : predicate.end]
    _, start, end = reading.words(span)
    action = _action(reading, predicate, bool(recipients))
    practice = Practice(
        action=_corrected(reading, action, statement) if not recipients and predicate.polarity == "affirmed" else action,
        actor=predicate.actor,
        polarity=predicate.polarity,
        modality=predicate.modality,
        data=data,
        recipients=recipients,
        purposes=purposes,
        conditions=conditions(reading, predicate),
        audience=audience(reading, predicate),
        clause="",
        start=start,
        end=end,
    )
    return _of_purpose(_inherited(reading, practice, lead_in) if lead_in and statement.inherits else practice, predicate)


def _of_purpose(practice: Practice, predicate: Predicate) -> Practice:
    """The practice, as use where nothing but purposes is said: whatever verb stands near, what is named is what data are for."""
    if practice.data or practice.recipients or practice.polarity == "denied":
        return practice
    if practice.action not in (_LENT_ALONE if predicate.token < 0 else _STATED_ALONE):
        return practice
    return practice.model_copy(update={"action": "use"})


def _action(reading: Reading, predicate: Predicate, recipients: bool) -> Action:
    """What is done: to transfer data to somebody is to share them, unless the clause is about borders; to send them abroad, to nobody, is to transfer them."""
    if predicate.action == "transfer" and recipients:
        about = (reading.doc.text, *reading.heading[-1:])
        return "transfer" if any(_crosses_a_border(text) for text in about) else "share"
    if predicate.action == "share" and not recipients and predicate.token >= 0:
        sent = reading.doc[predicate.token].lemma_.lower() in words("predicates", "abroad", "verbs")
        return "transfer" if sent and _crosses_a_border(reading.doc[predicate.start : predicate.end].text) else "share"
    return predicate.action


def _corrected(reading: Reading, action: Action, statement: Statement) -> Action:
    """The action that the network sees at the data, where it is sure and the verb is of those that mislead: what "is accessed" may be collected. Data that
    several verbs share are left alone: to which of them the network answers is not known."""
    seen = reading.view
    rivals: list[Action] = table("predicates")["misleading"]["verbs"].get(action, [])
    if seen is None or not rivals or not statement.data or _is_shared(reading.doc, statement):
        return action
    odds = [seen.categories("action", candidate.start_token, candidate.end_token) for candidate in statement.data]
    for rival in rivals:
        if sum(math.exp(found.get(rival, -math.inf)) for found in odds) >= table("predicates")["misleading"]["sure"] * len(odds):
            return rival
    return action


def _is_shared(doc: Doc, statement: Statement) -> bool:
    """Whether data of a statement may be those of another verb too: of one in a row with its own, or of a sentence before."""
    predicate = statement.predicate
    if predicate.token < 0:
        return False
    verb = doc[predicate.token]
    in_row = verb.dep_ == "conj" or any(child.dep_ == "conj" and child.pos_ == "VERB" for child in verb.children)
    return in_row or any(not predicate.start <= candidate.start_token < predicate.end for candidate in statement.data)


def _crosses_a_border(text: str) -> bool:
    folded = text.lower()
    return any(word in folded for word in phrases("predicates", "abroad", "words"))


def _stands_alone(doc: Doc, predicate: Predicate, purposes: bool) -> bool:
    """Whether a predicate without data is a practice: not a verb with everyday objects."""
    if predicate.token < 0:
        return True
    token = doc[predicate.token]
    return token.lemma_.lower() not in words("predicates", "weak", "verbs") and not predicate.handed_over and not (token.pos_ == "NOUN" and not purposes)


def _mentions(reading: Reading, candidates: list[Candidate], slot: str) -> tuple[Mention, ...]:
    found: dict[tuple[int, int], Mention] = {}
    for candidate in sorted(candidates, key=lambda item: (item.start_token, item.end_token)):
        text, start, end = reading.words(reading.doc[candidate.start_token : candidate.end_token])
        if text:
            term, category = _term(reading, candidate, text, slot)
            if slot == "data" and _is_the_controllers(text, category):
                continue
            found.setdefault((start, end), Mention(text=text, start=start, end=end, term=term, category=category))
    return tuple(found.values())


def _is_the_controllers(text: str, category: str) -> bool:
    """Whether a phrase names what belongs to the controller and not to the person: "our registration number"."""
    spoken = text.lower().replace("’", "'").replace("'", " ").split()
    own = spoken[:1] and spoken[0] in words("roles", "controllers_own", "determiners")
    return bool(own) and category in words("roles", "controllers_own", "categories") and not words("roles", "controllers_own", "people") & set(spoken)


def _term(reading: Reading, candidate: Candidate, text: str, slot: str) -> tuple[str, str]:
    """The term and the category of a mention: by its words, or those that define it, and by what the network sees where it stands."""
    from policydiff.extraction.definitions import resolved
    from policydiff.vocabulary import load

    seen = None if reading.view is None else reading.view.categories(_HEADS[slot], candidate.start_token, candidate.end_token)
    term = load().classify(resolved(text, reading) if slot == "data" else text, slot, seen=seen or None)
    if term is not None:
        return term.id, term.category
    return {"data": ("data", "generic"), "recipients": ("recipient.third_party", "third_party"), "purposes": ("purpose", "service_provision")}[slot]


def _merged(found: Iterable[Practice]) -> list[Practice]:
    """One practice for each action, actor, polarity, modality and sentence."""
    alike: dict[tuple[object, ...], list[Practice]] = {}
    for practice in found:
        alike.setdefault((practice.action, practice.actor, practice.polarity, practice.modality, practice.start), []).append(practice)
    return [_one(practices) for practices in alike.values()]


def _one(alike: Sequence[Practice]) -> Practice:
    """The first of practices with the mentions of all."""
    if len(alike) == 1:
        return alike[0]
    slots = {slot: {mention for practice in alike for mention in getattr(practice, slot)} for slot in _LENT}
    return alike[0].model_copy(update={slot: tuple(sorted(mentions, key=lambda mention: (mention.start, mention.end))) for slot, mentions in slots.items()})
