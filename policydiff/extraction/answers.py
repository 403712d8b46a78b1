"""What a row of a table answers with yes or no: "Your name | Collected: no" denies what the name alone would state."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from policydiff.extraction.contexts import asked
from policydiff.extraction.models import Action, Polarity, Practice


def answered(practices: tuple[Practice, ...], answers: Sequence[tuple[str, Literal["yes", "no"]]]) -> tuple[Practice, ...]:
    """The practices of a cell as its row answers for them, with one more for each further action that the row answers for.

    `answers` are (question, answer), the question being the header of a column. Two columns may ask of one action ("Sold to partners", "Sold to others"):
    then one yes affirms it.
    """
    said: dict[Action, Polarity] = {}
    for question, answer in answers:
        action = asked(question)
        if action is not None and said.get(action) != "affirmed":
            said[action] = "affirmed" if answer == "yes" else "denied"
    if not said:
        return practices
    return tuple(one for practice in practices for one in _told(practice, said))


def _told(practice: Practice, said: dict[Action, Polarity]) -> list[Practice]:
    if practice.actor != "first_party" or not practice.data:
        return [practice]
    own = [] if practice.action in said else [practice]
    return own + [practice.model_copy(update={"action": action, "polarity": polarity}) for action, polarity in said.items()]
