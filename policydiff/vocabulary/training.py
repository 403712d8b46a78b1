"""Rebuilds the weights of the model of categories: python -m policydiff.vocabulary.training [--gold DIR] [--out DIR] [--folds N]

With --folds N (5 unless told otherwise) the labelled phrases are first divided by service, and the categories of each part are decided by a model that did not
see it: these figures go into the card, beside those of names and cues alone. Names and cues were written with the clauses in view, which flatters both.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from policydiff.vocabulary import training_command, trees
from policydiff.vocabulary.categories import WEIGHTS, Model, best, key
from policydiff.vocabulary.logistic import Matrix, Rows, Table, fit, frequent
from policydiff.vocabulary.training_data import SLOTS, Example, examples
from policydiff.vocabulary.tree import Vocabulary, load


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when weights and card were written, 2 when there is no data to learn from."""
    parser = training_command.parser(
        "policydiff.vocabulary.training",
        "Rebuilds the weights of the model of categories from a folder of labelled data.",
        "categories.npz and categories.json",
    )
    training_command.add_folds(parser)
    options = parser.parse_args(arguments)
    return training_command.status(lambda: build(options.gold, options.out, options.folds))


def build(gold: Path | None, out: Path, folds: int) -> None:
    """Trains on the folder `gold` and writes `categories.npz` and its card into `out`. Raises UsageError where there are no labelled clauses."""
    gold = training_command.folder(gold)
    vocabulary = load()
    arrays: dict[str, Any] = {}
    card: dict[str, Any] = {"measure": "share of labelled phrases with the right category; folds by service", "folds": folds, "facets": {}}
    for facet in SLOTS:
        found = examples(gold, facet, vocabulary)
        rows = _rows(found, facet, vocabulary)
        figures = _cross_validated(found, rows, facet, vocabulary, folds) if folds else {}
        keys, weights = _kept(*_trained(found, rows, vocabulary.categories(facet)))
        arrays[f"{facet}.keys"], arrays[f"{facet}.weights"] = keys, weights
        arrays[f"{facet}.categories"] = np.frombuffer("\n".join(vocabulary.categories(facet)).encode("utf-8"), dtype=np.uint8)
        card["facets"][facet] = {"examples": len(found), "features": len(keys), "figures": figures}
        sys.stdout.write(f"{facet} {len(found)} examples, {len(keys)} features; {json.dumps(figures)}\n")
    out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(out / WEIGHTS, **arrays)
    (out / WEIGHTS).with_suffix(".json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


def unseeing(gold: Path, facet: str, part: int, folds: int) -> Model:
    """A model of a facet that saw no phrase of the services of a part, out of so many."""
    vocabulary = load()
    found = examples(gold, facet, vocabulary)
    return _unseeing(found, _rows(found, facet, vocabulary), vocabulary.categories(facet), part, folds)


def _rows(found: Sequence[Example], facet: str, vocabulary: Vocabulary) -> Rows:
    return [vocabulary.features(vocabulary.weigh(example.phrase, facet), facet, example.context) for example in found]


def _part(example: Example, folds: int) -> int:
    """The part of the cross-validation to which an example belongs; -1 for what is always learned from."""
    return crc32(example.group.encode("utf-8")) % folds if example.group else -1


def _unseeing(found: Sequence[Example], rows: Rows, names: tuple[str, ...], part: int, folds: int) -> Model:
    seen = [index for index, example in enumerate(found) if _part(example, folds) != part]
    keys, weights = _kept(*_trained([found[index] for index in seen], [rows[index] for index in seen], names))
    return Model(keys, weights.astype(np.float32), names)


def _trained(found: Sequence[Example], rows: Rows, names: Sequence[str]) -> tuple[list[str], Matrix]:
    """The features in order and their weights, a column for each category."""
    settings = trees.settings("model")
    columns = frequent(rows, settings["fit"]["least"])
    labels = np.array([names.index(example.category) for example in found])
    counts = np.array([settings["weights"][example.kind] for example in found], dtype=np.float64)
    return columns, fit(Table(rows, columns), labels, counts, len(names), settings["fit"]["penalty"], settings["fit"]["steps"])


def _kept(columns: Sequence[str], weights: Matrix) -> tuple[NDArray[np.uint32], NDArray[np.float16]]:
    """Keys and weights as they are stored, without the features that hardly say anything."""
    strong = np.abs(weights).max(axis=1) >= trees.settings("model")["fit"]["smallest"]
    keys = np.array([key(column) for column in columns], dtype=np.uint32)
    return keys[strong], weights[strong].astype(np.float16)


def _cross_validated(found: Sequence[Example], rows: Rows, facet: str, vocabulary: Vocabulary, folds: int) -> dict[str, dict[str, float]]:
    """For each kind of labelled phrase the share of right categories: of names and cues alone, and of a model that saw no phrase of the same service."""
    fold = [_part(example, folds) for example in found]
    right: dict[str, list[tuple[bool, bool]]] = {}
    for part in range(folds):
        model = _unseeing(found, rows, vocabulary.categories(facet), part, folds)
        for index in (index for index, of in enumerate(fold) if of == part):
            example = found[index]
            first = vocabulary.weigh(example.phrase, facet).best
            rule = vocabulary.term(first, facet).category if first else None
            right.setdefault(example.kind, []).append((rule == example.category, best(model.likely(rows[index]))[0] == example.category))
    return {
        kind: {"phrases": len(pairs), "rules": _share(pair[0] for pair in pairs), "model": _share(pair[1] for pair in pairs)} for kind, pairs in right.items()
    }


def _share(answers: Iterable[bool]) -> float:
    counted = list(answers)
    return round(sum(counted) / len(counted), 4)


if __name__ == "__main__":
    sys.exit(main())
