"""Measure the quality of the installed policydiff on labelled data and fail where a figure is under its floor.

Usage: floors.py FLOORS.toml SCORERS GOLD

Runs each scorer that FLOORS.toml names (files in the folder SCORERS) on its part of the folder GOLD, and prints each figure beside its floor.
Exit status: 0 all limits held, 1 one is broken or its figure was not measured, 2 a scorer failed.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any


def figures(scorer: Path, gold: Path) -> dict[str, float]:
    """The figures that a scorer gives for a piece of labelled data. Raises `CalledProcessError` where the scorer fails."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "figures.json"
        subprocess.run([sys.executable, str(scorer), str(gold), "--json", str(out)], check=True)
        result: dict[str, Any] = json.loads(out.read_text(encoding="utf-8"))
    return {**({"failed": result["failed"]} if "failed" in result else {}), **result["figures"]}


def misses(name: str, floors: dict[str, Any], measured: dict[str, float]) -> list[str]:
    """One line for each figure of a measurement that breaks its floor or ceiling, or was not measured at all."""
    found = []
    for key, limits, sign in (("at_least", floors.get("at_least", {}), 1), ("at_most", floors.get("at_most", {}), -1)):
        for figure, limit in limits.items():
            value = measured.get(figure)
            if value is None:
                found.append(f"{name}: the scorer gives no figure {figure!r}")
                continue
            held = sign * value >= sign * limit
            print(f"{name:12s} {figure:14s} {value:8.3f}   {key.replace('_', ' ')} {limit:g}{'' if held else '   BROKEN'}")
            if not held:
                found.append(f"{name}: {figure} is {value:.3f}, must be {key.replace('_', ' ')} {limit:g}")
    return found


def main(floors_file: str, scorers: str, gold: str) -> int:
    """The exit status."""
    broken: list[str] = []
    for name, floors in tomllib.loads(Path(floors_file).read_text(encoding="utf-8")).items():
        if "scorer" not in floors:  # a test measures it
            continue
        print(f"== {name}", flush=True)
        try:
            measured = figures(Path(scorers) / floors["scorer"], Path(gold) / floors["gold"])
        except subprocess.CalledProcessError as error:
            print(f"{name}: {floors['scorer']} ended with status {error.returncode}", file=sys.stderr)
            return 2
        broken += misses(name, floors, measured)
    for line in broken:
        print(f"floor broken: {line}", file=sys.stderr)
    return 1 if broken else 0


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(f"usage: {Path(sys.argv[0]).name} FLOORS.toml SCORERS GOLD")
    sys.exit(main(*sys.argv[1:]))
