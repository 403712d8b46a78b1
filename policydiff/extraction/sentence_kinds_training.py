"""Rebuilds the models that tell which choices, promises and rights a sentence states.

    python -m policydiff.extraction.sentence_kinds_training [--gold DIR] [--out DIR]

The first model learns from every labelled clause: a label belongs to the sentence in which its words begin. The second learns how far to trust the first and
the cues, from what the first says of clauses of services that it has not seen. How far to trust a cue is learned from our own labels alone, since the cues were
written on the clauses of the folder, where they are nearly always right.
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from policydiff.extraction import sentence_kinds
from policydiff.extraction.cues import sentences
from policydiff.extraction.pipeline import ClauseKey, read_by_cues
from policydiff.extraction.training import digest
from policydiff.extraction.training_data import plain
from policydiff.vocabulary import training_command
from policydiff.vocabulary.labels import CLAUSES, FACETS, Record, labelled, records
from policydiff.vocabulary.logistic import Table, fit_binary, frequent

FOLDS = 3
_FACETS = ("choices", "commitments", "rights")
# A feature must have been seen this often; the penalties on large weights of both models; the steps of a fit; the least weight that is kept.
_LEAST, _PENALTY, _SECOND_PENALTY, _STEPS, _SMALLEST = 3, 2.0, 1.0, 40, 0.04
# A kind must have been labelled this often to be learned.
_RARE = 5
# The least probability at which a record of the cues stays, and the one from which a statement without a cue is read.
# What the cues say of a choice always stays: most of them were written for the terms of contracts too, of which no clause is labelled.
_KEPT, _ADDED = {"choices": 0.0, "commitments": 0.1, "rights": 0.1}, 0.6

Kind = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """A sentence to learn from: the clause it stands in, its service, its features, its labels and what the cues say; `own` where the label is ours."""

    clause: int
    service: str
    features: dict[str, float]
    labels: frozenset[Kind]
    cued: frozenset[Kind]
    own: bool


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when weights and card were written, 2 when there is no data to learn from."""
    parser = training_command.parser(
        "policydiff.extraction.sentence_kinds_training",
        "Rebuilds the models that tell which choices, promises and rights a sentence states.",
        "sentence_kinds.npz and sentence_kinds.json",
    )
    options = parser.parse_args(arguments)
    return training_command.status(lambda: build(options.gold, options.out))


def build(gold: Path | None, out: Path) -> None:
    """Trains on the folder `gold` and writes `sentence_kinds.npz` and its card into `out`. Raises UsageError where there are no labelled clauses."""
    gold = training_command.folder(gold)
    rows = _rows(list(labelled(gold)), sum(1 for _ in records(gold / CLAUSES)))
    counts = Counter(label for row in rows for label in row.labels)
    kinds = sorted(kind for kind, count in counts.items() if count >= _RARE)
    scores = np.zeros((len(rows), len(kinds)))
    parts = np.array([crc32(row.service.encode()) % FOLDS for row in rows])
    for part in range(FOLDS):
        seen, held = np.flatnonzero(parts != part), np.flatnonzero(parts == part)
        if len(seen) and len(held):
            names, weights = _first([rows[index] for index in seen], kinds)
            scores[held] = Table([rows[index].features for index in held], names).times(weights)
    second = _second(rows, scores, kinds)
    names, weights = _first(rows, kinds)
    strong = np.abs(weights).max(axis=1) >= _SMALLEST
    out.mkdir(parents=True, exist_ok=True)
    path = out / "sentence_kinds.npz"
    np.savez_compressed(
        path,
        names=_text([name for name, kept in zip(names, strong, strict=True) if kept]),
        kinds=_text([" ".join(kind) for kind in kinds]),
        weights=weights[strong].astype(np.float16),
    )
    figures = _figures(rows, scores, kinds, parts)
    card = {
        "what": "log-linear models of sentences: which choices, promises and rights a sentence states",
        "learned from": {"clauses": len({row.clause for row in rows}), "sentences": len(rows), "features": int(strong.sum())},
        "cross_validation": {"folds": FOLDS, "by": "service", "of": "our own labels", "F1 by clause and kind": figures},
        "weights": {"sha256": digest([path]), "bytes": path.stat().st_size},
        "kept": _KEPT,
        "added": _ADDED,
        "second": second,
    }
    (out / "sentence_kinds.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(card["cross_validation"]) + "\n")


def _rows(found: Sequence[Record], folder: int) -> list[Row]:
    """The sentences of labelled clauses, of which the first `folder` are not our own."""
    keys = [
        ClauseKey(plain(record["text"]), tuple(record.get("heading") or ()), plain(record.get("lead_in") or ""), record.get("kind") or "paragraph")
        for record in found
    ]
    rows = []
    for number, (record, (reading, cued)) in enumerate(zip(found, read_by_cues(keys), strict=True)):
        stated = sentences(reading)
        starts = [sentence.start for sentence in stated]
        labels: list[set[Kind]] = [set() for _ in stated]
        marks: list[set[Kind]] = [set() for _ in stated]
        if not stated:
            continue
        for facet in _FACETS:
            for item in record.get(facet) or ():
                place = max(0, reading.doc.text.find(plain(item["text"])))
                labels[max(0, bisect_right(starts, place) - 1)].add((facet, item[FACETS[facet]]))
            for mark in getattr(cued, facet):
                marks[max(0, bisect_right(starts, mark.start) - 1)].add((facet, getattr(mark, FACETS[facet])))
        around = sentence_kinds.surroundings(reading)
        for index, sentence in enumerate(stated):
            held = dict.fromkeys(sorted(sentence_kinds.features(reading, sentence) | around), 1.0)
            rows.append(Row(number, record["service"], held, frozenset(labels[index]), frozenset(marks[index]), number >= folder))
    return rows


def _first(rows: Sequence[Row], kinds: Sequence[Kind]) -> tuple[list[str], NDArray[np.float64]]:
    """The names of the features and the weights of each kind, by the words of the sentences."""
    names = frequent([row.features for row in rows], _LEAST)
    table = Table([row.features for row in rows], names)
    return names, np.stack([fit_binary(table, [kind in row.labels for row in rows], _PENALTY, _STEPS) for kind in kinds], axis=1)


def _second(rows: Sequence[Row], scores: NDArray[np.float64], kinds: Sequence[Kind]) -> dict[str, float]:
    """One set of weights for all facets: names of kinds are never shared by two."""
    found, labels = [], []
    for row, odds in zip(rows, scores, strict=True):
        for facet in _FACETS:
            of_facet = {kind: float(value) for (name, kind), value in zip(kinds, odds, strict=True) if name == facet}
            cued = {kind for name, kind in row.cued if name == facet}
            for kind in sentence_kinds.looked_at(of_facet, cued) if row.own or not cued else ():
                found.append({f"{facet} {name}": item for name, item in sentence_kinds.weighed(kind, of_facet, cued).items()})
                labels.append((facet, kind) in row.labels)
    if not found:
        return {}
    names = frequent(found, 1)
    return {name: round(float(value), 3) for name, value in zip(names, fit_binary(Table(found, names), labels, _SECOND_PENALTY, _STEPS), strict=True)}


def _figures(rows: Sequence[Row], scores: NDArray[np.float64], kinds: Sequence[Kind], parts: NDArray[np.int64]) -> Mapping[str, Any]:
    """F1 by clause and kind, of the cues alone and of both models, each part judged by a second model that has not seen it."""
    counts: Counter[tuple[str, str, str]] = Counter()
    clauses: dict[tuple[int, str], dict[str, set[str]]] = {}
    for part in range(FOLDS):
        known = _second([row for row, at in zip(rows, parts, strict=True) if at != part], scores[parts != part], kinds)
        for index in np.flatnonzero(parts == part).tolist():
            row = rows[index]
            for facet in _FACETS if row.own else ():
                odds = {kind: float(value) for (name, kind), value in zip(kinds, scores[index], strict=True) if name == facet}
                cued = {kind for name, kind in row.cued if name == facet}
                found = clauses.setdefault((row.clause, facet), {"labels": set(), "cues": set(), "both": set()})
                found["labels"] |= {kind for name, kind in row.labels if name == facet}
                found["cues"] |= cued
                found["both"] |= {
                    kind for kind in sentence_kinds.looked_at(odds, cued) if sentence_kinds.holds(known, facet, kind, odds, cued, _KEPT[facet], _ADDED)
                }
    for (_, facet), found in clauses.items():
        for way in ("cues", "both"):
            counts[facet, way, "right"] += len(found[way] & found["labels"])
            counts[facet, way, "all"] += len(found[way]) + len(found["labels"])
    return {facet: {way: round(2 * counts[facet, way, "right"] / max(1, counts[facet, way, "all"]), 4) for way in ("cues", "both")} for facet in _FACETS}


def _text(lines: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer("\n".join(lines).encode("utf-8"), dtype=np.uint8)


if __name__ == "__main__":
    sys.exit(main())
