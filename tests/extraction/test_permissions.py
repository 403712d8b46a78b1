"""What the practices of a policy permit: who may have which data for which purpose."""

from __future__ import annotations

import pytest

import policydiff
from policydiff.extraction.models import Mention, Policy, Practice
from policydiff.extraction.permissions import Permission, permissions


def practice(text: str, at: dict[str, str], **fields: object) -> Practice:
    """A practice of a text, with its mentions as categories by their words."""
    slots: dict[str, list[Mention]] = {"data": [], "purposes": [], "recipients": []}
    for words, (slot, category) in ((words, where.split()) for words, where in at.items()):
        start = text.index(words)
        slots[slot].append(Mention(text=words, start=start, end=start + len(words), term=category, category=category))
    values = {"action": "use", "actor": "first_party", "polarity": "affirmed", "modality": "does", "clause": "c", "start": 0, "end": len(text), **fields}
    return Practice(**values, **slots)


def policy(*practices: Practice) -> Policy:
    return policydiff.parse(TEXT).model_copy(update={"practices": practices})


TEXT = "We use your address and your plans to draw maps and to sell walks."
BOTH = {"address": "data contact", "plans": "data content"}


@pytest.mark.parametrize(
    ("practices", "expected"),
    [
        ((), ()),
        (
            (practice(TEXT, {**BOTH, "draw maps": "purposes account"}),),
            (Permission(data="contact", purpose="account", recipient=None), Permission(data="content", purpose="account", recipient=None)),
        ),
        ((practice(TEXT, {"plans": "data content"}, polarity="denied"),), ()),
        ((practice(TEXT, {"plans": "data content"}, action="protect"),), ()),
        ((practice(TEXT, {"plans": "data content"}, modality="must_not"),), ()),
        (
            (practice(TEXT, {"plans": "data content"}, modality="only_with_consent"),),
            (Permission(data="content", purpose=None, recipient=None, by_choice=True),),
        ),
        # What one sentence permits without a choice, no other makes depend on one.
        (
            (practice(TEXT, {"plans": "data content"}, modality="unless_opted_out"), practice(TEXT, {"plans": "data content"})),
            (Permission(data="content", purpose=None, recipient=None),),
        ),
        ((practice(TEXT, {"walks": "recipients advertiser"}, action="share"),), (Permission(data=None, purpose=None, recipient="advertiser"),)),
    ],
)
def test_permissions(practices: tuple[Practice, ...], expected: tuple[Permission, ...]) -> None:
    assert permissions(policy(*practices)) == expected
