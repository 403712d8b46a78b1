"""What a small transformer sees in a clause: for every token how well it fits as data, recipient or purpose, for every sentence which statements it makes.

A BERT of few layers (Devlin et al. 2019), begun from the published weights of a sentence encoder and trained on labelled clauses, reads each clause together
with its headings and its lead-in. It knows words that no labelled clause holds, which the chains of `tagger` do not; these know the parse, which it does not.
The network lies in `weights/encoder.onnx`, what is read off its states in `weights/encoder.npz`, their card in `weights/encoder.json`;
`python -m policydiff.extraction.encoder_training` rebuilds them.
"""

from __future__ import annotations

import io
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from policydiff.text import WORDS_KEPT

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from policydiff.extraction.reading import Reading

_LONGEST, _LONGEST_PIECE = 60, 20
# Letters and digits together, every other sign by itself.
_PARTS = re.compile(r"[^\W_]+|[^\w\s]|_")
# Pieces of the context (headings and lead-in, the last of them where there are more) and of the clause that are read at one go.
CONTEXT, BODY = 60, 440
HEADINGS = 2
# The statement of a sentence in which a mention stands.
PRACTICE = "practice"
UNKNOWN, OPENING, CLOSING, FILLER = "[UNK]", "[CLS]", "[SEP]", "[PAD]"

Array = Any


@dataclass(frozen=True, slots=True)
class Window:
    """So much of a clause as is read at one go: the numbers of its pieces with those of the context, `types` (0 for the context, 1 for the clause), and where
    the clause begins among them. `first` is, for each token of the window, the place of its first piece among those of the whole clause, or -1."""

    ids: list[int]
    types: list[int]
    body: int
    first: list[int]


class Pieces:
    """Cuts words into the pieces that the network knows (WordPiece: Wu et al. 2016), from the left the longest first; `vocabulary` lists them in the order of
    their numbers. Written here because the library for it brings a client for downloads along."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._numbers = {piece: number for number, piece in enumerate(vocabulary)}
        self._unknown, self._opening, self._closing = (self._numbers[mark] for mark in (UNKNOWN, OPENING, CLOSING))
        self._of_word = lru_cache(maxsize=WORDS_KEPT)(self._cut)

    def windows(self, words: Sequence[str], context: str) -> list[Window]:
        """The words of a clause under a context, in as few windows as they need."""
        around = [number for word in context.split() for number in self._of_word(word)][-CONTEXT:]
        opening = [self._opening, *around, self._closing]
        cut = [self._of_word(word) for word in words]
        found, place = [], 0
        for start, end in _portions([len(pieces) for pieces in cut]):
            first = []
            for pieces in cut[start:end]:
                first.append(place if pieces else -1)
                place += len(pieces)
            ids = [*opening, *(number for pieces in cut[start:end] for number in pieces), self._closing]
            found.append(Window(ids, [0] * len(opening) + [1] * (len(ids) - len(opening)), len(opening), first))
        return found

    def count(self, text: str) -> Iterator[int]:
        """The numbers of all pieces of a running text."""
        for word in text.split():
            yield from self._of_word(word)

    def _cut(self, word: str) -> tuple[int, ...]:
        """The numbers of the pieces of a word; at most `_LONGEST` of them, for what is longer is no word."""
        found: list[int] = []
        for part in _PARTS.findall(_bare(word)):
            start, pieces = 0, list[int]()
            while start < len(part) and len(pieces) < _LONGEST:
                opener = "##" if start else ""
                end = next((end for end in range(min(len(part), start + _LONGEST_PIECE), start, -1) if opener + part[start:end] in self._numbers), 0)
                pieces.append(self._numbers[opener + part[start:end]] if end else self._unknown)
                start = end or start + 1
            found += pieces
        return tuple(found[:_LONGEST])


def context(heading: Sequence[str], lead_in: str) -> str:
    """The words under which a clause is read: its nearest headings and its lead-in."""
    nearest = " > ".join(heading[-HEADINGS:])
    return f"{nearest} : {lead_in}" if lead_in else nearest


@dataclass(frozen=True, slots=True)
class View:
    """A clause as the network sees it: piece x width `states`, and the place of the first piece of each token among them (-1 for none)."""

    states: NDArray[np.float32]
    first: tuple[int, ...]
    _heads: Mapping[str, Head]

    def tags(self) -> NDArray[np.float32]:
        """Token x slot x tag: the logarithms of the probabilities of the tags outside, begin, inside."""
        import numpy as np

        known = np.array(self.first) >= 0
        found = np.full((len(self.first), 9), -_UNSEEN, dtype=np.float32)
        found[:, ::3] = 0.0
        if known.any():
            found[known] = self._heads["tags"].scores(self.states[np.array(self.first)[known]])
        scores = found.reshape(-1, 3, 3)
        scores -= scores.max(axis=2, keepdims=True)
        scores -= np.log(np.exp(scores).sum(axis=2, keepdims=True))
        return scores

    def statements(self, start: int, end: int) -> dict[str, float]:
        """The log-odds of each kind of statement ("practice", "choices opt_out", "rights access") in a sentence of the tokens `start` up to `end`."""
        import numpy as np

        head, part = self._heads["statements"], self._part(start, end)
        if not len(part):
            return {}
        return dict(zip(head.names, head.scores(np.concatenate([part.mean(axis=0), part.max(axis=0)])).tolist(), strict=True))

    def categories(self, slot: str, start: int, end: int) -> dict[str, float]:
        """The logarithm of the probability of each category of a mention in `slot` ("data", "recipient", "purpose"), or of its action ("action")."""
        import numpy as np

        head, part = self._heads[slot], self._part(start, end)
        if not len(part):
            return {}
        scores = head.scores(np.concatenate([part.mean(axis=0), part[0], part[-1]]))
        scores -= scores.max()
        return dict(zip(head.names, (scores - np.log(np.exp(scores).sum())).tolist(), strict=True))

    def _part(self, start: int, end: int) -> NDArray[np.float32]:
        """The states from the first piece of a token up to, and with, the first piece of the last token."""
        places = [place for place in self.first[start:end] if place >= 0]
        return self.states[places[0] : places[-1] + 1] if places else self.states[:0]


# How unlikely a tag is for a token without pieces.
_UNSEEN = 8.0


class Head:
    """A linear layer: what is read off states. `names` are those of its columns."""

    def __init__(self, weights: NDArray[np.float32], bias: NDArray[np.float32], names: tuple[str, ...]) -> None:
        self._weights, self._bias, self.names = weights, bias, names

    def scores(self, states: NDArray[np.float32]) -> NDArray[np.float32]:
        """A score a column, for each row of states."""
        return states @ self._weights + self._bias


class Encoder:
    """The network in memory. `network` and `heads` are the bytes of the files that training wrote."""

    def __init__(self, network: bytes, heads: bytes) -> None:
        import numpy as np
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # One thread: a clause is too small to be divided, and sums keep their order. Scans use processes.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        # The kernel into which sums and norms would be fused is slower than the two apart.
        self._session = onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"], disabled_optimizers=["SkipLayerNormFusion"])
        with np.load(io.BytesIO(heads), allow_pickle=False) as stored:
            self._pieces = Pieces(_lines(stored["vocabulary"]))
            names = [name.removesuffix(".weights") for name in stored.files if name.endswith(".weights")]
            self._heads = {
                name: Head(stored[f"{name}.weights"].astype(np.float32), stored[f"{name}.bias"].astype(np.float32), tuple(_lines(stored[f"{name}.names"])))
                for name in names
            }

    def __call__(self, reading: Reading) -> View:
        """What the network sees in a clause: a function of its words, headings and lead-in alone, whatever else is read."""
        import numpy as np

        around = context(reading.heading, reading.lead_in.text if reading.lead_in is not None else "")
        windows = self._pieces.windows([token.text for token in reading.doc], around)
        states = [self._states(window) for window in windows]
        return View(np.concatenate(states), tuple(place for window in windows for place in window.first), self._heads)

    def _states(self, window: Window) -> NDArray[np.float32]:
        import numpy as np

        # The last mark is asked for too, so that it is never nothing that is asked for.
        wanted = np.arange(window.body, len(window.ids), dtype=np.int64)
        given = {"ids": np.array(window.ids, dtype=np.int64), "types": np.array(window.types, dtype=np.int64), "wanted": wanted}
        found: NDArray[np.float32] = self._session.run(["states"], given)[0]
        return found[:-1]


_chosen: list[Encoder] = []


@contextmanager
def using(encoder: Encoder) -> Iterator[None]:
    """Within the with statement this encoder reads, not the one of the package: one that has not seen what it is tried on. Not for use by two threads."""
    _chosen.append(encoder)
    try:
        yield
    finally:
        _chosen.pop()


def view(reading: Reading) -> View | None:
    """What the chosen encoder sees in a clause; None where no network was trained."""
    encoder = _chosen[-1] if _chosen else load()
    return None if encoder is None else encoder(reading)


@lru_cache(maxsize=1)
def load() -> Encoder | None:
    """The network of the package, read on the first call; None where there is none."""
    home = files("policydiff.extraction") / "weights"
    try:
        return Encoder((home / "encoder.onnx").read_bytes(), (home / "encoder.npz").read_bytes())
    except FileNotFoundError:
        return None


def _portions(pieces: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Rows of words, first and after the last, that have no more pieces together than are read at one go."""
    start = total = 0
    for index, count in enumerate(pieces):
        if index > start and total + count > BODY:
            yield start, index
            start, total = index, 0
        total += count
    yield start, len(pieces)


def _bare(word: str) -> str:
    """In lower case, without accents."""
    return "".join(sign for sign in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(sign) != "Mn")


def _lines(stored: Array) -> list[str]:
    text: str = stored.tobytes().decode("utf-8")
    return text.split("\n")
