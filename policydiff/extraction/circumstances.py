"""When a practice happens and to whom: its conditions ("if you contact us") and the people whom it concerns ("California residents")."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from policydiff.extraction.models import Mention
from policydiff.extraction.wordlists import phrases, words

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Token
    from policydiff.extraction.predicates import Predicate
    from policydiff.extraction.reading import Reading

_PHRASES = frozenset({"prep", "advcl"})
_OPENING = 4  # tokens
_LONGEST = 40  # tokens; a longer clause is a misparse


def conditions(reading: Reading, predicate: Predicate) -> tuple[Mention, ...]:
    """The clauses with "if", "when", "where", "unless" on which the word of a predicate depends, in order; none for a predicate that the context lends."""
    if predicate.token < 0:
        return ()
    doc = reading.doc
    found = []
    for clause in sorted(_below(doc, predicate.token), key=lambda token: token.left_edge.i):
        start, end = clause.left_edge.i, clause.right_edge.i + 1
        while end > start and doc[end - 1].is_punct:
            end -= 1
        if start <= predicate.token < end or end - start > _LONGEST:
            continue
        text, first, last = reading.words(doc[start:end])
        found.append(Mention(term="condition", category="condition", text=text, start=first, end=last))
    return tuple(found)


def _below(doc: Doc, index: int) -> list[Token]:
    """The conditional clauses of a verb and of the verbs that it is coordinated with or depends on."""
    found = []
    node = doc[index]
    for _ in range(6):
        found += [child for child in node.children if (child.dep_ == "advcl" and _opens(child)) or (child.dep_ in _PHRASES and _circumstance(child))]
        if node.dep_ not in ("conj", "xcomp", "ccomp") or node.head == node:
            break
        node = node.head
    return found


def _opens(clause: Token) -> bool:
    """Whether a clause opens with a word of condition."""
    return clause.left_edge.lower_ in words("circumstances", "conditional", "words")


def _circumstance(phrase: Token) -> bool:
    """Whether a phrase or a participle says under which circumstance something is done: "at your direction", "depending on your settings"."""
    opening = phrase.left_edge
    if opening.lower_ not in words("circumstances", "circumstance", "first"):
        return False
    said = " ".join(token.lower_ for token in phrase.doc[opening.i : opening.i + _OPENING])
    return any(said.startswith(known) for known in phrases("circumstances", "circumstance", "openings"))


def audience(reading: Reading, predicate: Predicate) -> tuple[str, ...]:
    """Whom a practice concerns, as the sentence names them; else as the innermost heading that names somebody does. Empty where it concerns everyone."""
    text = reading.doc[predicate.start : predicate.end].text if predicate.token >= 0 else reading.doc.text
    for place in (text, *reversed(reading.heading)):
        found = _people(place)
        if found:
            return found
    return ()


# Asked of a sentence for each of its practices, and of a heading for each clause under it.
@lru_cache(maxsize=256)
def _people(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(match.group() for match in _pattern().finditer(text)))


@cache
def _pattern() -> re.Pattern[str]:
    people, places, ages, in_place = ("|".join(phrases("circumstances", "audience", name)) for name in ("people", "places", "ages", "in_place"))
    return re.compile(rf"\b(?:(?:{ages})|(?:{places}) (?:{people})|(?:{people}) (?:{in_place}) (?:the )?(?:{places}))\b", re.IGNORECASE)
