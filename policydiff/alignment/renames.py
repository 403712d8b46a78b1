"""Names that one version uses throughout and the other has replaced throughout: a company or a product under a new name."""

from __future__ import annotations

import re
from collections import Counter

from policydiff.alignment.wording import key
from policydiff.text import fold

_NAME = re.compile(r"(?<![.!?:;] )(?<=\s)[A-Z][\w&.-]*[A-Za-z]")  # a capitalised word inside a sentence
OFTEN = 4  # a name that is used throughout stands at least this often
ALIKE = 0.4  # least share of the neighbouring words that the old name and the new one have in common


def renames(old: str, new: str) -> tuple[tuple[str, str], ...]:
    """(old key, new key) of the names that were replaced: each is frequent in its own version, absent from the other, and stands among the same words."""
    gone, come = _names(old, new), _names(new, old)
    if not gone or not come:
        return ()
    around_old, around_new = _neighbours(old, gone), _neighbours(new, come)
    found = []
    for name in sorted(gone):
        rival = max(sorted(come), key=lambda other: _alike(around_old[name], around_new[other]))
        if _alike(around_old[name], around_new[rival]) >= ALIKE:
            found.append((key(name), key(rival)))
    return tuple(found)


def _names(text: str, other: str) -> set[str]:
    counts = Counter(fold(match.group()) for match in _NAME.finditer(text))
    elsewhere = {fold(word) for word in re.findall(r"[\w&.-]*\w", other)}
    return {name for name, count in counts.items() if count >= OFTEN and name not in elsewhere}


def _neighbours(text: str, names: set[str]) -> dict[str, Counter[tuple[str, str]]]:
    spoken = [fold(word) for word in re.findall(r"[\w&.-]*\w", text)]
    around: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in names}
    for before, name, after in zip(spoken, spoken[1:], spoken[2:], strict=False):
        if name in around:
            around[name][before, after] += 1
    return around


def _alike(left: Counter[tuple[str, str]], right: Counter[tuple[str, str]]) -> float:
    total = max(left.total(), right.total())
    return (left & right).total() / total if total else 0.0
