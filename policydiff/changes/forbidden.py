"""What the words of a promise rule out, beside what it denies by its own verb."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cache

from policydiff.changes.data import table
from policydiff.extraction.models import Policy, Span


class Forbidden:
    """The places of a policy that stand in a promise, behind its negation and before anything that ends the negation's reach ("but", "except")."""

    def __init__(self, policy: Policy) -> None:
        kinds = set(table("qualifiers")["reach"]["categories"])
        found = (reach for promise in policy.commitments if promise.category in kinds and (reach := _reach(promise)) is not None)
        self._ranges = sorted(set(found))

    def __contains__(self, span: Span) -> bool:
        """Whether a phrase begins where a promise rules it out."""
        at = bisect_right(self._ranges, (span.start, float("inf"))) - 1
        return at >= 0 and span.start < self._ranges[at][1]


def _reach(promise: Span) -> tuple[int, int] | None:
    """The range from the first negation of a promise to what ends its reach."""
    said = promise.text.lower().replace("’", "'")
    negation = _negations().search(said)
    if negation is None:
        return None
    end = _ends().search(said, negation.end())
    return promise.start + negation.end(), promise.start + (end.start() if end else len(said))


@cache
def _negations() -> re.Pattern[str]:
    return _any(table("qualifiers")["reach"]["negations"])


@cache
def _ends() -> re.Pattern[str]:
    return _any(table("qualifiers")["reach"]["ends"])


def _any(phrases: list[str]) -> re.Pattern[str]:
    return re.compile("|".join(rf"(?<!\w){re.escape(phrase)}(?!\w)" for phrase in phrases))
