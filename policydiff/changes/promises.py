"""Promises between two versions: kept, restated elsewhere, weakened, withdrawn, contradicted, added."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache
from typing import Literal, NamedTuple

from policydiff.alignment import Alignment, content, is_weighty
from policydiff.changes.data import table
from policydiff.changes.differences import Difference
from policydiff.changes.models import Context, Direction
from policydiff.changes.scales import Scales, Side
from policydiff.changes.statements import Statement, permitted
from policydiff.changes.wholes import matched
from policydiff.extraction.models import Commitment, Mention, Policy
from policydiff.text import forms
from policydiff.vocabulary import load


class Fate(NamedTuple):
    """What became of a promise: as the old version and as the new one word it, None where a version has none."""

    old: Commitment | None
    new: Commitment | None
    status: Literal["kept", "restated", "weakened", "withdrawn", "contradicted", "added"]


# The action that a promise of a category forbids, where it forbids one.
_FORBIDS = {"no_sale": ("sell",), "no_share": ("share", "sell", "transfer"), "no_collection": ("collect",), "no_ads": ("use",)}


def promises(old: Policy, new: Policy, alignment: Alignment, scales: Scales) -> tuple[list[Difference], list[Fate]]:
    """The differences between the promises of two versions, and the fate of every promise."""
    before, after = _compared(old), _compared(new)
    pairs, gone, come = matched(before, after, _category, alignment.renamed, _at_odds)
    found: list[Difference] = []
    fates: list[Fate] = []
    for was, now in pairs:
        way = _weighed(was, now, alignment)
        if way == "narrowed":
            fates.append(Fate(was, now, "weakened"))
            found.append(_difference(was, "old", way, now, new, scales))
            continue
        fates.append(Fate(was, now, "kept" if content(was.text) == content(now.text) else "restated"))
        if way == "broadened":
            found.append(_difference(now, "new", way, was, old, scales))
    for was in gone:
        if not alignment.removed.touched(was.start, was.end):
            fates.append(Fate(was, None, "kept"))  # its words still stand, though they were read otherwise there
        elif (held := _held(was, after)) is None:
            fates.append(Fate(was, None, "contradicted" if _permitted(was, new) else "withdrawn"))
            found.append(_difference(was, "old", "removed", None, new, scales))
        elif _taken_back(held) <= _taken_back(was):
            fates.append(Fate(was, held, "restated"))
        else:
            fates.append(Fate(was, held, "weakened"))
            found.append(_difference(was, "old", "narrowed", held, new, scales))
    for now in come:
        if not alignment.added.touched(now.start, now.end):
            continue
        if (held := _held(now, before)) is None:
            fates.append(Fate(None, now, "added"))
            found.append(_difference(now, "new", "added", None, old, scales))
        elif not _taken_back(held) <= _taken_back(now):
            found.append(_difference(now, "new", "broadened", held, old, scales))
    return found, fates


def stated(policy: Policy) -> list[Statement]:
    """The promises of a policy as statements."""
    return [_statement(promise, ()) for promise in _compared(policy)]


def _compared(policy: Policy) -> list[Commitment]:
    """The promises that bind the controller to leave something undone, or to a protection that the person can count on."""
    facts = table("qualifiers")["compared"]
    return [
        promise
        for promise in policy.commitments
        if promise.category in facts["categories"] or (promise.category in facts["restrained"] and promise.data and _restrains(promise))
    ]


def _restrains(promise: Commitment) -> bool:
    """Whether a promise holds back by its words."""
    spoken = forms(_unrestraining().sub(" ", _folded(promise)))
    return not set(table("qualifiers")["compared"]["restraint"]).isdisjoint(spoken)


def _category(promise: Commitment) -> str:
    return load().coarse("commitment", promise.category)


@cache
def _qualifiers() -> tuple[re.Pattern[str], frozenset[str]]:
    """The words that take something back, and those of them that are of a technical kind."""
    data = table("qualifiers")
    return _any_of((*data["exceptions"], *data["technical"])), frozenset(data["technical"])


@cache
def _total() -> re.Pattern[str]:
    return _any_of(table("qualifiers")["total"])


@cache
def _unrestraining() -> re.Pattern[str]:
    return _any_of(table("qualifiers")["unrestraining"])


def _any_of(phrases: Iterable[str]) -> re.Pattern[str]:
    longest_first = sorted(set(phrases), key=lambda words: (-len(words), words))
    return re.compile(r"\b(?:" + "|".join(map(re.escape, longest_first)) + r")\b")


def _folded(promise: Commitment) -> str:
    return promise.text.lower().replace("’", "'")


def _taken_back(promise: Commitment) -> set[str]:
    return set(_qualifiers()[0].findall(_folded(promise)))


def _is_total(promise: Commitment) -> bool:
    """Whether a promise says by its words that it holds for all cases."""
    return _total().search(_folded(promise)) is not None


def _weighed(was: Commitment, now: Commitment, alignment: Alignment) -> Direction | None:
    """Whether a promise in other words promises less (narrowed) or more (broadened): by the exceptions that its sentence takes, and by whether it holds for all
    cases."""
    if not (alignment.removed.touched(was.start, was.end) or alignment.added.touched(now.start, now.end)):
        return None
    before, after = _taken_back(was), _taken_back(now)
    if after - before and not before - after:
        return "narrowed"
    if before - after and not after - before:
        return "broadened"
    if before == after and _is_total(was) != _is_total(now):
        return "narrowed" if _is_total(was) else "broadened"
    return None


def _at_odds(was: Commitment, now: Commitment) -> bool:
    """Whether two promises in the same words are two all the same: it is what stands above them, or in their rows, that says what is not done with the data."""
    return _category(was) != _category(now) and not any(is_weighty(word) for promise in (was, now) for word in content(promise.text))


def _held(promise: Commitment, others: Iterable[Commitment]) -> Commitment | None:
    """The promise of the other version that, alone or with others of its kind, forbids all that a promise forbids; None where something is left.

    Items of a list and one sentence that names them all promise the same. Only a promise that says what is not done, and with which data, can be told item by
    item. Of several the one comes out that takes the most back.
    """
    if _category(promise) not in _FORBIDS:
        return None
    data = [mention.term for mention in promise.data]
    known = load().terms("data")
    if not data or any(term not in known or load().is_vague(term) for term in data):
        return None
    alike = [other for other in others if _category(other) == _category(promise) and _reaches(other, promise)]
    holding = []
    for term in data:
        holders = [other for other in alike if any(_covers(mention.term, term, "data") for mention in other.data)]
        if not holders:
            return None
        holding.append(min(holders, key=lambda other: (len(_taken_back(other) - _taken_back(promise)), other.start)))
    return max(holding, key=lambda other: (len(_taken_back(other) - _taken_back(promise)), -other.start))


def _reaches(wide: Commitment, narrow: Commitment) -> bool:
    """Whether one promise binds for every recipient and every purpose that another one names; what names none binds for all."""
    slots: tuple[tuple[tuple[Mention, ...], tuple[Mention, ...], str], ...] = (
        (wide.recipients, narrow.recipients, "recipients"),
        (wide.purposes, narrow.purposes, "purposes"),
    )
    return all(
        not broad or (bool(few) and all(any(one.term == other.term or _covers(one.term, other.term, facet) for one in broad) for other in few))
        for broad, few, facet in slots
    )


def _covers(wide: str, narrow: str, facet: str) -> bool:
    known = load().terms(facet)
    return wide in known and narrow in known and load().covers(wide, narrow, facet)


def _permitted(promise: Commitment, other: Policy) -> bool:
    """Whether the other version states what the promise forbids: the same kind of action on data that the promise covers."""
    actions = _FORBIDS.get(_category(promise), ())
    vocabulary = load()
    for practice in permitted(other):
        if practice.action not in actions or practice.modality == "only_with_consent":
            continue
        if _meets((m.term for m in promise.data), (m.term for m in practice.data), vocabulary.terms("data"), "data") and _meets(
            (m.term for m in promise.recipients), (m.term for m in practice.recipients), vocabulary.terms("recipients"), "recipients"
        ):
            return True
    return False


def _meets(covered: Iterable[str], stated: Iterable[str], known: object, facet: str) -> bool:
    wide, narrow = [t for t in covered if t in known], [t for t in stated if t in known]  # type: ignore[operator]
    return not wide or not narrow or any(load().covers(a, b, facet) or load().covers(b, a, facet) for a in wide for b in narrow)


def _difference(promise: Commitment, side: Side, direction: Direction, counterpart: Commitment | None, other: Policy, scales: Scales) -> Difference:
    traits = []
    if _permitted(promise, other):
        traits.append("enables")
    differ = _taken_back(promise) ^ _taken_back(counterpart) if counterpart is not None else set()
    if differ and differ <= _qualifiers()[1]:
        traits.append("technical")
    said = _statement(promise, tuple(traits))
    # An item that its lead-in makes a promise stands in the same words where the lead-in permits it: there the words are no sign that the promise is kept.
    turned = "enables" in traits and not any(map(is_weighty, said.words))
    news = counterpart is not None or turned or scales.plausible(side, said)
    return Difference(said, side, direction, news, _statement(counterpart, ()) if counterpart else None)


def _term(promise: Commitment) -> str:
    """What a promise is about, for a fingerprint: its category and the data, recipients and purposes that it covers."""
    about = sorted({mention.term for mention in (*promise.data, *promise.recipients, *promise.purposes)})
    return f"commitment.{promise.category}" + (f"({', '.join(about)})" if about else "")


def _statement(promise: Commitment, traits: tuple[str, ...]) -> Statement:
    category = _category(promise)
    action = {"no_sale": "sell", "no_share": "share", "no_ads": "use", "no_collection": "collect"}.get(category, "other")
    context = Context(
        action=action,
        data=tuple(sorted({m.category for m in promise.data})),
        recipients=tuple(sorted({m.category for m in promise.recipients})),
        purposes=tuple(sorted({m.category for m in promise.purposes})),
        traits=traits,
    )
    return Statement(
        slot="commitment",
        category=category,
        term=_term(promise),
        text=promise.text,
        start=promise.start,
        end=promise.end,
        within=(promise.start, promise.end),
        clause=promise.clause,
        action=action,
        words=content(promise.text),
        context=context,
    )
