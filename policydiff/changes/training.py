"""Fitting the weights of plausibility to labelled pairs of versions.

    python -m policydiff.changes.training --gold DIR        writes plausibility.toml
    python -m policydiff.changes.training --gold DIR --cv   prints cross-validated figures only

DIR holds `more/gold.jsonl` and `more/<pair>/{old,new}.md`; the default is the folder that POLICYDIFF_GOLD names. A difference counts as real when a label has its
slot, category and way and stands near its lines. The same folder gives the same weights.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from policydiff.alignment import align
from policydiff.changes.differences import candidates
from policydiff.changes.evidence import Quoter
from policydiff.changes.plausibility import features
from policydiff.changes.statements import statements
from policydiff.errors import MissingSource, PolicydiffError
from policydiff.extraction.models import Policy

RIDGE = 2.0  # strength of the penalty on weights, in examples
NEAR = 2  # lines between a label and a difference that may still be the same thing
ROUNDS = 40
WAYS = {"added": True, "broadened": True, "removed": False, "narrowed": False}


@dataclass(frozen=True, slots=True)
class Example:
    """A difference with its features, the delta that it would be told as, and whether a label has that delta there."""

    pair: str
    delta: tuple[str, str, bool]
    known: dict[str, float]
    real: bool


def examples(pair: str, old: Policy, new: Policy, labels: list[dict[str, object]]) -> Iterator[Example]:
    """The differences of one pair as examples; `labels` are the changes of its record in gold.jsonl."""
    alignment = align(old.clauses, new.clauses, old.document.text, new.document.text)
    quoters = {"old": Quoter(old, alignment.old), "new": Quoter(new, alignment.new)}
    for side, one, novelty, edit, _ in candidates(statements(old), statements(new), alignment, old.document.text, new.document.text):
        passage = quoters[side].passage_at(one.start)
        quote = quoters[side].quote(passage) if passage is not None else None
        delta = (one.slot, one.category, side == "new")
        real = any(
            (label["slot"], label["category"], WAYS[str(label["direction"])]) == delta and _near(label[f"{side}_lines"], quote and quote.line, quote and quote.end_line)
            for label in labels
        )
        yield Example(pair, delta, features(one, novelty, edit), real)


def _near(labelled: object, line: int | None, end_line: int | None) -> bool:
    lines = labelled if isinstance(labelled, list) else []
    return not lines or line is None or end_line is None or any(line - NEAR <= label <= end_line + NEAR for label in lines)


def fit(rows: list[Example]) -> dict[str, float]:
    """The weights of a logistic regression with a ridge, by Newton's method. Differences told as one delta share the weight of one example."""
    names = sorted({name for row in rows for name in row.known})
    index = {name: column for column, name in enumerate(names)}
    x = np.zeros((len(rows), len(names)))
    for i, row in enumerate(rows):
        for name, value in row.known.items():
            x[i, index[name]] = value
    y = np.array([row.real for row in rows], dtype=float)
    crowd: dict[tuple[str, tuple[str, str, bool]], int] = {}
    for row in rows:
        crowd[row.pair, row.delta] = crowd.get((row.pair, row.delta), 0) + 1
    share = np.array([crowd[row.pair, row.delta] ** -0.5 for row in rows])
    weights = np.zeros(len(names))
    penalty = RIDGE * np.eye(len(names))
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (share * (chance - y)) + penalty @ weights
        curve = (x * (share * chance * (1 - chance))[:, None]).T @ x + penalty
        step = np.linalg.solve(curve, slope)
        weights = weights - step
        if float(np.abs(step).max(initial=0.0)) < 1e-9:
            break
    return {name: round(float(weight), 4) for name, weight in zip(names, weights, strict=True)}


def chance(weights: dict[str, float], row: Example) -> float:
    """The plausibility of an example under weights."""
    return float(1 / (1 + np.exp(-sum(weights.get(name, 0.0) * value for name, value in row.known.items()))))


def gather(gold: Path) -> list[Example]:
    """The examples of every pair below `gold/more`. Raises MissingSource where there is none."""
    from policydiff.verbs import parse

    index = gold / "more" / "gold.jsonl"
    if not index.is_file():
        raise MissingSource(f"{index}: no such file; give a folder that holds more/gold.jsonl, or set POLICYDIFF_GOLD")
    rows: list[Example] = []
    for line in index.read_text("utf-8").splitlines():
        record = json.loads(line)
        folder = gold / "more" / record["pair"]
        rows += examples(record["pair"], parse(folder / "old.md"), parse(folder / "new.md"), record["changes"])
    return rows


def cross_validated(rows: list[Example], folds: int = 5) -> list[tuple[float, float, float, float]]:
    """(threshold, precision, recall, F1) of told deltas, each pair weighed by weights that were fitted without it."""
    told: dict[tuple[str, tuple[str, str, bool]], tuple[float, bool]] = {}
    for k in range(folds):
        weights = fit([row for row in rows if zlib.crc32(row.pair.encode()) % folds != k])
        for row in rows:
            if zlib.crc32(row.pair.encode()) % folds == k:
                best, real = told.get((row.pair, row.delta), (0.0, False))
                told[row.pair, row.delta] = (max(best, chance(weights, row)), real or row.real)
    out = []
    for threshold in (0.2, 0.3, 0.4, 0.5, 0.6):
        hits = sum(real for score, real in told.values() if score >= threshold)
        said, gold = sum(score >= threshold for score, _ in told.values()), sum(real for _, real in told.values())
        p, r = hits / max(1, said), hits / max(1, gold)
        out.append((threshold, p, r, 2 * p * r / max(1e-9, p + r)))
    return out


def main(arguments: list[str] | None = None) -> int:
    """The command: 0 when the weights were written or the figures printed, 2 when the folder cannot be used."""
    parser = argparse.ArgumentParser(prog="python -m policydiff.changes.training", description="Fit the weights of plausibility to labelled pairs.")
    parser.add_argument("--gold", type=Path, default=Path(os.environ.get("POLICYDIFF_GOLD", "gold")), help="folder of labelled data (default: POLICYDIFF_GOLD)")
    parser.add_argument("--cv", action="store_true", help="print cross-validated figures and write nothing")
    options = parser.parse_args(arguments)
    try:
        rows = gather(options.gold)
    except PolicydiffError as error:
        print(f"policydiff: error: {error}", file=sys.stderr)
        return 2
    for threshold, p, r, f in cross_validated(rows):
        print(f"threshold {threshold:.1f}  precision {p:.3f}  recall {r:.3f}  F1 {f:.3f}")
    if not options.cv:
        write(fit(rows), len(rows), len({row.pair for row in rows}))
    return 0


def write(weights: dict[str, float], rows: int, pairs: int) -> None:
    """plausibility.toml beside this module."""
    head = [
        "# Weights by which a difference of statements is weighed (plausibility.py). Written by `python -m policydiff.changes.training`; not edited by hand.",
        f"# Fitted on {rows} differences of {pairs} labelled pairs of versions.",
        "",
        "[weights]",
    ]
    body = [f'"{name}" = {weight}' for name, weight in sorted(weights.items())]
    Path(__file__).with_name("plausibility.toml").write_text("\n".join([*head, *body]) + "\n", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
