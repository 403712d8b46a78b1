"""Words that one version writes together and the other apart: a lost space or line break, "e mail" and "email", "health care" and "healthcare"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from policydiff.remembered import VERSIONS, of_last
from policydiff.text import Word, is_address

LONGEST = 60  # characters; no two words that are written together are longer


def parted(rows: Sequence[list[Word]], other: Sequence[list[Word]]) -> list[list[Word]]:
    """The words of `rows` with each one cut in two that the other version does not know, where its halves stand side by side there.

    Both arguments hold the words of a version, one row a passage. A cut word keeps its place in the text. Cost is linear in the words of both.
    """
    known, pairs = _written(other)
    cuts: dict[str, int] = {}
    return [[part for word in row for part in _halves(word, known, pairs, cuts)] for row in rows]


@of_last(VERSIONS)
def _written(rows: Sequence[list[Word]]) -> tuple[set[str], set[tuple[str, str]]]:
    """The words of a version, and those that stand side by side in it."""
    forms = [word.form for row in rows for word in row]
    return set(forms), set(pairwise(("", *forms)))


def _halves(word: Word, known: set[str], pairs: set[tuple[str, str]], cuts: dict[str, int]) -> tuple[Word, ...]:
    form, start, end = word
    if form in known or len(form) > LONGEST or is_address(form):
        return (word,)
    if form not in cuts:
        cuts[form] = next((at for at in range(1, len(form)) if (form[:at], form[at:]) in pairs), 0)
    at = cuts[form]
    if not at or end - start < len(form):  # folding made the word longer than it stands in the text, so that its parts have no place there
        return (word,)
    return Word(form[:at], start, start + at), Word(form[at:], start + at, end)
