"""Which choices, promises and rights a sentence states: the cues of the lexicons weighed with a trained reading of its words.

Cues know the turns of phrase that somebody thought of; what real policies say in other turns they miss, and some words that they trust speak of something else.
Two log-linear models answer both. The first reads each sentence by its words, its grammar, its headings and its lead-in, and gives every kind of statement a
probability. The second weighs that probability with what the cues found. A sentence that holds a cue of a facet is asked for nothing else of that facet.
Weights lie in `weights/sentence_kinds.npz`, the second model and the card in `weights/sentence_kinds.json`;
`python -m policydiff.extraction.sentence_kinds_training` rebuilds both.
"""

from __future__ import annotations

import io
import json
import math
import re
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

from policydiff.extraction.cues import Sentence, fold, sentences
from policydiff.extraction.models import Choice, Commitment, Right

if TYPE_CHECKING:
    from policydiff.extraction.parse import Doc, Token
    from policydiff.extraction.reading import Reading

Record = TypeVar("Record", Choice, Commitment, Right)

# Grammatical relations that say who does what to what; the others add nothing to the words.
_RELATIONS = frozenset({"nsubj", "nsubjpass", "dobj", "neg", "pobj", "xcomp", "ccomp", "acl", "conj", "prep", "advcl", "aux", "relcl", "pcomp", "dative"})
_DIGIT = re.compile(r"\d")
_STEP, _LONGEST = 8, 6
# Log-odds below which a kind without a cue is not looked at.
HOPELESS = -6.0
_CERTAIN = 9.0  # log-odds beyond which nothing is learned


class Model:
    """Both models in memory. `weights` are the bytes of the file, `card` the card that were written together."""

    def __init__(self, weights: bytes, card: Mapping[str, object]) -> None:
        import numpy as np

        with np.load(io.BytesIO(weights), allow_pickle=False) as stored:
            names, kinds = (stored[name].tobytes().decode("utf-8").split("\n") for name in ("names", "kinds"))
            self._weights = stored["weights"].astype(np.float32)
        self._rows = {name: row for row, name in enumerate(names)}
        self.kinds = tuple((facet, kind) for facet, kind in (name.split(" ") for name in kinds))
        self._second: dict[str, float] = json.loads(json.dumps(card["second"]))
        self._kept: dict[str, float] = json.loads(json.dumps(card["kept"]))
        self._added = float(str(card["added"]))

    def odds(self, found: Collection[str]) -> dict[tuple[str, str], float]:
        """The log-odds of each (facet, kind) by the features of a sentence."""
        rows = [row for name in found if (row := self._rows.get(name)) is not None]
        return dict(zip(self.kinds, self._weights[rows].sum(axis=0).tolist(), strict=True))

    def states(self, facet: str, odds: Mapping[str, float], cued: Collection[str]) -> list[str]:
        """The kinds of a facet that a sentence states; `odds` are those of the kinds of that facet, `cued` the kinds for which it holds cues."""
        return [kind for kind in looked_at(odds, cued) if holds(self._second, facet, kind, odds, cued, self._kept[facet], self._added)]


def looked_at(odds: Mapping[str, float], cued: Collection[str]) -> list[str]:
    """The kinds of a facet that a sentence may state: those for which it holds cues; where it holds none, those that its words speak for at all."""
    return [kind for kind, value in odds.items() if (kind in cued if cued else value >= HOPELESS)]


def holds(known: Mapping[str, float], facet: str, kind: str, odds: Mapping[str, float], cued: Collection[str], kept: float, added: float) -> bool:
    """Whether the second model with the weights `known` sees a kind: with at least the probability `kept` where it is cued, `added` where it is not."""
    score = sum(known.get(f"{facet} {name}", 0.0) * value for name, value in weighed(kind, odds, cued).items())
    return probability(score) >= (kept if kind in cued else added)


def probability(odds: float) -> float:
    """The probability that log-odds stand for."""
    return 1 / (1 + math.exp(-max(-_CERTAIN, min(_CERTAIN, odds))))


def weighed(kind: str, odds: Mapping[str, float], cued: Collection[str]) -> dict[str, float]:
    """What the second model weighs for one kind of one facet."""
    own = max(-_CERTAIN, min(_CERTAIN, odds[kind]))
    found = {"bias": 1.0, "odds": own, f"kind {kind}": 1.0, "rival": max((probability(value) for name, value in odds.items() if name != kind), default=0.0)}
    if kind in cued:
        found |= {"cued": 1.0, f"cued {kind}": 1.0, "cued odds": own}
    return found


@lru_cache(maxsize=1)
def load() -> Model | None:
    """The models with the weights of the package, read on the first call; None where none were trained."""
    home = files("policydiff.extraction") / "weights"
    try:
        return Model((home / "sentence_kinds.npz").read_bytes(), json.loads((home / "sentence_kinds.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


_aside: list[bool] = []


@contextmanager
def cues_alone() -> Iterator[None]:
    """Within the with statement only the cues speak, as the training of the models needs it. Not for use by two threads."""
    _aside.append(True)
    try:
        yield
    finally:
        _aside.pop()


def settled(
    reading: Reading,
    facet: str,
    records: Collection[Record],
    kind_of: Callable[[Record], str],
    made: Callable[[str, Sentence], Record],
    cued_only: Collection[str] = (),
) -> list[Record]:
    """The records of a facet that hold once the words are weighed: of those that the cues gave the ones that stay, and new ones for the rest.

    `kind_of` gives the kind of a record, `made` a record of a kind for a whole sentence; the kinds `cued_only` are never read without a cue.
    """
    model = None if _aside else load()
    if model is None:
        return list(records)
    stated = sentences(reading)
    starts = [sentence.start for sentence in stated]
    cued: list[list[Record]] = [[] for _ in stated]
    for record in records:
        cued[max(0, bisect_right(starts, record.start) - 1)].append(record)
    found = []
    for sentence, own, odds in zip(stated, cued, _odds(reading.doc, reading.heading, reading.lead_in, reading.kind), strict=True):
        of_facet = {kind: value for (name, kind), value in odds.items() if name == facet}
        kinds = {kind_of(record) for record in own}
        held = model.states(facet, of_facet, kinds)
        found += [record for record in own if kind_of(record) in held]
        found += [made(kind, sentence) for kind in held if kind not in kinds and kind not in cued_only]
    return found


# Three extractors ask for the same clause one after the other: a small memory is enough, and keeps no parse alive for long.
@lru_cache(maxsize=4)
def _odds(doc: Doc, heading: tuple[str, ...], lead_in: Doc | None, kind: str) -> tuple[dict[tuple[str, str], float], ...]:
    model = load()
    assert model is not None
    from policydiff.extraction.reading import Reading

    reading = Reading(doc, heading, lead_in, kind)
    around = surroundings(reading)
    return tuple(model.odds([*features(reading, sentence), *around]) for sentence in sentences(reading))


def surroundings(reading: Reading) -> set[str]:
    """The features that all sentences of a clause share: its kind, its headings, its lead-in."""
    lead = [token.lower_ for token in reading.lead_in] if reading.lead_in is not None else []
    found = {"bias", f"kind {reading.kind}", f"lead {bool(lead)}"}
    found.update(f"lw {word}" for word in lead)
    found.update(f"lb {first} {second}" for first, second in pairwise(lead))
    for depth, heading in enumerate(reversed(reading.heading)):
        found.update(f"{'hh' if depth else 'h'} {word}" for word in fold(heading).split())
    return found


def features(reading: Reading, sentence: Sentence) -> set[str]:
    """What stands in a sentence: its words, their neighbours, and who does what to what."""
    span = reading.doc.char_span(sentence.start, sentence.start + max(1, len(sentence.text.rstrip())), alignment_mode="expand")
    tokens = [token for token in span if not token.is_space] if span is not None else []
    if not tokens:
        return set()
    words = [_plain(token.lower_) for token in tokens]
    lemmas = [_plain(token.lemma_.lower()) for token in tokens]
    found = {f"w {word}" for word in words}
    found.update(f"l {lemma}" for lemma in lemmas)
    found.update(f"b {first} {second}" for first, second in pairwise(words))
    found.update(f"s {first} {third}" for first, third in zip(lemmas, lemmas[2:], strict=False))
    found.update(f"t {first} {second} {third}" for first, second, third in zip(lemmas, lemmas[1:], lemmas[2:], strict=False))
    for token in tokens:
        found.update(_relation(token))
    found |= {f"size {min(len(words) // _STEP, _LONGEST)}", f"o {words[0]}", f"o2 {' '.join(words[:2])}", f"e {words[-1]}", f"first {sentence.start == 0}"}
    return found


def _plain(word: str) -> str:
    return word if word.isalpha() else _DIGIT.sub("0", word)


def _relation(token: Token) -> Iterator[str]:
    head, lemma = token.head, token.lemma_.lower()
    if head is token:
        yield f"root {lemma}"
        yield f"root {token.tag_}"
    elif token.dep_ in _RELATIONS:
        yield f"d {head.lemma_.lower()} {token.dep_} {lemma}"
        if head.head is head:
            yield f"rd {token.dep_} {lemma}"
        if token.dep_ == "prep":
            for leaf in token.children:
                if leaf.dep_ == "pobj":
                    yield f"pp {head.lemma_.lower()} {lemma} {leaf.lemma_.lower()}"
