"""Linear-chain conditional random fields over hashed features (Lafferty, McCallum, Pereira 2001): one chain a slot, over the tags outside, begin and inside.

All slots share the features, so that one table of weights (feature x slot x tag) holds everything but the transitions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

OUTSIDE, BEGIN, INSIDE = 0, 1, 2
TAGS = 3
# A tag sequence cannot start with "inside", nor go from "outside" to "inside".
IMPOSSIBLE = -1e4

Floats = NDArray[np.float64]
Weights = NDArray[np.float32]
Numbers = NDArray[np.int32] | NDArray[np.int64]


@dataclass(frozen=True)
class Chain:
    """Trained weights: `features` has one row a known feature and a last row of zeros for unknown ones; `transitions` is slot x tag x next tag."""

    features: Weights
    transitions: Floats


@dataclass(frozen=True)
class Settings:
    """How training goes: passes over the data, first step size, pull towards zero, share of features hidden in each pass, tokens in a batch,
    how many runs from different random numbers are averaged, and which share of the examples each run sees of those that not every run must see
    (bagging: Breiman 1996)."""

    epochs: int
    rate: float = 0.1
    decay: float = 1e-5
    hidden: float = 0.4
    batch: int = 1500
    runs: int = 1
    share: float = 1.0


def emissions(features: Weights, rows: Numbers) -> Weights:
    """Token x slot x tag scores of tokens given the row numbers of their features, template x token."""
    # One template after the other: what is summed stays in the cache of the processor.
    scores, weights = (np.zeros((rows.shape[1], features.shape[1]), dtype=np.float32) for _ in range(2))
    for row in rows:
        features.take(row, axis=0, mode="clip", out=weights)
        scores += weights
    return scores.reshape(len(scores), features.shape[1] // TAGS, TAGS)


def best_tags(scores: Sequence[Sequence[float]], transitions: Sequence[Sequence[float]]) -> list[int]:
    """The most probable tags of one slot (Viterbi). Plain numbers: for three tags they are faster than arrays."""
    (oo, ob, _), (bo, bb, bi), (io, ib, ii) = transitions
    back: list[tuple[int, int, int]] = []
    out = begin = inside = 0.0
    for index, (to_out, to_begin, to_inside) in enumerate(scores):
        if index == 0:
            out, begin, inside = to_out, to_begin, IMPOSSIBLE
            continue
        a, b, c = out + oo, begin + bo, inside + io
        from_out = 0 if a >= b and a >= c else (1 if b >= c else 2)
        next_out = max(a, b, c) + to_out
        a, b, c = out + ob, begin + bb, inside + ib
        from_begin = 0 if a >= b and a >= c else (1 if b >= c else 2)
        next_begin = max(a, b, c) + to_begin
        b, c = begin + bi, inside + ii
        back.append((from_out, from_begin, 1 if b >= c else 2))
        out, begin, inside = next_out, next_begin, max(b, c) + to_inside
    if not scores:
        return []
    tag = OUTSIDE if out >= begin and out >= inside else (BEGIN if begin >= inside else INSIDE)
    tags = [tag]
    for origins in reversed(back):
        tag = origins[tag]
        tags.append(tag)
    return tags[::-1]


def spans(tags: Sequence[int]) -> list[tuple[int, int]]:
    """The runs of one begin and its insides: first token, and the token after the last."""
    found: list[tuple[int, int]] = []
    start = -1
    for index, tag in enumerate([*tags, OUTSIDE]):
        if tag != INSIDE and start >= 0:
            found.append((start, index))
            start = -1
        if tag == BEGIN:
            start = index
    return found


def train(
    rows: Sequence[Numbers], tags: Sequence[Numbers], features: int, settings: Settings, start: Chain | None = None, always: Sequence[bool] | None = None
) -> Chain:
    """Weights that make the given tags probable, by stochastic gradients with per-weight step sizes (Adagrad), averaged over the second half of the passes.

    `rows` holds per example token x template feature numbers below `features` (which itself stands for "unknown"), `tags` token x slot.
    Training goes on from `start` where it is given. `always` says of each example whether all runs see it; of the others each sees its own share.
    """
    chains = []
    for seed in range(settings.runs):
        chance = np.random.default_rng((seed, len(rows))).random(len(rows))
        seen = [index for index in range(len(rows)) if always is None or always[index] or chance[index] < settings.share]
        chains.append(_run([rows[index] for index in seen], [tags[index] for index in seen], features, settings, start, seed))
    averaged = sum(chain.features for chain in chains) / np.float32(settings.runs)
    return Chain(np.asarray(averaged, dtype=np.float32), np.mean([chain.transitions for chain in chains], axis=0))


def _run(rows: Sequence[Numbers], tags: Sequence[Numbers], features: int, settings: Settings, start: Chain | None, seed: int) -> Chain:
    """One run of stochastic gradient descent with AdaGrad over the examples; the mean of the weights of its second half."""
    slots = tags[0].shape[1]
    rng = np.random.default_rng(seed)
    weights = np.zeros((features + 1, slots * TAGS), dtype=np.float32) if start is None else start.features.copy()
    moves = np.zeros((slots, TAGS, TAGS)) if start is None else start.transitions.copy()
    moves[:, OUTSIDE, INSIDE] = IMPOSSIBLE
    seen, seen_moves = np.full_like(weights, 1e-6), np.ones_like(moves)
    total, total_moves, passes = np.zeros_like(weights), np.zeros_like(moves), 0
    batches = [_Batch([rows[i] for i in members], [tags[i] for i in members]) for members in _batches([len(x) for x in rows], settings.batch, rng)]
    for epoch in range(settings.epochs):
        rate = settings.rate * (1 - 0.8 * epoch / settings.epochs)
        for number in rng.permutation(len(batches)):
            batch = batches[number]
            kept = rng.random(batch.rows.shape, dtype=np.float32) >= settings.hidden
            scores = weights[np.where(kept, batch.rows, features)].sum(axis=1) / (1 - settings.hidden)
            slope, slope_moves = batch.gradient(scores, moves)
            gradient = np.add.reduceat(slope[batch.token] * kept.ravel()[batch.order][:, None], batch.starts, axis=0)
            gradient += settings.decay * len(batch.rows) * weights[batch.unique]
            seen[batch.unique] += gradient**2
            weights[batch.unique] -= rate * gradient / np.sqrt(seen[batch.unique])
            weights[features] = 0
            slope_moves[:, OUTSIDE, INSIDE] = 0
            seen_moves += slope_moves**2
            moves -= rate * slope_moves / np.sqrt(seen_moves)
        if epoch >= settings.epochs // 2:
            total += weights
            total_moves += moves
            passes += 1
    return Chain((total / passes).astype(np.float32), total_moves / passes)


class _Batch:
    """Examples of similar length, padded; with the sort of their features by number, which every pass needs."""

    def __init__(self, rows: Sequence[Numbers], tags: Sequence[Numbers]) -> None:
        self.rows = np.concatenate(rows)
        lengths = [len(x) for x in rows]
        slots = tags[0].shape[1]
        self._mask = np.arange(max(lengths))[None, :] < np.array(lengths)[:, None]
        self._gold = np.zeros((len(rows), max(lengths), slots, TAGS))
        self._gold_moves = np.zeros((slots, TAGS, TAGS))
        for example, right in enumerate(tags):
            for slot in range(slots):
                self._gold[example, np.arange(len(right)), slot, right[:, slot]] = 1
                np.add.at(self._gold_moves[slot], (right[:-1, slot], right[1:, slot]), 1)
        flat = self.rows.ravel()
        self.order = np.argsort(flat, kind="stable")
        ordered = flat[self.order]
        self.starts = np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]])
        self.unique = ordered[self.starts]
        self.token = self.order // self.rows.shape[1]

    def gradient(self, scores: Weights, moves: Floats) -> tuple[Weights, Floats]:
        """Of the negative log likelihood, with respect to the scores and the transitions."""
        padded = np.zeros(self._gold.shape)
        padded[self._mask] = scores.reshape(len(scores), -1, TAGS)
        marginals, pairs = _marginals(padded, self._mask, moves)
        slope = (marginals - self._gold)[self._mask].reshape(len(scores), -1).astype(np.float32)
        return slope, pairs - self._gold_moves


def _marginals(scores: Floats, mask: NDArray[np.bool_], moves: Floats) -> tuple[Floats, Floats]:
    """Forward-backward: the probability of every tag at every token, and the expected number of every transition."""
    length = scores.shape[1]
    forward, backward = np.empty_like(scores), np.zeros_like(scores)
    forward[:, 0] = scores[:, 0]
    forward[:, 0, :, INSIDE] = IMPOSSIBLE
    for at in range(1, length):
        ahead = _log_sum(forward[:, at - 1, :, :, None] + moves, 2) + scores[:, at]
        forward[:, at] = np.where(mask[:, at, None, None], ahead, forward[:, at - 1])
    norm = _log_sum(forward[:, -1], 2)
    pairs = np.zeros_like(moves)
    for at in range(length - 2, -1, -1):
        inside = mask[:, at + 1, None, None]
        onward = moves + (scores[:, at + 1] + backward[:, at + 1])[:, :, None, :]
        backward[:, at] = np.where(inside, _log_sum(onward, 3), backward[:, at + 1])
        pairs += (np.exp(forward[:, at, :, :, None] + onward - norm[:, :, None, None]) * inside[..., None]).sum(axis=0)
    return np.exp(forward + backward - norm[:, None, :, None]), pairs


def _log_sum(values: Floats, axis: int) -> Floats:
    top = values.max(axis=axis, keepdims=True)
    summed: Floats = (top + np.log(np.exp(values - top).sum(axis=axis, keepdims=True))).squeeze(axis)
    return summed


def _batches(lengths: Sequence[int], size: int, rng: np.random.Generator) -> list[list[int]]:
    """Examples of similar length together, at most `size` tokens of padded text in a batch."""
    found: list[list[int]] = [[]]
    longest = 0
    for number in np.argsort(np.array(lengths) + rng.random(len(lengths)) * 6):
        longest = max(longest, lengths[number])
        if found[-1] and longest * (len(found[-1]) + 1) > size:
            found.append([])
            longest = lengths[number]
        found[-1].append(int(number))
    return found
