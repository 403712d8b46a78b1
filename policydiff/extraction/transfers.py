"""Where data go, and what protects them there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from policydiff.extraction.cues import Sentence, lexicon, sentences, surroundings, within
from policydiff.extraction.models import Transfer

if TYPE_CHECKING:
    from policydiff.extraction.reading import Reading


def transfers(reading: Reading) -> tuple[Transfer, ...]:
    """The countries, regions and safeguards of the clause in text order.

    A place counts in a sentence about moving or keeping data, a safeguard also under a heading about transfers. Contact addresses and places of law are none.
    """
    patterns = lexicon("transfers").patterns
    abroad = within(patterns["context"], surroundings(reading))
    stated = [(sentence, _places(sentence)) for sentence in sentences(reading)]
    placed = any(places for _, places in stated)
    return tuple(record for sentence, places in stated for record in _transfers(sentence, places, abroad or placed))


def _places(sentence: Sentence) -> list[tuple[int, int]]:
    """Where data go by the sentence; empty where the sentence speaks of nothing moving. The pronoun "us" is no country."""
    patterns = lexicon("transfers").patterns
    if not patterns["moves"].search(sentence.folded) or patterns["not_transfer"].search(sentence.folded):
        return []
    found = []
    for match in patterns["country"].finditer(sentence.folded):
        lead = patterns["lead"].match(sentence.folded, match.start())
        start = lead.end() if lead and lead.end() < match.end() else match.start()
        if sentence.text[start : match.end()].strip() != "us":
            found.append((start, match.end()))
    return found


def _transfers(sentence: Sentence, found: list[tuple[int, int]], abroad: bool) -> Iterator[Transfer]:
    """The safeguards of a sentence, where it or its surroundings speak of transfers, and the places that overlap none of them."""
    patterns = lexicon("transfers").patterns
    folded = sentence.folded
    guarded = abroad or patterns["strong"].search(folded) is not None
    guards = [(match.start(), match.end(), "safeguard") for match in patterns["safeguard"].finditer(folded)] if guarded else []
    places = [(start, end, "country") for start, end in found]
    kept = [place for place in places if not any(place[0] < end and start < place[1] for start, end, _ in guards)]
    for start, end, kind in sorted(kept + guards):
        text, begin, finish = sentence.span(start, end)
        record: Literal["country", "safeguard"] = "country" if kind == "country" else "safeguard"
        yield Transfer(kind=record, text=text, start=begin, end=finish, clause="")
