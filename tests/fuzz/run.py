"""A long run of hostile input over the readers and the comparison.

    python -m tests.fuzz.run read 40000       # every reader, on mutations of real structure
    python -m tests.fuzz.run guided 10000     # every reader, on those and on bytes, led by the lines that are reached (needs atheris)
    python -m tests.fuzz.run compare 10000    # parse and compare

Printed are the numbers tried, hung, crashed, answered wrongly clean and lost, and what was answered: of all inputs, and of each format and mutation, where an
input counts for every mutation that it went through. What broke is kept under tests/fuzz/cases, and `tests/fuzz/test_fuzz.py` tries each case again from then
on. The exit status is 1 where something broke.
"""

from __future__ import annotations

import os
import sys
from collections import Counter, defaultdict
from hashlib import sha256
from pathlib import Path
from time import monotonic, process_time
from typing import NoReturn

from tests.fuzz.mutations import Versions, any_bytes, hostile, versions

CASES = Path(__file__).resolve().parent / "cases"
ALL = "all"
BROKEN = ("hung", "crashed", "clean", "lost")


class Count:
    """What became of the inputs: in all, and of each class, which is a format or something that was done to a text."""

    def __init__(self, target: str) -> None:
        self.target = target
        self.table: dict[str, Counter[str]] = defaultdict(Counter)
        self.start, self.spent = monotonic(), process_time()

    def take(self, seed: int | None, data: bytes = b"") -> None:
        """Try one input: that of a number, or bytes."""
        from tests.fuzz.oracles import Broken, comparing, reading

        text = any_bytes(data) if seed is None else versions(seed) if self.target == "compare" else hostile(seed)
        try:
            answer = comparing(text) if isinstance(text, Versions) else reading(text)
        except Broken as error:
            answer = str(error).partition(":")[0]
            name = f"{self.target}-{seed}" if seed is not None else f"bytes-{sha256(data).hexdigest()[:12]}"
            (CASES / name).write_bytes(data)
            print(f"{name}: {error}", flush=True)
        for kind in {ALL, *text.how.split("+")}:
            self.table[kind][answer] += 1

    @property
    def tried(self) -> int:
        """How many inputs."""
        return self.table[ALL].total()

    @property
    def broke(self) -> bool:
        """Whether something broke."""
        return any(self.table[ALL][name] for name in BROKEN)

    def tell(self, *, whole: bool = True) -> None:
        """Print the table; its first line alone where not the whole is asked for."""
        spent = f"{monotonic() - self.start:.0f} s, {process_time() - self.spent:.0f} s of processor time"
        for kind in sorted(self.table, key=lambda kind: (kind != ALL, kind)) if whole else [ALL]:
            found = self.table[kind]
            columns = "  ".join(f"{name} {found[name]}" for name in BROKEN)
            answers = "  ".join(f"{name} {number:,}" for name, number in sorted(found.items()) if name not in BROKEN)
            print(f"{self.target}, {kind:20} tried {found.total():7,}  {columns}  {answers}{f'  in {spent}' if kind == ALL else ''}", flush=True)


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
        if count.tried >= runs:
            count.tell()
            os._exit(int(count.broke))

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
            count.tell(whole=False)
    count.tell()
    return int(count.broke)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
