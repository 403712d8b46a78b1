"""The model that decides between categories: multinomial logistic regression over `features`, one set of weights a facet.

The weights lie in `weights/categories.npz`, their card (data, figures) in `weights/categories.json`; `python -m policydiff.vocabulary.training` rebuilds both.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from math import exp, fsum
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS = "categories.npz"
# The logarithm of the probability of a category in the eyes of a judge that was never told of it.
_UNKNOWN = -12.0


class Model:
    """The weights of one facet. `keys` are the numbers of the features, `weights` a row for each and a column for each of `categories`."""

    def __init__(self, keys: NDArray[np.uint32], weights: NDArray[np.float32], categories: tuple[str, ...]) -> None:
        self._rows = {number: row for row, number in enumerate(keys.tolist())}
        self._weights = weights
        self._categories = categories

    def likely(self, features: Mapping[str, float]) -> dict[str, float]:
        """The logarithm of the probability of each category. Features that training did not see count nothing."""
        import numpy as np

        rows, values = [], []
        for name, value in features.items():
            row = self._rows.get(key(name))
            if row is not None:
                rows.append(row)
                values.append(value)
        scores = np.array(values, dtype=np.float32) @ self._weights[rows] if rows else np.zeros(len(self._categories), dtype=np.float32)
        scores -= scores.max()
        return dict(zip(self._categories, (scores - np.log(np.exp(scores).sum())).tolist(), strict=True))


def best(likely: Mapping[str, float]) -> tuple[str, float]:
    """The most probable category, the first of equals, and its probability; `likely` are logarithms of probabilities, up to one and the same number."""
    first = max(likely, key=likely.__getitem__)
    return first, 1 / fsum(exp(value - likely[first]) for value in likely.values())


def together(one: Mapping[str, float], other: Mapping[str, float], weight: float) -> dict[str, float]:
    """What two judges think of the categories of the first together (a logarithmic opinion pool: Genest, Zidek 1986), up to one and the same number.

    Both give logarithms of probabilities; those of the other count `weight` times. A category that the other does not know it holds for improbable.
    """
    return {category: value + weight * other.get(category, _UNKNOWN) for category, value in one.items()}


def key(feature: str) -> int:
    """The number under which a feature is stored."""
    return crc32(feature.encode("utf-8"))


@cache
def load() -> Mapping[str, Model]:
    """The models by facet, read once per process; none where the package has no weights."""
    import numpy as np

    stored = files(__package__) / "weights" / WEIGHTS
    if not stored.is_file():
        return {}
    with np.load(io.BytesIO(stored.read_bytes()), allow_pickle=False) as arrays:
        facets = sorted(name.removesuffix(".keys") for name in arrays.files if name.endswith(".keys"))
        names = {facet: tuple(arrays[f"{facet}.categories"].tobytes().decode("utf-8").split("\n")) for facet in facets}
        return {facet: Model(arrays[f"{facet}.keys"], arrays[f"{facet}.weights"].astype(np.float32), names[facet]) for facet in facets}
