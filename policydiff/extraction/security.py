"""How a clause says that data are protected, and what happens after a breach."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from policydiff.extraction.cues import lexicon, sentences, surroundings
from policydiff.extraction.models import SecurityStatement

if TYPE_CHECKING:
    from policydiff.extraction.reading import Reading


def security(reading: Reading) -> tuple[SecurityStatement, ...]:
    """One statement for each sentence on a security measure or on a breach of security, in text order; the breach speaks for a sentence that names both."""
    context = surroundings(reading)
    found: list[SecurityStatement] = []
    for sentence in sentences(reading):
        kind = next((cue.kind for cue in lexicon("security").cues if next(cue.find(sentence, context), None) is not None), None)
        if kind is None:
            continue
        text, start, end = sentence.whole()
        category: Literal["measure", "breach"] = "breach" if kind == "breach" else "measure"
        found.append(SecurityStatement(category=category, text=text, start=start, end=end, clause=""))
    return tuple(found)
