"""Counting the steps of a computation: what it costs, whatever else the machine is doing."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any


def steps(work: Callable[[], object], *packages: str) -> int:
    """How many lines of the code of `packages` ("policydiff.alignment") are run while `work` is done."""
    count = 0

    def inside(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return inside

    def entered(frame: FrameType, event: str, arg: Any) -> Any:
        return inside(frame, "line", arg) if str(frame.f_globals.get("__name__", "")).startswith(packages) else None

    before = sys.gettrace()
    sys.settrace(entered)
    try:
        work()
    finally:
        sys.settrace(before)
    return count
