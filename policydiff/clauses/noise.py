"""What stands on a policy's page and is no part of the policy: menus, cookie banners, tables of contents, bare contact lines."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal, cast

from policydiff.clauses.models import Clause
from policydiff.documents.data import load

Noise = Literal["navigation", "cookie_banner", "table_of_contents", "contact"]
_KINDS: tuple[Noise, ...] = ("navigation", "cookie_banner", "table_of_contents", "contact")
_LONGEST = 400  # characters; what is longer is text
_LABEL = 14  # words
_SEPARATOR = re.compile(r"[|•·»›>\n]| [-–—] ")
_WORD = re.compile(r"[^\W\d_]+")
_TITLE = re.compile(r'["“]')  # opens the title of a link


def is_noise(clause: Clause) -> Noise | None:
    """Why a clause is no part of the policy, or None where it is one. Linear in the length of the clause.

    A clause with a verb of collection, use or disclosure is noise only where it is, word for word, a known button or link, stands in a table of contents, or
    has that verb in the title of a link that was cut in two.
    An item that a lead-in introduces ("We collect:" - "Language") and a table cell are never menus.
    """
    text = clause.text.strip()
    if len(text) > _LONGEST:
        return None
    label = _plain(text)
    if clause.lead_in and _plain(clause.lead_in) not in _contents():
        return None
    exact = _exact().get(label)
    if exact:
        return exact
    if _in_contents(clause, text):
        return "table_of_contents"
    remnant = _matching("remnants", text)
    if remnant and not _protected() & set(_WORD.findall(_TITLE.split(label, maxsplit=1)[0])):
        return remnant
    if _protected() & set(_WORD.findall(label)):
        return None
    if not label:
        return "navigation"
    return _matching("patterns", text) or ("navigation" if _is_menu(text) else None)


def _matching(table: str, text: str) -> Noise | None:
    """The kind of noise of which a pattern of a table of `noise.toml` matches the whole text."""
    return next((kind for kind, pattern in _patterns(table) if pattern.fullmatch(text.lower())), None)


def _plain(text: str) -> str:
    return " ".join(text.lower().split()).strip(" .:!?|<>«»‹›→←↑↓[]()*+×")


@cache
def _exact() -> dict[str, Noise]:
    return {phrase: kind for kind in _KINDS for phrase in load("policydiff.clauses", "noise.toml")["exact"][kind]}


@cache
def _protected() -> frozenset[str]:
    return frozenset(load("policydiff.clauses", "noise.toml")["protected"]["words"])


@cache
def _patterns(table: str) -> tuple[tuple[Noise, re.Pattern[str]], ...]:
    patterns = load("policydiff.clauses", "noise.toml")[table]
    return tuple((cast(Noise, kind), re.compile("|".join(f"(?:{pattern})" for pattern in entries))) for kind, entries in patterns.items())


@cache
def _contents() -> frozenset[str]:
    return frozenset(load("policydiff.clauses", "noise.toml")["toc"]["headings"])


@cache
def _languages() -> frozenset[str]:
    return frozenset(load("policydiff.clauses", "noise.toml")["languages"]["names"])


def _in_contents(clause: Clause, text: str) -> bool:
    """Whether a short line that is no sentence stands under "Table of contents"."""
    above = [*clause.heading[-1:], clause.lead_in]
    openers = load("policydiff.clauses", "noise.toml")["toc"]["sentence_openers"]
    if text.lower().split()[:1] and text.lower().split()[0] in openers:
        return False
    return any(_plain(part) in _contents() for part in above) and len(text.split()) <= _LABEL and not text.endswith((".", ";", ":"))


def _is_menu(text: str) -> bool:
    """Whether a block is a row of links: three or more labels between separators, or names of languages only."""
    labels = [label for part in _SEPARATOR.split(text) if (label := part.strip())]
    if labels and all(_plain(label) in _languages() for label in labels):
        return True
    return len(labels) >= 4 and "\n" not in text and all(len(label.split()) <= 4 and not label.endswith((".", ";", ",", ":")) for label in labels)
