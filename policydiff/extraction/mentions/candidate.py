"""A phrase that may fill a slot of a practice, and where such a phrase ends."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc

Slot = Literal["data", "recipients", "purposes"]


@dataclass(frozen=True, slots=True)
class Candidate:
    """Tokens `start_token` to `end_token` (exclusive) that may fill `slot`; `root` is the token by which the phrase hangs in the sentence."""

    slot: Slot
    start_token: int
    end_token: int
    root: int
    certain: bool = False


def trimmed_end(doc: Doc, start: int, end: int) -> int:
    """The end without trailing marks and conjunctions, and no further than a semicolon."""
    for index in range(start, end):
        if doc[index].text in (";", "●", "•"):
            end = index
            break
    while end > start + 1 and (doc[end - 1].pos_ in ("PUNCT", "CCONJ", "SPACE", "SYM") or doc[end - 1].tag_ == "TO"):
        end -= 1
    return end
