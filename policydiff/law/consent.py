"""The consent test: which choice people are offered for a change that needs consent, and whether it would count as consent."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from policydiff.changes.traits import traits_of
from policydiff.law.models import ChoiceTest, JudgedChange, Test, Truth
from policydiff.law.topics import VAGUE, Topic, names, of_change, of_text

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from policydiff.extraction.models import Choice, Policy
    from policydiff.law.models import Facts
    from policydiff.law.notice import Told

# How much a shared topic says about whether a choice belongs to a change; data alone are too common to tell. A name counts where it is new in this version.
_WEIGHT = {"purpose": 3, "recipient": 2, "name": 2, "data": 1}
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Offer:
    """A choice with what it is about, and the words that limit it in time, which may stand in the sentence after it."""

    choice: Choice
    about: frozenset[Topic]
    limit: str


@dataclass(frozen=True, slots=True)
class Case:
    """One change with the choice offered for it: what the tests look at."""

    change: JudgedChange
    offer: Offer | None  # the one that comes nearest
    near: tuple[Offer, ...]  # all that are for the change
    wanted: frozenset[Topic]  # what the change is about
    served: frozenset[str]  # purposes for which its recipients may have data by other changes
    refusal: str | None  # words that leave only accepting or leaving
    told: Told | None
    facts: Facts

    @property
    def choice(self) -> Choice | None:
        """The choice offered."""
        return self.offer.choice if self.offer else None

    @property
    def like(self) -> tuple[Offer, ...]:
        """The choices for the change that leave as much as the nearest: each may cover a purpose."""
        return tuple(offer for offer in self.near if _leaves(offer.choice) == _leaves(self.near[0].choice))

    @property
    def kind(self) -> dict[str, Any]:
        """What is known of the kind of choice; of no choice at all, what is known of `none`."""
        return _kind(self.choice)

    @property
    def asked(self) -> frozenset[str]:
        """The purposes for which people would agree, as far as any is named."""
        return frozenset(name for slot, name in self.wanted if slot == "purpose") | {name for name in self.served if ("purpose", name) not in VAGUE}

    @property
    def covered(self) -> frozenset[str]:
        """The purposes that the choices for the change name."""
        return frozenset(name for offer in self.like for slot, name in offer.about if slot == "purpose")


def choice_tests(changes: Sequence[JudgedChange], old: Policy, new: Policy, told: Told | None, facts: Facts) -> tuple[ChoiceTest, ...]:
    """One test for each change that needs consent, by the default rules or by a regime, in the order of the changes.

    The choice is looked for in the notice and in the new policy, by the data, recipients and purposes that it names, and by names that are new in this version.
    """
    heavy = [change for change in changes if change.materiality == "consent" or _asked_by_law(change)]
    if not heavy:
        return ()
    offers = (_offers(told.notice) if told is not None else []) + _offers(new)
    known = names(old.document.text)
    served = _served(changes)
    return tuple(_tested(change, offers, known, told, frozenset().union(*(served[name] for name in _received(change))), facts) for change in heavy)


def _received(change: JudgedChange) -> frozenset[str]:
    """The categories of recipients that a change adds."""
    return frozenset(delta.category for delta in change.deltas if delta.slot == "recipient" and delta.direction in ("added", "broadened"))


def _served(changes: Sequence[JudgedChange]) -> defaultdict[str, set[str]]:
    """For each category of recipients, the purposes for which the changes as a whole let it have data: they may stand in other sentences than the recipient."""
    purposes: defaultdict[str, set[str]] = defaultdict(set)
    for change in changes:
        for delta in change.deltas:
            if delta.slot == "purpose" and delta.direction in ("added", "broadened"):
                for recipient in delta.context.recipients:
                    purposes[recipient].add(delta.category)
    return purposes


def _asked_by_law(change: JudgedChange) -> bool:
    return any(finding.severity == "consent" and not finding.conditional_on for finding in change.findings)


def _offers(policy: Policy) -> list[Offer]:
    """The choices of a text, each with what its words and the words of its scope name.

    A sentence that speaks of "this choice" says more of the one before it: its window and audience are that one's.
    """
    found: list[Offer] = []
    for choice in policy.choices:
        if found and found[-1].choice.clause == choice.clause and any(cue in choice.text.lower() for cue in _settings()["back_references"]):
            found[-1] = _continued(found[-1], choice)
            continue
        words = " ".join((choice.text, *choice.scope.data, *choice.scope.recipients, *choice.scope.purposes))
        found.append(Offer(choice, of_text(words) | names(words), choice.text))
    return found


def _continued(offer: Offer, more: Choice) -> Offer:
    first = offer.choice
    joined = first.model_copy(
        update={
            "window": first.window or more.window,
            "anchor": first.anchor or more.anchor,
            "audience": first.audience or more.audience,
            "mechanism": first.mechanism or more.mechanism,
            "ongoing": first.ongoing and not more.window,
        }
    )
    return Offer(joined, offer.about | of_text(more.text), offer.limit if first.window else more.text)


def _tested(
    change: JudgedChange,
    offers: Sequence[Offer],
    known: frozenset[Topic],
    told: Told | None,
    served: frozenset[str],
    facts: Facts,
) -> ChoiceTest:
    quoted = " ".join((*(quote.quote for quote in change.evidence.new), *(delta.term for delta in change.deltas)))
    wanted = of_change(change) | (names(quoted) - known)
    ranked = sorted(offers, key=lambda offer: -_nearness(wanted, offer.about))  # stable: the notice before the policy, the earlier before the later
    refusals = [offer.choice.text for offer in ranked if _kind(offer.choice).get("refuses")]
    refusal = next((words for words in refusals if "leave_or_accept" in traits_of(words)), refusals[0] if refusals else None)
    near = tuple(offer for offer in ranked if not _kind(offer.choice).get("refuses") and _nearness(wanted, offer.about) >= _ENOUGH)
    case = Case(change, near[0] if near else None, near, wanted, served, refusal, told, facts)
    tests = tuple(_run(entry, case) for entry in _settings()["test"])
    results = {test.result for test in tests}
    valid: Truth = "no" if "no" in results else "unknown" if "unknown" in results else "yes"
    return ChoiceTest(change=change.id, offered=case.choice, level=_level(case, tests), tests=tests, valid=valid)


def _level(case: Case, tests: Sequence[Test]) -> int:
    """Where the choice stands on the scale of choices, 0 to 6: see consent.toml."""
    if case.choice is None:
        return 0
    passed = {test.test for test in tests if test.result == "yes"}
    if case.kind["asks_first"] == "yes":
        return 6 if passed >= {"specific", "free", "withdrawable"} else 5
    if case.choice.audience:
        return 1
    return (1 if case.choice.window is not None else 3) + ("specific" in passed)


def _kind(choice: Choice | None) -> dict[str, Any]:
    """What is known of the kind of a choice; of no choice at all, what is known of `none`."""
    table: dict[str, Any] = _settings()["kinds"][choice.kind if choice else "none"]
    return table


def _leaves(choice: Choice) -> tuple[object, ...]:
    """What a choice leaves to people: whether they are asked first, for how long they have it, and who has it."""
    return _kind(choice)["asks_first"], choice.window, choice.audience


def scale() -> tuple[str, ...]:
    """What each level of choice means, from none to one that can be consent."""
    levels: list[str] = _settings()["scale"]
    return tuple(levels)


def _nearness(wanted: frozenset[Topic], about: frozenset[Topic]) -> int:
    return sum(_WEIGHT[slot] for slot, _ in wanted & about)


def _run(entry: dict[str, str], case: Case) -> Test:
    result, evidence = _TESTS[entry["name"]](case)
    return Test(test=entry["name"], result=result, evidence=evidence or (entry["reason"] if result == "no" else None), source=entry["source"])


def _words(case: Case) -> str | None:
    return case.choice.text if case.choice else None


def _opt_in(case: Case) -> tuple[Truth, str | None]:
    return case.kind["asks_first"], _words(case)


def _specific(case: Case) -> tuple[Truth, str | None]:
    """A choice is specific where it covers every purpose of the change; where no purpose is named on one side, the texts do not tell."""
    if case.offer is None:
        return "no", None
    if not case.asked or not case.covered:
        return "unknown", _words(case)
    return ("yes" if case.asked <= case.covered else "no"), _words(case)


def _free(case: Case) -> tuple[Truth, str | None]:
    """Free where people can refuse all of it, at any time, and stay. Not free where the texts offer nothing, or leave only going to those whom the choice
    does not reach, or for what it does not cover.

    That accepting or leaving is said of the policy as a whole takes nothing from a choice that reaches everyone and everything, but leaves a doubt. Where a
    firm dominates its market, an offer alone does not show that people could do without it.
    """
    if case.choice is None:
        return "no", case.refusal
    asks = case.kind["asks_first"] == "yes"
    whole = asks or _specific(case)[0] == "yes"
    lasts = asks or _withdrawable(case)[0] == "yes"
    if whole and lasts and case.choice.window is None and not case.choice.audience:
        doubtful = case.facts.dominant or case.refusal is not None
        return ("unknown" if doubtful else "yes"), _words(case)
    return ("no", case.refusal) if case.refusal is not None else ("unknown", _words(case))


def _informed(case: Case) -> tuple[Truth, str | None]:
    """Not informed where no notice was sent, or it is silent on the change, on a purpose or on who gets the data. Informed where it names all of that and the
    data, and the texts say how agreement is taken back; else whether it is enough, the texts alone cannot tell.
    """
    if case.facts.notice_sent is False:
        return "no", _settings()["not_sent"]
    if case.told is None:
        return "unknown", _settings()["no_notice"]
    quote = case.told.mention(case.change)
    if quote is None:
        return "no", case.told.denial(case.change)
    wanted = {topic for topic in case.wanted if topic[0] != "name"} | {("purpose", name) for name in case.asked}
    silent = sorted(name.replace("_", " ") for slot, name in wanted if slot != "data" and case.told.silent_on((slot, name)))
    if silent:
        return "no", _settings()["unnamed"].format(what=", ".join(silent))
    return ("yes" if wanted <= case.told.topics and _withdrawable(case)[0] == "yes" else "unknown"), quote


def _unambiguous(case: Case) -> tuple[Truth, str | None]:
    """Silence that counts as agreement has no words of its own to quote."""
    asked: Truth = case.kind["asks_first"]
    return asked, None if asked == "no" else _words(case)


def _withdrawable(case: Case) -> tuple[Truth, str | None]:
    """Not withdrawable where the choice ends. Who was asked first may take agreement back by another choice for the change than the one that asked."""
    if case.offer is None:
        return "no", None
    if case.offer.choice.window is not None:
        return "no", case.offer.limit
    ways = case.near if case.kind["asks_first"] == "yes" else (case.offer,)
    lasting = (way.choice.text for way in ways if way.choice.window is None and (way.choice.ongoing or _kind(way.choice).get("lasting")))
    way = next(lasting, None)
    return ("yes", way) if way is not None else ("unknown", _words(case))


def _everyone(case: Case) -> tuple[Truth, str | None]:
    if case.choice is None:
        return "no", None
    return ("no", ", ".join(case.choice.audience)) if case.choice.audience else ("yes", _words(case))


_TESTS: dict[str, Callable[[Case], tuple[Truth, str | None]]] = {
    "opt_in": _opt_in,
    "specific": _specific,
    "free": _free,
    "informed": _informed,
    "unambiguous": _unambiguous,
    "withdrawable": _withdrawable,
    "everyone": _everyone,
}


@lru_cache(maxsize=1)
def _settings() -> dict[str, Any]:
    return tomllib.loads(files("policydiff.law").joinpath("consent.toml").read_text(encoding="utf-8"))
