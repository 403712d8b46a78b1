"""How often Python looks for cycles of dead objects in a process of our own: the command line and the workers of a scan, never in a program that imports us."""

from __future__ import annotations

import gc

_THRESHOLDS = (50_000, 20, 100)  # new objects, and rounds of the younger generation, before a generation is walked through; Python's own: 700, 10, 10


def collect_rarely() -> None:
    """Look less often. A policy is tens of thousands of small records that all live on, and the collector would walk through them again and again."""
    gc.set_threshold(*_THRESHOLDS)
