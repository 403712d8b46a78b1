"""What one comparison costs against the size of its texts: processor time and memory for 1,000 to 100,000 words.

    OMP_NUM_THREADS=1 python -m tests.benchmarks.size_cost [WORDS ...]

Each size is a process of its own. The texts are the policies of `corpora/` over and over, each time with other numbers and names, so that no clause repeats and
nothing comes from a cache; the new version has a sentence more in each tenth block. Printed are seconds and megabytes, those of an empty start taken away, and
the exponent by which time grows from one size to the next: 1 is linear.
"""

from __future__ import annotations

import math
import random
import resource
import subprocess
import sys
from collections.abc import Sequence
from time import process_time

SIZES = (1_000, 3_000, 10_000, 30_000, 100_000)
_SYLLABLES = "ba be bi bo bu da de di do du ka ke ki ko ku la le li lo lu ma me mi mo mu na ne ni no nu ra re ri ro ru sa se si so su ta te ti to tu".split()


def texts(size: int) -> tuple[str, str]:
    """Two versions of so many words."""
    from tests.fuzz.mutations import blocks

    dice, parts, count = random.Random(size), [], 0
    while count < size:
        for block in blocks():
            name = "".join(dice.choices(_SYLLABLES, k=4)).title()
            part = f"{block} This is so for {name} and for order {dice.randint(1000, 9999)}."
            parts.append(part)
            count += len(part.split())
            if count >= size:
                break
    more = (f" We share your phone number with {dice.choice(_SYLLABLES).title() * 3}." for _ in parts)
    new = [part + next(more) if number % 10 == 5 else part for number, part in enumerate(parts)]
    return "\n\n".join(parts), "\n\n".join(new)


def measure(size: int) -> None:
    """Print seconds and megabytes of one comparison; for a process of its own."""
    import policydiff

    policydiff.compare("We keep your name.", "We keep your name and your address.")
    old, new = texts(size)
    start, held = process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    report = policydiff.compare(old, new, related=True)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - held) / 1024
    print(f"{process_time() - start:.2f} {grown:.0f} {len(report.changes)} {report.verdict.obligation}")


def main(sizes: Sequence[int]) -> None:
    """Measure and print."""
    print("  words   seconds   ms a word   MB grown   changes   exponent")
    last: tuple[int, float] | None = None
    for size in sizes:
        done = subprocess.run([sys.executable, "-m", "tests.benchmarks.size_cost", "--one", str(size)], capture_output=True, text=True, check=True)
        seconds, grown, changes, _ = done.stdout.split()
        spent = float(seconds)
        exponent = f"{math.log(spent / last[1]) / math.log(size / last[0]):8.2f}" if last else "       -"
        print(f"{size:7,}  {spent:8.1f}  {1000 * spent / size:10.3f}  {grown:>9}  {changes:>8}   {exponent}", flush=True)
        last = size, spent


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        measure(int(sys.argv[2]))
    else:
        main([int(size) for size in sys.argv[1:]] or SIZES)
