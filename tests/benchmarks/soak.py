"""Whether memory stays where it is: thousands of comparisons of texts with words that were never seen before, in one process.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.soak [COMPARISONS]

Each comparison has sentences of its own, invented names, numbers and addresses among them, so that nothing is answered from a cache and every table of words
that is kept would grow. Printed is the memory of the process after the first 500 comparisons and at steps from there; the exit status is 1 where the end is
more than a tenth above the first figure.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Sequence
from pathlib import Path
from time import monotonic

import policydiff

FIRST = 500
MOST = 1.10
ALPHABET = "abcdefghijklmnopqrstuvwxyz"


def resident() -> float:
    """Megabytes of memory that the process holds (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * 4096 / 2**20


def name(dice: random.Random) -> str:
    """A word that nobody has seen."""
    return "".join(dice.choices(ALPHABET, k=dice.randint(6, 11)))


def pair(dice: random.Random) -> tuple[str, str]:
    """Two versions of a small policy, the second with a purpose more."""
    who, where, code = name(dice).title(), name(dice).title(), dice.randint(10**6, 10**9)
    old = (
        f"{who} collects your email address and your {name(dice)} number when you order from {where}. "
        f"We keep receipts of order {code} for {dice.randint(2, 900)} days. We do not sell the diary of {name(dice).title()} to anybody."
    )
    return old, f"{old} We also use your {name(dice)} history to show you advertisements for {name(dice)}, see https://{name(dice)}.example/{code}."


def main(arguments: Sequence[str]) -> int:
    """Compare, measure and print; 1 where memory has grown."""
    total = int(arguments[0]) if arguments else 10_000
    dice = random.Random(10)
    start, first, held = monotonic(), 0.0, 0.0
    for number in range(1, total + 1):
        report = policydiff.compare(*pair(dice))
        if report.verdict.obligation == "not_understood":
            raise SystemExit(f"comparison {number} was not understood")
        if number in (FIRST, total) or number % 1000 == 0:
            held = resident()
            first = first or held
            print(f"{number:6} comparisons  {monotonic() - start:7.1f} s  {held:7.1f} MB  {held / first:5.3f} of the first figure", flush=True)
    return int(held > MOST * first)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
