"""The parse of a clause as plain objects, with spaCy's names for what they hold.

spaCy makes a new object for every token that is looked at and decodes a string for every attribute that is read; a policy has its tokens looked at a hundred
times each. Here each is made once. What the extractors do not ask for is left out.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal, overload

if TYPE_CHECKING:
    import numpy as np
    import spacy.tokens
    from numpy.typing import NDArray
    from spacy.vocab import Vocab

# The rows of `Doc.codes`, which are spaCy's numbers for the attributes of a token.
CODES = ("ORTH", "LEMMA", "SPACY", "LOWER", "SHAPE", "POS", "TAG", "DEP", "HEAD", "SENT_START")
_NOUNS = frozenset({"NOUN", "PROPN", "PRON"})
# Where the head of a noun phrase may stand.
_PLACES = frozenset({"oprd", "nsubj", "dobj", "nsubjpass", "pcomp", "pobj", "dative", "appos", "attr", "ROOT"})
_NONE: list[Token] = []  # stays empty


class Token:
    """A word or mark. `i` is its number in the clause, `idx` the offset of its first character; the head of a sentence is its own head."""

    __slots__ = (
        "_word", "children", "dep_", "doc", "head", "i", "idx", "left_edge", "lemma_", "lower_", "pos_", "right_edge", "sent", "tag_", "text", "whitespace_",
    )  # fmt: skip
    sent: Span

    def __init__(self, doc: Doc, i: int, idx: int, word: _Word, lemma: str, pos: str, tag: str, dep: str, space: str) -> None:
        self.doc = doc
        self.i = i
        self.idx = idx
        self._word = word
        self.text = word.text
        self.lower_ = word.lower
        self.lemma_ = lemma
        self.pos_ = pos
        self.tag_ = tag
        self.dep_ = dep
        self.whitespace_ = space
        self.head: Token = self
        self.left_edge: Token = self
        self.right_edge: Token = self
        self.children: list[Token] = _NONE

    def __len__(self) -> int:
        return len(self.text)

    def __repr__(self) -> str:
        return self.text

    @property
    def is_space(self) -> bool:
        """Whether it is white space."""
        return self._word.is_space

    @property
    def is_punct(self) -> bool:
        """Whether it is a mark."""
        return self._word.is_punct

    @property
    def is_alpha(self) -> bool:
        """Whether it consists of letters."""
        return self._word.is_alpha

    @property
    def like_url(self) -> bool:
        """Whether it looks like the address of a page."""
        return self._word.like_url

    @property
    def is_sent_start(self) -> bool:
        """Whether a sentence begins here."""
        return self.sent.start == self.i

    @property
    def lefts(self) -> list[Token]:
        """The children before it."""
        return [child for child in self.children if child.i < self.i]

    @property
    def rights(self) -> list[Token]:
        """The children behind it."""
        return [child for child in self.children if child.i > self.i]

    @property
    def subtree(self) -> list[Token]:
        """Itself and everything below it, in order."""
        if not self.children:
            return [self]
        found, waiting = [], [self]
        while waiting:
            token = waiting.pop()
            found.append(token)
            waiting += token.children
        found.sort(key=lambda token: token.i)
        return found

    @property
    def ancestors(self) -> Iterator[Token]:
        """The tokens above, the head first."""
        token = self
        while token.head is not token:
            token = token.head
            yield token

    def nbor(self, distance: int = 1) -> Token:
        """The token so many places on; IndexError where there is none."""
        if self.i + distance < 0:
            raise IndexError(distance)
        return self.doc.tokens[self.i + distance]


class Span:
    """Tokens `start` up to, not including, `end`."""

    __slots__ = ("_root", "_text", "doc", "end", "start")

    def __init__(self, doc: Doc, start: int, end: int) -> None:
        self.doc = doc
        self.start = start
        self.end = end
        self._root: Token | None = None
        self._text: str | None = None

    def __len__(self) -> int:
        return self.end - self.start

    def __iter__(self) -> Iterator[Token]:
        return iter(self.doc.tokens[self.start : self.end])

    def __getitem__(self, index: int) -> Token:
        return self.doc.tokens[self.start : self.end][index]

    def __repr__(self) -> str:
        return self.text

    @property
    def text(self) -> str:
        """The words without the white space behind the last."""
        if self._text is None:
            self._text = self.doc.text[self.start_char : self.end_char]
        return self._text

    @property
    def start_char(self) -> int:
        """The offset of the first character."""
        return self.doc.tokens[self.start].idx if self.start < self.end else self.doc.end_of(self.start)

    @property
    def end_char(self) -> int:
        """The offset behind the last character."""
        return self.doc.end_of(self.end) if self.start < self.end else self.start_char

    @property
    def sent(self) -> Span:
        """The sentence of the first token."""
        return self.doc.tokens[self.start].sent

    @property
    def root(self) -> Token:
        """The token nearest to the head of its sentence; the first of equals."""
        if self._root is None:
            self._root = self._highest()
        return self._root

    def _highest(self) -> Token:
        tokens, start, end = self.doc.tokens, self.start, self.end
        tops = []
        for token in tokens[start:end]:
            head = token.head
            if head is token:
                return token
            if not start <= head.i < end:
                tops.append(token)
        return min(tops, key=_depth) if len(tops) > 1 else tops[0] if tops else tokens[start]


class Doc:
    """A parsed clause: its text, its tokens and its sentences.

    `codes` has a row for each of `CODES` and a column a token; `downwards` are the numbers of the tokens, each head before what hangs on it.
    """

    __slots__ = ("_chunks", "_starts", "codes", "downwards", "sents", "text", "tokens")

    def __init__(self, text: str, codes: NDArray[np.uint64], strings: Strings) -> None:
        self.text = text
        self.codes = codes
        orth, lemma, space, _, _, pos, tag, dep, _, opens = self.codes.tolist()
        heads: list[int] = self.codes[CODES.index("HEAD")].astype("int64").tolist()
        self.tokens: list[Token] = []
        self._starts: list[int] = []
        self._chunks: list[Span] | None = None
        at = 0
        for index, number in enumerate(orth):
            word = strings.word(number)
            gap = " " if space[index] else ""
            self.tokens.append(Token(self, index, at, word, strings[lemma[index]], strings[pos[index]], strings[tag[index]], strings[dep[index]], gap))
            self._starts.append(at)
            at += len(word.text) + len(gap)
        self.downwards = self._hang(heads)
        starts = [index for index, mark in enumerate(opens) if mark == 1 or not index]
        self.sents: list[Span] = [Span(self, start, end) for start, end in pairwise([*starts, len(self.tokens)])]
        for sentence in self.sents:
            for token in self.tokens[sentence.start : sentence.end]:
                token.sent = sentence

    @classmethod
    def of(cls, parsed: spacy.tokens.Doc) -> Doc:
        """What spaCy has parsed, with all its annotations."""
        return cls(parsed.text, codes(parsed), Strings(parsed.vocab))

    def __len__(self) -> int:
        return len(self.tokens)

    def __iter__(self) -> Iterator[Token]:
        return iter(self.tokens)

    @overload
    def __getitem__(self, index: int) -> Token: ...
    @overload
    def __getitem__(self, index: slice) -> Span: ...
    def __getitem__(self, index: int | slice) -> Token | Span:
        if index.__class__ is int:
            return self.tokens[index]
        start, end, _ = index.indices(len(self.tokens))  # type: ignore[union-attr]
        return Span(self, start, max(start, end))

    def __repr__(self) -> str:
        return self.text

    def end_of(self, index: int) -> int:
        """The offset behind the token before `index`."""
        return self._starts[index - 1] + len(self.tokens[index - 1].text) if index else 0

    def char_span(self, start: int, end: int, *, alignment_mode: Literal["expand"] = "expand") -> Span | None:
        """The tokens that stand, at least in part, between two offsets; None where an offset lies outside the text."""
        if not self.tokens or start < 0 or end < 1 or max(start + 1, end) > len(self.text):
            return None
        first, last = bisect_right(self._starts, start) - 1, bisect_right(self._starts, end - 1) - 1
        if start == self._starts[first] + len(self.tokens[first].text):
            first += 1
        return Span(self, first, max(first, last + 1))

    @property
    def noun_chunks(self) -> list[Span]:
        """The noun phrases from their first word to their head, without what specifies the head behind it; none inside another."""
        if self._chunks is None:
            self._chunks = list(self._noun_chunks())
        return self._chunks

    def _noun_chunks(self) -> Iterator[Span]:
        last = -1
        for token in self.tokens:
            if token.pos_ not in _NOUNS or token.left_edge.i <= last:
                continue
            place = token
            if token.dep_ == "conj":
                place = token.head
                while place.dep_ == "conj" and place.head.i < place.i:
                    place = place.head
            if place.dep_ in _PLACES:
                last = token.i
                yield Span(self, token.left_edge.i, token.i + 1)

    def _hang(self, heads: Sequence[int]) -> list[int]:
        """Set heads, children and edges, the leaves of the tree first; gives the tokens in the opposite order."""
        tokens = self.tokens
        open_below = [0] * len(tokens)
        for token, distance in zip(tokens, heads, strict=True):
            if distance:
                token.head = head = tokens[token.i + distance]
                open_below[head.i] += 1
                if head.children:
                    head.children.append(token)
                else:
                    head.children = [token]
        waiting = [index for index, below in enumerate(open_below) if not below]
        upwards = []
        while waiting:
            index = waiting.pop()
            upwards.append(index)
            token = tokens[index]
            head = token.head
            if head is token:
                continue
            if token.left_edge.i < head.left_edge.i:
                head.left_edge = token.left_edge
            if token.right_edge.i > head.right_edge.i:
                head.right_edge = token.right_edge
            open_below[head.i] -= 1
            if not open_below[head.i]:
                waiting.append(head.i)
        return upwards[::-1]


class _Word:
    """What a word is, wherever it stands."""

    __slots__ = ("is_alpha", "is_punct", "is_space", "like_url", "lower", "text")

    def __init__(self, vocab: Vocab, number: int) -> None:
        lexeme = vocab[number]
        self.text: str = lexeme.text
        self.lower: str = lexeme.lower_
        self.is_alpha: bool = lexeme.is_alpha
        self.is_punct: bool = lexeme.is_punct
        self.is_space: bool = lexeme.is_space
        self.like_url: bool = lexeme.like_url


class Strings(dict[int, str]):
    """The strings of a vocabulary by number, decoded once."""

    def __init__(self, vocab: Vocab) -> None:
        self._vocab = vocab
        self._words: dict[int, _Word] = {}

    def __missing__(self, number: int) -> str:
        self[number] = found = self._vocab.strings[number]
        return found

    def spell(self, numbers: Iterable[int]) -> None:
        """Decode strings now, for whoever keeps their numbers longer than the vocabulary keeps what they stand for."""
        for number in numbers:
            self[number]

    def word(self, number: int) -> _Word:
        """The word with a number."""
        found = self._words.get(number)
        if found is None:
            found = self._words[number] = _Word(self._vocab, number)
        return found


def codes(parsed: spacy.tokens.Doc) -> NDArray[np.uint64]:
    """spaCy's numbers for the attributes of each token: a row for each of `CODES`, a column a token."""
    found: Any = parsed.to_array(list(CODES))
    rows: NDArray[np.uint64] = found.reshape(len(parsed), len(CODES)).T
    return rows


def _depth(token: Token) -> int:
    """The steps from a token up to the head of its sentence; marks and white space with nothing below them come last."""
    if (token.is_space or token.is_punct) and not token.children:
        return len(token.doc)
    depth = 0
    while token.head is not token:
        token = token.head
        depth += 1
    return depth
