"""What one document may cost. Whoever runs policydiff unattended finds every bound here, and nowhere else.

    from policydiff.limits import LIMITS

    LIMITS.bytes        # 5242880

Bounds of size and shape are checked before the work that they bound is done. Time and memory are looked at while it is done: they are the net under the
others, far above what any policy needs, because what they cut off depends on the machine.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from time import thread_time

from policydiff.errors import TooMuchMemory, TooSlow


@dataclass(frozen=True, slots=True)
class Limits:
    """The bounds of one document, each with the error that crossing it raises. The longest policies published have under a megabyte and 100,000 words."""

    bytes: int = 5 * 1024 * 1024  # of the source as it is given: TooLarge
    characters: int = 1_500_000  # of readable text: TooLong
    pages: int = 500  # of a PDF: TooLong
    unpacked: int = 64 * 1024 * 1024  # bytes of the parts of a DOCX and the streams of a PDF, pictures not counted: TooMuchPacked
    parts: int = 2_000  # of a DOCX: TooMuchPacked
    depth: int = 250  # tags in tags; lists and quotes of Markdown, each of which its parser counts twice, as many in all: TooDeep
    files: int = 1_000_000  # of one commit of an archive: TooMuchPacked
    cells: int = 100_000  # of all tables together, one that covers several places counted as often: TooWide
    sentence: int = 4_000  # characters; a longer one is read in parts, and the coverage of the policy says so
    clause: int = 12_000  # characters; so is a longer clause
    reading: float = 120.0  # seconds of processor time to read a file, and as many more to open a PDF: TooSlow
    understanding: float = 900.0  # seconds of processor time to understand a text: TooSlow
    memory: int = 4 * 1024**3  # bytes that either may add to the most that the process ever held, or hold to open a PDF: TooMuchMemory


LIMITS = Limits()
"""The bounds that hold."""


@dataclass(frozen=True, slots=True)
class _Meter:
    seconds: float
    until: float
    peak: int


_meter: ContextVar[_Meter | None] = ContextVar("policydiff_meter", default=None)


@contextmanager
def metered(seconds: float) -> Iterator[None]:
    """Let `check` look at the work inside: it may take so many seconds of this thread, and `LIMITS.memory` bytes."""
    token = _meter.set(_Meter(seconds, thread_time() + seconds, _peak()))
    try:
        yield
    finally:
        _meter.reset(token)


def check() -> None:
    """Raise TooSlow or TooMuchMemory where the work at hand has crossed its limit; outside of `metered` nothing is limited.

    Memory is what the operating system accounts to the process. Windows does not tell it to Python's standard library; there it is not looked at.
    """
    meter = _meter.get()
    if meter is None:
        return
    if thread_time() > meter.until:
        raise TooSlow(f"takes over {meter.seconds:,.0f} seconds of processor time, the limit for one document; give the policy alone")
    if _peak() - meter.peak > LIMITS.memory:
        raise TooMuchMemory(f"takes over {LIMITS.memory:,} bytes of memory, the limit for one document; give the policy alone")


def _peak() -> int:
    """The most bytes that the process ever held; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (1 if sys.platform == "darwin" else 1024)
