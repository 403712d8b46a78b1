"""An edit as the law reads it: with the sentences that go on about a new recipient, and with what only the whole of a version tells."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from policydiff.changes.models import Delta
from policydiff.law.topics import FACETS, VAGUE, Topic, of_text, word_list

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from policydiff.changes.models import Change, Context
    from policydiff.clauses.models import Clause
    from policydiff.extraction.models import Policy, Practice
    from policydiff.law.records import Reading

GAIN = ("added", "broadened")


@dataclass(frozen=True)
class Texts:
    """Both versions and all that changed, with what is asked of them for every change."""

    old: Policy
    new: Policy
    how: Reading
    changes: tuple[Change, ...] = ()

    @cached_property
    def clauses(self) -> tuple[list[int], list[Clause]]:
        """The clauses of the new version in order, and where each begins."""
        clauses = sorted(self.new.clauses, key=lambda clause: clause.start)
        return [clause.start for clause in clauses], clauses

    def places(self, change: Change) -> list[Clause]:
        """The clauses of the new version where a change stands."""
        starts, clauses = self.clauses
        places = {bisect_right(starts, quote.start) - 1 for quote in change.evidence.new}
        return [clauses[place] for place in sorted(places) if place >= 0]

    @cached_property
    def continued(self) -> Mapping[str, Mapping[str, frozenset[str]]]:
        """By clause of the new version: the purposes that it gives to recipients in sentences which do not name them again."""
        by_clause: defaultdict[str, list[Practice]] = defaultdict(list)
        for practice in self.new.practices:
            if practice.polarity == "affirmed":
                by_clause[practice.clause].append(practice)
        return {clause: self._continued(practices) for clause, practices in by_clause.items()}

    @cached_property
    def served(self) -> Mapping[tuple[tuple[str, ...], str], frozenset[str]]:
        """By section of the new version and category of recipients: the purposes that changes in this section newly let them pursue."""
        found: defaultdict[tuple[tuple[str, ...], str], set[str]] = defaultdict(set)
        for change in self.changes:
            sections = {clause.heading for clause in self.places(change)}
            for delta in change.deltas:
                if delta.slot == "purpose" and delta.direction in GAIN:
                    for section, recipient in product(sections, delta.context.recipients):
                        found[section, recipient].add(delta.category)
        return {key: frozenset(purposes) for key, purposes in found.items()}

    def _continued(self, practices: list[Practice]) -> Mapping[str, frozenset[str]]:
        owners: frozenset[str] = frozenset()
        found: defaultdict[str, set[str]] = defaultdict(set)
        for practice in sorted(practices, key=lambda practice: practice.start):
            if practice.recipients:
                owners = frozenset(mention.category for mention in practice.recipients)
            elif self._goes_on(practice):
                for owner in owners:
                    found[owner] |= {mention.category for mention in practice.purposes}
        return {owner: frozenset(purposes) for owner, purposes in found.items()}

    def _goes_on(self, practice: Practice) -> bool:
        """Whether a sentence without recipients speaks of those that were named before it."""
        words = word_list(self.new.document.text[practice.start : practice.end])
        demonstrates = bool(words) and words[0] in self.how.continuing
        return demonstrates or (practice.actor != "first_party" and not set(words).isdisjoint(self.how.pronouns))

    def purposes_of(self, recipient: str, change: Change) -> frozenset[str]:
        """The purposes that sentences which do not name a recipient give to it, in the clauses of the new version where a change stands."""
        return frozenset().union(*(self.continued.get(clause.id, {}).get(recipient, frozenset()) for clause in self.places(change)))

    def purposes_around(self, recipient: str, change: Change) -> frozenset[str]:
        """The purposes that changes in the same section newly let a recipient pursue: a list of them may follow the sentence that names it."""
        sections = {clause.heading for clause in self.places(change)}
        return frozenset().union(*(self.served.get((section, recipient), frozenset()) for section in sections))

    @cached_property
    def summary(self) -> frozenset[Topic] | None:
        """What the parts name that sum the new version up; None where it has no such part."""
        parts = [clause.text for clause in self.new.clauses if any(title in part.lower() for part in clause.heading for title in self.how.summaries)]
        return frozenset().union(*map(of_text, parts)) if parts else None

    @cached_property
    def modalities(self) -> Mapping[Topic, frozenset[str]]:
        """How firmly the old version stated each category."""
        found: defaultdict[Topic, set[str]] = defaultdict(set)
        for practice in self.old.practices:
            if practice.polarity == "affirmed":
                for slot, facet in FACETS.items():
                    for mention in getattr(practice, facet):
                        found[slot, mention.category].add(practice.modality)
        return {topic: frozenset(kinds) for topic, kinds in found.items()}

    @cached_property
    def guarding(self) -> frozenset[str]:
        """The data that the old version had for security."""
        wanted = (practice for practice in self.old.practices if practice.polarity == "affirmed")
        return frozenset(data.category for practice in wanted if any(purpose.category == "security" for purpose in practice.purposes) for data in practice.data)

    def instructed(self, recipient: str, change: Change) -> bool:
        """Whether each sentence that names a recipient, in the clauses of the new version where a change stands, says that it acts for the controller."""
        places = {clause.id for clause in self.places(change)}
        naming = [one for one in self.new.practices if one.clause in places and any(mention.category == recipient for mention in one.recipients)]
        said = (self.new.document.text[one.start : one.end].lower() for one in naming)
        return bool(naming) and all(any(cue in sentence for cue in self.how.instructed) for sentence in said)

    @cached_property
    def withdrawn(self) -> frozenset[str]:
        """The promises that are gone."""
        deltas = (delta for change in self.changes for delta in change.deltas)
        return frozenset(delta.category for delta in deltas if delta.slot == "commitment" and delta.direction == "removed")

    @cached_property
    def deleted(self) -> tuple[frozenset[Topic], ...]:
        """What the old version said is deleted: the data of each such sentence; a sentence that names none is about all."""
        deleting = (practice for practice in self.old.practices if practice.polarity == "affirmed" and practice.action == "delete")
        return tuple(frozenset(("data", data.category) for data in practice.data) - VAGUE for practice in deleting)

    def promised_to_delete(self, data: Sequence[str]) -> bool:
        """Whether the old version said that data of these categories (none: any) are deleted."""
        kept = frozenset(("data", name) for name in data) - VAGUE
        return any(not kept or not gone or not kept.isdisjoint(gone) for gone in self.deleted)

    def traits(self, delta: Delta) -> Iterator[str]:
        """What the whole of both versions tells about a delta."""
        how = self.how
        promised = self.old.change_clause.level if self.old.change_clause else 0
        if promised >= how.promised:
            yield "consent_promised" if promised >= how.asked else "notice_promised"
        announced = self.new.change_clause.level if self.new.change_clause else 0
        if delta.slot == "policy_change" and announced <= how.quiet:
            yield "announced_quietly"
        if delta.slot == "controller" and not self.withdrawn.isdisjoint(how.followed):
            yield "promise_withdrawn"
        if delta.slot == "retention" and delta.direction in GAIN and self.promised_to_delete(delta.context.data):
            yield "deletion_promised"
        if delta.slot not in FACETS or delta.direction not in GAIN:
            return
        topic = (delta.slot, delta.category)
        if self.summary is not None and topic not in self.summary and topic not in VAGUE:
            yield "body_only"
        before = self.modalities.get(topic)
        if before and before <= set(how.reserved) and delta.context.modality in how.happening:
            yield "firmer"
        if not self.guarding.isdisjoint((delta.category,) if delta.slot == "data" else delta.context.data):
            yield "held_for_security"


def as_read(change: Change, how: Reading, texts: Texts | None = None) -> tuple[Delta, ...]:
    """The deltas of a change as the law reads them: an edit is read as a whole, and a new recipient brings its purposes with it.

    A delta whose own sentence names no purpose or no recipient has those that the same edit newly permits, a recipient else those of its section. Where a
    recipient that answers for data is new, each purpose that the text lets it pursue beyond the service itself is a new purpose too: a delta of its own.
    """
    deltas = [_linked(delta, change, how, texts) for delta in change.deltas]
    return (*deltas, *_brought(deltas, how))


def with_what_goes(delta: Delta, change: Change, changes: Iterable[Change] = ()) -> Delta:
    """A delta with what goes where it comes: a basis that takes the place of consent, for the same purposes, replaces consent.

    In the edit of the delta itself a purpose that nobody names stands for all; elsewhere among `changes` both must name the same purpose, of the same data.
    """
    own = delta.context
    if delta.slot != "legal_basis" or delta.direction not in GAIN or delta.category == "consent":
        return delta
    replaces = any(_fits(own.purposes, gone.purposes) for gone in _consent_gone([change])) or any(
        own.purposes and gone.purposes and _fits(own.purposes, gone.purposes) and _fits(own.data, gone.data) for gone in _consent_gone(changes)
    )
    return _with_traits(delta, {*own.traits, "replaces_consent"}) if replaces else delta


def _consent_gone(changes: Iterable[Change]) -> Iterator[Context]:
    """What stood beside consent where it is no longer the basis."""
    for change in changes:
        for delta in change.deltas:
            if (delta.slot, delta.category) == ("legal_basis", "consent") and delta.direction not in GAIN:
                yield delta.context


def _fits(some: Collection[str], others: Collection[str]) -> bool:
    """Whether two sets of categories meet; one that is empty stands for all."""
    return not some or not others or not set(some).isdisjoint(others)


def _with_traits(delta: Delta, traits: Iterable[str]) -> Delta:
    return delta.model_copy(update={"context": delta.context.model_copy(update={"traits": tuple(sorted(traits))})})


def _linked(delta: Delta, change: Change, how: Reading, texts: Texts | None) -> Delta:
    delta = with_what_goes(delta, change, texts.changes if texts is not None else ())
    own = delta.context
    gains = [other for other in change.deltas if other.direction in GAIN]
    traits = {*own.traits, *(texts.traits(delta) if texts is not None else ())}
    if "deidentified" in traits and any(cue in quote.quote.lower() for quote in change.evidence.new for cue in how.reversible):
        traits.add("reversible")
    if texts is not None and delta.slot == "recipient" and delta.direction in GAIN and texts.instructed(delta.category, change):
        traits.add("on_instructions")
    purposes = {*own.purposes} or {other.category for other in gains if other.slot == "purpose"}
    if texts is not None and delta.slot == "recipient" and delta.direction in GAIN:
        purposes |= texts.purposes_of(delta.category, change)
        purposes = purposes or {*texts.purposes_around(delta.category, change)}
    recipients = own.recipients or tuple(sorted({other.category for other in gains if other.slot == "recipient"}))
    context = own.model_copy(update={"purposes": tuple(sorted(purposes)), "recipients": recipients, "traits": tuple(sorted(traits))})
    return delta.model_copy(update={"context": context})


def _brought(deltas: Sequence[Delta], how: Reading) -> Iterator[Delta]:
    """The purposes that new recipients bring, without those that the edit states as new for them."""
    known = {(delta.category, recipient) for delta in deltas if delta.slot == "purpose" and delta.direction in GAIN for recipient in delta.context.recipients}
    for delta in deltas:
        if delta.slot != "recipient" or delta.direction != "added" or delta.category not in how.controllers:
            continue
        for purpose in delta.context.purposes:
            if purpose not in how.service and (purpose, delta.category) not in known:
                known.add((purpose, delta.category))
                yield _purpose(purpose, delta)


def _purpose(purpose: str, recipient: Delta) -> Delta:
    whom = recipient.phrase or recipient.term
    context = recipient.context.model_copy(update={"recipients": (recipient.category,), "purposes": (purpose,)})
    return Delta(slot="purpose", category=purpose, direction="added", term=f"{purpose.replace('_', ' ')} by {whom}", summary="", context=context)
