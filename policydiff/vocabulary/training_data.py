"""Phrases with categories, as the model of categories learns from them: labelled clauses, labelled changes, example phrases and the names of terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from policydiff.vocabulary import trees
from policydiff.vocabulary.features import NOWHERE, Context
from policydiff.vocabulary.labels import CLAUSES, labelled, records, services
from policydiff.vocabulary.tree import Vocabulary

# The changes by pair of versions, in a folder of labelled data.
CHANGES = "more/gold.jsonl"
# The slots of a change, by the facet that names them.
SLOTS = {"data": "data", "purposes": "purpose", "recipients": "recipient"}
_SENTENCE_END = re.compile(r"[.;]\s")

Kind = Literal["clause", "own", "change", "example", "name"]


class Example(NamedTuple):
    """A phrase, its category and its context. `group` is what cross-validation keeps together (a service; empty for what is always learned from)."""

    kind: Kind
    group: str
    phrase: str
    category: str
    context: Context = NOWHERE


def examples(gold: Path, facet: str, vocabulary: Vocabulary) -> list[Example]:
    """All examples of a facet, in a fixed order. Files other than the labelled clauses may be missing."""
    known = frozenset(vocabulary.categories(facet))
    found = [*_clauses(gold, facet), *_changes(gold, facet)]
    found += [Example("example", "", phrase, category) for phrase, category in trees.examples(facet)]
    found += [Example("name", "", phrase, term.category) for term in vocabulary.terms(facet).values() for phrase in term.phrases]
    return [example for example in found if example.category in known]


def _clauses(gold: Path, facet: str) -> Iterator[Example]:
    """The mentions of the labelled clauses, each phrase of a clause once per category: first those of the folder, then those of our own labels."""
    given = sum(1 for _ in records(gold / CLAUSES))
    for number, clause in enumerate(labelled(gold)):
        kind: Kind = "clause" if number < given else "own"
        heading, lead_in = " ".join(clause.get("heading") or []), clause.get("lead_in") or ""
        seen = set()
        for practice in clause.get("practices") or []:
            for mention in practice.get(facet) or []:
                phrase, category = mention["text"], mention["category"]
                if (phrase, category) not in seen:
                    seen.add((phrase, category))
                    yield Example(kind, clause["service"], phrase, category, Context(heading, lead_in, _sentence(clause["text"], phrase), practice["action"]))


def _changes(gold: Path, facet: str) -> Iterator[Example]:
    """The labelled changes: a short name of what changed."""
    if not (gold / CHANGES).is_file():
        return
    service = services(gold)
    for pair in records(gold / CHANGES):
        name: str = pair["pair"]
        for change in pair["changes"]:
            if change["slot"] == SLOTS[facet]:
                yield Example("change", service.get(name, name), change["term"], change["category"])


def _sentence(text: str, phrase: str) -> str:
    """The sentence of a text in which a phrase first stands."""
    at = max(text.find(phrase), 0)
    start = max((match.end() for match in _SENTENCE_END.finditer(text, 0, at)), default=0)
    following = _SENTENCE_END.search(text, at + len(phrase))
    return text[start : following.start() if following else len(text)]
