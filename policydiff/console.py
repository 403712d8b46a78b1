"""The terminal: whether it shows colours, how wide it is, and what it says while one waits. Where there is none, output is plain and nothing is said."""

from __future__ import annotations

import os
import shutil
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from policydiff.repositories.surveys import Tell

PLAIN_WIDTH = 80  # columns of text that goes into a file or to another program
_WIDEST = 100  # columns: longer lines are hard to follow, however wide the terminal
_PATIENCE = 1.0  # seconds after which a person wants to know that something is going on


def colored(when: str, *, to_file: bool) -> bool:
    """Whether text gets colours: "always", "never", or "auto": on a terminal, unless the variable NO_COLOR is set (no-color.org) or TERM is "dumb"."""
    if when != "auto":
        return when == "always"
    return not to_file and _is_terminal(sys.stdout) and not os.environ.get("NO_COLOR")


def columns(*, to_file: bool) -> int:
    """The columns of text: those of the terminal, within reason, else 80."""
    if to_file or not _is_terminal(sys.stdout):
        return PLAIN_WIDTH
    return max(40, min(_WIDEST, shutil.get_terminal_size((PLAIN_WIDTH, 24)).columns))


def _is_terminal(stream: TextIO | None) -> bool:
    return stream is not None and stream.isatty() and os.environ.get("TERM") != "dumb"


@contextmanager
def working() -> Iterator[Callable[[str], None]]:
    """Gives a function that takes what is being done now; a terminal on standard error shows it, with the time, from the second second on."""
    if not _is_terminal(sys.stderr):
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    shown = Progress(SpinnerColumn(), TextColumn("{task.description}", markup=False), TimeElapsedColumn(), console=Console(stderr=True), transient=True)
    task = shown.add_task("")
    timer = threading.Timer(_PATIENCE, shown.start)
    timer.daemon = True
    timer.start()
    try:
        yield lambda words: shown.update(task, description=words)
    finally:
        timer.cancel()
        timer.join()
        shown.stop()


@contextmanager
def counting(*, quiet: bool, say: Callable[[str], None]) -> Iterator[Tell]:
    """Gives a function that hears how far a run is (see `policydiff.scan`): a bar on standard error with rate and time left, where that is a terminal.

    What there is to say is said at the end by `say`, line by line, terminal or not.
    """
    said: list[str] = []
    bar = None if quiet or not _is_terminal(sys.stderr) else _bar()

    def tell(done: int, more: int, notes: Sequence[str] = ()) -> None:
        said.extend(note for note in notes if note not in said)
        if bar is not None:
            bar(done, more)

    try:
        yield tell
    finally:
        if bar is not None:
            bar(None, 0)
        for note in said:
            say(note)


def _bar() -> Callable[[int | None, int], None]:
    """A bar that takes what is done and what comes to do; None ends it."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

    parts = (BarColumn(), MofNCompleteColumn(), TextColumn("items,"), TimeElapsedColumn(), TextColumn("gone,"), TimeRemainingColumn(), TextColumn("to go"))
    shown = Progress(*parts, console=Console(stderr=True))
    task = shown.add_task("", total=0)
    shown.start()

    def move(done: int | None, more: int) -> None:
        if done is None:
            shown.stop()
        else:
            shown.update(task, advance=done, total=(shown.tasks[0].total or 0) + more)

    return move
