"""What the files of the rulebook may say: the strict shape of a rule, an exception, a regime, a precedent, an obligation, a trait."""

from __future__ import annotations

from datetime import date
from typing import Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from policydiff.changes.models import ChangeAction, Context, Delta, Direction, Slot
from policydiff.contract import Model
from policydiff.law.models import Level
from policydiff.law.triggers import FactName, Presumption, Trigger

Force = Literal["law", "guidance", "enforcement", "mixed", "convention", "commitment", "judgement"]
Scope = Literal["held", "new", "both"]
Verification = Literal["verified", "verified_secondary", "unverified"]


class Docs(Model):
    """A rule explained to a person who has never seen it."""

    does: str = Field(min_length=1)
    fires: str = Field(min_length=1)
    example: str = Field(min_length=1)
    problems: str = Field(min_length=1)


class Leg(Model):
    """Another regime in which a rule holds, with the dates of that, and where that is written if it is written elsewhere."""

    regime: str
    valid_from: date | None = None
    valid_to: date | None = None
    citation: str | None = None
    verification: Verification | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _ordered(self.valid_from, self.valid_to)
        return self


class Rule(Model):
    """One rule: when it fires, what it asks for, where that is written and how far the citation was checked.

    A rule about the passing of time alone has no trigger: no change of a text makes it fire. `scope` says whether it is about data already held, about data
    collected later, or both. Dates are inclusive; a rule without dates holds at any time. `priority` orders the default rules, highest first; the first that
    fires answers. `stands_on` names the legal rules behind a default rule. `also` lists other regimes in which the same text holds.
    """

    id: str = Field(pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")
    title: str = Field(min_length=1)
    regime: str
    trigger: Trigger | None = None
    time_only: bool = False
    scope: Scope = "both"
    obligation: str
    exceptions: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    force: Force = "law"
    citation: str = Field(min_length=1)
    verification: Verification
    why: str = Field(min_length=1)
    message: str = Field(min_length=1)
    precedents: tuple[str, ...] = ()
    stands_on: tuple[str, ...] = ()
    also: tuple[Leg, ...] = ()
    priority: int = 0
    docs: Docs

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.trigger is None) != self.time_only:
            raise PydanticCustomError("no_trigger", "a rule has a trigger, or time_only = true where the passing of time alone makes it apply")
        _ordered(self.valid_from, self.valid_to)
        return self

    def source(self, regime: str) -> tuple[str, Verification]:
        """Where the rule is written for a regime, and how far that was checked: a law of many states has a section in each."""
        own = next((leg for leg in self.also if leg.regime == regime), None) if regime != self.regime else None
        return (own and own.citation) or self.citation, (own and own.verification) or self.verification

    def holds_in(self, regime: str) -> bool:
        """Whether the rule is one of a regime, at any time."""
        return regime == self.regime or any(leg.regime == regime for leg in self.also)

    def starts(self, regime: str) -> date | None:
        """The first day of the rule in a regime; None where it has none."""
        return self.valid_from if regime == self.regime else next((leg.valid_from for leg in self.also if leg.regime == regime), None)

    def leg(self, regime: str, day: date) -> bool:
        """Whether the rule is in force in a regime on a day."""
        if self.regime == regime and within(self.valid_from, self.valid_to, day):
            return True
        return any(leg.regime == regime and within(leg.valid_from, leg.valid_to, day) for leg in self.also)


class Exempting(Model):
    """An exception: it replaces the obligation of a rule that names it (of every rule where it is `general`), and is named in the finding.

    `settles` says that the answer then holds whatever the facts that the rule would need: the finding is no longer conditional.
    """

    id: str
    title: str
    general: bool = False
    regimes: tuple[str, ...] = ()  # none: all of them
    trigger: Trigger
    becomes: str
    settles: bool = False
    citation: str
    verification: Verification
    why: str


class Regime(Model):
    """A body of law with its authority and its dates; `successor` is the regime that took its place."""

    id: str
    name: str
    authority: str
    since: date
    until: date | None = None
    successor: str | None = None
    note: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        _ordered(self.since, self.until)
        return self

    def in_force(self, day: date) -> bool:
        """Whether the regime applies on a day."""
        return within(self.since, self.until, day)


class CaseChange(Model):
    """One thing that changed in a decided case, in the terms of a report: a delta without words.

    `core` says that without this the case would have been another one, `telling` which of its data made it what it was (beside those that always do: see
    resemblance.toml).
    """

    slot: Slot
    category: str
    direction: Direction
    action: ChangeAction = "other"
    data: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    purposes: tuple[str, ...] = ()
    traits: tuple[str, ...] = ()
    core: bool = False
    telling: tuple[str, ...] = ()

    @property
    def delta(self) -> Delta:
        """The change as a delta, so that rules can be asked about it."""
        company = {name: getattr(self, name) for name in ("action", "data", "recipients", "purposes", "traits")}
        words = {"term": self.category, "summary": f"{self.slot} {self.category} {self.direction}"}
        return Delta(slot=self.slot, category=self.category, direction=self.direction, **words, context=Context(**company))


class Precedent(Model):
    """A decision in a real case: what changed, who decided what, and where that can be read.

    `applied` is the day of the change, `date` that of the decision. `turned_on` says whether the case turned on a text, or on conduct that no comparison of
    texts shows; `conduct` then says which; `unseen` is what else a case on a text turned on that its structure does not tell. `rules` are those of `regime`
    that answer to the changes on that day, `later` those that only later law has, with `facts` as the case had them. `corpus` is a folder below corpora/ with
    a pair of texts, written anew, in which this change stands.
    """

    id: str
    applied: date
    date: date
    authority: str
    company: str
    case: str
    outcome: str
    source: str
    verification: Verification
    regime: str
    turned_on: Literal["text", "conduct"]
    conduct: str = ""
    unseen: str = ""
    corpus: str | None = None
    rules: tuple[str, ...] = ()
    later: tuple[str, ...] = ()
    facts: dict[FactName, bool | str] = Field(default_factory=dict)
    change: tuple[CaseChange, ...] = ()


class Obliging(Model):
    """An obligation and the level into which it folds."""

    id: str
    level: Level
    meaning: str


class Trait(Model):
    """A fact that the text itself tells about a delta."""

    name: str
    meaning: str
    slots: tuple[str, ...]


class Presumed(Model):
    """What is presumed of a class of purposes."""

    id: str
    when: Trigger
    presumption: Presumption


class Reading(Model):
    """How an edit is read together with the text around it: see reading.toml."""

    controllers: tuple[str, ...]
    service: tuple[str, ...]
    continuing: tuple[str, ...]
    pronouns: tuple[str, ...]
    summaries: tuple[str, ...]
    quiet: int
    promised: int
    asked: int
    followed: tuple[str, ...]
    instructed: tuple[str, ...]
    reversible: tuple[str, ...]
    reserved: tuple[str, ...]
    happening: tuple[str, ...]


class Likeness(Model):
    """When a change resembles a decided case: see resemblance.toml."""

    share: float = Field(gt=0, le=1)
    telling: tuple[str, ...]
    classes: dict[str, tuple[str, ...]]


def within(first: date | None, last: date | None, day: date) -> bool:
    """Whether a day lies between two dates, both included; None is open."""
    return (first is None or first <= day) and (last is None or day <= last)


def _ordered(first: date | None, last: date | None) -> None:
    """Raise where a time ends before it begins: nothing would ever be in force."""
    if first is not None and last is not None and last < first:
        raise PydanticCustomError("dates_reversed", "ends on {last}, before it begins on {first}", {"first": str(first), "last": str(last)})
