"""The language of a document."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple

from policydiff.documents.data import load

SHORTEST = 50  # words; a shorter text does not tell its language
_SAMPLE = 60  # blocks looked at, spread over the document
_SENTENCE = 12  # words; so many tell the language of a single block
_PROSE = 5  # words; a shorter block is a label and votes for nothing
_ENGLISH = 0.12  # the share of frequent English words from which a text is English without further ado
_HARDLY_ENGLISH = 0.04  # below it a text can be foreign
_WORD = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\u0e00-\u0eff]|[^\W\d_]+")  # scripts without spaces count by the character


class Language(NamedTuple):
    """An ISO 639-1 code and its name in English."""

    code: str
    name: str


def detect(blocks: Sequence[str]) -> Language | None:
    """The language in which most of the text is written; None under 50 words, or where nothing is sure.

    `blocks` are the texts of a document's blocks. English is told by its frequent words; only for other texts is the statistical detector loaded
    (py3langid, deterministic), which then votes block by block, so that a page with some foreign lines is judged by its body.
    """
    if not _is_long(blocks):
        return None
    spoken = [(block, _WORD.findall(block)) for block in blocks[:: max(1, len(blocks) // _SAMPLE)]]
    prose = [(block, words) for block, words in spoken if len(words) >= _PROSE]
    told = prose or [(" ".join(blocks), [word for block in blocks for word in _WORD.findall(block)])]
    english = _english_share([word for _, words in told for word in words])
    if english >= _ENGLISH:
        return Language("en", "English")
    votes = _votes([(block, len(words)) for block, words in told])
    code, weight = max(votes.items(), key=lambda vote: (vote[1], vote[0]))
    names = load("policydiff.documents", "language.toml")["names"]
    unsure = not prose or english >= _HARDLY_ENGLISH or 2 * weight <= sum(votes.values())
    if code not in names or (code != "en" and unsure):
        return None
    return Language(code, names[code])


def _is_long(blocks: Iterable[str]) -> bool:
    """Whether a text has the words that it takes to tell its language; no more of it is looked at than has them."""
    words = 0
    return any((words := words + len(_WORD.findall(block))) >= SHORTEST for block in blocks)


def foreign_share(blocks: Sequence[str]) -> float:
    """The share of the words of prose, 0..1, that stand in blocks of another language than English; linear.

    A block of `_SENTENCE` words or more that has hardly any of the frequent words of English is asked about; lists of names and shorter blocks do not tell.
    """
    words = foreign = 0
    for block in blocks:
        spoken = _WORD.findall(block)
        count = len(spoken)
        if count < _SENTENCE:
            continue
        words += count
        if _english_share(spoken) < _HARDLY_ENGLISH and next(iter(_votes([(block, count)]))) != "en":
            foreign += count
    return foreign / max(1, words)


def _english_share(words: Sequence[str]) -> float:
    frequent = _frequent()
    return sum([word.lower() in frequent for word in words]) / max(1, len(words))


@cache
def _frequent() -> frozenset[str]:
    return frozenset(load("policydiff.documents", "language.toml")["english"])


def _votes(sample: Sequence[tuple[str, int]]) -> Counter[str]:
    from py3langid import classify

    votes: Counter[str] = Counter()
    for block, count in sample:
        votes[str(classify(block[:1000])[0])] += count
    return votes
