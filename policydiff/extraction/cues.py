"""Cues: phrases that give a facet away, kept as data and looked for sentence by sentence.

A cue file (`lexicon/<name>.toml`) holds `[[cue]]` tables. Each has a `kind`, phrases in `any`, and optionally `near` (one of these strings must stand in
the sentence: a cheap test that comes first), `unless` (phrases that spoil the sentence), `context` (phrases, one of which must stand in the sentence, the
headings or the lead-in) and `apart` (phrases that spoil it by standing in the headings or the lead-in). `[define]` gives names for parts used again as
`{name}`; `[pattern]` gives phrases that an extractor asks for by name.

A phrase is a regular expression in which a space stands for white space, `~` for up to six words and `~~` for up to sixteen. Phrases begin and end at word
boundaries (not where they begin or end with a mark) and are matched against lower-case text with straight quotes. No phrase repeats a repetition without a
bound, so matching stays linear in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from policydiff.extraction.wordlists import table

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc
    from policydiff.extraction.reading import Reading

_CONTENTS = re.compile(r"(?<![\w.])\d{1,2}\.\s+[A-Z]")
_STRAIGHT = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ", "‑": "-", "–": "-", "—": "-"})
_NAME = re.compile(r"\{([a-z_]+)\}")
# How many characters back a bracket counts as just opened.
_OPENED = 8
_MARKS = "[;,^\\"
_ENDS = "];$"
_SPACE = r"\s{1,40}"  # bounded: of a longer run, every place would be looked at once more for each before it
_GAP = re.compile(r"( ?)(~~?) ")
_GAPS = {"~~": r"(?:\S+ ){0,16}?", "~": r"(?:\S+ ){0,6}?"}
_REPEAT = re.compile(r"(\\[wS])([+*])")
_LONGEST = {r"\w": 60, r"\S": 400}  # a word, an address; bounded as white space is, for where two repeats meet a long word is cut in two at every place


@dataclass(frozen=True, slots=True)
class Cue:
    """A kind and the phrases that give it away; see the module for the meaning of the parts."""

    kind: str
    pattern: re.Pattern[str]
    near: tuple[str, ...] = ()
    unless: re.Pattern[str] | None = None
    context: re.Pattern[str] | None = None
    apart: re.Pattern[str] | None = None

    def find(self, sentence: Sentence, context: str) -> Iterator[re.Match[str]]:
        """Every place in the sentence where the cue holds, from left to right."""
        folded = sentence.folded
        # A plain loop: this is asked more often than anything else.
        for word in self.near:
            if word in folded:
                break
        else:
            if self.near:
                return
        found = iter(self.pattern.finditer(folded))
        first = next(found, None)
        if first is None or (self.unless is not None and self.unless.search(folded)):
            return
        if self.context is not None and not self.context.search(folded) and not within(self.context, context):
            return
        if self.apart is not None and within(self.apart, context):
            return
        yield first
        yield from found


@dataclass(frozen=True, slots=True)
class Lexicon:
    """One cue file, compiled: its cues in file order and its named patterns."""

    cues: tuple[Cue, ...]
    patterns: Mapping[str, re.Pattern[str]]
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of a clause: where it starts in the clause, its text, and its text folded (same length)."""

    start: int
    text: str
    folded: str

    def span(self, start: int, end: int) -> tuple[str, int, int]:
        """The words between two offsets in the sentence, trimmed of white space and closing marks, with their offsets in the clause."""
        raw = self.text[start:end]
        left = len(raw) - len(raw.lstrip(" \t\n\r|*•●·-–_"))
        kept = raw.rstrip(" \t\n\r|*.;,:_")
        return raw[left : len(kept)], self.start + start + left, self.start + start + max(left, len(kept))

    def whole(self) -> tuple[str, int, int]:
        """The words of the sentence, as `span`."""
        return self.span(0, len(self.text))


@cache
def lexicon(name: str) -> Lexicon:
    """The compiled cue file `lexicon/<name>.toml`."""
    data = table(name)
    known = {key: _expand(value, {}) for key, value in data.get("define", {}).items()}
    cues = tuple(
        Cue(
            kind=row["kind"],
            pattern=compile_phrases(row["any"], known),
            near=tuple(row.get("near", ())),
            unless=compile_phrases(row["unless"], known) if row.get("unless") else None,
            context=compile_phrases(row["context"], known) if row.get("context") else None,
            apart=compile_phrases(row["apart"], known) if row.get("apart") else None,
        )
        for row in data.get("cue", ())
    )
    return Lexicon(cues, {key: compile_phrases(value, known) for key, value in data.get("pattern", {}).items()}, data)


@cache
def names(name: str) -> Mapping[str, str]:
    """The `[define]` names of a cue file, for extractors that compile further tables of it."""
    return {key: _expand(value, {}) for key, value in lexicon(name).data.get("define", {}).items()}


def fold(text: str) -> str:
    """Lower-case text with straight quotes, character for character as long as the original."""
    straight = text.translate(_STRAIGHT)
    lowered = straight.lower()
    return lowered if len(lowered) == len(text) else "".join(low if len(low := char.lower()) == 1 else char for char in straight)


def sentences(reading: Reading) -> tuple[Sentence, ...]:
    """The sentences of the clause, as the parse bounds them; none where the clause is a table of contents."""
    return _sentences(reading.doc)


# Every extractor asks for the sentences of the clause that is being read: a small memory is enough, and keeps no parse alive for long.
@lru_cache(maxsize=4)
def _sentences(doc: Doc) -> tuple[Sentence, ...]:
    text = doc.text
    if len(_CONTENTS.findall(text[:600])) >= 5:
        return ()
    spans: list[tuple[int, int]] = []
    for sent in doc.sents:
        if spans and _goes_on(text, spans[-1], sent.start_char):
            spans[-1] = (spans[-1][0], sent.end_char)
        else:
            spans.append((sent.start_char, sent.end_char))
    return tuple(Sentence(start, text[start:end], fold(text[start:end])) for start, end in spans)


def _goes_on(text: str, last: tuple[int, int], start: int) -> bool:
    """True where the parse has cut a sentence in two.

    Then what follows starts in lower case or with a comma, or both parts are capitals and the first has no end mark, or a bracket has only just been opened
    ("(Art. 17").
    """
    before = text[last[0] : last[1]].rstrip()
    first = text[start : start + 1]
    if "\n" in text[last[0] + len(before) : start] or not before:
        return False
    if before.rfind("(", max(0, len(before) - _OPENED)) > before.rfind(")"):
        return True
    return first.islower() or first in ",;)[" or (before.isupper() and before[-1] not in ".!?:;|" and text[start : start + 30].isupper())


def surroundings(reading: Reading) -> str:
    """The headings and the lead-in under which the clause stands, folded."""
    return _joined((*reading.heading, reading.lead_in.text if reading.lead_in is not None else ""))


def overlaps(match: re.Match[str], places: Iterable[tuple[int, int]]) -> bool:
    """Whether a match shares a character with one of the places (start, end)."""
    return any(match.start() < end and start < match.end() for start, end in places)


@lru_cache(maxsize=1024)
def within(pattern: re.Pattern[str], context: str) -> bool:
    """Whether a pattern holds somewhere in the surroundings of a clause; remembered, since many clauses share theirs."""
    return pattern.search(context) is not None


@lru_cache(maxsize=256)
def _joined(context: tuple[str, ...]) -> str:
    return fold(" > ".join(context))


def compile_phrases(phrases: list[str], names: Mapping[str, str] = MappingProxyType({})) -> re.Pattern[str]:
    """One pattern for a list of phrases in the notation of the cue files; re.error for a phrase that is no regular expression."""
    expressions = [_expand(phrase.rstrip(), names) for phrase in phrases]
    whole = [expression for expression in expressions if not _open(expression)]
    parts = [r"(?<!\w)(?:" + "|".join(whole) + r")(?!\w)"] if whole else []
    return re.compile("|".join(parts + [_bounded(expression) for expression in expressions if _open(expression)]))


def _open(expression: str) -> bool:
    """True where an expression begins or ends with a mark, so that a word boundary would not fit there."""
    return expression[0] in _MARKS or expression[-1] in _ENDS


def _bounded(expression: str) -> str:
    """An expression held to a word boundary on the sides where no mark stands."""
    left = "" if expression[0] in _MARKS else r"(?<!\w)"
    right = "" if expression[-1] in _ENDS else r"(?!\w)"
    return f"{left}(?:{expression}){right}"


def _expand(phrase: str, names: Mapping[str, str]) -> str:
    """A phrase as a regular expression: names put in, then gaps and white space."""
    phrase = _NAME.sub(lambda match: f"(?:{names[match[1]]})", phrase)
    phrase = _GAP.sub(lambda match: (_SPACE if match[1] else "") + _GAPS[match[2]], phrase)
    phrase = _REPEAT.sub(lambda match: f"{match[1]}{{{int(match[2] == '+')},{_LONGEST[match[1]]}}}", phrase)
    return phrase.replace(" ", _SPACE)
