"""What the model of categories sees: the evidence of names and cues, its words and their places, and the context, quieter where these say enough."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_PREFIXES = (4, 6)
_SUFFIX = 3
_LONGEST = 8
# Evidence above this many names' worth, or further ahead than this of the next, makes nothing surer.
_ENOUGH, _AHEAD = 4.0, 2.0
# How many words after a boundary ("about", "from", "for") are seen together with it.
_AFTER = 3
# What a word of the context counts beside a word of the phrase: less where the phrase itself says something specific.
_AROUND, _AROUND_SPECIFIC = 1.0, 0.5


class Context(NamedTuple):
    """Where a phrase stands, as far as the caller knows: words of its headings, of its lead-in, of the sentence around it, and the action of its practice."""

    heading: str = ""
    lead_in: str = ""
    sentence: str = ""
    action: str = ""


NOWHERE = Context()


@dataclass(frozen=True, slots=True)
class Weighed:
    """A phrase with the evidence in it.

    `words` are folded and come without openers; the first zone ends before `head`. `scores` are those of the terms for which a name or cue speaks, `best` is
    the id of the first of them (None where nothing speaks), `exact` the id of the term of which the whole phrase is a name.
    """

    words: Sequence[str]
    head: int
    scores: Mapping[str, float]
    best: str | None
    exact: str | None


def features(
    phrase: Weighed, categories: Mapping[str, str], boundaries: Collection[str], surroundings: Mapping[str, Collection[str]], *, vague: bool
) -> dict[str, float]:
    """The features of a phrase with their values.

    `categories` gives the category of each term; `boundaries` are the words that open a zone; `surroundings` the folded words of the context by kind; `vague`
    says that the phrase by itself names nothing specific.
    """
    found = dict.fromkeys(_of_words(phrase, boundaries), 1.0)
    found.update(_of_evidence(phrase, categories))
    for kind, words in surroundings.items():
        for word in words:
            found[f"{kind}: {word}"] = _AROUND if vague else _AROUND_SPECIFIC
    return found


def _of_words(phrase: Weighed, boundaries: Collection[str]) -> Iterator[str]:
    words, head = phrase.words, phrase.head
    yield "bias"
    yield f"length {min(len(words), _LONGEST)}"
    if not words:
        return
    yield f"first {words[0]}"
    yield f"last {words[head - 1]}"
    for position, word in enumerate(words):
        zone = "in" if position < head else "out"
        yield f"{zone} {word}"
        for length in _PREFIXES:
            if len(word) > length:
                yield f"{zone} {word[:length]}*"
        if len(word) > _SUFFIX + 1:
            yield f"{zone} *{word[-_SUFFIX:]}"
        if position:
            yield f"two {words[position - 1]} {word}"
        if word in boundaries:
            for other in words[position + 1 : position + 1 + _AFTER]:
                yield f"after {word} {other}"


def _of_evidence(phrase: Weighed, categories: Mapping[str, str]) -> dict[str, float]:
    """The best score of each category; which term and category lead, and by how much."""
    if phrase.best is None:
        return {"no evidence": 1.0}
    by_category: dict[str, float] = {}
    for term, score in phrase.scores.items():
        category = categories[term]
        by_category[category] = max(by_category.get(category, 0.0), score)
    ranked = sorted(by_category.values(), reverse=True)
    lead = ranked[0] - (ranked[1] if len(ranked) > 1 else 0.0)
    first = categories[phrase.best]
    found = {f"score {category}": min(score, _ENOUGH) / 2 for category, score in by_category.items()}
    found[f"best {first}"] = 1.0
    found[f"lead {first}"] = min(lead, _AHEAD) / 2
    found[f"term {phrase.best}"] = 1.0
    return found
