"""Which choices, promises and rights a sentence states: the cues of the lexicons weighed with what the network of `encoder` makes of the sentence.

Cues know the turns of phrase that somebody thought of; what real policies say in other turns they miss, and some words that they trust speak of something else.
The network reads each sentence with the clause, the headings and the lead-in around it and gives every kind of statement a probability. A logistic model weighs
that with what the cues found. A sentence that holds a cue of a facet is asked for nothing else of that facet.
The model and its card lie in `weights/sentence_kinds.json`; `python -m policydiff.extraction.sentence_kinds_training` rebuilds them.
"""

from __future__ import annotations

import json
import math
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, TypeVar

from policydiff.extraction.cues import Sentence, sentences
from policydiff.extraction.models import Choice, Commitment, Right
from policydiff.remembered import of_last

if TYPE_CHECKING:
    from policydiff.extraction.encoder import View
    from policydiff.extraction.parse import Doc
    from policydiff.extraction.reading import Reading

Record = TypeVar("Record", Choice, Commitment, Right)

# Log-odds below which a kind without a cue is not looked at.
HOPELESS = -6.0
_CERTAIN = 9.0  # log-odds beyond which nothing is learned


class Model:
    """The model in memory; `card` is what training wrote."""

    def __init__(self, card: Mapping[str, object]) -> None:
        self._weights: dict[str, float] = json.loads(json.dumps(card["weights"]))
        self._kept: dict[str, float] = json.loads(json.dumps(card["kept"]))
        self._added = float(str(card["added"]))

    def states(self, facet: str, odds: Mapping[str, float], cued: Collection[str]) -> list[str]:
        """The kinds of a facet that a sentence states; `odds` are those of the kinds of that facet, `cued` the kinds for which it holds cues. A kind that was
        labelled too seldom to be learned is stated where it is cued."""
        held = [kind for kind in looked_at(odds, cued) if holds(self._weights, facet, kind, odds, cued, self._kept[facet], self._added)]
        return [*held, *(kind for kind in cued if kind not in odds)]


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
    """The model of the package, read on the first call; None where none was trained."""
    stored = files("policydiff.extraction") / "weights" / "sentence_kinds.json"
    try:
        return Model(json.loads(stored.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None


_aside: list[bool] = []


@contextmanager
def cues_alone() -> Iterator[None]:
    """Within the with statement only the cues speak, as the training of the model needs it. Not for use by two threads."""
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
    stated = sentences(reading)
    seen = [] if model is None else odds(reading, stated)
    if model is None or not seen:
        return list(records)
    starts = [sentence.start for sentence in stated]
    cued: list[list[Record]] = [[] for _ in stated]
    for record in records:
        cued[max(0, bisect_right(starts, record.start) - 1)].append(record)
    found = []
    for sentence, own, stating in zip(stated, cued, seen, strict=True):
        of_facet = {kind: value for (name, kind), value in stating.items() if name == facet}
        kinds = {kind_of(record) for record in own}
        held = model.states(facet, of_facet, kinds)
        found += [record for record in own if kind_of(record) in held]
        found += [made(kind, sentence) for kind in held if kind not in kinds and kind not in cued_only]
    return found


def odds(reading: Reading, stated: Collection[Sentence]) -> list[dict[tuple[str, str], float]]:
    """For each sentence of a clause the log-odds of each (facet, kind) in the eyes of the encoder; none at all where no network was trained."""
    from policydiff.extraction.encoder import view

    seen = reading.view or view(reading)
    return [] if seen is None else _told(reading.doc, seen, stated)


# Choices, promises and rights ask for the sentences of the clause that is being read, one after the other.
@of_last(2)
def _told(doc: Doc, seen: View, stated: Collection[Sentence]) -> list[dict[tuple[str, str], float]]:
    found = []
    for sentence in stated:
        span = doc.char_span(sentence.start, sentence.start + max(1, len(sentence.text.rstrip())), alignment_mode="expand")
        told = seen.statements(span.start, span.end) if span is not None else {}
        found.append({(facet, kind): value for name, value in told.items() for facet, _, kind in [name.partition(" ")] if kind})
    return found
