"""Phrases that may name data, a recipient or a purpose, as a reader would underline them.

A candidate is a span of tokens with a slot; the practice to which it belongs is found in `attachment`. The trained tagger gives most of them (`certain`: it has
read the whole clause and says that they are part of a practice). Where it is silent, candidates come from the parse: noun phrases with what
specifies them ("information about your purchases", "the files you upload"), each conjunct its own; infinitives and "for" phrases for purposes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from policydiff.extraction.mentions.candidate import Candidate, Slot
from policydiff.extraction.mentions.noun_phrases import by_parse
from policydiff.extraction.mentions.tagged_spans import members, pieces
from policydiff.extraction.recipients import is_run_in_heading, may_receive

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc
    from policydiff.extraction.reading import Reading

__all__ = ["Candidate", "Slot", "has_tagger", "mentions", "tagged"]

_SLOTS: dict[str, Slot] = {"data": "data", "recipient": "recipients", "purpose": "purposes"}


def mentions(reading: Reading) -> tuple[Candidate, ...]:
    """The candidates of a clause: those of the tagger, and those of the parse that overlap none of the same slot."""
    tagged = _tagged(reading)
    nouns = {index for item in tagged if item.slot != "purposes" for index in range(item.start_token, item.end_token)}
    verbs = {index for item in tagged if item.slot == "purposes" for index in range(item.start_token, item.end_token)}
    parsed = [item for item in by_parse(reading.doc) if not (verbs if item.slot == "purposes" else nouns).intersection(range(item.start_token, item.end_token))]
    return _placed(reading.doc, (*tagged, *parsed))


def _placed(doc: Doc, candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The candidates without recipients that stand where none can, or in a heading whose text names recipients."""
    kept = [item for item in candidates if item.slot != "recipients" or may_receive(doc, item.start_token, item.end_token)]
    last = max((item.start_token for item in kept if item.slot == "recipients"), default=0)
    if not last or last < doc[0].sent.end:
        return tuple(kept)
    return tuple(item for item in kept if item.slot != "recipients" or not is_run_in_heading(doc, item.start_token, item.end_token))


def has_tagger() -> bool:
    """Whether the trained tagger is there; without its weights the rules read alone."""
    from policydiff.extraction import tagger

    try:
        tagger.load()
    except FileNotFoundError:
        return False
    return True


def tagged(readings: Sequence[Reading]) -> list[Reading]:
    """The readings with what the encoder and the tagger see in them."""
    if not has_tagger():
        return list(readings)
    from policydiff.extraction import encoder, tagger

    seen = [replace(reading, view=encoder.view(reading)) for reading in readings]
    return [replace(reading, tagged=found) for reading, found in zip(seen, tagger.mentions(seen), strict=True)]


def _tagged(reading: Reading) -> list[Candidate]:
    """The candidates that the tagger gives; none without its weights."""
    if not has_tagger():
        return []
    from policydiff.extraction import tagger

    doc = reading.doc
    found = tagger.mentions([reading])[0] if reading.tagged is None else reading.tagged
    others = [span for span in found if span.slot != "data"]
    return [
        Candidate(_SLOTS[span.slot], start, end, doc[start:end].root.i, certain=True)
        for span in found
        for opening, closing in pieces(doc, span, others)
        for start, end in (members(doc, opening, closing) if span.slot == "recipient" else [(opening, closing)])
    ]
