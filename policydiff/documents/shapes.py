"""The look of headings, list items and titles, for formats that do not mark them."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

from policydiff.documents.data import load

LONGEST_HEADING = 240  # characters; what is longer is a paragraph that an author put into a heading tag
_MOST_WORDS = 14
_NUMBER = re.compile(r"(?:(?:section|article|part|chapter)\s{1,3})?(\d{1,2}(?:\.\d{1,2}){0,4}|[IVX]{1,5}|[A-Z])(?:[.):]|\s?[-–—])?\s{1,8}(?=\S)", re.IGNORECASE)
_ENUMERATOR = re.compile(r"(?:\((?:[a-z]|[ivx]{2,4}|\d{1,2})\)|(?:[a-z]|[ivx]{2,4}|\d{1,2})\))\s")
_ORDINAL = re.compile(r"\d{1,3}[.)]\s")


def _data() -> dict[str, Any]:
    return load("policydiff.documents", "shapes.toml")


@cache
def _bullets(ascii_too: bool) -> tuple[str, ...]:
    return tuple(_data()["bullets"]) + (tuple(_data()["ascii_bullets"]) if ascii_too else ())


def typed_bullet(line: str, *, cell: bool = False, plain: bool = False) -> str:
    """The bullet or enumerator with which a line starts ("•", "(a)"), or nothing.

    Hyphens and asterisks count in table cells and in plain text, "1." in plain text only.
    """
    signs = _bullets(cell or plain)
    for sign in signs if line.startswith(signs) else ():
        if line.startswith(sign):
            rest = line[len(sign) :]
            loose = sign in _data()["ascii_bullets"]  # "-5 %" and "*required" are no items
            return sign if not loose or rest[:1].isspace() else ""
    found = _ENUMERATOR.match(line) or (_ORDINAL.match(line) if plain else None)
    return found[0].rstrip() if found else ""


def is_numbered(line: str) -> bool:
    """Whether a line starts with a section number ("4.", "2.1", "IV.", "Section 3", "A.") that is followed by words."""
    return numbering(line) > 0


def numbering(line: str) -> int:
    """The depth of the section number at the start of a line: 1 for "4." and "A.", 2 for "4.1"; 0 where there is none."""
    found = _NUMBER.match(line)
    if not found:
        return 0
    number = found[1]
    bare = found[0].strip() == number
    if bare and not number.replace(".", "").isdigit():  # "I accept", "A policy"
        return 0
    return number.count(".") + 1


def words_of(line: str) -> list[str]:
    """The words of a line that hold a letter."""
    return [word for word in re.split(r"[\s/–—-]+", line) if any(character.isalpha() for character in word)]


def _short(line: str, most: int = _MOST_WORDS) -> bool:
    words = words_of(line)
    if not words or len(words) > most or len(line) > 120 or "\n" in line:
        return False
    return words[-1].lower() not in _data()["open_words"] or line.isupper()


def is_title(line: str) -> bool:
    """Whether a line can be the title of a document: short, and no sentence."""
    return _short(line) and line[-1] not in (*_data()["sentence_ends"], ":")


def is_bold_heading(line: str) -> bool:
    """Whether a line that is all bold acts as a heading: short, and no sentence."""
    return _short(line) and line[-1] not in _data()["sentence_ends"] and not typed_bullet(line)


def is_plain_heading(line: str) -> bool:
    """Whether a line that stands alone in plain text can be a heading: short, starts like one, does not end like a sentence."""
    if not _short(line, 12) or line[-1] in (*_data()["sentence_ends"], ":"):
        return False
    first = next(character for character in line if character.isalnum())
    return first.isupper() or first.isdigit()


def is_title_case(line: str) -> bool:
    """Whether the words of a line that carry meaning are capitalised, as in "What We Collect"."""
    words = [word for word in words_of(line) if word.lower() not in _data()["small_words"]]
    return bool(words) and all(next(c for c in word if c.isalpha()).isupper() for word in words)
