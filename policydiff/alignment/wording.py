"""What two wordings must share to say the same: folded, stemmed, without addresses and dates, with renamed names made equal."""

from __future__ import annotations

import re
import tomllib
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from policydiff.text import Word, is_address, stem, words

if TYPE_CHECKING:
    from policydiff.alignment.renames import Renames

_NUMBERING = re.compile(r"^\W*(?:\(?(?:[0-9]{1,2}|[ivx]{1,4}|[a-z])[.)])(?:[0-9]{1,2}\.?)*\s+", re.IGNORECASE)


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files("policydiff.alignment").joinpath("equivalents.toml").read_text("utf-8"))


@cache
def _data() -> tuple[dict[str, str], frozenset[str], frozenset[str]]:
    table = _table()
    same = {stem(form): stem(group[0]) for group in table["same"] for form in group}
    return same, frozenset(table["empty"]), frozenset(table["weighty"])


@cache
def _dates() -> re.Pattern[str]:
    """Dates with a year, in words and in numbers."""
    month = rf"(?:{'|'.join(_table()['months'])})\.?"
    day = r"\d{1,2}(?:st|nd|rd|th)?"
    return re.compile(
        rf"\b(?:{month}\s+{day},?\s+\d{{4}}|{day}\s+(?:of\s+)?{month},?\s+\d{{4}}|{month}\s+\d{{4}}|\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[./]\d{{1,2}}[./]\d{{2,4}})\b",
        re.IGNORECASE,
    )


@cache
def _legal_forms() -> re.Pattern[str]:
    """What a company is in law, after its name."""
    forms = sorted(_table()["legal_forms"], key=lambda form: (-len(form), form))
    return re.compile(r"(?:(?<=[A-Za-z0-9] )|(?<=[A-Za-z0-9.], ))(?:" + "|".join(map(re.escape, forms)) + r")(?![A-Za-z0-9])")


@lru_cache(maxsize=16384)
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


def content(text: str, names: Renames | None = None) -> frozenset[str]:
    """The keys of the content words of `text`, with the `names` of its version told by their common name."""
    return frozenset(key(word.form) for word in told(text, names) if not is_empty(word.form))


def told(text: str, names: Renames | None = None) -> list[Word]:
    """The words of `text` that count in a comparison, with the `names` of its version told by their common name."""
    return names.told(comparable(text)) if names else comparable(text)


def comparable(text: str, offset: int = 0) -> list[Word]:
    """The words of `text` that count in a comparison: no addresses, no dates, no legal form of a company, no numbering before the first word."""
    start = match.end() if (match := _NUMBERING.match(text)) else 0
    left_out = [found.span() for pattern in (_dates(), _legal_forms()) for found in pattern.finditer(text)]
    kept = []
    for word in words(text[start:], start):
        if is_address(word.form) or any(a <= word.start < b for a, b in left_out):
            continue
        kept.append(Word(word.form, offset + word.start, offset + word.end))
    return kept
