"""What a text is about, as coarse categories: the common ground on which a change meets a choice or a sentence of a notice."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from policydiff.vocabulary import load

if TYPE_CHECKING:
    from policydiff.extraction.models import Policy
    from policydiff.law.models import JudgedChange

FACETS = {"data": "data", "purpose": "purposes", "recipient": "recipients"}  # slot -> facet of the vocabulary
VAGUE = frozenset({("data", "generic"), ("purpose", "generic"), ("purpose", "other"), ("purpose", "service_provision"), ("recipient", "third_party")})
Topic = tuple[str, str]  # (slot, category)

_WORD = re.compile(r"[\w'’-]+")
_MARKS = " \t\r*#-"  # white space and the marks of list items and headings
_NAME = re.compile(r"(?<=[a-z,;] )(?<!our )(?<!heir )([A-Z][\w&-]{2,})")  # "our Services", "your Account" and "their Terms" name no one
_SENTENCE = re.compile(r"[^.!?\n]+[.!?]?")


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a text with its place and what it is about."""

    text: str
    start: int
    end: int
    topics: frozenset[Topic]


def of_change(change: JudgedChange, *slots: str) -> frozenset[Topic]:
    """The topics of a change: those of its deltas and of the sentences that state them; vague categories left out."""
    found = {(delta.slot, delta.category) for delta in change.deltas}
    for delta in change.deltas:
        context = delta.context
        found |= {("data", name) for name in context.data}
        found |= {("purpose", name) for name in context.purposes}
        found |= {("recipient", name) for name in context.recipients}
    return frozenset(topic for topic in found if topic[0] in (slots or FACETS) and topic not in VAGUE)


def word_list(text: str) -> list[str]:
    """The words of a text in order, in lower case."""
    return [word.lower() for word in _WORD.findall(text)]


@lru_cache(maxsize=4096)
def of_text(text: str) -> frozenset[Topic]:
    """The topics that the words of a text name."""
    vocabulary = load()
    words = _WORD.findall(text)
    found = {(slot, match.term.category) for slot, facet in FACETS.items() for match in vocabulary.match(words, facet)}
    return frozenset(topic for topic in found if topic not in VAGUE)


def names(text: str) -> frozenset[Topic]:
    """The names in a text: capitalised words that neither begin a sentence nor belong to "our" or "your", in lower case."""
    return frozenset(("name", found.group(1).lower()) for found in _NAME.finditer(text))


def sentences(policy: Policy) -> Iterator[Sentence]:
    """The sentences of a policy in order, with the topics of their words and of the practices read in them."""
    mentioned = list(_mentioned(policy))
    text = policy.document.text
    for match in _SENTENCE.finditer(text):
        start, end = match.span()
        quote = text[start:end].strip(_MARKS)
        if not quote:
            continue
        start += match.group().index(quote)
        end = start + len(quote)
        read = {topic for place, topic in mentioned if start <= place < end}
        yield Sentence(quote, start, end, of_text(quote) | read)


@lru_cache(maxsize=4096)
def content_words(text: str) -> frozenset[str]:
    """The words of a text that carry meaning, in lower case."""
    from policydiff.alignment import content

    return frozenset(content(text))


def _mentioned(policy: Policy) -> Iterable[tuple[int, Topic]]:
    for practice in policy.practices:
        for slot, mentions in (("data", practice.data), ("purpose", practice.purposes), ("recipient", practice.recipients)):
            yield from ((mention.start, (slot, mention.category)) for mention in mentions if (slot, mention.category) not in VAGUE)
