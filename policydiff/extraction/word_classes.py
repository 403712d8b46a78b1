"""Classes of words that occur in the same places, learned from running text: "affiliates" falls together with "subsidiaries".

Counts of neighbours at four positions, weighted by positive pointwise mutual information with smoothed contexts (Levy, Goldberg, Dagan 2015), reduced by a
randomised singular value decomposition (Halko, Martinsson, Tropp 2011) and grouped by spherical k-means, coarsely and finely.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

SIZES = (60, 250, 800)
_WORD = re.compile(r"[a-z]+(?:-[a-z]+)*|\d+|[^\w\s]")
_LINK = re.compile(r"\]\([^)]*\)")
_POSITIONS = (-2, -1, 1, 2)
_LEAST, _CONTEXTS, _DIMENSIONS, _SPARE, _ROUNDS = 4, 3000, 80, 20, 25

Matrix = NDArray[np.float32]


def word_classes(texts: Sequence[str]) -> dict[str, tuple[int, ...]]:
    """For each word that is frequent enough, its class in each of SIZES groupings, numbered from 1."""
    lines = [_WORD.findall(_LINK.sub(" ", text).lower()) for text in texts]
    counts = Counter(word for line in lines for word in line)
    words = [word for word, count in sorted(counts.items(), key=lambda item: (-item[1], item[0])) if count >= _LEAST]
    if len(words) < 2 * max(SIZES):
        return {}
    vectors = _vectors(lines, words)
    weights = np.sqrt(np.array([counts[word] for word in words], dtype=np.float32))
    groups = np.stack([_groups(vectors, size, weights) for size in SIZES], axis=1) + 1
    return {word: tuple(row) for word, row in zip(words, groups.tolist(), strict=True)}


def _vectors(lines: Sequence[Sequence[str]], words: Sequence[str]) -> Matrix:
    """A vector of length one for each word, from the words around it."""
    number = {word: index for index, word in enumerate(words)}
    contexts = min(_CONTEXTS, len(words))
    stream = np.array([number.get(word, -1) for line in lines for word in ("", "", *line)], dtype=np.int64)
    table = np.zeros((len(words), len(_POSITIONS) * contexts), dtype=np.float32)
    for slot, offset in enumerate(_POSITIONS):
        other = np.roll(stream, -offset)
        known = (stream >= 0) & (other >= 0) & (other < contexts)
        np.add.at(table, (stream[known], other[known] + slot * contexts), 1.0)
    seen = np.maximum(table.sum(axis=1, keepdims=True), 1)
    expected = table.sum(axis=0, keepdims=True) ** 0.75
    expected = np.maximum(expected / expected.sum(), 1e-12)
    table = np.log(np.maximum(table / seen / expected, 1.0))
    basis = table @ np.random.default_rng(0).standard_normal((table.shape[1], _DIMENSIONS + _SPARE)).astype(np.float32)
    for _ in range(3):
        basis = table @ (table.T @ np.linalg.qr(basis)[0])
    basis = np.linalg.qr(basis)[0]
    left, strength, _ = np.linalg.svd(basis.T @ table, full_matrices=False)
    return _unit((basis @ left)[:, :_DIMENSIONS] * np.sqrt(strength[:_DIMENSIONS]))


def _groups(vectors: Matrix, size: int, weights: Matrix) -> NDArray[np.int64]:
    """The number of the group of each vector, by spherical k-means with weighted centres."""
    centres = vectors[np.random.default_rng(1).choice(min(len(vectors), 4 * size), size, replace=False)].copy()
    nearest = np.zeros(len(vectors), dtype=np.int64)
    for _ in range(_ROUNDS):
        nearest = np.argmax(vectors @ centres.T, axis=1)
        for group in range(size):
            members = nearest == group
            if members.any():
                centres[group] = _unit((vectors[members] * weights[members, None]).sum(axis=0, keepdims=True))[0]
    return nearest


def _unit(rows: Matrix) -> Matrix:
    scaled: Matrix = rows / (np.linalg.norm(rows, axis=1, keepdims=True) + np.float32(1e-9))
    return scaled
