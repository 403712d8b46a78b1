"""A long run of hostile input over the readers and the comparison.

    python -m tests.fuzz.run read 40000       # every reader, on mutations of real structure
    python -m tests.fuzz.run guided 10000     # every reader, on those and on bytes, led by the lines that are reached (needs atheris)
    python -m tests.fuzz.run compare 10000    # parse and compare

Printed are the numbers tried, hung, crashed, answered wrongly clean and lost, and what was answered. What broke is kept under tests/fuzz/cases, and
`tests/fuzz/test_fuzz.py` tries each case again from then on. The exit status is 1 where something broke.
"""

from __future__ import annotations

import os
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path
from time import monotonic, process_time
from typing import NoReturn

CASES = Path(__file__).resolve().parent / "cases"
TYPES = (None, "text/html", "text/markdown", "text/plain", "application/pdf")


class Count:
    """What became of the inputs."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.answers: Counter[str] = Counter()
        self.broken: Counter[str] = Counter()
        self.start, self.spent = monotonic(), process_time()

    def take(self, seed: int | None, data: bytes = b"") -> None:
        """Try one input: that of a number, or bytes."""
        from tests.fuzz.mutations import Text, hostile
        from tests.fuzz.oracles import Broken, comparing, reading

        try:
            if seed is None:
                answer = reading(Text(data[1:], TYPES[data[0] % len(TYPES)], "bytes", None)) if data else "refused"
            else:
                answer = reading(hostile(seed)) if self.target == "read" else comparing(seed)
            self.answers[answer] += 1
        except Broken as error:
            self.broken[str(error).partition(":")[0]] += 1
            name = f"{self.target}-{seed}" if seed is not None else f"bytes-{sha256(data).hexdigest()[:12]}"
            (CASES / name).write_bytes(data)
            print(f"{name}: {error}", flush=True)

    def tell(self) -> None:
        """Print the line of the table."""
        tried = self.answers.total() + self.broken.total()
        columns = "  ".join(f"{name} {self.broken[name]}" for name in ("hung", "crashed", "clean", "lost"))
        spent = f"{monotonic() - self.start:.0f} s, {process_time() - self.spent:.0f} s of processor time"
        print(f"{self.target}: tried {tried:,} in {spent}  {columns}  {dict(sorted(self.answers.items()))}", flush=True)


def guided(count: Count, runs: int) -> NoReturn:
    """Let libFuzzer choose: bytes, or in three of five cases the number of a mutation. It ends the process."""
    import atheris

    with atheris.instrument_imports(include=["policydiff.documents"]):
        import policydiff.documents.reading  # noqa: F401

    def one(data: bytes) -> None:
        if data[:1] < b"\xa0":
            count.take(int.from_bytes(data[:6], "big"))
        else:
            count.take(None, data)
        if count.answers.total() + count.broken.total() >= runs:
            count.tell()
            os._exit(int(bool(count.broken)))

    atheris.Setup([sys.argv[0], "-max_len=6000", "-len_control=0", "-rss_limit_mb=4096", "-timeout=300"], one)
    atheris.Fuzz()
    raise SystemExit


def main(target: str, runs: int) -> int:
    """Run and tell."""
    count = Count("compare" if target == "compare" else "read")
    if target == "guided":
        guided(count, runs)
    for seed in range(runs):
        count.take(seed)
        if seed % 1000 == 999:
            count.tell()
    count.tell()
    return int(bool(count.broken))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
