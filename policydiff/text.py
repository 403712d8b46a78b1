"""Words, as every stage that compares text sees them."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

# An address is one word, so that it can be told apart from prose; otherwise a word is letters and digits with inner apostrophes.
# Before its "@" an address has at most 64 characters (RFC 5321, 4.5.3.1.1); without that bound each dot of a long row would be the start of one.
_WORD = re.compile(r"https?://\S+|www\.\S+|[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+|[^\W_]+(?:['’][^\W_]+)*")


WORDS_KEPT = 4096
"""Words of which a process keeps what it found out about them. A long policy has some thousands of different ones; whoever reads for days meets millions."""


class Word(NamedTuple):
    """A word of a text: its folded form and its place (`text[start:end]`)."""

    form: str
    start: int
    end: int


def words(text: str, offset: int = 0) -> list[Word]:
    """The words of `text` in order, folded by `fold`, with their places moved by `offset` characters."""
    return [Word(fold(match.group()), offset + match.start(), offset + match.end()) for match in _WORD.finditer(text)]


def forms(text: str) -> list[str]:
    """The words of `text` in order, folded by `fold`, without their places: much faster than `words`."""
    return [fold(word) for word in _WORD.findall(text)]


# A comparison asks for the words of both texts in several places, and the next step of a history for those of one of them again.
@lru_cache(maxsize=4)
def all_forms(text: str) -> tuple[str, ...]:
    """The same for the text of a whole version, the last few of which are remembered."""
    return tuple(forms(text))


@lru_cache(maxsize=WORDS_KEPT)
def fold(word: str) -> str:
    """A word without what never makes a difference: case, width, kind of apostrophe, the possessive ending."""
    form = unicodedata.normalize("NFKC", word).casefold().replace("’", "'")
    return form[:-2] if form.endswith("'s") else form.rstrip("'")


@lru_cache(maxsize=WORDS_KEPT)
def stem(form: str) -> str:
    """A folded word without its plural ending, to compare and not to print: "cookies" and "cookie" are one, "parties" and "party" both "partie"."""
    if len(form) > 3 and form.endswith("y") and form[-2] not in "aeiou":
        return form[:-1] + "ie"
    if len(form) > 4 and form.endswith(("sses", "shes", "ches", "xes", "zes")):
        return form[:-2]
    if len(form) > 3 and form.endswith("s") and not form.endswith(("ss", "us", "is")):
        return form[:-1]
    return form


def is_address(form: str) -> bool:
    """Whether a folded word is a web or e-mail address."""
    return "@" in form or form.startswith(("http:", "https:", "www."))
