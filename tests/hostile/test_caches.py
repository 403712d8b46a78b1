"""What a process keeps of the words that it met is bounded, whatever it reads; `python -m tests.benchmarks.soak` measures the whole."""

from __future__ import annotations

import functools
import gc
import random
import warnings

import policydiff
from policydiff.text import WORDS_KEPT
from policydiff.vocabulary.words import Folder
from tests.benchmarks.soak import name, pair


def unbounded() -> dict[str, int]:
    """The entries of every cache of the package that has no bound."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # other libraries complain when their objects are looked at
        found = [cache for cache in gc.get_objects() if type(cache) is functools._lru_cache_wrapper and str(cache.__module__).startswith("policydiff")]
    return {f"{cache.__module__}.{cache.__qualname__}": cache.cache_info().currsize for cache in found if cache.cache_info().maxsize is None}


def test_words_of_the_vocabulary() -> None:
    dice, folder = random.Random(1), Folder({"colour": "color"}, {}, {})
    for _ in range(WORDS_KEPT + 100):
        folder.fold([name(dice)])
    assert len(folder._pieces) == 100
    assert folder.fold(["Colour"]) == (["color"], [(0, 1)])


def test_no_cache_without_a_bound_grows_with_what_is_read() -> None:
    dice = random.Random(2)
    for _ in range(2):
        policydiff.compare(*pair(dice))
    before = unbounded()
    assert len(before) > 20
    for _ in range(3):
        policydiff.compare(*pair(dice))
    # A word list may be asked for late; what follows the text grows with each text.
    assert {name: size for name, size in unbounded().items() if size >= before.get(name, 0) + 3} == {}
