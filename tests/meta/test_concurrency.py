"""The public verbs from several threads and processes at once: the same bytes as one after the other, from the first call on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# Eight workers begin at the same moment in a process in which nothing is loaded yet, each with the pairs in another order.
SCRIPT = """
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from hashlib import sha256
from multiprocessing import get_context
from threading import Barrier

import policydiff

FIRST = "We collect your {0} when you open an account.\\n\\nWe never sell your {0}.\\n\\nYou can ask us to delete your {0} at any time."
SECOND = "We collect your {0} when you open an account.\\n\\nWe share your {0} with advertisers so that they can show you ads.\\n\\nWe keep it for 30 days."
DATA = ("email address", "location data", "phone number", "payment details")


def compared(data):
    report = policydiff.compare(FIRST.format(data), SECOND.format(data))
    return sha256(report.model_dump_json().encode()).hexdigest()


def main(way):
    wanted = [DATA[(worker + step) % len(DATA)] for worker in range(8) for step in range(len(DATA))]
    if way == "threads":
        start = Barrier(8)

        def work(worker):
            start.wait()
            return [compared(DATA[(worker + step) % len(DATA)]) for step in range(len(DATA))]

        with ThreadPoolExecutor(8) as pool:
            found = [digest for digests in pool.map(work, range(8)) for digest in digests]
    elif way == "processes":
        with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
            found = list(pool.map(compared, wanted))
    else:
        found = [compared(data) for data in wanted]
    print(sorted(set(zip(wanted, found))))


if __name__ == "__main__":
    main(sys.argv[1])
"""


@pytest.mark.slow
def test_threads_and_processes_give_what_one_gives(tmp_path: Path) -> None:
    script = tmp_path / "work.py"
    script.write_text(SCRIPT, encoding="utf-8")

    def run(way: str) -> str:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        done = subprocess.run([sys.executable, str(script), way], env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    alone = run("alone")
    assert alone.count("(") == 4  # one digest for each pair
    assert run("threads") == alone
    assert run("processes") == alone
