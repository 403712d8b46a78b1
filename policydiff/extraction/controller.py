"""Who answers for the processing: the controller, a contact, a representative."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, cast

from policydiff.extraction.cues import lexicon, sentences, surroundings
from policydiff.extraction.models import ControllerStatement

if TYPE_CHECKING:
    from policydiff.extraction.reading import Reading


def controller(reading: Reading) -> tuple[ControllerStatement, ...]:
    """One statement for each sentence that says who answers for the processing, in text order.

    `entity` names the controller, `contact` where privacy questions go, `representative` who acts for a controller abroad (Article 27 GDPR).
    """
    context = surroundings(reading)
    found: list[ControllerStatement] = []
    for sentence in sentences(reading):
        hit = next(((cue.kind, match) for cue in lexicon("controller").cues for match in cue.find(sentence, context)), None)
        if hit is None:
            continue
        text, start, end = sentence.span(*hit[1].span())
        category = cast(Literal["entity", "contact", "representative"], hit[0])
        found.append(ControllerStatement(category=category, text=text, start=start, end=end, clause=""))
    return tuple(found)
