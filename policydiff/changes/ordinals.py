"""Statements that stand on a scale, compared as a whole: how the policy may change later, from which age children may join."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace

from policydiff.alignment import Alignment, Passage
from policydiff.changes.differences import Difference
from policydiff.changes.durations import length
from policydiff.changes.models import Direction
from policydiff.changes.scales import Scales
from policydiff.changes.statements import Statement, plain
from policydiff.extraction.models import Policy


def ordinals(old: Policy, new: Policy, scales: Scales) -> list[Difference]:
    """The differences on the scales: more notice of future changes is broadened, less is narrowed; a higher age of children narrowed, a lower one broadened."""
    before, after = old.change_clause, new.change_clause
    found = _compared(
        plain("policy_change", "notice", f"policy_change.{before.level}", before, before.clause) if before else None,
        plain("policy_change", "notice", f"policy_change.{after.level}", after, after.clause) if after else None,
        (before.level if before else 0, after.level if after else 0),
        ("broadened", "narrowed"),
        scales,
    )
    ages_old, ages_new = _ages(old), _ages(new)
    gone, come = ages_old.keys() - ages_new.keys(), ages_new.keys() - ages_old.keys()
    if gone or come:
        was, now = max(gone, default=min(ages_old, default=0)), max(come, default=min(ages_new, default=0))
        found += _compared(ages_old.get(was), ages_new.get(now), (was, now), ("narrowed", "broadened"), scales)
    return found


def _ages(policy: Policy) -> dict[int, Statement]:
    stated: dict[int, Statement] = {}
    for child in policy.children:
        if child.age is not None:
            stated.setdefault(child.age, plain("children", "age", f"children.{child.age}", child, child.clause, action="collect"))
    return stated


def _compared(was: Statement | None, now: Statement | None, scale: tuple[int, int], ways: tuple[Direction, Direction], scales: Scales) -> list[Difference]:
    """One difference where the places on the scale differ, told by the statement that stands higher: `ways` are the directions of a rise and of a fall."""
    if was is not None and now is not None:
        if scale[0] == scale[1]:
            return []
        rises = scale[1] > scale[0]
        said, side, other = (now, "new", was) if rises else (was, "old", now)
        told = scales.edited("old", was) or scales.edited("new", now)
        return [Difference(said, side, ways[0] if rises else ways[1], True, other)] if told else []  # type: ignore[arg-type]
    if now is not None:
        return [Difference(now, "new", "added", True)] if scales.edited("new", now) else []
    return [Difference(was, "old", "removed", True)] if was is not None and scales.edited("old", was) else []


def one_period_an_edit(found: list[Difference], alignment: Alignment) -> list[Difference]:
    """The differences, with two retention periods in passages that answer to each other told as one: the longer one, gained (broadened) or lost (narrowed)."""
    periods = [one for one in found if one.statement.slot == "retention" and length(one.statement.identity) is not None]
    answers: dict[int, list[int]] = defaultdict(list)
    for pair in alignment.pairs:
        for index in pair.old:
            answers[index] += pair.new
    here: dict[int, list[Difference]] = defaultdict(list)
    for one in periods:
        if one.side == "new":
            here[_passage(alignment.new, one)].append(one)
    dropped: set[int] = set()
    told: dict[int, Difference] = {}
    for was in periods:
        if was.side != "old":
            continue
        for now in (one for index in answers[_passage(alignment.old, was)] for one in here[index]):
            if id(was) in dropped or id(now) in dropped:
                continue
            longer = (length(now.statement.identity) or 0) > (length(was.statement.identity) or 0)
            dropped.add(id(was if longer else now))
            kept, other = (now, was) if longer else (was, now)
            told[id(kept)] = replace(kept, direction="broadened" if longer else "narrowed", counterpart=other.statement)
    return [told.get(id(one), one) for one in found if id(one) not in dropped]


def _passage(passages: tuple[Passage, ...], one: Difference) -> int:
    return bisect_right(passages, one.statement.start, key=lambda passage: passage.start) - 1
