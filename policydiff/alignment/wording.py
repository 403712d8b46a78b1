"""What two wordings must share to say the same: folded, stemmed, without addresses and dates, with renamed names made equal."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

from policydiff.text import WORDS_KEPT, Word, is_address, stem, words

if TYPE_CHECKING:
    from policydiff.alignment.renames import Renames

_FIGURES = re.compile(r"\d\d")  # every date has two in a row
_NUMBERING = re.compile(r"^\W*(?:\(?(?:[0-9]{1,2}|[ivx]{1,4}|[a-z])[.)])(?:[0-9]+\.)*[0-9]*\s+", re.IGNORECASE)


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


@lru_cache(maxsize=WORDS_KEPT)
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
    return frozenset(keys(text, names))


def keys(text: str, names: Renames | None = None) -> tuple[str, ...]:
    """The keys of the content words of `text` in order, with the `names` of its version told by their common name."""
    return _keys(names.told(_comparable(text))) if names and names.names else _plain_keys(text)


def comparable(text: str, offset: int = 0) -> list[Word]:
    """The words of `text` that count in a comparison: no addresses, no dates, no legal form of a company, no numbering before the first word."""
    return [Word(form, offset + start, offset + end) for form, start, end in _comparable(text)]


# Two versions of a policy share most of their sentences, and every comparison of a history asks for them again.
@lru_cache(maxsize=4096)
def _comparable(text: str) -> tuple[Word, ...]:
    start = match.end() if (match := _NUMBERING.match(text)) else 0
    left_out = [found.span() for pattern in _passed_over(text) for found in pattern.finditer(text)]
    kept = [word for word in words(text[start:], start) if not is_address(word.form)]
    return tuple(word for word in kept if not any(a <= word.start < b for a, b in left_out)) if left_out else tuple(kept)


def _passed_over(text: str) -> Iterator[re.Pattern[str]]:
    """The patterns of what does not count in a comparison, of which a part stands in a text."""
    if _FIGURES.search(text):
        yield _dates()
    if any(map(text.__contains__, _table()["legal_forms"])):
        yield _legal_forms()


@lru_cache(maxsize=4096)
def _plain_keys(text: str) -> tuple[str, ...]:
    return _keys(_comparable(text))


def _keys(row: Iterable[Word]) -> tuple[str, ...]:
    return tuple(key(word.form) for word in row if not is_empty(word.form))
