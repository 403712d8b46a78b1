"""Triggers: a small boolean language over one delta and the facts, with three values.

A trigger is a table. Every key must hold; a list holds where one of its values does; `all`, `any` and `not` combine triggers. What the texts cannot tell is
`unknown`, and the answer names the facts that would settle it (strong Kleene logic).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from pydantic import Field

from policydiff.changes.models import ChangeAction, Delta, Direction, Slot
from policydiff.contract import Model
from policydiff.law.models import Facts, Truth

if TYPE_CHECKING:
    from collections.abc import Mapping

Presumption = Literal["compatible", "compatible_if_safeguards", "uncertain", "incompatible"]
FactName = Literal["legal_basis", "basis_before", "data_held", "children", "gatekeeper", "dominant", "notice_sent"]


class Trigger(Model):
    """When a rule fires.

    `data`, `recipient` and `purpose` read the delta's own category where it is of that slot, else the sentence around it; the `with_*` keys read the sentence
    alone. A purpose that no text names is unknown. `presumption` and `purpose_class` read the presumptions, `kind` the named kinds of change.
    """

    all: tuple[Trigger, ...] = ()
    any: tuple[Trigger, ...] = ()
    not_: Trigger | None = Field(default=None, alias="not")
    kind: tuple[str, ...] = ()
    slot: tuple[Slot, ...] = ()
    category: tuple[str, ...] = ()
    direction: tuple[Direction, ...] = ()
    action: tuple[ChangeAction, ...] = ()
    actor: tuple[str, ...] = ()
    modality: tuple[str, ...] = ()
    data: tuple[str, ...] = ()
    recipient: tuple[str, ...] = ()
    purpose: tuple[str, ...] = ()
    with_data: tuple[str, ...] = ()
    with_recipients: tuple[str, ...] = ()
    with_purposes: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    purpose_class: tuple[str, ...] = ()
    presumption: tuple[Presumption, ...] = ()
    facts: dict[FactName, bool | tuple[str, ...]] = Field(default_factory=dict)

    @cached_property
    def told(self) -> tuple[tuple[Callable[[View], Iterable[str]], frozenset[str]], ...]:
        """What the trigger wants of the things that the texts always tell: how to read each from a view, and the values that will do."""
        return tuple((read, frozenset(getattr(self, name))) for name, read in _READERS.items() if getattr(self, name))

    def parts(self) -> Iterator[Trigger]:
        """The trigger itself and every trigger that it is made of, what it denies included."""
        yield self
        for part in (*self.all, *self.any, *((self.not_,) if self.not_ is not None else ())):
            yield from part.parts()


@dataclass(frozen=True, slots=True)
class View:
    """A delta seen for one purpose: a sentence that states three purposes is judged three times."""

    delta: Delta
    purpose: str | None
    facts: Facts
    traits: frozenset[str]

    # What was found of the view before: the same kinds and presumptions are asked for by many rules.
    memo: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)

    def own(self, slot: str, context: tuple[str, ...]) -> tuple[str, ...]:
        """The delta's own category where it is of that slot, else those of its sentence."""
        return (self.delta.category,) if self.delta.slot == slot else context


_READERS: dict[str, Callable[[View], Iterable[str]]] = {
    "slot": lambda view: (view.delta.slot,),
    "direction": lambda view: (view.delta.direction,),
    "category": lambda view: (view.delta.category,),
    "action": lambda view: (view.delta.context.action,),
    "actor": lambda view: (view.delta.context.actor,),
    "modality": lambda view: (view.delta.context.modality,),
    "traits": lambda view: view.traits,
    "data": lambda view: view.own("data", view.delta.context.data),
    "recipient": lambda view: view.own("recipient", view.delta.context.recipients),
    "with_data": lambda view: view.delta.context.data,
    "with_recipients": lambda view: view.delta.context.recipients,
    "with_purposes": lambda view: view.delta.context.purposes,
    "audience": lambda view: view.delta.context.audience,
}


def views(delta: Delta, facts: Facts, *, traits: Iterable[str] = ()) -> tuple[View, ...]:
    """One view per purpose of the delta, in alphabetical order: those of its sentence, else those of the facts; one with no purpose where nothing tells."""
    told = delta.context.purposes or facts.purposes.get(delta.category, facts.purposes.get("*", ()))
    purposes: list[str | None] = [delta.category] if delta.slot == "purpose" else sorted(set(told))  # type: ignore[assignment]
    known = frozenset(delta.context.traits) | frozenset(traits)
    return tuple(View(delta, purpose, facts, known) for purpose in purposes or [None])


@dataclass(frozen=True, slots=True)
class Answer:
    """`yes`, `no`, or `unknown` with the names of the facts that would settle it."""

    truth: Truth
    needs: frozenset[str] = field(default_factory=frozenset)


YES = Answer("yes")
NO = Answer("no")


def every(answers: Iterable[Answer]) -> Answer:
    """Kleene conjunction."""
    needs: frozenset[str] = frozenset()
    settled = True
    for answer in answers:
        if answer.truth == "no":
            return NO
        settled = settled and answer.truth == "yes"
        needs |= answer.needs
    return YES if settled else Answer("unknown", needs)


def some(answers: Iterable[Answer]) -> Answer:
    """Kleene disjunction."""
    return opposite(every(opposite(answer) for answer in answers))


def opposite(answer: Answer) -> Answer:
    """Kleene negation."""
    return NO if answer.truth == "yes" else YES if answer.truth == "no" else answer


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Answers triggers with the named kinds of change and the presumptions of a rulebook."""

    kinds: Mapping[str, Trigger]
    presumptions: tuple[tuple[str, Presumption, Trigger], ...]

    def evaluate(self, trigger: Trigger, view: View) -> Answer:
        """Whether a trigger holds of a view. Nothing is asked behind the first key that does not hold."""
        for read, wanted in trigger.told:
            if wanted.isdisjoint(read(view)):
                return NO
        return every(self._answers(trigger, view))

    def _answers(self, trigger: Trigger, view: View) -> Iterator[Answer]:
        """What each key of a trigger that is not `told` gives."""
        if trigger.purpose:
            yield _purpose(trigger.purpose, view)
        for name, value in trigger.facts.items():
            yield _fact(name, value, view)
        if trigger.kind:
            yield some(self._kind(name, view) for name in trigger.kind)
        if trigger.purpose_class or trigger.presumption:
            yield self._presumed(trigger, view)
        for part in trigger.all:
            yield self.evaluate(part, view)
        if trigger.any:
            yield some(self.evaluate(part, view) for part in trigger.any)
        if trigger.not_ is not None:
            yield opposite(self.evaluate(trigger.not_, view))

    def presumption(self, view: View) -> tuple[str, Presumption] | None:
        """The class of a view's purpose and what is presumed of it; None where no purpose is stated."""
        if "presumption" not in view.memo:
            classes = self.presumptions if view.purpose is not None else ()
            held = ((name, presumed) for name, presumed, when in classes if self.evaluate(when, view).truth == "yes")
            view.memo["presumption"] = next(held, None)
        found: tuple[str, Presumption] | None = view.memo["presumption"]
        return found

    def _kind(self, name: str, view: View) -> Answer:
        key = f"kind {name}"
        if key not in view.memo:
            view.memo[key] = self.evaluate(self.kinds[name], view)
        answer: Answer = view.memo[key]
        return answer

    def _presumed(self, trigger: Trigger, view: View) -> Answer:
        if view.purpose is None:
            return Answer("unknown", frozenset({"purposes"}))
        name, presumed = self.presumption(view) or ("", "uncertain")
        return every((_among(trigger.purpose_class, {name}), _among(trigger.presumption, {presumed})))


def _among(wanted: tuple[str, ...], found: Iterable[str]) -> Answer:
    return YES if not wanted or not set(wanted).isdisjoint(found) else NO


def _purpose(wanted: tuple[str, ...], view: View) -> Answer:
    if view.purpose is None:
        return Answer("unknown", frozenset({"purposes"}))
    return _among(wanted, {view.purpose})


def _fact(name: FactName, wanted: bool | tuple[str, ...], view: View) -> Answer:
    known = _basis(view) if name == "legal_basis" else getattr(view.facts, name)
    if known is None:
        return Answer("unknown", frozenset({name}))
    return YES if (known == wanted if isinstance(wanted, bool) else known in wanted) else NO


def _basis(view: View) -> str | None:
    """The legal basis relied on for the purpose of a view; the entry "*" stands for every purpose that has none of its own."""
    bases = view.facts.legal_basis
    return bases.get(view.purpose or "*", bases.get("*"))
