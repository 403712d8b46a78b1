"""The legal bases on which a clause rests processing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.extraction.cues import lexicon, overlaps, sentences, surroundings
from policydiff.extraction.models import Mention

if TYPE_CHECKING:
    from policydiff.extraction.reading import Reading


def legal_bases(reading: Reading) -> tuple[Mention, ...]:
    """The legal bases that the clause names, in text order, as a reader would underline them; the term is "legal_basis." with the category.

    Categories follow Article 6(1) GDPR: consent, contract, legal_obligation, legitimate_interest; other for vital and public interests.
    """
    context = surroundings(reading)
    found: list[Mention] = []
    for sentence in sentences(reading):
        if lexicon("legal_bases").patterns["elsewhere"].search(sentence.folded):
            continue
        taken: list[tuple[int, int]] = []
        for cue in lexicon("legal_bases").cues:
            for match in cue.find(sentence, context):
                if overlaps(match, taken):
                    continue
                taken.append(match.span())
                text, start, end = sentence.span(match.start(), match.end())
                found.append(Mention(term=f"legal_basis.{cue.kind}", category=cue.kind, text=text, start=start, end=end))
    return tuple(sorted(found, key=lambda mention: mention.start))
