"""The parts of a choice: what it covers, how it is made, who has it. All are the policy's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from policydiff.extraction.cues import Sentence, lexicon
from policydiff.extraction.models import ChoiceScope
from policydiff.vocabulary import load
from policydiff.vocabulary.words import words_of

if TYPE_CHECKING:
    from policydiff.extraction.parse import Span as TokenSpan
    from policydiff.extraction.reading import Reading

_FACETS = ("recipients", "purposes", "data")
# What "services" and "purposes" name says nothing of what a choice covers.
_NO_PURPOSE = frozenset({"service_provision", "generic", "legal"})


def scope(reading: Reading, sentence: Sentence, start: int, end: int) -> ChoiceScope:
    """What a choice covers: the words after its verb, up to the means, the time or the next verb, by what their noun phrases name.

    Words that name no data, recipient or purpose ("this arbitration agreement") stand whole among the purposes.
    """
    found = _covered(sentence, start, end)
    if found is None:
        return ChoiceScope()
    first, last, received = found
    text, begin, finish = sentence.span(first, last)
    if len(text) < 3 or lexicon("choice_parts").patterns["pronoun"].fullmatch(text.lower()):
        return ChoiceScope()
    slots: dict[str, list[str]] = {facet: [] for facet in _FACETS}
    for chunk in _chunks(reading, begin, finish):
        facet = _facet(chunk)
        if facet is not None:
            slots["purposes" if facet == "data" and received else facet].append(reading.doc.text[max(begin, chunk.start_char) : min(finish, chunk.end_char)])
    if not any(slots.values()):
        slots["purposes"] = [text]
    return ChoiceScope(**{facet: tuple(dict.fromkeys(words)) for facet, words in slots.items()})


def _covered(sentence: Sentence, start: int, end: int) -> tuple[int, int, bool] | None:
    """Where in the sentence the words stand that a choice covers, and whether they are messages that the person receives."""
    patterns = lexicon("choice_parts").patterns
    for verb in patterns["scope_verb"].finditer(sentence.folded, start, end):
        if patterns["scope_skip"].search(sentence.folded[verb.end() : end]):
            continue
        stop = patterns["scope_stop"].search(sentence.folded, verb.end(), end)
        last = stop.start() if stop else end
        if last - verb.end() > 2:
            return verb.end(), last, patterns["received"].search(verb.group()) is not None
    return None


def _chunks(reading: Reading, begin: int, finish: int) -> Iterator[TokenSpan]:
    """The noun phrases whose head stands between two offsets of the clause."""
    span = reading.doc.char_span(begin, finish, alignment_mode="expand")
    if span is not None:
        yield from (chunk for chunk in reading.doc.noun_chunks if span.start <= chunk.root.i < span.end)


def _facet(chunk: TokenSpan) -> str | None:
    """What a noun phrase names, by the longest name of the vocabulary that reaches furthest into its head; None for a deed ("the sharing") or for no name."""
    vocabulary = load()
    if lexicon("choice_parts").patterns["deed"].fullmatch(chunk.text.lower()):
        return None
    words = words_of(chunk.text)
    found = [
        (match.end, match.end - match.start, -rank, facet)
        for rank, facet in enumerate(_FACETS)
        for match in vocabulary.match(words, facet)
        if facet != "purposes" or match.term.category not in _NO_PURPOSE
    ]
    if found:
        return max(found)[3]
    before = chunk[0].nbor(-1).lower_ if chunk.start > 0 else ""
    return "recipients" if before == "with" and chunk.root.pos_ == "PROPN" else None


def mechanism(sentence: Sentence, match: re.Match[str], start: int, end: int, kind: str) -> str | None:
    """How the choice is made, in the part of the sentence from `start` to `end`: the means after its cue first, else the ones before it."""
    patterns = lexicon("choice_parts").patterns
    if kind == "leave_or_accept" and (found := patterns["leaving"].search(sentence.folded, start)) is not None:
        return sentence.span(found.start(), found.end())[0]
    for first in (match.start(), start):
        found = patterns["mechanism"].search(sentence.folded, first, end)
        if found is not None:
            stop = patterns["mechanism_stop"].search(sentence.folded, found.start() + 3, found.end())
            return sentence.span(found.start(), stop.start() if stop else found.end())[0] or None
    return None


def audience(sentence: Sentence, heading: tuple[str, ...], near: int | None = None) -> tuple[str, ...]:
    """Who has the choice, by the sentence's own words; else by the nearest heading that names residents or users.

    `near` is the end of a window where the sentence gives several: the words between it and the next are meant.
    """
    patterns = lexicon("choice_parts").patterns
    found = None
    if near is not None:
        found = patterns["audience"].search(sentence.folded, near)
    found = found or patterns["audience"].search(sentence.folded)
    if found is not None:
        return (sentence.span(found.start(), found.end())[0],)
    for title in reversed(heading):
        named = patterns["heading_audience"].search(title.lower())
        if named:
            return (title[named.start() : named.end()].strip(),)
    return ()
