"""The model that decides between categories: multinomial logistic regression over `features`, one set of weights a facet.

The weights lie in `weights/categories.npz`, their card (data, figures) in `weights/categories.json`; `python -m policydiff.vocabulary.training` rebuilds both.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WEIGHTS = "categories.npz"


class Model:
    """The weights of one facet. `keys` are the numbers of the features, `weights` a row for each and a column for each of `categories`."""

    def __init__(self, keys: NDArray[np.uint32], weights: NDArray[np.float32], categories: tuple[str, ...]) -> None:
        self._rows = {number: row for row, number in enumerate(keys.tolist())}
        self._weights = weights
        self._categories = categories

    def best(self, features: Mapping[str, float]) -> tuple[str, float]:
        """The most probable category and its probability. Features that training did not see count nothing."""
        import numpy as np

        rows, values = [], []
        for name, value in features.items():
            row = self._rows.get(key(name))
            if row is not None:
                rows.append(row)
                values.append(value)
        scores = np.array(values, dtype=np.float32) @ self._weights[rows] if rows else np.zeros(len(self._categories), dtype=np.float32)
        odds = np.exp(scores - scores.max())
        first = int(odds.argmax())
        return self._categories[first], float(odds[first] / odds.sum())


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
