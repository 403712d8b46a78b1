"""Verbs that mislead: what is done with data may be seen by the network where the verb says something else."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from policydiff.extraction.practices import practices
from tests.extraction.readings import judged

Judge = Callable[[str, int, int], dict[str, float]]


def sure(action: str, probability: float) -> Judge:
    """One action with a probability, whatever mention is asked about, and no categories."""
    return lambda slot, start, end: {action: math.log(probability), "other": math.log(1 - probability)} if slot == "action" and start < end else {}


@pytest.mark.parametrize(
    ("text", "seen", "actions"),
    [
        ("We access your contacts.", sure("collect", 0.71), ["collect"]),
        ("We access your contacts.", sure("collect", 0.69), ["access"]),
        ("We access your contacts.", sure("delete", 0.99), ["access"]),
        ("We do not access your contacts.", sure("collect", 0.99), ["access"]),
        ("We share your contacts with advertisers.", sure("use", 0.99), ["share"]),
        ("We collect, use and share your browsing history.", sure("use", 0.99), ["collect", "use", "share"]),
    ],
)
def test_the_network_is_believed_where_it_is_sure_of_a_verb_that_misleads(
    text: str, seen: Callable[[str, int, int], dict[str, float]], actions: list[str]
) -> None:
    assert [practice.action for practice in practices(judged(text, seen))] == actions
