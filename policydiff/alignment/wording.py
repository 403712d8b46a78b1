"""What two wordings must share to say the same: folded, stemmed, without addresses and dates, with renamed names made equal."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from importlib import resources

from policydiff.text import Word, is_address, stem, words

_NUMBERING = re.compile(r"^\W*(?:\(?(?:[0-9]{1,2}|[ivx]{1,4}|[a-z])[.)])(?:[0-9]{1,2}\.?)*\s+", re.IGNORECASE)
_MONTHS = "january february march april may june july august september october november december".split()
_DATE = re.compile(
    rf"\b(?:(?:{'|'.join(_MONTHS)})\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{'|'.join(_MONTHS)}),?\s+\d{{4}}|(?:{'|'.join(_MONTHS)})\s+\d{{4}}"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}[./]\d{1,2}[./]\d{4})\b",
    re.IGNORECASE,
)


@cache
def _data() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    table = tomllib.loads(resources.files("policydiff.alignment").joinpath("equivalents.toml").read_text("utf-8"))
    same = {stem(form): stem(group[0]) for group in table["same"] for form in group}
    return same, frozenset(table["empty"]), frozenset(table["weighty"])


@lru_cache(maxsize=65536)
def key(form: str) -> str:
    """The key under which a folded word is compared: its stem, or that of the word that may stand for it."""
    root = stem(form)
    return _data()[0].get(root, root)


def is_empty(form: str) -> bool:
    """Whether a folded word carries no content of its own."""
    return form in _data()[1] and form not in _data()[2]


def is_weighty(key_: str) -> bool:
    """Whether the key of a word is one that sets a statement's polarity or reach ("not", "unless")."""
    return key_ in _data()[2]


def content(text: str, renamed: Mapping[str, str] | None = None) -> frozenset[str]:
    """The keys of the content words of `text`."""
    return frozenset((renamed or {}).get(key(word.form), key(word.form)) for word in comparable(text) if not is_empty(word.form))


def comparable(text: str, offset: int = 0) -> list[Word]:
    """The words of `text` that count in a comparison: no addresses, no dates, no numbering before the first word."""
    start = match.end() if (match := _NUMBERING.match(text)) else 0
    dates = [found.span() for found in _DATE.finditer(text)]
    kept = []
    for word in words(text[start:], start):
        if is_address(word.form) or any(a <= word.start < b for a, b in dates):
            continue
        kept.append(Word(word.form, offset + word.start, offset + word.end))
    return kept
