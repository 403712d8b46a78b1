"""Marks the phrases of a clause that a careful reader would underline as data, recipients and purposes, with weights trained on labelled clauses.

Two readers are heard: chains that know the parse and the vocabulary, and the network of `encoder`, which knows words in their context; they err differently.
How much the network counts beside the chains stands in `lexicon/tagger.toml`. The weights of the chains lie in `weights/tagger.npz`, their card (data, date,
figures) in `weights/tagger.json`; `python -m policydiff.extraction.training` rebuilds both.
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Literal

from policydiff.extraction.wordlists import table, words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policydiff.extraction.reading import Reading

Slot = Literal["data", "recipient", "purpose"]
SLOTS: tuple[Slot, ...] = ("data", "recipient", "purpose")
# Keys that agree in all but this many bits share a bucket: about one key in four buckets.
_BUCKET = 12
_BATCH = 1000  # tokens


@dataclass(frozen=True, slots=True)
class TaggedSpan:
    """Tokens `start_token` up to, not including, `end_token` of the clause name what `slot` says; `score`, in 0..1, grows with the certainty."""

    slot: Slot
    start_token: int
    end_token: int
    score: float


def mentions(readings: Sequence[Reading]) -> list[tuple[TaggedSpan, ...]]:
    """The mentions of each clause, by slot and then from left to right.

    Mentions of one slot do not overlap; a purpose may contain data. The same reading always gives the same answer, whatever stands beside it.
    """
    tagger = _chosen[-1] if _chosen else load()
    found: list[tuple[TaggedSpan, ...]] = []
    for batch in _batches(readings):
        found += tagger.spans(batch, tagger.scores(batch))
    return found


_chosen: list[Tagger] = []


@contextmanager
def using(tagger: Tagger) -> Iterator[None]:
    """Within the with statement this tagger reads, not the one of the package: one that has not seen what it is tried on. Not for use by two threads."""
    _chosen.append(tagger)
    try:
        yield
    finally:
        _chosen.pop()


@lru_cache(maxsize=1)
def load() -> Tagger:
    """The tagger with the weights of the package, read on the first call."""
    return Tagger((files("policydiff.extraction") / "weights" / "tagger.npz").read_bytes())


class Tagger:
    """Weights in memory. `weights` are the bytes of a file that `training` wrote."""

    def __init__(self, weights: bytes) -> None:
        import numpy as np

        from policydiff.extraction.tagger_features import Features

        with np.load(io.BytesIO(weights), allow_pickle=False) as stored:
            self._index = Index(stored["keys"])
            known = stored["features"].astype(np.float32)
            self._transitions = stored["transitions"].tolist()
            self._lift = stored["lift"].astype(np.float32)
            known_words, templates = (stored[name].tobytes().decode("utf-8").splitlines() for name in ("words", "templates"))
            classes = dict(zip(known_words, map(tuple, stored["classes"].tolist()), strict=True))
        self._features = np.vstack([known, np.zeros((1, known.shape[1]), dtype=np.float32)])
        self._rows = Features(classes, templates)

    def scores(self, readings: Sequence[Reading]) -> NDArray[np.float32]:
        """Token x slot x tag, the tokens of one reading after those of the other: how well each tag fits each token, neighbours' tags left aside."""
        from policydiff.extraction.chains import emissions

        return emissions(self._features, self._index(self._rows(readings)))

    def beside(self, readings: Sequence[Reading], scores: NDArray[np.float32]) -> NDArray[np.float32]:
        """The scores of the chains with those of the encoder added, and both with the readiness to mark of each slot."""
        import numpy as np

        from policydiff.extraction.encoder import view

        seen = [reading.view or view(reading) for reading in readings]
        lift = self._lift
        if all(found is not None for found in seen):
            weights = table("tagger")["encoder"]
            lift = np.array([weights[slot]["lift"] for slot in SLOTS], dtype=np.float32)
            share = np.array([weights[slot]["share"] for slot in SLOTS], dtype=np.float32)
            scores = (scores + np.concatenate([found.tags() for found in seen if found is not None]) * share[:, None]).astype(np.float32)
        lifted = scores.copy()
        lifted[:, :, 0] -= lift
        return lifted

    def spans(self, readings: Sequence[Reading], scores: NDArray[np.float32]) -> list[tuple[TaggedSpan, ...]]:
        """The most probable mentions of each reading, given the scores of the chains for all their tokens."""
        import numpy as np

        lifted = self.beside(readings, scores)
        odds = np.exp(lifted - lifted.max(axis=2, keepdims=True))
        inside = 1 - odds[:, :, 0] / odds.sum(axis=2)
        found, end = [], 0
        for reading in readings:
            start, end = end, end + len(reading.doc)
            found.append(self._marked(reading, lifted[start:end], inside[start:end]))
        return found

    def _marked(self, reading: Reading, scores: NDArray[np.float32], inside: NDArray[np.float32]) -> tuple[TaggedSpan, ...]:
        """The most probable mentions of a reading; `inside`, token x slot, is the probability that a token by itself is part of one."""
        from policydiff.extraction.chains import best_tags, spans

        openers = words("tagger", "purpose_prepositions")
        marked = [spans(best_tags(scores[:, number].tolist(), moves)) for number, moves in enumerate(self._transitions)]
        texts = [token.text for token in reading.doc] if any(marked) else []
        found = []
        for number, slot in enumerate(SLOTS):
            for start, end in marked[number]:
                start, end = _trimmed(texts, start, end)
                # The labelled purposes begin with their "for" or "to" in one clause and without it in the next: here always with it.
                if slot == "purpose" and 0 < start < end and texts[start - 1] in openers:
                    start -= 1
                if start < end:
                    found.append(TaggedSpan(slot, start, end, round(float(inside[start:end, number].mean()), 4)))
        return tuple(found)


class Index:
    """Finds the row numbers of feature hashes among sorted keys; the number of keys stands for a hash that is not among them.

    A table of the first key of each bucket replaces the binary search, which would cost more than everything else together.
    """

    def __init__(self, keys: NDArray[np.uint32]) -> None:
        import numpy as np

        buckets = keys >> _BUCKET
        self._keys = np.append(keys, np.uint32(0xFFFFFFFF))
        self._first = np.searchsorted(buckets, np.arange(1 << (32 - _BUCKET))).astype(np.int32)

    def __call__(self, hashes: NDArray[np.uint64]) -> NDArray[np.int32]:
        """The row number of each hash."""
        import numpy as np

        short = (hashes >> np.uint64(32)).astype(np.uint32).ravel()
        rows: NDArray[np.int32] = self._first[short >> np.uint32(_BUCKET)]
        # Most are found, or found missing, at their bucket's first key: only the others go on.
        behind = np.flatnonzero(self._keys[rows] < short)
        while len(behind):
            rows[behind] += 1
            behind = behind[self._keys[rows[behind]] < short[behind]]
        rows[self._keys[rows] != short] = len(self._keys) - 1
        return rows.reshape(hashes.shape)


def _batches(readings: Sequence[Reading]) -> Iterator[list[Reading]]:
    """The readings in order, so many at a time that arrays pay and stay in the cache of the processor."""
    batch: list[Reading] = []
    size = 0
    for reading in readings:
        if batch and size + len(reading.doc) > _BATCH:
            yield batch
            batch, size = [], 0
        batch.append(reading)
        size += len(reading.doc)
    if batch:
        yield batch


def _trimmed(texts: list[str], start: int, end: int) -> tuple[int, int]:
    """Without punctuation at its ends; a closing bracket stays where its opening one is inside."""
    while start < end and not _says(texts[start]):
        start += 1
    while start < end and not _says(texts[end - 1]) and not (texts[end - 1] == ")" and "(" in texts[start:end]):
        end -= 1
    return start, end


def _says(text: str) -> bool:
    return any(character.isalnum() for character in text)
