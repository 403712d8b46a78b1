"""What a history costs against its number of captures: processor time and memory for 100, 300 and 1,000 captures of the same ten texts.

    python -m tests.benchmarks.archive_cost

Between one new text and the next the captures change links and white space only, as in real archives. No test: it prints, and people look.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
from pathlib import Path

import policydiff
from tests.repositories.makers import Repository

POLICY = Path(__file__).resolve().parents[2] / "corpora" / "whatsapp" / "2016.md"
TEXTS = 10


def build(place: Path, captures: int) -> Path:
    """An archive of one policy: `TEXTS` texts, each captured equally often under other links."""
    repo = Repository(place)
    text = POLICY.read_text(encoding="utf-8")
    for number in range(captures):
        version = number * TEXTS // captures
        added = "".join(f"\n\nWe keep the log of your calls of season {season} for {season + 2} months.\n" for season in range(version))
        repo.write({"Service/Privacy Policy.md": f"{text}{added}\n[Back to the top](https://maps.example/?session={number})\n"})
    return place


def measure(captures: int) -> None:
    """Print a line for a cold history of so many captures; for a process of its own, whose memory it measures."""
    with tempfile.TemporaryDirectory() as folder:
        place = build(Path(folder) / "r.git", captures)
        before = resource.getrusage(resource.RUSAGE_SELF)
        history = policydiff.history(place, "Service/Privacy Policy.md", cache=Path(folder) / "c.sqlite")
        after = resource.getrusage(resource.RUSAGE_SELF)
        seconds = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        print(f"{captures:6} captures  {len(history.steps) + 1:3} texts  {seconds:6.1f} s of processor time  {after.ru_maxrss // 1024:5} MB")


if __name__ == "__main__":
    if len(sys.argv) > 1:
        measure(int(sys.argv[1]))
    else:
        for number in (100, 300, 1000):
            subprocess.run([sys.executable, "-m", "tests.benchmarks.archive_cost", str(number)], check=True)
