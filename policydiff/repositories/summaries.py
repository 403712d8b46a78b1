"""A scan in figures: what the archive holds, how many steps ask for what, and everything that was set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Any

from policydiff.contract import Model
from policydiff.repositories.hygiene import Label
from policydiff.repositories.models import History, Step, census


class Aside(Model):
    """Captures in a row that are no policy text: how many, from when to when, and why."""

    label: Label
    captures: int
    first: date
    last: date
    note: str = ""


class Unread(Model):
    """A step that was not understood: the days of both captures, and why."""

    old: date
    new: date
    reason: str


class PolicySummary(Model):
    """One policy: its captures by label, its steps by verdict, its edits by materiality; what was set aside, and what was not understood."""

    service: str
    policy: str
    path: str
    captures: int
    first: date | None
    last: date | None
    census: dict[str, int]
    verdicts: dict[str, int]
    edits: dict[str, int]
    aside: tuple[Aside, ...] = ()
    unread: tuple[Unread, ...] = ()


class Summary(Model):
    """All policies together, then each."""

    glob: str
    since: str | None
    regimes: tuple[str, ...] | None
    captures: int
    census: dict[str, int]
    steps: int
    verdicts: dict[str, int]
    edits: dict[str, int]
    policies: tuple[PolicySummary, ...]


_VERDICTS = ("consent", "notice", "none", "not_understood")
_EDITS = ("consent", "notice", "none")
_QUIET = ("first", "new_text", "same_words", "re_render", "flip")


def policy_summary(history: History) -> PolicySummary:
    """The figures of one policy."""
    days = [version.captured.date() for version in history.versions]
    edits = Counter[str]()
    for step in history.steps:
        edits.update({level: step.comparison.count(level) for level in _EDITS})
    runs = groupby(history.versions, key=lambda version: (version.label, version.note))
    return PolicySummary(
        service=history.service,
        policy=history.policy,
        path=history.path,
        captures=len(history.versions),
        first=min(days, default=None),
        last=max(days, default=None),
        census=history.census(),
        verdicts=_ordered(Counter(step.comparison.verdict for step in history.steps), _VERDICTS),
        edits=_ordered(edits, _EDITS),
        aside=tuple(_aside(label, note, [version.captured.date() for version in versions]) for (label, note), versions in runs if label not in _QUIET),
        unread=tuple(_unread(step) for step in history.steps if step.comparison.verdict == "not_understood"),
    )


def summarize(glob: str, since: str | None, regimes: tuple[str, ...] | None, policies: Sequence[PolicySummary]) -> Summary:
    """The figures of all policies."""
    labels = Counter[str]()
    verdicts, edits = Counter[str](), Counter[str]()
    for policy in policies:
        labels.update(policy.census)
        verdicts.update(policy.verdicts)
        edits.update(policy.edits)
    return Summary(
        glob=glob,
        since=since,
        regimes=regimes,
        captures=sum(policy.captures for policy in policies),
        census=census(labels.elements()),
        steps=sum(verdicts.values()),
        verdicts=_ordered(verdicts, _VERDICTS),
        edits=_ordered(edits, _EDITS),
        policies=tuple(policies),
    )


def _aside(label: Label, note: str, days: Sequence[date]) -> Aside:
    return Aside(label=label, captures=len(days), first=days[0], last=days[-1], note=note)


def _unread(step: Step) -> Unread:
    return Unread(old=step.old.captured.date(), new=step.new.captured.date(), reason=step.comparison.reason or "")


def _ordered(counts: Counter[Any], order: Sequence[str]) -> dict[str, int]:
    return {name: counts[name] for name in order}
