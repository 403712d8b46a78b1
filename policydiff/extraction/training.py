"""Rebuilds the weights of the mention tagger: python -m policydiff.extraction.training [--gold DIR] [--out DIR] [--folds N] [--taggers DIR]
[--with FILE]

Word classes come from all running text of the folder. The chains first learn the labelled sentences, whose standard differs, and go on from there with the
labelled clauses. With --folds N (5 unless told otherwise) the clauses are first divided by service, and each part is tagged by a tagger that did not see it:
these figures go into the card, and the readiness to mark (`lift`) of each slot is set on them. With --with FILE what is learned is averaged with the weights of
an earlier training.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from policydiff.errors import UsageError
from policydiff.extraction.chains import Chain, Settings, best_tags, emissions, spans, train
from policydiff.extraction.pipeline import language_model
from policydiff.extraction.tagger import SLOTS, Index
from policydiff.extraction.tagger_features import Features, Hashes
from policydiff.extraction.training_data import SENTENCES, Example, clauses, items, sentences, sources, texts
from policydiff.extraction.word_classes import word_classes
from policydiff.extraction.wordlists import table
from policydiff.vocabulary import training_command
from policydiff.vocabulary.labels import CLAUSES, records

FIRST = Settings(epochs=6, hidden=0.4)
# Each run sees all clauses of the folder and half of ours: they set the standard, and runs that have seen different clauses err differently.
THEN = Settings(epochs=8, hidden=0.4, runs=4, share=0.5)
# The taggers of the parts only judge and set the lift.
PART = Settings(epochs=8, hidden=0.4, runs=2, share=0.5)
TEMPLATES: list[str] = table("tagger")["templates"]
# A feature must have been seen this often to get a weight; weights smaller than this are not kept.
_LEAST, _SMALLEST = 2, 0.1
# What the weights of an earlier training count in the mean with those that are learned.
_FORMER = 0.4
_LIFTS = np.arange(-0.6, 1.61, 0.2)

Rows = Sequence[Hashes]


@dataclass(frozen=True)
class Trained:
    """Feature keys in order, the weights of each (and of none), and the lift of each slot."""

    keys: NDArray[np.uint32]
    chain: Chain
    lift: tuple[float, ...] = (0.0,) * len(SLOTS)


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when weights and card were written, 2 when there is no data to learn from."""
    parser = training_command.parser(
        "policydiff.extraction.training", "Rebuilds the weights of the mention tagger from a folder of labelled clauses.", "tagger.npz and tagger.json"
    )
    training_command.add_folds(parser)
    parser.add_argument("--taggers", type=Path, help="where to write the taggers of the folds, for what is to be judged on honest mentions")
    parser.add_argument("--with", dest="former", type=Path, help="weights of an earlier training, to average those that are learned with")
    options = parser.parse_args(arguments)
    return training_command.status(lambda: build(options.gold, options.out, options.folds, options.taggers, options.former))


def build(gold: Path | None, out: Path, folds: int, taggers: Path | None = None, former: Path | None = None) -> None:
    """Trains on the folder `gold` and writes `tagger.npz` and its card `tagger.json` into `out`; the taggers of the folds go into `taggers` where it is given.
    The weights are averaged with those of the file `former` where it is given.

    Raises UsageError where there are no labelled clauses, or where the earlier weights saw other word classes or templates.
    """
    gold = training_command.folder(gold)
    model = language_model()
    classes = word_classes(texts(gold))
    rows_of = Features({word: (row[0], row[1], row[2]) for word, row in classes.items()}, TEMPLATES)
    examples = clauses(gold, model)
    first = sentences(gold / SENTENCES, model) if (gold / SENTENCES).is_file() else []
    made = items(examples, model)
    rows = [rows_of([example.reading]).T for example in [*examples, *made]]
    start = _fit(first, [rows_of([example.reading]).T for example in first], FIRST, None) if first else None
    lift: tuple[float, ...] = (0.0,) * len(SLOTS)
    figures: dict[str, dict[str, float]] = {}
    if folds:
        parts = taught([*examples, *made], rows, start, folds)
        # Judged by the clauses of the folder alone: they set the standard, our own labels follow it.
        judged = examples[: sum(1 for _ in records(gold / CLAUSES))]
        lift, figures = _judged(judged, held(judged, rows, parts))
        if taggers is not None:
            taggers.mkdir(parents=True, exist_ok=True)
            for number, part in enumerate(parts):
                _write(taggers / fold_file(number), _kept(part, lift), classes)
        for slot, figure in figures.items():
            sys.stdout.write(f"{slot} " + " ".join(f"{name} {value:.3f}" for name, value in figure.items()) + "\n")
    everything = _fit([*examples, *made], rows, THEN, start)
    trained = _kept(everything if former is None else _averaged(everything, former, classes), lift)
    out.mkdir(parents=True, exist_ok=True)
    weights = out / "tagger.npz"
    _write(weights, trained, classes)
    card = {
        "what": "linear-chain conditional random fields that mark data, recipients and purposes in a clause of a privacy policy",
        "date": datetime.now(UTC).date().isoformat(),
        "model": {"name": model.meta["name"], "version": model.meta["version"]},
        "data": {"clauses": len(examples), "sentences": len(first), "items": len(made), "texts": len(sources(gold)), "sha256": digest(sources(gold))},
        "weights": {"sha256": digest([weights]), "bytes": weights.stat().st_size, "features": len(trained.keys)},
        **_how_trained(lift, folds, figures),
    }
    if former is not None:
        card["averaged"] = {"share": _FORMER, "with": {"sha256": digest([former])}}
    (out / "tagger.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def _how_trained(lift: Sequence[float], folds: int, figures: dict[str, dict[str, float]]) -> dict[str, Any]:
    """The part of the card on settings and on the figures of the folds."""
    return {
        "training": {
            "first": vars(FIRST),
            "then": vars(THEN),
            "parts": vars(PART),
            "lift": {slot: round(value, 2) for slot, value in zip(SLOTS, lift, strict=True)},
        },
        "cross_validation": {
            "folds": folds,
            "by": "service",
            "measure": "mentions that share a character, one to one; a repeated phrase counts once",
            "figures": figures,
        },
    }


def fold_file(part: int) -> str:
    """The name of the file with the tagger that saw no example of a part."""
    return f"fold{part}.npz"


def part_of(example: Example, folds: int) -> int:
    """The part of the cross-validation to which an example belongs."""
    return crc32(example.group.encode()) % folds


def taught(everything: Sequence[Example], rows: Rows, start: Trained | None, folds: int) -> list[Trained]:
    """For each part a tagger that saw no example of its groups; `rows` are the features of the examples. Raises UsageError where nothing is left to see."""
    found = []
    for part in range(folds):
        seen = [index for index, example in enumerate(everything) if part_of(example, folds) != part]
        if not seen:
            raise UsageError(f"the labelled clauses come from too few services to be divided into {folds} parts; use --folds 0")
        found.append(_fit([everything[index] for index in seen], [rows[index] for index in seen], PART, start))
    return found


def held(examples: Sequence[Example], rows: Rows, parts: Sequence[Trained]) -> list[tuple[NDArray[np.float32], Chain]]:
    """For each example the token scores, and the chain that gave them, of the tagger that saw no example of its group."""
    indices = [Index(trained.keys) for trained in parts]
    found = []
    for example, row in zip(examples, rows, strict=False):
        part = part_of(example, len(parts))
        chain = parts[part].chain
        found.append((emissions(chain.features, indices[part](row).T), chain))
    return found


def score(examples: Sequence[Example], held_out: Sequence[tuple[NDArray[np.float32], Chain]], number: int, lift: float) -> dict[str, float]:
    """Precision, recall and F1 of one slot: mentions that share a token, one to one; a phrase that occurs again in a clause counts once."""
    hits = found = wanted = 0
    for example, (scores, chain) in zip(examples, held_out, strict=True):
        lifted = scores[:, number].copy()
        lifted[:, 0] -= lift
        predicted = _by_words(example, spans(best_tags(lifted.tolist(), chain.transitions[number].tolist())))
        free = _by_words(example, example.spans[SLOTS[number]])
        found, wanted = found + len(predicted), wanted + len(free)
        for places in predicted:
            match = next((gold for gold in free if any(a < y and x < b for a, b in places for x, y in gold)), None)
            if match is not None:
                free.remove(match)
                hits += 1
    precision, recall = hits / max(found, 1), hits / max(wanted, 1)
    return {"precision": round(precision, 4), "recall": round(recall, 4), "f1": round(2 * precision * recall / max(precision + recall, 1e-9), 4)}


def digest(paths: Iterable[Path]) -> str:
    """The SHA-256 of the contents of files, one after the other."""
    total = hashlib.sha256()
    for path in paths:
        total.update(path.read_bytes())
    return total.hexdigest()


def _by_words(example: Example, found: Sequence[tuple[int, int]]) -> list[list[tuple[int, int]]]:
    """The places of each phrase."""
    phrases: dict[str, list[tuple[int, int]]] = {}
    for start, end in found:
        phrases.setdefault(example.reading.doc[start:end].text.lower(), []).append((start, end))
    return list(phrases.values())


def _judged(examples: Sequence[Example], held_out: Sequence[tuple[NDArray[np.float32], Chain]]) -> tuple[tuple[float, ...], dict[str, dict[str, float]]]:
    """The lift with which each slot does best on clauses that their tagger did not see, and its figures with that lift by slot."""
    tried = [{float(lift): score(examples, held_out, number, float(lift)) for lift in _LIFTS} for number in range(len(SLOTS))]
    lift = tuple(max(figures, key=lambda value: figures[value]["f1"]) for figures in tried)
    return lift, {slot: figures[best] for slot, figures, best in zip(SLOTS, tried, lift, strict=True)}


def _fit(examples: Sequence[Example], rows: Rows, settings: Settings, start: Trained | None) -> Trained:
    """A tagger of the examples, with the features that occur often enough in them, and those of `start`."""
    short, counts = np.unique(np.concatenate([(row >> np.uint64(32)).astype(np.uint32).ravel() for row in rows]), return_counts=True)
    keys = short[counts >= _LEAST]
    before = None
    if start is not None:
        keys = np.union1d(keys, start.keys)
        features = np.zeros((len(keys) + 1, start.chain.features.shape[1]), dtype=np.float32)
        features[np.searchsorted(keys, start.keys)] = start.chain.features[:-1]
        before = Chain(features, start.chain.transitions)
    find = Index(keys)
    always = [example.standard for example in examples]
    return Trained(keys, train([find(row) for row in rows], [example.tags() for example in examples], len(keys), settings, before, always))


def _averaged(trained: Trained, former: Path, classes: dict[str, tuple[int, ...]]) -> Trained:
    """The mean of what was learned now and of the weights of an earlier training; a feature that one of them lacks weighs nothing there."""
    with np.load(former, allow_pickle=False) as stored:
        texts = {name: stored[name].tobytes().decode("utf-8").splitlines() for name in ("words", "templates")}
        if texts["templates"] != TEMPLATES or texts["words"] != list(classes) or stored["classes"].tolist() != [list(row) for row in classes.values()]:
            raise UsageError(f"{former}: holds weights for other templates or word classes, which cannot be averaged with these")
        before, rows, moves = stored["keys"], stored["features"].astype(np.float32), stored["transitions"]
    keys = np.union1d(trained.keys, before)
    features = np.zeros((len(keys) + 1, rows.shape[1]), dtype=np.float32)
    features[np.searchsorted(keys, trained.keys)] += (1 - _FORMER) * trained.chain.features[:-1]
    features[np.searchsorted(keys, before)] += _FORMER * rows
    return Trained(keys, Chain(features, (1 - _FORMER) * trained.chain.transitions + _FORMER * moves))


def _kept(trained: Trained, lift: tuple[float, ...]) -> Trained:
    """Without the features that hardly say anything."""
    weights = trained.chain.features
    strong = np.abs(weights[:-1]).max(axis=1) >= _SMALLEST
    return Trained(trained.keys[strong], Chain(weights[np.append(strong, True)], trained.chain.transitions), lift)


def _write(path: Path, trained: Trained, classes: dict[str, tuple[int, ...]]) -> None:
    """Writes weights, templates and word classes as one file."""
    arrays: dict[str, Any] = {
        "keys": trained.keys,
        "features": trained.chain.features[:-1].astype(np.float16),
        "transitions": trained.chain.transitions,
        "lift": np.array(trained.lift, dtype=np.float32),
        # As lines of text: the weights hold for these templates in this order only, so they travel together.
        "templates": np.frombuffer("\n".join(TEMPLATES).encode("utf-8"), dtype=np.uint8),
        "words": np.frombuffer("\n".join(classes).encode("utf-8"), dtype=np.uint8),
        "classes": np.array(list(classes.values()), dtype=np.uint16).reshape(len(classes), 3),
    }
    np.savez_compressed(path, **arrays)


if __name__ == "__main__":
    sys.exit(main())
