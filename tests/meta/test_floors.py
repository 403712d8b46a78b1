"""The quality gate itself: it fails where it must."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

GATE = Path(__file__).resolve().parents[2] / ".ci" / "floors.py"
SCORER = """\
import json, sys
from pathlib import Path
assert sys.argv[2] == "--json"
if "broken" in sys.argv[1]:
    sys.exit(1)
Path(sys.argv[3]).write_text(json.dumps({"figures": {"f1": 0.5}, "failed": 1}))
"""


def gate(tmp_path: Path, floors: str) -> subprocess.CompletedProcess[str]:
    (tmp_path / "score.py").write_text(SCORER)
    (tmp_path / "floors.toml").write_text(floors)
    return subprocess.run([sys.executable, str(GATE), str(tmp_path / "floors.toml"), str(tmp_path), str(tmp_path)], capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("floors", "status", "complaint"),
    [
        ("at_least = { f1 = 0.5 }", 0, ""),
        ("at_least = { f1 = 0.4 }\nat_most = { failed = 1 }", 0, ""),
        ("at_least = { f1 = 0.51 }", 1, "floor broken: pairs: f1 is 0.500, must be at least 0.51\n"),
        ("at_least = { f1 = 0.1 }\nat_most = { failed = 0 }", 1, "floor broken: pairs: failed is 1.000, must be at most 0\n"),
        ("at_least = { recall = 0.0 }", 1, "floor broken: pairs: the scorer gives no figure 'recall'\n"),
    ],
)
def test_a_figure_is_held_to_its_limits(tmp_path: Path, floors: str, status: int, complaint: str) -> None:
    run = gate(tmp_path, f'[pairs]\nscorer = "score.py"\ngold = "pairs"\n{floors}\n')
    assert (run.returncode, run.stderr) == (status, complaint)


def test_a_scorer_that_fails_fails_the_gate(tmp_path: Path) -> None:
    run = gate(tmp_path, '[pairs]\nscorer = "score.py"\ngold = "broken"\nat_least = { f1 = 0.0 }\n')
    assert (run.returncode, run.stderr) == (2, "pairs: score.py ended with status 1\n")
