"""Rebuilds the model that tells clauses with a practice from the others.

    python -m policydiff.extraction.stating_training --taggers DIR --encoders DIR [--gold DIR] [--out DIR]

It learns from the labelled clauses, each read with a mention tagger and a network that have not seen its service: else it would trust such as know the answers.
`python -m policydiff.extraction.training --taggers DIR` writes these taggers, `python -m policydiff.extraction.encoder_training --folds 2 --encoders DIR` these
networks. The figures of the card are cross-validated too.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from policydiff.errors import UsageError
from policydiff.extraction import encoder, tagger
from policydiff.extraction.attachment import candidate_statements
from policydiff.extraction.choices import choices
from policydiff.extraction.contexts import frame
from policydiff.extraction.encoder_training import FOLDS as HALVES
from policydiff.extraction.encoder_training import networks
from policydiff.extraction.encoder_training import part_of as encoder_part
from policydiff.extraction.mentions import tagged
from policydiff.extraction.pipeline import language_model
from policydiff.extraction.rights import rights
from policydiff.extraction.stating import features
from policydiff.extraction.training import fold_file, part_of
from policydiff.extraction.training_data import Example, clauses
from policydiff.vocabulary import training_command
from policydiff.vocabulary.logistic import Table, fit, frequent

FOLDS = 5
# A feature must have been seen this often; the penalty on large weights; the least probability of a practice at which a clause is kept.
_LEAST, _PENALTY, _KEPT = 3, 5.0, 0.55
_STEPS = 80


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when the weights were written, 2 when there is no data to learn from."""
    parser = training_command.parser(
        "policydiff.extraction.stating_training", "Rebuilds the model that tells clauses with a practice from the others.", "stating.json"
    )
    parser.add_argument("--taggers", type=Path, required=True, help="a folder of taggers that have not seen one fifth of the services each")
    parser.add_argument("--encoders", type=Path, required=True, help="a folder of networks that have not seen one part of the services each")
    options = parser.parse_args(arguments)
    return training_command.status(lambda: build(options.gold, options.out, options.taggers, options.encoders))


def build(gold: Path | None, out: Path, taggers: Path, encoders: Path) -> None:
    """Trains on the folder `gold` and writes `stating.json` into `out`. Raises UsageError where there are no labelled clauses, or taggers or networks
    missing."""
    gold = training_command.folder(gold)
    missing = [name for name in map(fold_file, range(FOLDS)) if not (taggers / name).is_file()]
    if missing:
        raise UsageError(f"{taggers}: holds no {missing[0]}; write the taggers with python -m policydiff.extraction.training --taggers {taggers}")
    examples = clauses(gold, language_model())
    rows = _rows(examples, taggers, networks(encoders))
    labels = [any(example.spans.values()) for example in examples]
    held = [index for index, row in enumerate(rows) if row]
    parts = [part_of(example, FOLDS) for example in examples]
    kept = {False: 0, True: 0}
    for part in range(FOLDS):
        learned = _fitted([rows[index] for index in held if parts[index] != part], [labels[index] for index in held if parts[index] != part])
        for index in held:
            if parts[index] == part:
                kept[labels[index]] += sum(learned.get(name, 0.0) for name in rows[index]) >= 0
    known = _fitted([rows[index] for index in held], [labels[index] for index in held])
    card = {
        "what": "logistic regression: does a clause in which mentions were found state a practice",
        "cross_validation": {
            "folds": FOLDS,
            "by": "service",
            "clauses": len(held),
            "kept": {
                "with a practice": _share(kept[True], sum(labels[index] for index in held)),
                "without": _share(kept[False], sum(not labels[index] for index in held)),
            },
        },
        "weights": {name: round(value, 3) for name, value in sorted(known.items()) if abs(value) >= 0.0005},
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "stating.json").write_text(json.dumps(card, indent=0) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(card["cross_validation"]) + "\n")


def _rows(examples: Sequence[Example], taggers: Path, unseeing: Mapping[int, encoder.Encoder]) -> list[dict[str, float]]:
    """The features of each clause, read with the tagger and the network that have not seen its service."""
    found: list[dict[str, float]] = [{} for _ in examples]
    for part in range(FOLDS):
        chains = tagger.Tagger((taggers / fold_file(part)).read_bytes())
        for half, network in unseeing.items():
            with tagger.using(chains), encoder.using(network):
                for index, example in enumerate(examples):
                    if part_of(example, FOLDS) == part and encoder_part(example.group, HALVES) == half:
                        found[index] = dict.fromkeys(sorted(_features(example)), 1.0)
    return found


def _features(example: Example) -> set[str]:
    reading = tagged([replace(example.reading, kind="list_item") if example.reading.lead_in is not None else example.reading])[0]
    taken = tuple((record.start, record.end) for record in (*(choice for choice in choices(reading) if choice.kind != "opt_in"), *rights(reading)))
    return features(reading, frame(reading), candidate_statements(reading, taken))


def _fitted(rows: list[dict[str, float]], labels: list[bool]) -> dict[str, float]:
    """The weight of each feature, moved so that nought is the score at which a clause is kept."""
    names = frequent(rows, _LEAST)
    found = fit(Table(rows, names), np.array(labels, dtype=np.int64), np.ones(len(rows)), 2, _PENALTY, _STEPS)
    known = dict(zip(names, (found[:, 1] - found[:, 0]).tolist(), strict=True))
    known["all"] -= float(np.log(_KEPT / (1 - _KEPT)))
    return known


def _share(part: int, whole: int) -> float:
    return round(part / max(whole, 1), 4)


if __name__ == "__main__":
    sys.exit(main())
