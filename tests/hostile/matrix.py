"""The same input gives the same bytes: a report under every way of running it.

    python -m tests.hostile.matrix              # the whole matrix, a line a cell; exit status 1 where a report differs
    python -m tests.hostile.matrix --lean       # what the suite runs

Cells: process after process, seeds of the hash, threads of the numeric libraries, a process that read other texts before, line ends of the input (LF, CRLF,
CR: but for the hash of the source), and 1 and 4 jobs over a folder of versions.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PAIRS = {
    "whatsapp": ("whatsapp/2012.md", "whatsapp/2016.md"),
    "fitness": ("fitness-tracker/old.md", "fitness-tracker/new.md"),
    "bank": ("bank-app-notice/old.html", "bank-app-notice/new.html"),
}
_COMPARE = """
import sys, json, policydiff
from pathlib import Path
if sys.argv[3] == "warm":
    policydiff.compare("We keep xylophones for Ms Quux.", "We sell xylophones to Ms Quux for 3 days. Zork collects your blood type.")
    policydiff.parse("# Other\\n\\nWe share your location with advertisers and delete your photos after 3 days.")
report = policydiff.compare(Path(sys.argv[1]), Path(sys.argv[2]))
sys.stdout.write(policydiff.render(report, "json"))
"""
_HISTORY = """
import sys, policydiff
sys.stdout.write(policydiff.render_history(policydiff.history(sys.argv[1], "policy", jobs=int(sys.argv[2]), cache=False), "json"))
"""


def run(code: str, *arguments: str, **environment: str) -> str:
    """What a process of its own prints."""
    settings = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", **environment}
    return subprocess.run([sys.executable, "-c", code, *arguments], env=settings, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def unhashed(report: str) -> str:
    """A report without the hashes of its sources."""
    data = json.loads(report)
    for side in ("old", "new"):
        del data[side]["sha256"]
    return json.dumps(data)


def told(cell: str, one: str, other: str) -> bool:
    """Print a cell; whether both are the same bytes."""
    same = one == other and bool(one)
    print(f"{cell:44} {hashlib.sha256(other.encode()).hexdigest()[:16]}  {len(other):9,} bytes  {'same' if same else 'DIFFERS'}", flush=True)
    return same


def comparisons(name: str, old: Path, new: Path, *, lean: bool) -> bool:
    """The cells of one pair."""
    first = run(_COMPARE, str(old), str(new), "cold", PYTHONHASHSEED="0")
    cells: dict[str, tuple[str, dict[str, str]]] = {"hash seed 1, other texts read before": ("warm", {"PYTHONHASHSEED": "1"})}
    if not lean:
        cells |= {
            "process again": ("cold", {"PYTHONHASHSEED": "0"}),
            "hash seed 4242": ("cold", {"PYTHONHASHSEED": "4242"}),
            "2 threads": ("cold", {"OMP_NUM_THREADS": "2", "OPENBLAS_NUM_THREADS": "2", "BLIS_NUM_THREADS": "2"}),
            "8 threads": ("cold", {"OMP_NUM_THREADS": "8", "OPENBLAS_NUM_THREADS": "8", "BLIS_NUM_THREADS": "8"}),
            "C locale, another time zone": ("cold", {"LC_ALL": "C", "TZ": "Pacific/Apia"}),
        }
    good = [told(f"{name}: {cell}", first, run(_COMPARE, str(old), str(new), state, **settings)) for cell, (state, settings) in cells.items()]
    with tempfile.TemporaryDirectory() as folder:
        for ends in ("\r\n",) if lean else ("\r\n", "\r"):
            places = [Path(folder) / path.name for path in (old, new)]
            for path, place in zip((old, new), places, strict=True):
                place.write_bytes(path.read_text(encoding="utf-8").replace("\n", ends).encode())
            other = run(_COMPARE, *map(str, places), "cold").replace(folder, str(old.parent))
            good.append(told(f"{name}: line ends {ends!r}", unhashed(first), unhashed(other)))
    return all(good)


def jobs() -> bool:
    """A history by one process and by four."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "policy"
        place.mkdir()
        for day, text in (("2012-07-07", "2012.md"), ("2016-08-25", "2016.md"), ("2017-01-01", "2012.md")):
            (place / f"{day}.md").write_bytes((ROOT / "corpora" / "whatsapp" / text).read_bytes())
        one, four = (run(_HISTORY, folder, number) for number in ("1", "4"))
        return told("history: 1 and 4 jobs", one, four)


def main(lean: bool) -> int:
    """Run the matrix; 1 where something differs."""
    corpora = ROOT / "corpora"
    good = [comparisons(name, corpora / old, corpora / new, lean=lean) for name, (old, new) in PAIRS.items() if not lean or name == "bank"]
    return int(not all(good if lean else [*good, jobs()]))


if __name__ == "__main__":
    sys.exit(main("--lean" in sys.argv))
