"""Words that look like others to a reader: with invisible characters inside, with letters of another script, with letters that are mathematical signs.

A person reads "we sell your data" in them; every tool that goes by the characters reads nothing. No policy needs one.
"""

from __future__ import annotations

import unicodedata
from functools import cache

from policydiff.documents.data import load

_INVISIBLE = frozenset({"Cf", "Cc", "Co"})  # categories of characters that show nothing
_FILLERS = frozenset("\u034f\u115f\u1160\u3164\uffa0")  # letters and marks that show nothing
_TURNING = frozenset("\u202a\u202b\u202d\u202e\u2066\u2067\u2068")  # they make a line read in another order


def disguised(text: str) -> list[str]:
    """The words of `text` that show a reader other letters than they hold, in order; linear in its length."""
    # Most words are made of what plain English is made of.
    return [word for word in text.split() if not (word.isascii() and word.isprintable()) and _is_disguised(word)]


def _is_disguised(word: str) -> bool:
    word = unicodedata.normalize("NFC", word)
    letters = [index for index, character in enumerate(word) if character.isalpha() and character not in _FILLERS]
    if not _TURNING.isdisjoint(word):
        return True
    if len(letters) < 2 or not any(_is_latin(word[index]) or word[index] in _lookalikes() for index in letters):
        return False
    inside = word[letters[0] : letters[-1]]
    hidden = any(unicodedata.category(character) in _INVISIBLE or character in _FILLERS for character in inside)
    stricken = sum(unicodedata.category(character) == "Mn" for character in word) > 1  # marks that no letter takes up: struck out, underlined
    shown = [word[index] for index in letters if not word[index].isascii()]
    signs = any(character not in "ªºµ" and len(plain := unicodedata.normalize("NFKC", character)) == 1 and plain.isascii() for character in shown)
    foreign = any(character in _lookalikes() for character in shown) and all(_is_latin(word[index]) or word[index] in _lookalikes() for index in letters)
    return hidden or stricken or signs or foreign


def _is_latin(character: str) -> bool:
    return character.isascii() or unicodedata.name(character, "").startswith(("LATIN", "MATHEMATICAL", "FULLWIDTH LATIN"))


@cache
def _lookalikes() -> frozenset[str]:
    data = load("policydiff.documents", "disguise.toml")
    return frozenset("".join(data.values()))
