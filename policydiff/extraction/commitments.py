"""Commitments: promises not to do something with data, or to protect or delete them.

A denied practice of the controller is a commitment of the category of its action; other promises are known by their phrases. What such a promise covers are the
mentions that stand in it.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from policydiff.extraction.models import Commitment, Practice
from policydiff.extraction.wordlists import table, words

if TYPE_CHECKING:
    import re

    from policydiff.extraction.reading import Reading


def commitments(reading: Reading, practices: tuple[Practice, ...]) -> tuple[Commitment, ...]:
    """The promises of a clause in order, with offsets in the clause; `practices` are the clause's practices, read before."""
    found = {(item.category, item.start): item for item in (*_denials(reading, practices), *_promises(reading, practices))}
    return tuple(sorted(found.values(), key=lambda item: (item.start, item.category)))


def _denials(reading: Reading, practices: tuple[Practice, ...]) -> list[Commitment]:
    return [
        _commitment(reading, _category(practice), practice.start, practice.end, [practice])
        for practice in practices
        if practice.polarity == "denied" and practice.actor == "first_party"
    ]


def _category(practice: Practice) -> str:
    if practice.action == "use" and any(purpose.category in words("commitments", "advertising", "categories") for purpose in practice.purposes):
        return "no_ads"
    return str(table("commitments")["denied"][practice.action])


def _promises(reading: Reading, practices: tuple[Practice, ...]) -> list[Commitment]:
    found = []
    for sentence in reading.doc.sents:
        _, start, end = reading.words(sentence)
        folded = sentence.text.lower().replace("’", "'")
        for category, pattern, spoiled in _patterns():
            if pattern.search(folded) and not (spoiled is not None and spoiled.search(folded)):
                found.append(_commitment(reading, category, start, end, [practice for practice in practices if start <= practice.start < end]))
                break
    return found


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple(
        (entry["category"], _compiled(tuple(entry["any"])), _compiled(tuple(entry["unless"])) if "unless" in entry else None)
        for entry in table("commitments")["promise"]
    )


def _compiled(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    import re

    return re.compile("|".join(rf"(?<!\w){phrase.replace(' ~ ', r' (?:[^ ]+ ){0,6}?')}(?!\w)" for phrase in alternatives))


def _commitment(reading: Reading, category: str, start: int, end: int, practices: list[Practice]) -> Commitment:
    return Commitment(
        category=category,
        text=reading.doc.text[start:end],
        start=start,
        end=end,
        data=tuple(mention for practice in practices for mention in practice.data),
        recipients=tuple(mention for practice in practices for mention in practice.recipients),
        purposes=tuple(mention for practice in practices for mention in practice.purposes),
        clause="",
    )
