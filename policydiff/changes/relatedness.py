"""Whether two texts can be versions of one policy at all.

Versions of a policy share wording. Of 193 pairs of real versions the one with least shared two thirds of the runs of four words of the shorter text; of 2,900
pairs of policies of different services 1 in 600 shared a tenth. Between the two lie policies rewritten from end to end: those are told by the name that both
use most, by their titles, and by how much of each speaks of personal data.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import islice

from policydiff.documents.data import load
from policydiff.extraction.models import Policy
from policydiff.text import all_forms, words

RUN = 4  # words
SHARED = 0.1  # least share of the runs of the shorter text that the other holds
LONG = 200  # words; a shorter text is too little to tell
STATING = 0.25  # least share of the clauses of a policy that state something
_FIRST = 3  # names that stand for a text
_OFTEN = 2
_PLACED = re.compile(r"(?<![.!?:;] )(?<=[ \t(])[A-Z][\w&]*")  # a capitalised word inside a sentence
_LOWER = re.compile(r"\b[a-z][\w&]*")


def unrelated(old: Policy, new: Policy) -> str | None:
    """Why two texts are no versions of one policy, in one line, or None where they may be. Linear in their lengths."""
    forms = [all_forms(policy.document.text) for policy in (old, new)]
    if min(map(len, forms)) < LONG or shared(*forms) >= SHARED:
        return None
    held = "the texts share next to no wording"
    for name, policy in (("old", old), ("new", new)):
        if _is_other(policy.document.title):
            return f"{held}, and the title of the {name} one is not that of a privacy policy: they are no versions of one policy"
    if not _same_name(old.document.text, new.document.text):
        return f"{held} and no name of a company: they are no versions of one policy"
    for name, policy in (("old", old), ("new", new)):
        if policy.coverage.with_statement < STATING * policy.coverage.clauses:
            return f"{held}, and little of the {name} one speaks of personal data: they are no versions of one policy"
    return None


def shared(old: Sequence[str], new: Sequence[str]) -> float:
    """The share of the distinct runs of `RUN` words of the text that has fewer of them which the other text holds, 0..1."""
    left, right = _runs(old), _runs(new)
    return len(left & right) / max(1, min(len(left), len(right)))


def _runs(forms: Sequence[str]) -> set[tuple[str, ...]]:
    return set(zip(*(islice(forms, start, None) for start in range(RUN)), strict=False))


def _same_name(old: str, new: str) -> bool:
    """Whether the name that each text uses most is among those that the other uses most; a company that is named in passing is not."""
    left, right = names(old), names(new)
    return bool(left and right) and left[0] in right and right[0] in left


def names(text: str) -> list[str]:
    """The names that a text uses most, folded, the most frequent first: words that stand with a capital inside sentences, and hardly ever without."""
    counts = Counter(word.form for match in _PLACED.finditer(text) for word in words(match.group()))
    plain = Counter(match.group() for match in _LOWER.finditer(text))
    own = [(-count, name) for name, count in counts.items() if count >= _OFTEN and 10 * plain[name] <= count and name not in _generic()]
    return [name for _, name in sorted(own)[:_FIRST]]


def _is_other(title: str | None) -> bool:
    spoken = {word.form for word in words(title or "")}
    return bool(spoken & _titles("other")) and not spoken & _titles("policy")


@cache
def _generic() -> frozenset[str]:
    return frozenset(load("policydiff.changes", "relatedness.toml")["generic"]["words"])


@cache
def _titles(kind: str) -> frozenset[str]:
    return frozenset(load("policydiff.changes", "relatedness.toml")["titles"][kind])
