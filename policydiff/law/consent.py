"""The consent test: which choice people are offered for a change that needs consent, and whether it would count as consent."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

from policydiff.law.models import ChoiceTest, JudgedChange, Test, Truth
from policydiff.law.notice import mention
from policydiff.law.topics import Sentence, Topic, names, of_change, of_text, sentences

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from typing import Any

    from policydiff.extraction.models import Choice, Policy
    from policydiff.law.models import Facts

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
    offer: Offer | None
    wanted: frozenset[Topic]  # what the change is about
    served: frozenset[str]  # purposes for which its recipients may have data by other changes
    refusal: str | None  # words that leave only accepting or leaving
    notice: Policy | None
    told: tuple[Sentence, ...]  # the sentences of the notice
    facts: Facts

    @property
    def choice(self) -> Choice | None:
        """The choice offered."""
        return self.offer.choice if self.offer else None

    @property
    def kind(self) -> dict[str, Any]:
        """What is known of the kind of choice; of no choice at all, what is known of `none`."""
        table: dict[str, Any] = _settings()["kinds"][self.choice.kind if self.choice else "none"]
        return table


def choice_tests(changes: Sequence[JudgedChange], old: Policy, new: Policy, notice: Policy | None, facts: Facts) -> tuple[ChoiceTest, ...]:
    """One test for each change that needs consent, by the default rules or by a regime, in the order of the changes.

    The choice is looked for in the notice and in the new policy, by the data, recipients and purposes that it names, and by names that are new in this version.
    """
    heavy = [change for change in changes if change.materiality == "consent" or _asked_by_law(change)]
    offers = (_offers(notice) if notice is not None else []) + _offers(new)
    known = names(old.document.text) if heavy else frozenset()
    told = tuple(sentences(notice)) if heavy and notice is not None else ()
    served = _served(changes)
    return tuple(_tested(change, offers, known, notice, told, frozenset().union(*(served[name] for name in _received(change))), facts) for change in heavy)


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
    notice: Policy | None,
    told: tuple[Sentence, ...],
    served: frozenset[str],
    facts: Facts,
) -> ChoiceTest:
    quoted = " ".join((*(quote.quote for quote in change.evidence.new), *(delta.term for delta in change.deltas)))
    wanted = of_change(change) | (names(quoted) - known)
    refuses = {kind for kind, table in _settings()["kinds"].items() if table.get("refuses")}
    ranked = sorted(
        ((_nearness(wanted, offer.about), -place, offer) for place, offer in enumerate(offers) if offer.choice.kind not in refuses),
        key=lambda entry: entry[:2],
        reverse=True,
    )
    offer = ranked[0][2] if ranked and ranked[0][0] >= _ENOUGH else None
    refusal = next((other.choice.text for other in offers if other.choice.kind in refuses), None)
    case = Case(change, offer, wanted, served, refusal, notice, told, facts)
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
    limited = case.choice.window is not None or bool(case.choice.audience)
    return (1 if limited else 3) + ("specific" in passed)


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
    asked = {name for slot, name in case.wanted if slot == "purpose"} | case.served
    covered = {name for slot, name in case.offer.about if slot == "purpose"}
    if not asked or not covered:
        return "unknown", _words(case)
    return ("yes" if asked <= covered else "no"), _words(case)


def _free(case: Case) -> tuple[Truth, str | None]:
    """Not free where the texts leave only accepting or leaving, or offer nothing; that nothing else is bundled, a text alone cannot show.

    Where a firm dominates its market, an offer alone does not show that people could do without it.
    """
    if case.refusal is not None:
        return "no", case.refusal
    if case.choice is None:
        return "no", None
    return ("yes" if case.kind["asks_first"] == "yes" and not case.facts.dominant else "unknown"), _words(case)


def _informed(case: Case) -> tuple[Truth, str | None]:
    """Not informed where no notice was sent, or the notice is silent; whether what it says is enough, the texts alone cannot tell."""
    if case.facts.notice_sent is False:
        return "no", _settings()["not_sent"]
    if case.notice is None:
        return "unknown", _settings()["no_notice"]
    named, quote = mention(case.change, case.notice, case.told)
    return ("unknown" if named else "no"), quote


def _unambiguous(case: Case) -> tuple[Truth, str | None]:
    """Silence that counts as agreement has no words of its own to quote."""
    asked: Truth = case.kind["asks_first"]
    return asked, None if asked == "no" else _words(case)


def _withdrawable(case: Case) -> tuple[Truth, str | None]:
    if case.offer is None:
        return "no", None
    if case.offer.choice.window is not None:
        return "no", case.offer.limit
    return ("yes" if case.offer.choice.ongoing or case.kind.get("lasting") else "unknown"), _words(case)


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
