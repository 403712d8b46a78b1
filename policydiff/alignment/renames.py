"""Names that one version uses throughout and the other has replaced throughout: a company or a product under a new name."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from policydiff.alignment.wording import is_empty, key
from policydiff.text import Word, all_forms, forms

Name = tuple[str, ...]  # the folded words of a name

_PLACED = re.compile(r"(?<![.!?:;] )(?<=[ \t(])[A-Z][\w&-]*(?: [A-Z][\w&-]*)*")  # capitalised words inside a sentence
OFTEN = 4  # a name that is used throughout stands at least this often
ALIKE = 0.4  # least share of the neighbouring words that the old name and the new one have in common
LONGEST = 4  # words
MOST = 100  # names of a version that are compared with those of the other, the most frequent


@dataclass(frozen=True)
class Renames:
    """The names of one version that are told by one common name in a comparison: those that the other version has replaced, or has put in their place."""

    names: Mapping[Name, str] = field(default_factory=dict)

    @classmethod
    def sides(cls, renamed: Iterable[tuple[str, str]]) -> tuple[Renames, Renames]:
        """The names of the old version and those of the new one, from (old name, new name) with single spaces: both are told by the new name."""
        pairs = tuple(renamed)
        return cls({tuple(was.split()): now for was, now in pairs}), cls({tuple(now.split()): now for _, now in pairs})

    @cached_property
    def common(self) -> frozenset[str]:
        """The keys of the common names."""
        return frozenset(key(name) for name in self.names.values())

    @cached_property
    def _starts(self) -> dict[str, list[Name]]:
        starts: dict[str, list[Name]] = {}
        for name in sorted(self.names, key=lambda name: (-len(name), name)):
            starts.setdefault(name[0], []).append(name)
        return starts

    def told(self, row: Sequence[Word]) -> list[Word]:
        """The words of a passage with each such name as one word, in its place."""
        if not self.names:
            return list(row)
        out: list[Word] = []
        at = 0
        while at < len(row):
            name = next((n for n in self._starts.get(row[at].form, ()) if tuple(word.form for word in row[at : at + len(n)]) == n), None)
            if name is None:
                out.append(row[at])
                at += 1
                continue
            out.append(Word(self.names[name], row[at].start, row[at + len(name) - 1].end))
            at += len(name)
        return out


def renames(old: str, new: str, outsiders: tuple[frozenset[Name], frozenset[Name]] = (frozenset(), frozenset())) -> tuple[tuple[Name, Name], ...]:
    """(old name, new name) of the names that were replaced: each is frequent in its own version, absent from the other, and stands among the same words.

    Each is the other's nearest, so that turning the versions round turns the pairs round. `outsiders` are, for each version, the folded words of the phrases
    that name somebody else: where either name stands in one, somebody else took that place, and that is news.
    """
    before, after = all_forms(old), all_forms(new)
    gone, come = _names(old, after), _names(new, before)
    if not gone or not come:
        return ()
    around_old, around_new = _neighbours(before, gone), _neighbours(after, come)
    likeness = {(a, b): _alike(around_old[a], around_new[b]) for a in gone for b in come}
    found = []
    for name in sorted(gone):
        rival = min(come, key=lambda other: (-likeness[name, other], other))
        mutual = min(gone, key=lambda other: (-likeness[other, rival], other)) == name
        replaced = _within(name, outsiders[0]) or _within(rival, outsiders[1])
        if mutual and likeness[name, rival] >= ALIKE and not replaced:
            found.append((name, rival))
    return tuple(found)


def _within(name: Name, phrases: Iterable[Name]) -> bool:
    """Whether a name stands in one of the phrases."""
    return any(name in _runs(phrase, (len(name),)) for phrase in phrases)


def _names(text: str, other: Sequence[str]) -> set[Name]:
    """The names that are frequent in a text and do not stand in the words of the other: single capitalised words, and runs of them."""
    counts: Counter[Name] = Counter()
    for match in _PLACED.finditer(text):
        run = tuple(form for form in forms(match.group()) if not is_empty(form))
        counts.update({(form,) for form in run} | {run[:LONGEST]} - {()})
    often = {name: count for name, count in counts.items() if count >= OFTEN}
    known = _standing(often, other)
    gone = sorted((-count, name) for name, count in often.items() if name not in known)
    return {name for _, name in gone[:MOST]}


def _standing(names: Iterable[Name], forms: Sequence[str]) -> set[Name]:
    """The names that stand in the words of a text."""
    lengths: dict[str, set[int]] = {}
    for name in names:
        lengths.setdefault(name[0], set()).add(len(name))
    return {tuple(forms[at : at + length]) for at, form in enumerate(forms) for length in lengths.get(form, ())}.intersection(names)


def _runs(forms: Sequence[str], lengths: Iterable[int]) -> Iterable[Name]:
    for length in lengths:
        yield from zip(*(forms[start:] for start in range(length)), strict=False)


def _neighbours(forms: Sequence[str], names: set[Name]) -> dict[Name, Counter[tuple[str, str]]]:
    around: dict[Name, Counter[tuple[str, str]]] = {name: Counter() for name in names}
    for length in {len(name) for name in names}:
        for before, name, after in zip(forms, _runs(forms[1:], (length,)), forms[length + 1 :], strict=False):
            if name in around:
                around[name][before, after] += 1
    return around


def _alike(left: Counter[tuple[str, str]], right: Counter[tuple[str, str]]) -> float:
    total = max(left.total(), right.total())
    return (left & right).total() / total if total else 0.0
