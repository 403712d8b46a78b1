"""Words as the vocabulary compares them: lower case, one spelling, hyphens opened, base forms found by generated plurals."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from policydiff.text import WORDS_KEPT

_WORD = re.compile(r"(?!(?<=['’])s\b)[^\W_]+(?:['’][^\W_]+)?|[(;:]")
_IZE = re.compile(r"(?<=[a-z]{3})iz(?=(?:e|es|ed|ing|ation|ations|er|ers|able)$)")
_YZE = re.compile(r"(?<=al)yz(?=(?:e|es|ed|ing|er|ers)$)")
_POSSESSIVE = re.compile(r"['’]s?$")


def words_of(text: str) -> list[str]:
    """The words of a text, with the marks that open a parenthesis or an enumeration; for callers that have no tokens."""
    return _WORD.findall(text)


@dataclass(slots=True)
class Folder:
    """Folds words to the forms in which names are stored.

    `spellings` maps a spelling to the one used here, `joins` two neighbouring words to one ("e", "mail" -> "email"), `irregular` a base form to its plural.
    """

    spellings: dict[str, str]
    joins: dict[str, str]
    irregular: dict[str, str]
    _bases: dict[str, str] = field(default_factory=dict)
    _pieces: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def learn(self, words: Iterable[str]) -> None:
        """Take in the words of names, so that a plural folds to its singular wherever both occur."""
        pieces = {piece for word in set(words) for piece in self.spell(word)}
        for word in pieces.union(self.joins.values()):
            plural = self.plural(word)
            if plural != word:
                self._bases[plural] = word
        self._pieces.clear()

    def plural(self, word: str) -> str:
        """The regular plural of a word, or the irregular one that the settings state."""
        if word in self.irregular:
            return self.irregular[word]
        if word.endswith(("s", "x", "ch", "sh")):
            return word + "es"
        if word.endswith("y") and word[-2:-1] not in "aeiou":
            return word[:-1] + "ies"
        return word + "s"

    def spell(self, word: str) -> list[str]:
        """The pieces of one token in the spelling used here: none for a mark, several for a hyphenated word."""
        pieces = []
        for found in _WORD.findall(word.lower()):
            piece = _POSSESSIVE.sub("", found)
            piece = _YZE.sub("ys", _IZE.sub("is", piece))
            pieces.append(self.spellings.get(piece, piece))
        return pieces if pieces != ["s"] or word == "s" else []

    def fold(self, words: Sequence[str]) -> tuple[list[str], list[tuple[int, int]]]:
        """The folded words with the range (start, end exclusive) of the given words from which each comes."""
        folded: list[str] = []
        origins: list[tuple[int, int]] = []
        for position, word in enumerate(words):
            pieces = self._pieces.get(word)
            if pieces is None:
                if len(self._pieces) >= WORDS_KEPT:
                    self._pieces.clear()
                pieces = self._pieces[word] = tuple(self.spell(word))
            for piece in pieces:
                joined = self.joins.get(f"{folded[-1]} {piece}") if folded else None
                if joined is not None:
                    folded[-1] = joined
                    origins[-1] = (origins[-1][0], position + 1)
                else:
                    folded.append(piece)
                    origins.append((position, position + 1))
        return [self._bases.get(word, word) for word in folded], origins
