"""The choices that a clause offers or refuses to the data subject."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, cast

from policydiff.extraction.choice_parts import audience, mechanism, scope
from policydiff.extraction.choice_windows import Window, windows
from policydiff.extraction.cues import Sentence, fold, lexicon, sentences, surroundings
from policydiff.extraction.models import Choice, ChoiceKind
from policydiff.extraction.sentence_kinds import settled

if TYPE_CHECKING:
    from policydiff.extraction.reading import Reading

# Choices that stand open until the person makes them, unless a time limits them.
_STANDING = frozenset({"opt_out", "settings", "object", "withdraw_consent"})

_WHOLE = re.compile(r".*", re.DOTALL)

# Words that name a choice without offering one are claimed under this kind, and dropped.
_PASSING = "passing"

# Titles leave short words in lower case and end without a mark.
_SHORT = 4
_ENDS = (".", "!", "?", ":", ";", ")", '"', "”")

# A kind that only says how a choice of the kinds after it is made, where both stand in one part of a sentence.
_MEANS_OF = {"opt_out": frozenset({"object", "withdraw_consent"})}


def choices(reading: Reading) -> tuple[Choice, ...]:
    """The choices of the clause in the order of their sentences, one of each kind a sentence, and one for each window where a sentence gives several.

    `window` is the time within which the person must act; the time that the company takes, the life of a cookie, a retention period or a notice period is none.
    """
    if _is_title(reading):
        return ()
    cued_only = lexicon("choices").data["cued_only"]
    found = settled(reading, "choices", _by_cues(reading), lambda choice: choice.kind, lambda kind, sentence: _of_sentence(reading, kind, sentence), cued_only)
    return tuple(found)


def _of_sentence(reading: Reading, kind: str, sentence: Sentence) -> Choice:
    """The choice that a whole sentence offers."""
    limits = windows(sentence.folded)
    whole = _WHOLE.match(sentence.folded)
    assert whole is not None
    return _choice(reading, sentence, kind, whole, limits[0] if limits and kind != "none" else None, False)


def _by_cues(reading: Reading) -> list[Choice]:
    """The choices that the cues find, one for each kind and window of a sentence; a list item takes the windows of its lead-in."""
    context = surroundings(reading)
    introduced = windows(fold(reading.lead_in.text)) if reading.lead_in is not None else ()
    found: list[Choice] = []
    for sentence in sentences(reading):
        claims = _claims(sentence, context)
        if not claims:
            continue
        limits = windows(sentence.folded) or (introduced if sentence.start == 0 else ())
        for kind, match in claims:
            for window in (limits or (None,)) if kind != "none" else (None,):
                found.append(_choice(reading, sentence, kind, match, window, len(limits) > 1))
    return found


def _is_title(reading: Reading) -> bool:
    """True for a clause that only names a choice, as a heading does.

    Its longer words are capitalised, it has no figures, no mark ends it, and nothing introduces it.
    """
    text = reading.doc.text.rstrip()
    words = [word for word in text.split() if len(word) > _SHORT]
    return reading.lead_in is None and not (text.isupper() or text.endswith(_ENDS) or any(map(str.isdigit, text)) or any(word[0].islower() for word in words))


def _claims(sentence: Sentence, context: str) -> list[tuple[str, re.Match[str]]]:
    """The first match of each kind that no earlier cue of another kind has claimed, in the order of the cue file.

    Settings named in the same part of a sentence as another choice are the means of that choice; so are the words for opting out after "by" or "using".
    """
    taken: list[tuple[int, int, str]] = []
    first: dict[str, re.Match[str]] = {}
    for cue in lexicon("choices").cues:
        for match in cue.find(sentence, context):
            if any(match.start() < end and start < match.end() and kind != cue.kind for start, end, kind in taken):
                continue
            taken.append((match.start(), match.end(), cue.kind))
            first.setdefault(cue.kind, match)
    first.pop(_PASSING, None)
    if len(first) < 2:
        return list(first.items())
    parts = {kind: _part(sentence.folded, match) for kind, match in first.items()}
    return [(kind, match) for kind, match in first.items() if not _only_means(sentence, kind, match, parts)]


def _only_means(sentence: Sentence, kind: str, match: re.Match[str], parts: dict[str, tuple[int, int]]) -> bool:
    """True where a choice only says how another one in its part of the sentence is made."""
    beside = {other for other, part in parts.items() if other != kind and part == parts[kind]}
    if kind == "settings":
        return bool(beside)
    before = sentence.folded[parts[kind][0] : match.start()].rstrip()
    return bool(beside & _MEANS_OF.get(kind, frozenset())) and lexicon("choices").patterns["means"].search(before) is not None


def _choice(reading: Reading, sentence: Sentence, kind: str, match: re.Match[str], window: Window | None, several: bool) -> Choice:
    """The choice that a match in a sentence offers, with the part of the sentence around it."""
    start, end = _part(sentence.folded, match)
    text, begin, finish = sentence.span(start, end)
    return Choice(
        kind=cast(ChoiceKind, kind),
        scope=scope(reading, sentence, match.start(), end),
        window=window.iso if window else None,
        anchor=window.anchor if window else None,
        audience=audience(sentence, reading.heading, window.end if window and several else None),
        mechanism=mechanism(sentence, match, start, end, kind),
        ongoing=window is None and _ongoing(sentence, kind, start, end),
        text=text,
        start=begin,
        end=finish,
        clause="",
    )


def _ongoing(sentence: Sentence, kind: str, start: int, end: int) -> bool:
    """Whether a choice without a window can be made at any time: where the text says so, or it is of a kind that stands open and nothing closes it."""
    patterns = lexicon("choices").patterns
    if kind == "none":
        return False
    if patterns["ongoing"].search(sentence.folded, start, end):
        return True
    return kind in _STANDING and patterns["closing"].search(sentence.folded) is None


def _part(folded: str, match: re.Match[str]) -> tuple[int, int]:
    """The part of the sentence around a match that says one thing: up to the nearest boundary on either side."""
    start, end = 0, len(folded)
    for boundary in lexicon("choices").patterns["boundary"].finditer(folded):
        if boundary.end() <= match.start():
            start = boundary.start() + (1 if folded[boundary.start()] in ";,." else 0)
        elif boundary.start() >= match.end():
            end = boundary.start()
            break
    return start, end
