"""What a capture says as far as it takes to tell a new text from the old one in another dress: read and outlined, not parsed."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import blake2b, sha256
from pathlib import PurePosixPath
from typing import Any, Literal
from zlib import crc32

from policydiff.errors import SourceError, TooMuchMemory, TooSlow, UnsupportedLanguage
from policydiff.text import forms, is_address

# Formats whose words can be told from the bytes alone: two files that differ in nothing but white space, marks and link targets have the same words.
_BARE = (".md", ".markdown", ".txt")
_TARGET = re.compile(r"\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*\)")
_ADDRESS = re.compile(r"https?://[^\s<>)\]]+")
_LETTERS = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"[.!?;:\n]+")
_MARK = 4  # letters of the digest of a word
_SPOKEN = 5  # words; a shorter piece may well stand twice on a page


@dataclass(frozen=True, slots=True)
class Content:
    """The words of one capture.

    `letters` is a digest of its letters in order, `pieces` maps a digest of each piece between marks to its number of words: what the
    policy says whatever its layout, without menus, link targets and repetitions. `repeated` is the share of its words that stand in a piece said before.
    `spoken` has the words of each longer piece, a digest of four letters each: enough to tell whether two pieces are wordings of one sentence.
    """

    state: Literal["read", "unreadable", "other_language"]
    reason: str = ""
    language: str | None = None
    words: int = 0
    repeated: float = 0.0
    letters: str = ""
    title: str | None = None
    effective_date: date | None = None
    pieces: dict[str, int] = field(default_factory=dict)
    spoken: dict[str, str] = field(default_factory=dict)

    def record(self) -> dict[str, Any]:
        """As plain values, to be kept."""
        found = {name: getattr(self, name) for name in self.__slots__}
        return found | {"effective_date": self.effective_date.isoformat() if self.effective_date else None}

    @classmethod
    def of(cls, record: dict[str, Any]) -> Content:
        """From what `record` gave."""
        day = record["effective_date"]
        return cls(**(record | {"effective_date": date.fromisoformat(day) if day else None}))

    def wording_of(self, piece: str) -> Counter[str]:
        """How often each word stands in a longer piece, by its digest; nothing for a short one."""
        marks = self.spoken.get(piece, "")
        return Counter(marks[at : at + _MARK] for at in range(0, len(marks), _MARK))


def wording(data: bytes, name: str) -> str:
    """A digest that two files share only where they have the same words: of the letters of Markdown and plain text, of the bytes of any other format."""
    suffix = PurePosixPath(name).suffix.lower()
    digest = sha256(suffix.encode())
    try:
        text = data.decode("utf-8") if suffix in _BARE else None
    except UnicodeDecodeError:
        text = None
    if text is None:
        digest.update(b"\0" + data)
    else:
        digest.update("".join(_LETTERS.findall(_ADDRESS.sub(" ", _TARGET.sub("]", text)))).encode())
    return digest.hexdigest()[:32]


def content(data: bytes, name: str) -> Content:
    """The words of the file `name` with these bytes; for what cannot be read, `state` and `reason` say why.

    Raises TooSlow and TooMuchMemory alone: these depend on the machine, so that they are nothing to be kept.
    """
    from policydiff.clauses import outline
    from policydiff.clauses.noise import is_noise
    from policydiff.documents import read

    try:
        document = read(data, name=name)
    except UnsupportedLanguage as error:
        return Content("other_language", str(error).removeprefix(f"{name}: "), error.language)
    except (TooSlow, TooMuchMemory):
        raise
    except SourceError as error:
        return Content("unreadable", str(error).removeprefix(f"{name}: "))
    menus = {clause.start for clause in outline(document).clauses if is_noise(clause)}
    letters, counts, sizes, spoken = blake2b(digest_size=16), Counter[str](), dict[str, int](), dict[str, str]()
    total = 0
    for block in document.blocks:
        if block.start in menus:
            continue
        for piece in _PIECE.split(document.text[block.start : block.end]):
            said = [form for form in forms(piece) if form.isalnum() or not is_address(form)]
            if not said:
                continue
            joined = "".join(said).encode()
            letters.update(joined)
            key = blake2b(joined, digest_size=8).hexdigest()
            counts[key] += 1
            sizes[key] = len(said)
            if len(said) >= _SPOKEN:
                spoken[key] = "".join(map(_mark, said))
            total += len(said)
    again = sum((count - 1) * sizes[key] for key, count in counts.items() if sizes[key] >= _SPOKEN)
    return Content(
        "read",
        language=document.language,
        words=total,
        repeated=round(again / total, 4) if total else 0.0,
        letters=letters.hexdigest(),
        title=document.title,
        effective_date=document.effective_date,
        pieces=sizes,
        spoken=spoken,
    )


@lru_cache(maxsize=16384)
def _mark(form: str) -> str:
    return f"{crc32(form.encode()) & 0xFFFF:04x}"
