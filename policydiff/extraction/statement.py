"""A predicate of a clause and the mentions that belong to it."""

from __future__ import annotations

from dataclasses import dataclass, field

from policydiff.extraction.mentions import Candidate
from policydiff.extraction.predicates import Predicate

SLOTS = ("data", "recipients", "purposes")


@dataclass(slots=True)
class Statement:
    """A predicate and what has been found to belong to it."""

    predicate: Predicate
    data: list[Candidate] = field(default_factory=list)
    recipients: list[Candidate] = field(default_factory=list)
    purposes: list[Candidate] = field(default_factory=list)
    inherits: bool = False
    # The verbs of purposes, which are no predicates any more.
    verbs: set[int] = field(default_factory=set)

    def slot(self, name: str) -> list[Candidate]:
        """The candidates of a slot."""
        return {"data": self.data, "recipients": self.recipients, "purposes": self.purposes}[name]
