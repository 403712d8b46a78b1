"""Retention and legal bases tied to the practices that they belong to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.extraction.additions import lone
from policydiff.extraction.models import Action, Mention, Practice, Retention
from policydiff.extraction.predicates.roles import sentence_bounds

if TYPE_CHECKING:
    from policydiff.extraction.reading import Reading


def with_grounds(reading: Reading, practices: list[Practice]) -> list[Practice]:
    """The practices with the retention and the legal bases of their own sentence; what no practice of its sentence can hold makes a practice of its own."""
    from policydiff.extraction.legal_bases import legal_bases
    from policydiff.extraction.retention import retentions

    for kept in retentions(reading):
        practices = _with_retention(reading, practices, kept)
    for basis in legal_bases(reading):
        practices = _with_basis(reading, practices, basis)
    return practices


def _with_retention(reading: Reading, practices: list[Practice], kept: Retention) -> list[Practice]:
    """The practices with a period of keeping: under the keeping or deleting of its sentence that comes first, else in a practice of its own."""
    start, end = sentence_bounds(reading.doc, kept.start)
    wanted: tuple[Action, ...] = ("delete", "retain") if kept.kind == "deletion" else ("retain", "delete")
    for action in wanted:
        for index, practice in enumerate(practices):
            if practice.action == action and start <= practice.start < end:
                if practice.retention is None:
                    practices[index] = practice.model_copy(update={"retention": kept})
                return practices
    return [*practices, lone(wanted[0], kept.start, kept.end, retention=kept)]


def _with_basis(reading: Reading, practices: list[Practice], basis: Mention) -> list[Practice]:
    start, end = sentence_bounds(reading.doc, basis.start)
    own = [practice for practice in practices if start <= practice.start < end or practice.start <= basis.start < practice.end]
    if not own:
        return [*practices, lone("use", basis.start, basis.end, legal_bases=(basis,))]
    return [practice.model_copy(update={"legal_bases": (*practice.legal_bases, basis)}) if practice in own else practice for practice in practices]
