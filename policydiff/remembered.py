"""What is found out about one object, such as a version of a policy, kept while others ask for it again."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, TypeVar, TypeVarTuple

_Given = TypeVarTuple("_Given")
_Found = TypeVar("_Found")
VERSIONS = 2
"""How many versions of a policy are remembered: a history compares each with the one before it and then with the one after it."""


class _Same:
    """An object that equals itself alone: a policy is not walked through to tell whether it is the one that was asked about before."""

    __slots__ = ("it",)

    def __init__(self, it: Any) -> None:
        self.it = it

    def __hash__(self) -> int:
        return id(self.it)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.it is other.it


def of_last(most: int) -> Callable[[Callable[[*_Given], _Found]], Callable[[*_Given], _Found]]:
    """Remembers what a function gave for the last `most` arguments, told apart by identity. Neither these nor what it gives may ever change."""

    def remembering(find: Callable[[*_Given], _Found]) -> Callable[[*_Given], _Found]:
        @lru_cache(maxsize=most)
        def kept(*given: _Same) -> _Found:
            return find(*(one.it for one in given))

        @wraps(find)
        def asked(*given: *_Given) -> _Found:
            return kept(*map(_Same, given))

        return asked

    return remembering
