"""What a company is for: its term in the vocabulary of recipients."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from policydiff.extraction.named.cues import Cue
from policydiff.extraction.named.names import usual_term
from policydiff.extraction.wordlists import table

if TYPE_CHECKING:
    from policydiff.extraction.reading import Reading

_AROUND = 14  # tokens on either side of a name among which the words stand that say what it is for


def term_of(reading: Reading, start: int, end: int, cue: Cue) -> str:
    """The term of the company: its usual one, that of the noun beside it, or of what the words around it say that it is for."""
    from policydiff.vocabulary import load

    doc = reading.doc
    known = usual_term(doc, start, end)
    if known is not None and known != "named":
        return known
    said = load().classify(cue.noun, "recipients") if cue.noun else None
    if said is not None and said.category not in ("third_party", "named", "service_provider", "business_partner"):
        return said.id
    around = doc[max(doc[start].sent.start, start - _AROUND) : start].text, doc[end : min(doc[start].sent.end, end + _AROUND)].text
    function = _function(*around) or _function("", reading.row) or (_function("", " ".join(reading.heading[-1:])) if not cue.verb else None)
    if function is not None:
        return function
    if said is not None and said.category in ("service_provider", "business_partner"):
        return said.id
    return "processor" if cue.helps or _speaks_of_processors(reading) else "named"


def _speaks_of_processors(reading: Reading) -> bool:
    from policydiff.vocabulary import load

    lead = reading.lead_in.text if reading.lead_in is not None else ""
    said = load().match(" ".join((*reading.heading[-1:], lead)).replace("-", " ").split(), "recipients")
    return any(match.term.category == "service_provider" for match in said)


def _function(before: str, after: str) -> str | None:
    """The function whose word stands nearest to a name that has this text before and after it."""
    best: tuple[int, int, str] | None = None
    for term, pattern in _functions():
        places = [len(before) - match.end() for match in pattern.finditer(before)][-1:] + [match.start() for match in pattern.finditer(after)][:1]
        if places and (best is None or (min(places), -1) < best[:2]):
            best = (min(places), 0, term)
    return None if best is None else best[2]


@cache
def _functions() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((term, re.compile(r"\b(?:" + "|".join(map(re.escape, starts)) + ")", re.IGNORECASE)) for term, starts in table("named")["functions"].items())
