"""Commitments: promises not to do something with data, or to protect or delete them.

A denied practice of the controller, or of who works for it, is a commitment of the category of its action; other promises are known by their phrases. What
such a promise covers are the mentions that stand in it. A sentence on the person's own deeds, on somebody else's house or on a case that the person chooses
promises nothing.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from policydiff.extraction.cues import Sentence, compile_phrases, fold
from policydiff.extraction.models import Commitment, Practice
from policydiff.extraction.predicates import silent
from policydiff.extraction.sentence_kinds import settled
from policydiff.extraction.wordlists import phrases, table, words

if TYPE_CHECKING:
    import re

    from policydiff.extraction.reading import Reading


_PROMISING = ("first_party", "service_provider")


def commitments(reading: Reading, practices: tuple[Practice, ...]) -> tuple[Commitment, ...]:
    """The promises of a clause in order, with offsets in the clause; `practices` are the clause's practices, read before."""
    found = {(item.category, item.start): item for item in (*_promises(reading, practices), *_denials(reading, practices))}
    named = {item.start for item in found.values() if item.category != "other"}
    kept = [item for item in found.values() if item.category != "other" or item.start not in named]

    def of_sentence(category: str, sentence: Sentence) -> Commitment:
        _, start, end = sentence.whole()
        return _commitment(reading, category, start, end, [practice for practice in practices if start <= practice.start < end])

    held = settled(reading, "commitments", kept, lambda item: item.category, of_sentence)
    said = [item for item in held if item in kept or not _introduces(reading, item)]
    return tuple(sorted(said, key=lambda item: (item.start, item.category)))


def denials(reading: Reading, practices: tuple[Practice, ...]) -> tuple[Commitment, ...]:
    """The promises that denied practices alone make, in order: those of a cell whose row answers no, in whose own words no promise can be read."""
    return tuple(sorted(_denials(reading, practices), key=lambda item: (item.start, item.category)))


def _introduces(reading: Reading, promise: Commitment) -> bool:
    """Whether the words of a promise only lead in to what follows a colon: "We do not collect:" promises nothing that its items do not promise."""
    return reading.doc.text[promise.end :].lstrip().startswith(":")


def _denials(reading: Reading, practices: tuple[Practice, ...]) -> list[Commitment]:
    """The promises that denied practices make."""
    found = []
    for practice in practices:
        sentence = reading.doc.text[practice.start : practice.end]
        if practice.polarity == "denied" and practice.action in table("commitments")["denied"] and _promised(practice, sentence):
            found.append(_commitment(reading, _category(practice, sentence), practice.start, practice.end, [practice]))
    return found


def _promised(practice: Practice, sentence: str) -> bool:
    """Whether a denial is the controller's promise: it speaks of itself or its helpers, or binds others by its words."""
    if practice.actor not in _PROMISING and (practice.actor == "user" or not _phrases("binding").search(fold(sentence))):
        return False
    return _promises_something(practice, sentence)


def _promises_something(practice: Practice, sentence: str) -> bool:
    """Whether a denial does more than say what follows from a choice or a right of the person, or what cannot be done."""
    folded = fold(sentence)
    if _phrases("unpromising").search(folded):
        return False
    return bool(practice.data or practice.purposes) or _phrases("giving").search(folded) is not None


def _category(practice: Practice, sentence: str) -> str:
    """The category of the promise that a denial is: that of its action, unless its data, its purposes or its words tell a finer one."""
    folded = fold(sentence)
    advertises = any(purpose.category in words("commitments", "advertising", "categories") for purpose in practice.purposes)
    if advertises and (practice.action == "use" or (not practice.recipients and _phrases("sending").search(folded))):
        return "no_ads"
    gathered = any(mention.category in words("commitments", "gathering", "categories") for mention in practice.data)
    if practice.action == "use" and (gathered or _phrases("gathering").search(folded)):
        return "no_collection"
    if practice.action == "share" and _phrases("anonymising").search(folded):
        return "anonymisation"
    if practice.action == "share" and _phrases("paid").search(folded):
        return "no_sale"
    return str(table("commitments")["denied"][practice.action])


def _promises(reading: Reading, practices: tuple[Practice, ...]) -> list[Commitment]:
    """The promises that sentences make by their phrases."""
    found = []
    for sentence in reading.doc.sents:
        if silent(sentence):
            continue
        _, start, end = reading.words(sentence)
        folded = fold(sentence.text)
        if not _promising().search(folded):
            continue
        held = [category for category, pattern, spoiled in _patterns() if pattern.search(folded) and not (spoiled is not None and spoiled.search(folded))]
        if "encryption" in held:
            held = [category for category in held if category != "security"]  # the one measure by its own name
        within = [practice for practice in practices if start <= practice.start < end]
        found += [_commitment(reading, category, start, end, within) for category in held if category != "other" or held == ["other"]]
    return found


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str], re.Pattern[str] | None], ...]:
    return tuple(
        (entry["category"], _compiled(tuple(entry["any"])), _compiled(tuple(entry["unless"])) if "unless" in entry else None)
        for entry in table("commitments")["promise"]
    )


@cache
def _promising() -> re.Pattern[str]:
    """The phrases of every promise: most sentences hold none."""
    return _compiled(tuple(phrase for entry in table("commitments")["promise"] for phrase in entry["any"]))


@cache
def _phrases(kind: str) -> re.Pattern[str]:
    """The phrases of a kind, as one pattern."""
    return _compiled(phrases("commitments", kind, "any"))


@cache
def _compiled(alternatives: tuple[str, ...]) -> re.Pattern[str]:
    return compile_phrases(list(alternatives))


def _commitment(reading: Reading, category: str, start: int, end: int, practices: list[Practice]) -> Commitment:
    """A promise, with what the practices in it name."""
    return Commitment(
        category=category,
        text=reading.doc.text[start:end],
        start=start,
        end=end,
        data=tuple(dict.fromkeys(mention for practice in practices for mention in practice.data)),
        recipients=tuple(dict.fromkeys(mention for practice in practices for mention in practice.recipients)),
        purposes=tuple(dict.fromkeys(mention for practice in practices for mention in practice.purposes)),
        clause="",
    )
