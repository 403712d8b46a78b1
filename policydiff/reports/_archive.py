"""What reports on a history or a scan say, in which order and in which words; each format only lays it out."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from policydiff.reports._words import clean, count, shorten

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from policydiff.repositories.models import Comparison, Delta, History, Version
    from policydiff.repositories.summaries import Aside, PolicySummary, Summary

LABELS = {
    "first": "first version",
    "new_text": "new text",
    "same_words": "same words",
    "re_render": "re-render",
    "flip": "flip between variants",
    "broken": "broken capture",
    "two_versions": "two versions on one page",
    "other_language": "other language",
    "unreadable": "unreadable",
    "deleted": "deleted",
}
# The same after a number: after one, and after several.
_COUNTED = {
    "first": ("first version", "first versions"),
    "new_text": ("new text", "new texts"),
    "same_words": ("with the same words", "with the same words"),
    "re_render": ("re-render", "re-renders"),
    "flip": ("flip between variants", "flips between variants"),
    "broken": ("broken capture", "broken captures"),
    "two_versions": ("with two versions on one page", "with two versions on one page"),
    "other_language": ("in another language", "in other languages"),
    "unreadable": ("unreadable", "unreadable"),
    "deleted": ("deleted", "deleted"),
}
_HEADS = {"consent": "CONSENT", "notice": "NOTICE", "none": "nothing material", "not_understood": "NOT UNDERSTOOD"}
_RANK = {"consent": 0, "notice": 1, "none": 2}
_NOTE = 160
LIMITS = "Reports say what texts permit, never what a company does. They are no legal advice."


class Event(NamedTuple):
    """One entry of a history: when, which capture (or how many), what it is, and the material changes with their weight.

    `beside` says what it is beside a sign that shows the level already.
    """

    day: str
    name: str
    level: str
    words: str
    beside: str
    changes: tuple[tuple[str, str], ...] = ()


def title(history: History) -> str:
    """Whose policy this is."""
    return " / ".join(clean(part) for part in (history.service, history.policy) if part)


def overview(history: History) -> str:
    """How many captures there are and what they are."""
    if not history.versions:
        return "No capture in this time."
    first, last = history.versions[0].captured.date(), history.versions[-1].captured.date()
    return f"{count(len(history.versions), 'capture')} from {first} to {last}: {labels(history.census())}."


def labels(census: Mapping[str, int]) -> str:
    """Counts by label in words."""
    return ", ".join(f"{number:,} {_COUNTED[label][number != 1]}" for label, number in census.items())


def events(history: History) -> Iterator[Event]:
    """What happened to a policy, oldest first: real versions one by one, what was set aside in rows of the same kind."""
    steps = {(step.new.commit, step.new.file): step.comparison for step in history.steps}
    for (label, note), group in groupby(history.versions, key=lambda version: (version.label, version.label if version.real else version.note)):
        for version in (found := list(group)):
            if not version.real:
                break
            yield _real(version, steps.get((version.commit, version.file)))
        if not found[0].real:
            days = f" until {found[-1].captured.date()}" if len(found) > 1 else ""
            several = f" ({len(found)} captures{days})" if len(found) > 1 else ""
            why = f": {shorten(clean(note), [], _NOTE)}" if note else ""
            words = f"{LABELS[label]}{several}{why}"
            yield Event(str(found[0].captured.date()), clean(found[0].name), "aside", words, words)


def _real(version: Version, comparison: Comparison | None) -> Event:
    stated = f", dated {version.effective}" if version.effective else ""
    size = f"{version.words:,} words{stated}"
    day, name = str(version.captured.date()), clean(version.name)
    if comparison is None:
        return Event(day, name, "first", f"{LABELS[version.label]}, {size}", size)
    return _compared(day, name, comparison, f"; {size}", tuple(material(comparison)))


def _compared(day: str, name: str, comparison: Comparison, size: str = "", changes: tuple[tuple[str, str], ...] = ()) -> Event:
    return Event(day, name, comparison.verdict, f"{verdict(comparison)}{size}", f"{_asked(comparison) or 'no material change'}{size}", changes)


def verdict(comparison: Comparison) -> str:
    """What a step asks for, with the number of edits behind it."""
    head, asked = _HEADS[comparison.verdict], _asked(comparison)
    if comparison.verdict == "not_understood":
        return f"{head}: {asked}"
    return f"{head} ({asked})" if asked else head


def _asked(comparison: Comparison) -> str:
    """How many edits of a step ask for what, empty where none does; why it was not understood."""
    if comparison.verdict == "not_understood":
        return clean(comparison.reason or "")
    counts = [(level, comparison.count(level)) for level in ("consent", "notice")]
    told = [f"{number} ask{'s' if number == 1 else ''} for {'fresh consent' if level == 'consent' else level}" for level, number in counts if number]
    return ", ".join(told)


def material(comparison: Comparison) -> Iterator[tuple[str, str]]:
    """The weight and the summary of each material edit, the heaviest first."""
    for delta in sorted(strongest(comparison), key=lambda delta: _RANK[delta.materiality]):
        yield delta.materiality, clean(delta.summary)


def strongest(comparison: Comparison) -> list[Delta]:
    """Of each material edit the delta that gives it its weight, the first of those that do."""
    found: dict[str, Delta] = {}
    for delta in comparison.deltas:
        known = found.setdefault(delta.change, delta)
        if _RANK[delta.materiality] < _RANK[known.materiality]:
            found[delta.change] = delta
    return [delta for delta in found.values() if delta.materiality != "none"]


def drift(history: History) -> Iterator[Event]:
    """How far each later version is from the accepted one."""
    for one in history.drift:
        yield _compared(str(one.version.captured.date()), clean(one.version.name), one.comparison)


def accepted(history: History) -> str:
    """Which version is the accepted one."""
    assert history.baseline is not None
    return f"Against the version of {history.baseline.captured.date()} ({clean(history.baseline.name)})"


def figures(summary: Summary) -> list[str]:
    """A scan in three sentences."""
    verdicts = summary.verdicts
    asks = "asks" if verdicts["consent"] == 1 else "ask"
    asked = f"{verdicts['consent']:,} {asks} for fresh consent, {verdicts['notice']:,} for notice, {verdicts['none']:,} for nothing"
    number = verdicts["not_understood"]
    unread = f", {number:,} {'was' if number == 1 else 'were'} not understood" if number else ""
    return [
        f"{count(len(summary.policies), 'policy', 'policies')}, {summary.captures:,} captures: {labels(summary.census)}.",
        f"{count(summary.steps, 'step')} from one real version to the next: {asked}{unread}.",
    ]


COLUMNS = ("policy", "captures", "real", "consent", "notice", "none", "last")


def row(policy: PolicySummary) -> tuple[str, ...]:
    """One policy: captures, real versions, steps by verdict, the day of the last capture."""
    name = " / ".join(clean(part) for part in (policy.service, policy.policy) if part)
    real = policy.census.get("first", 0) + policy.census.get("new_text", 0)
    verdicts = policy.verdicts
    return (name, str(policy.captures), str(real), str(verdicts["consent"]), str(verdicts["notice"]), str(verdicts["none"]), str(policy.last or ""))


def lists(summary: Summary) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What the figures do not tell, each under its title: the paths, and when and why."""
    for title, found in (("Not understood", list(_unread(summary))), ("Set aside", list(_asides(summary)))):
        if found:
            yield f"{title} ({len(found)})", found


def _unread(summary: Summary) -> Iterator[tuple[str, str]]:
    """The steps that were not understood: the path, and when and why."""
    for policy in summary.policies:
        for step in policy.unread:
            yield clean(policy.path), f"{step.old} to {step.new}: {shorten(clean(step.reason), [], _NOTE)}"


def _asides(summary: Summary) -> Iterator[tuple[str, str]]:
    """What was set aside because it is no text of the policy: the path, and when, how often and why."""
    for policy in summary.policies:
        for aside in policy.aside:
            yield clean(policy.path), _aside(aside)


def _aside(aside: Aside) -> str:
    when = str(aside.first) if aside.first == aside.last else f"{aside.first} to {aside.last}"
    several = f", {aside.captures} captures" if aside.captures > 1 else ""
    why = f": {shorten(clean(aside.note), [], _NOTE)}" if aside.note else ""
    return f"{when}{several}, {LABELS[aside.label]}{why}"
