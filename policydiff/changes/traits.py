"""What the words of a sentence tell about a statement, beyond its slots."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from typing import Any


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resources.files("policydiff.changes").joinpath("traits.toml").read_text("utf-8"))


@cache
def _cues() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile("|".join(_pattern(cue) for cue in cues))) for name, cues in sorted(_table()["cues"].items()))


def takers_for_themselves() -> frozenset[str]:
    """The categories of recipients that use data for themselves."""
    return frozenset(_table()["for_themselves"]) - {"public", "third_party", "named"}


def for_themselves(recipients: Iterable[str]) -> bool:
    """Whether recipients of these categories use data for themselves when they use them; true where none is named."""
    known = set(recipients)
    return not known or bool(known & set(_table()["for_themselves"]))


def _pattern(cue: str) -> str:
    """A cue as a linear regular expression: single spaces, and up to three words for a star."""
    parts = [r"(?:\S+ ){0,3}?" if word == "*" else re.escape(word) + " " for word in cue.split()]
    return r"(?<!\S)" + "".join(parts)


@lru_cache(maxsize=1024)
def traits_of(sentence: str) -> tuple[str, ...]:
    """The names of the traits that a sentence shows, sorted."""
    spoken = " ".join(re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", sentence.lower().replace("’", "'"))) + " "
    return tuple(name for name, pattern in _cues() if pattern.search(spoken))
