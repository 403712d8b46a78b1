"""What is found once the practices of a clause are read: a mention more for one of them, or a practice of its own."""

from __future__ import annotations

from typing import Any, Literal

from policydiff.extraction.models import Action, Mention, Polarity, Practice


def with_mention(practice: Practice, slot: Literal["data", "recipients"], mention: Mention) -> Practice:
    """The practice with one more mention in a slot, at its place."""
    mentions = sorted((*getattr(practice, slot), mention), key=lambda other: (other.start, other.end))
    return practice.model_copy(update={slot: tuple(mentions)})


def lone(action: Action, start: int, end: int, *, polarity: Polarity = "affirmed", **slots: Any) -> Practice:
    """A practice of the controller for what no other practice of its sentence can hold; `slots` are what it names."""
    return Practice(action=action, actor="first_party", polarity=polarity, modality="does", clause="", start=start, end=end, **slots)
