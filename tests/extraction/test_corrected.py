"""Verbs that mislead: what is done with data may be seen by the network where the verb says something else."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from policydiff.extraction import practices as module
from policydiff.extraction.practices import practices
from tests.extraction.readings import read


class Sure:
    """Stands for what the network sees: one action with a probability, whatever is asked about."""

    def __init__(self, action: str, probability: float) -> None:
        self._found = {action: math.log(probability), "other": math.log(1 - probability)}

    def categories(self, slot: str, start: int, end: int) -> dict[str, float]:
        assert slot == "action"
        assert start < end
        return self._found


@pytest.mark.parametrize(
    ("text", "seen", "actions"),
    [
        ("We access your contacts.", Sure("collect", 0.71), ["collect"]),
        ("We access your contacts.", Sure("collect", 0.69), ["access"]),
        ("We access your contacts.", Sure("delete", 0.99), ["access"]),
        ("We do not access your contacts.", Sure("collect", 0.99), ["access"]),
        ("We share your contacts with advertisers.", Sure("use", 0.99), ["share"]),
        ("We collect, use and share your browsing history.", Sure("use", 0.99), ["collect", "use", "share"]),
    ],
)
def test_the_network_is_believed_where_it_is_sure_of_a_verb_that_misleads(text: str, seen: Sure, actions: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "view", lambda _: seen)
    assert [practice.action for practice in practices(replace(read(text), view=None))] == actions
