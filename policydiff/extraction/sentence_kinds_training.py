"""Rebuilds the model that tells which choices, promises and rights a sentence states.

    python -m policydiff.extraction.sentence_kinds_training --encoders DIR [--gold DIR] [--out DIR]

It learns how far to trust the network and the cues from what a network makes of clauses of services that it has not seen:
`python -m policydiff.extraction.encoder_training --folds 2 --encoders DIR` writes these networks. How far to trust a cue is learned from our own labels alone,
since the cues were written on the clauses of the folder, where they are nearly always right.
"""

from __future__ import annotations

import json
import sys
from bisect import bisect_right
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

from policydiff.extraction import encoder, sentence_kinds
from policydiff.extraction.cues import sentences
from policydiff.extraction.encoder_training import FOLDS, networks, part_of
from policydiff.extraction.pipeline import ClauseKey, read_by_cues
from policydiff.extraction.training_data import plain
from policydiff.vocabulary import training_command
from policydiff.vocabulary.labels import CLAUSES, FACETS, Record, labelled, records
from policydiff.vocabulary.logistic import Table, fit_binary, frequent

_FACETS = ("choices", "commitments", "rights")
# The parts by which the model itself is cross-validated: other services stand together in them than in those of the networks.
_PARTS, _SALT = 3, b"kinds"
_PENALTY, _STEPS = 1.0, 40
# The least probability at which a record of the cues stays, and the one from which a statement without a cue is read.
# What the cues say of a choice always stays: most of them were written for the terms of contracts too, of which no clause is labelled; and what they say of a
# right: nothing was gained by asking.
_KEPT, _ADDED = {"choices": 0.0, "commitments": 0.1, "rights": 0.0}, 0.7

Kind = tuple[str, str]


@dataclass(frozen=True)
class Row:
    """A sentence to learn from: the clause it stands in, its service, what the network and the cues say, its labels; `own` where the label is ours."""

    clause: int
    service: str
    odds: Mapping[Kind, float]
    cued: frozenset[Kind]
    labels: frozenset[Kind]
    own: bool

    def of(self, facet: str) -> tuple[dict[str, float], set[str]]:
        """The odds of the kinds of a facet, and those that are cued."""
        return {kind: value for (name, kind), value in self.odds.items() if name == facet}, {kind for name, kind in self.cued if name == facet}


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the model was written, 2 when there is no data to learn from."""
    parser = training_command.parser(
        "policydiff.extraction.sentence_kinds_training",
        "Rebuilds the model that tells which choices, promises and rights a sentence states.",
        "sentence_kinds.json",
    )
    parser.add_argument(
        "--encoders",
        type=Path,
        required=True,
        help="a folder of networks that have not seen one part of the services each; clauses of other parts are left aside",
    )
    options = parser.parse_args(arguments)
    return training_command.status(lambda: build(options.gold, options.out, options.encoders))


def build(gold: Path | None, out: Path, encoders: Path) -> None:
    """Trains on the folder `gold` and writes `sentence_kinds.json` into `out`. Raises UsageError where there are no labelled clauses, or networks missing."""
    gold = training_command.folder(gold)
    rows = _rows(list(labelled(gold)), sum(1 for _ in records(gold / CLAUSES)), networks(encoders))
    card = {
        "what": "logistic regression: how far to trust the network and the cues on which choices, promises and rights a sentence states",
        "learned from": {"clauses": len({row.clause for row in rows}), "sentences": len(rows)},
        "cross_validation": {"folds": _PARTS, "by": "service", "of": "our own labels", "F1 by clause and kind": _figures(rows)},
        "kept": _KEPT,
        "added": _ADDED,
        "weights": _fitted(rows),
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "sentence_kinds.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(card["cross_validation"]) + "\n")


def _rows(found: Sequence[Record], folder: int, unseeing: Mapping[int, encoder.Encoder]) -> list[Row]:
    """The sentences of labelled clauses, of which the first `folder` are not our own. A label whose words are not found is left aside."""
    rows = []
    parts = [part_of(record["service"], FOLDS) for record in found]
    for part, network in unseeing.items():
        held = [(number, record) for number, record in enumerate(found) if parts[number] == part]
        with encoder.using(network):
            for (number, record), (reading, cued) in zip(held, read_by_cues([_key(record) for _, record in held]), strict=True):
                stated = sentences(reading)
                starts = [sentence.start for sentence in stated]
                labels: list[set[Kind]] = [set() for _ in stated]
                marks: list[set[Kind]] = [set() for _ in stated]
                for facet in _FACETS if stated else ():
                    for item in record.get(facet) or ():
                        place = reading.doc.text.find(plain(item["text"]))
                        if place >= 0:
                            labels[max(0, bisect_right(starts, place) - 1)].add((facet, item[FACETS[facet]]))
                    for mark in getattr(cued, facet):
                        marks[max(0, bisect_right(starts, mark.start) - 1)].add((facet, getattr(mark, FACETS[facet])))
                for odds, label, mark in zip(sentence_kinds.odds(reading, stated), labels, marks, strict=True):
                    rows.append(Row(number, record["service"], odds, frozenset(mark), frozenset(label), number >= folder))
    return rows


def _key(record: Record) -> ClauseKey:
    return ClauseKey(plain(record["text"]), tuple(record.get("heading") or ()), plain(record.get("lead_in") or ""), record.get("kind") or "paragraph")


def _fitted(rows: Sequence[Row]) -> dict[str, float]:
    """One set of weights for all facets: names of kinds are never shared by two."""
    found, labels = [], []
    for row in rows:
        for facet in _FACETS:
            odds, cued = row.of(facet)
            for kind in sentence_kinds.looked_at(odds, cued) if row.own or not cued else ():
                found.append({f"{facet} {name}": item for name, item in sentence_kinds.weighed(kind, odds, cued).items()})
                labels.append((facet, kind) in row.labels)
    if not found:
        return {}
    names = frequent(found, 1)
    return {name: round(float(value), 3) for name, value in zip(names, fit_binary(Table(found, names), labels, _PENALTY, _STEPS), strict=True)}


def _figures(rows: Sequence[Row]) -> Mapping[str, Any]:
    """F1 by clause and kind, of the cues alone and of the model, each part judged by a model that has not seen it."""
    counts: Counter[tuple[str, str, str]] = Counter()
    clauses: dict[tuple[int, str], dict[str, Collection[str]]] = {}
    parts = [crc32(_SALT + row.service.encode()) % _PARTS for row in rows]
    for part in range(_PARTS):
        known = _fitted([row for row, at in zip(rows, parts, strict=True) if at != part])
        for row in (row for row, at in zip(rows, parts, strict=True) if at == part and row.own):
            for facet in _FACETS:
                odds, cued = row.of(facet)
                held = {kind for kind in sentence_kinds.looked_at(odds, cued) if sentence_kinds.holds(known, facet, kind, odds, cued, _KEPT[facet], _ADDED)}
                found = clauses.setdefault((row.clause, facet), {"labels": set(), "cues": set(), "both": set()})
                found["labels"] = {*found["labels"], *(kind for name, kind in row.labels if name == facet)}
                found["cues"], found["both"] = {*found["cues"], *cued}, {*found["both"], *held}
    for (_, facet), found in clauses.items():
        for way in ("cues", "both"):
            counts[facet, way, "right"] += len(set(found[way]) & set(found["labels"]))
            counts[facet, way, "all"] += len(found[way]) + len(found["labels"])
    return {facet: {way: round(2 * counts[facet, way, "right"] / max(1, counts[facet, way, "all"]), 4) for way in ("cues", "both")} for facet in _FACETS}


if __name__ == "__main__":
    sys.exit(main())
