"""A check as the summary of a GitHub job: Markdown of at most 1 MiB, the most that $GITHUB_STEP_SUMMARY takes from a step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.reports._gate_markdown import pages
from policydiff.reports.markdown import escape

if TYPE_CHECKING:
    from policydiff.gates.models import Check

NAME = "summary"
LIMIT = 1024 * 1024


def check(check: Check, *, color: bool = False, width: int = 80) -> str:
    """The check as Markdown under the limit, counted in bytes. Colour and width do not matter."""
    return pages(check, escape, LIMIT, lambda text: len(text.encode()))
