"""Words for people: policy text made safe for a terminal, wrapped, shortened around what matters; dates, durations and places in plain English."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policydiff.changes.models import Quote
    from policydiff.extraction.models import Choice, Coverage, Skipped

# Direction marks, embeddings, overrides and isolates reorder what stands around them: a reader would see other words than the text's.
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_DURATION = re.compile(r"P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")
_CHOICES = {"leave_or_accept": "take it or leave it", "none": "no choice"}
_UNITS = ("year", "month", "week", "day", "hour", "minute", "second")


def clean(text: str) -> str:
    """`text` on one line, without anything that a terminal or a reader's eye would obey: controls and direction marks become visible escapes (`\\x1b`).

    White space of any kind becomes one space; invisible format characters (zero width, soft hyphen) are dropped.
    """
    return " ".join("".join(map(_visible, text)).split())


def _visible(character: str) -> str:
    if character.isspace():
        return " "
    category = unicodedata.category(character)
    if character in _BIDI or category in ("Cc", "Cs"):
        return f"\\x{ord(character):02x}" if ord(character) < 256 else f"\\u{ord(character):04x}"
    return "" if category == "Cf" else character


def cells(text: str) -> int:
    """The columns that `text` takes in a terminal: two for a wide East Asian character or an emoji, none for a combining mark."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def wrap(text: str, width: int) -> list[str]:
    """`text` in lines of at most `width` columns, broken at spaces; a word that is longer than a line is broken inside."""
    lines: list[str] = []
    line, used = "", 0
    for word in text.split():
        for piece in _pieces(word, width):
            size = cells(piece)
            if line and used + 1 + size <= width:
                line, used = f"{line} {piece}", used + 1 + size
            else:
                if line:
                    lines.append(line)
                line, used = piece, size
    return [*lines, line] if line else lines


def _pieces(word: str, width: int) -> Iterable[str]:
    if cells(word) <= width:
        yield word
        return
    piece, used = "", 0
    for character in word:
        size = cells(character)
        if piece and used + size > width:
            yield piece
            piece, used = "", 0
        piece, used = piece + character, used + size
    yield piece


def shorten(text: str, focus: Sequence[str], limit: int) -> str:
    """`text` cut to about `limit` characters, at word ends, around the first phrase of `focus` that stands in it; an ellipsis marks each cut.

    Where no phrase of `focus` stands in the text, its beginning is kept.
    """
    if len(text) <= limit:
        return text
    at, size = _place_of(text, focus)
    start = max(0, min(at - (limit - min(size, limit)) // 2, len(text) - limit))
    end = start + limit
    if start:
        start = text.find(" ", start, start + 40) + 1 or start
    if end < len(text):
        gap = text.rfind(" ", max(0, end - 40), end + 1)
        end = gap if gap > start else end
    return ("… " if start else "") + text[start:end] + (" …" if end < len(text) else "")


def _place_of(text: str, focus: Sequence[str]) -> tuple[int, int]:
    lowered = text.lower()
    for phrase in focus:
        at = lowered.find(phrase.lower()) if phrase else -1
        if at >= 0:
            return at, len(phrase)
    return 0, 0


def focus_of(terms: Iterable[str], quote: str, other: str | None) -> list[str]:
    """Phrases around which a quote may be cut: the terms, the last parts of those that name vocabulary nodes, then the first words that `other` lacks."""
    found: list[str] = []
    for term in terms:
        found += [term, term.rsplit(".", 1)[-1].replace("_", " ")]
    known = set((other or "").lower().split())
    fresh = (word for word in quote.split() if other is not None and len(word) > 3 and word.lower() not in known)
    return [*found, *islice(fresh, 3)]


def place(source: str | None, quote: Quote, fallback: str) -> str:
    """Where a quote stands, as editors and people write it: `old.md:12`, `old.md:12-14`, `old.pdf, page 3`."""
    name = clean(source or fallback)
    if quote.line is not None:
        return f"{name}:{quote.line}" + (f"-{quote.end_line}" if quote.end_line not in (None, quote.line) else "")
    if quote.page is not None:
        return f"{name}, page {quote.page}"
    if quote.paragraph is not None:
        return f"{name}, paragraph {quote.paragraph}"
    return name


def spot(quote: Quote) -> str:
    """Where a quote stands in its file, as words: `line 12`, `lines 12-14`, `page 3`; empty where that is not known."""
    if quote.line is not None:
        return f"lines {quote.line}-{quote.end_line}" if quote.end_line not in (None, quote.line) else f"line {quote.line}"
    return f"page {quote.page}" if quote.page is not None else f"paragraph {quote.paragraph}" if quote.paragraph is not None else ""


def count(number: int, noun: str, plural: str | None = None) -> str:
    """A number with its noun: `1 change`, `3 changes`."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"


def spoken(identifier: str) -> str:
    """A name of the contract as words: `opt_out` -> `opt out`."""
    return clean(identifier.replace("_", " "))


def window(value: str) -> str:
    """An ISO 8601 duration or date as words: `P30D` -> `30 days`, `2016-09-25` -> `until 2016-09-25`."""
    match = _DURATION.fullmatch(value)
    parts = [count(int(number), unit) for number, unit in zip(match.groups(), _UNITS, strict=True) if number] if match else []
    return "within " + " ".join(parts) if parts else "until " + clean(value)


def choice_kind(choice: Choice) -> list[str]:
    """The kind of a choice, and its limit in time and from when that runs where it has one."""
    kind = _CHOICES.get(choice.kind, spoken(choice.kind))
    if choice.window:
        return [kind, window(choice.window) + (f" of {spoken(choice.anchor)}" if choice.anchor else "")]
    return [kind, "at any time"] if choice.ongoing else [kind]


def choice_line(choice: Choice) -> str:
    """A choice in one line: its kind, its limit in time and from when that runs, for whom, and how it is made."""
    parts = choice_kind(choice)
    scope = [*choice.scope.data, *choice.scope.recipients, *choice.scope.purposes]
    if scope:
        parts.append("covers " + ", ".join(map(spoken, scope)))
    if choice.audience:
        parts.append("for " + ", ".join(map(spoken, choice.audience)))
    if choice.mechanism:
        parts.append("by " + clean(choice.mechanism))
    return "; ".join(parts)


def covered(coverage: Coverage) -> str:
    """How much of a version was understood, in one line."""
    parts = [count(coverage.clauses, "clause")]
    for number, what in ((coverage.with_practice, "a practice"), (coverage.with_statement, "any statement")):
        parts += [f"{number} with {what} ({_share(number, coverage.clauses)})"] if number else []
    if coverage.data_mentions:
        share = _share(coverage.vague_mentions, coverage.data_mentions)
        parts.append(f"{coverage.vague_mentions} of {count(coverage.data_mentions, 'mention')} of data vague ({share})")
    if coverage.in_parts:
        parts.append(f"{count(coverage.in_parts, 'clause')} so long that what one part says of another was not seen")
    return ", ".join(parts)


def set_aside(skipped: Skipped) -> str:
    """What was not read as part of a policy, why, and where that begins."""
    return f"set aside: {count(skipped.count, 'block')} ({spoken(skipped.reason)}{f', from line {skipped.line}' if skipped.line else ''})"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.0f}%"
