"""A predicate: the word of a clause that says what is done with data, and all that its sentence tells of it."""

from __future__ import annotations

from dataclasses import dataclass

from policydiff.extraction.models import Action, Actor, Modality, Polarity


@dataclass(frozen=True, slots=True)
class Predicate:
    """A word that says what is done with data.

    `token`, `start`, `end` and `who` are token indices: of the word (-1 where a lead-in or heading lends it), of its sentence, of whoever acts.
    `handed_over` says that somebody gives the data to the controller, `given_away` that the subject gets them from it ("advertisers receive"), `condition`
    that the word stands in an if-clause, `enabling` that its subject is what is used ("cookies help us"), `stative` that it is a state ("is visible to").
    """

    token: int
    action: Action
    actor: Actor
    polarity: Polarity
    modality: Modality
    start: int
    end: int
    passive: bool = False
    handed_over: bool = False
    given_away: bool = False
    condition: bool = False
    enabling: bool = False
    stative: bool = False
    who: int | None = None
