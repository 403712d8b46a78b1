"""The command line that all trained components share: where the labelled data lie, where the weights go, what is said when there is nothing to learn from."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable
from pathlib import Path

from policydiff.errors import UsageError
from policydiff.vocabulary.labels import CLAUSES


def parser(module: str, description: str, files: str = "") -> argparse.ArgumentParser:
    """A parser with `--gold` and, where `files` names what is written, `--out`, by default the folder `weights` beside the package of `module`."""
    home = Path(__file__).parents[1] / module.split(".")[1] / "weights"
    made = argparse.ArgumentParser(prog=f"python -m {module}", description=description)
    made.add_argument("--gold", type=Path, default=os.environ.get("POLICYDIFF_GOLD"), help="the folder of labelled data (default: POLICYDIFF_GOLD)")
    if files:
        made.add_argument("--out", type=Path, default=home, help=f"where to write {files}")
    return made


def add_folds(to: argparse.ArgumentParser) -> None:
    """The option `--folds`."""
    to.add_argument("--folds", type=int, default=5, help="parts of the cross-validation; 0 for none")


def status(build: Callable[[], None]) -> int:
    """Run `build`: 0 when it did its work, 2 when there is no data to learn from, which is told on standard error."""
    try:
        build()
    except UsageError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    return 0


def folder(gold: Path | None) -> Path:
    """The folder of labelled data. Raises UsageError where it was not named or holds no labelled clauses."""
    if gold is None or not (gold / CLAUSES).is_file():
        raise UsageError(f"no labelled clauses: {CLAUSES} is looked for in {gold or 'POLICYDIFF_GOLD, which is not set'}; name the folder with --gold")
    return gold
