"""A check as the comment of a pull request: Markdown of at most 65,536 characters, the most that GitHub takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.reports._gate_markdown import pages
from policydiff.reports.markdown import escape

if TYPE_CHECKING:
    from policydiff.gates.models import Check

NAME = "comment"
LIMIT = 65_536
MARK = "<!-- policydiff -->"  # by which a bot finds the comment again to replace it


def check(check: Check, *, color: bool = False, width: int = 80) -> str:
    """The check as Markdown under the limit, with a mark that no reader sees. Colour and width do not matter."""
    return f"{MARK}\n{pages(check, escape, LIMIT - len(MARK) - 1)}"
