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
def _cues() -> tuple[tuple[str, tuple[tuple[frozenset[str], re.Pattern[str]], ...]], ...]:
    """For each trait the cues that give it away: the words of a cue, and the cue as a pattern."""
    return tuple((name, tuple((frozenset(cue.split()) - {"*"}, re.compile(_pattern(cue))) for cue in cues)) for name, cues in sorted(_table()["cues"].items()))


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
    words = re.findall(r"[^\W_]+(?:['’-][^\W_]+)*", sentence.lower().replace("’", "'"))
    spoken, held = " ".join(words) + " ", set(words)
    # Hardly any sentence holds all words of a cue.
    return tuple(name for name, cues in _cues() if any(needed <= held and pattern.search(spoken) for needed, pattern in cues))
