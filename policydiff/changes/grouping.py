"""One edit, one change: differences that stand in the same edit are told together, and a repeat adds its place to the first."""

from __future__ import annotations

import hashlib
from collections import defaultdict

from policydiff.alignment import Alignment, Pair, Passage
from policydiff.changes.differences import Difference
from policydiff.changes.evidence import Quoter
from policydiff.changes.models import SLOT_ORDER, Change, ChangeAction, Context, Delta, Evidence, Quote
from policydiff.changes.summary import phrase, summary

ECHOES = 3  # places that are cited beside the first where the same thing is told again
_MENTIONED = ("data", "purpose", "recipient")
_WAYS = {"added": True, "broadened": True, "removed": False, "narrowed": False}


class Grouper:
    """Turns differences into changes."""

    def __init__(self, alignment: Alignment, old: Quoter, new: Quoter) -> None:
        self._sides = {"old": old, "new": new}
        self._partners: dict[tuple[str, int], Pair] = {}
        for pair in alignment.pairs:
            for index in pair.old:
                self._partners.setdefault(("old", index), pair)
            for index in pair.new:
                self._partners.setdefault(("new", index), pair)
        self._passages = {"old": alignment.old, "new": alignment.new}

    def changes(self, found: list[Difference]) -> tuple[Change, ...]:
        """The changes that the differences make up, in reading order, each with a fingerprint of its own."""
        edits: dict[tuple[str, str], list[Difference]] = defaultdict(list)
        echoes: dict[tuple[str, str], list[Difference]] = defaultdict(list)
        for told in _topics(found):
            place = self._edit(told[0])
            elsewhere = [one for one in told if self._edit(one) != place]
            edits[place] += [one for one in told if self._edit(one) == place]
            echoes[place] += elsewhere[:ECHOES]
        made = [self._change(sorted(group, key=_order), echoes[place]) for place, group in edits.items()]
        return _fingerprinted(sorted(made, key=_position))

    def _edit(self, one: Difference) -> tuple[str, str]:
        """The edit in which a difference stands: a clause of the new version, or of the old one where nothing answers to it."""
        passage = self._sides[one.side].passage_at(one.statement.start)
        if one.side == "old" and passage is not None:
            pair = self._partners.get(("old", passage.index))
            if pair is not None and pair.new:
                return "new", self._passages["new"][pair.new[0]].clause
        return one.side, one.statement.clause

    def _change(self, group: list[Difference], echoes: list[Difference]) -> Change:
        lead = min(group, key=lambda one: (SLOT_ORDER.index(one.statement.slot), one.statement.start))
        company = self._company(group)
        deltas: dict[tuple[str, str, bool], Delta] = {}
        for one in group:
            made = _delta(one, company[one.side, one.statement.start])
            topic = (made.slot, made.category, _WAYS[made.direction])
            deltas[topic] = _joined(deltas[topic], made) if topic in deltas else made
        first = deltas[lead.statement.slot, lead.statement.category, _WAYS[lead.direction]]
        evidence = self._evidence(group, echoes)
        return Change(
            id="",
            summary=first.summary,
            slot=first.slot,
            category=first.category,
            direction=first.direction,
            action=_action(lead),
            deltas=tuple(sorted(deltas.values(), key=lambda d: (SLOT_ORDER.index(d.slot), d.category, d.direction))),
            evidence=evidence,
            nearest_old=self._nearest(lead, "old", evidence),
            nearest_new=self._nearest(lead, "new", evidence),
        )

    def _company(self, group: list[Difference]) -> dict[tuple[str, int], Context]:
        """For the place of each difference, what stands beside it in its sentence: several predicates often tell together who gets what for which purpose."""
        beside: dict[tuple[str, int | None], list[Difference]] = defaultdict(list)
        for one in group:
            passage = self._sides[one.side].passage_at(one.statement.start)
            beside[one.side, passage.index if passage else None].append(one)
        return {
            (one.side, one.statement.start): _pooled(one.statement.context, [other.statement.context for other in together])
            for together in beside.values()
            for one in together
        }

    def _evidence(self, group: list[Difference], echoes: list[Difference]) -> Evidence:
        cited: dict[str, dict[int, Quote]] = {"old": {}, "new": {}}

        def cite(side: str, passage: Passage | None) -> None:
            if passage is not None:
                cited[side].setdefault(passage.start, self._sides[side].quote(passage))

        for one in group:
            passage = self._sides[one.side].passage_at(one.statement.start)
            cite(one.side, passage)
            other = "new" if one.side == "old" else "old"
            pair = self._partners.get((one.side, passage.index)) if passage is not None else None
            for index in (pair.new if other == "new" else pair.old) if pair else ():
                cite(other, self._passages[other][index])
            if one.counterpart is not None and one.direction in ("broadened", "narrowed"):
                cite(other, self._sides[other].passage_at(one.counterpart.start))
        for one in echoes:
            cite(one.side, self._sides[one.side].passage_at(one.statement.start))
        return Evidence(old=tuple(quote for _, quote in sorted(cited["old"].items())), new=tuple(quote for _, quote in sorted(cited["new"].items())))

    def _nearest(self, lead: Difference, side: str, evidence: Evidence) -> str | None:
        quotes = evidence.old if side == "old" else evidence.new
        if quotes:
            return quotes[0].quote
        if lead.counterpart is not None and lead.side != side:
            passage = self._sides[side].passage_at(lead.counterpart.start)
            return self._sides[side].text(passage) if passage is not None else lead.counterpart.text
        return None


def _topics(found: list[Difference]) -> list[list[Difference]]:
    """The differences by topic, the one that says most first. The same data type, purpose or recipient told in another place is the same news; a promise or a
    choice is news each time."""
    topics: dict[tuple[object, ...], list[Difference]] = defaultdict(list)
    for one in sorted(found, key=_order):
        said = one.statement
        own = () if said.slot in _MENTIONED else (one.side, said.start)
        topics[said.slot, said.category, _WAYS[one.direction], said.term, *own].append(one)
    return [sorted(told, key=_weight) for told in topics.values()]


def _weight(one: Difference) -> tuple[int, int, bool, int]:
    """Sorts first what says most: recipients and purposes where the recipient acts for itself, across services, or is named; data where they are first told."""
    context = one.statement.context
    if one.statement.slot == "data":
        return (0, 0, one.side == "old", one.statement.start)
    reach = sum(trait in context.traits for trait in ("own_purposes", "cross_service"))
    return (-reach, -len(context.recipients), one.side == "old", one.statement.start)


def _order(one: Difference) -> tuple[bool, int, str, str]:
    return (one.side == "old", one.statement.start, one.statement.slot, one.statement.category)


def _action(lead: Difference) -> ChangeAction:
    return lead.statement.action  # type: ignore[return-value]


def _delta(one: Difference, context: Context) -> Delta:
    said = one.statement
    return Delta(slot=said.slot, category=said.category, direction=one.direction, term=said.term, phrase=phrase(one), summary=summary(one), context=context)


def _joined(first: Delta, again: Delta) -> Delta:
    """A delta and its repetition: told in the words of the first, with the company and the traits of both."""
    way = first.direction if first.direction in ("added", "removed") else again.direction
    return first.model_copy(update={"direction": way, "context": _pooled(first.context, [again.context], traits=True)})


def _pooled(context: Context, others: list[Context], *, traits: bool = False) -> Context:
    names = ("data", "recipients", "purposes", "audience", *(("traits",) if traits else ()))
    return context.model_copy(update={name: tuple(sorted({value for one in (context, *others) for value in getattr(one, name)})) for name in names})


def _position(change: Change) -> tuple[bool, int]:
    quotes = change.evidence.new or change.evidence.old
    return (not change.evidence.new, quotes[0].start if quotes else 0)


def _fingerprinted(changes: list[Change]) -> tuple[Change, ...]:
    """The changes with their ids: a hash of what changed, not of where it stands; a counter tells equal ones apart in reading order."""
    seen: dict[str, int] = defaultdict(int)
    out = []
    for change in changes:
        facts = "\n".join(sorted("\t".join((d.slot, d.category, d.direction, d.term)) for d in change.deltas))
        number = seen[facts]
        seen[facts] += 1
        digest = hashlib.sha256(f"{facts}\n{number}".encode()).hexdigest()
        out.append(change.model_copy(update={"id": digest[:12]}))
    return tuple(out)
