"""The contract itself: the record as JSON, safe to print on a terminal."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policydiff.contract import Model
    from policydiff.extraction.models import Policy
    from policydiff.gates.models import Check
    from policydiff.law.models import Report
    from policydiff.repositories.models import History
    from policydiff.repositories.summaries import Summary

NAME = "json"

# Characters that may stand raw in a JSON string but steer a terminal or cannot be encoded: delete and C1 controls, direction marks, separators, surrogates.
_STEERING = re.compile("[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff]")


def report(report: Report, *, color: bool = False, width: int = 80, clarified: bool = False) -> str:
    """The report as JSON. Colour, width and `clarified` do not matter: a machine gets everything."""
    return _dump(report)


def policy(policy: Policy, *, color: bool = False, width: int = 80) -> str:
    """The policy as JSON."""
    return _dump(policy)


def history(history: History, *, color: bool = False, width: int = 80) -> str:
    """The history as JSON."""
    return _dump(history)


def scan(summary: Summary, *, color: bool = False, width: int = 80) -> str:
    """The summary of a scan as JSON."""
    return _dump(summary)


def check(check: Check, *, color: bool = False, width: int = 80) -> str:
    """The check as JSON, with the report on every policy that was compared."""
    return _dump(check)


def _dump(record: Model) -> str:
    return dumped(record.model_dump(mode="json"))


def dumped(value: object) -> str:
    """A value as JSON that steers no terminal, with a line end at its end."""
    text = json.dumps(value, indent=2, ensure_ascii=False)
    return _STEERING.sub(lambda match: f"\\u{ord(match[0]):04x}", text) + "\n"
