"""The gate: the policies of a working tree against those of a base revision, with what people accepted and until when.

    from policydiff.gates import check, find_settings

    found = check(find_settings(folder), base="origin/main", today=date.today())
    found.outcome          # 'passes', 'fails', 'not_understood' or 'failed'; found.exit_status is the number for a shell

Nothing here reads the clock or the environment: the day on which acknowledgements are weighed is an argument.
"""

from __future__ import annotations

from policydiff.gates.acknowledgements import acknowledge, read_acknowledgements
from policydiff.gates.checking import alone, check
from policydiff.gates.models import Acknowledgement, Check, CheckedFile, Gated
from policydiff.gates.settings import Place, Settings, find_settings, read_settings

__all__ = [
    "Acknowledgement",
    "Check",
    "CheckedFile",
    "Gated",
    "Place",
    "Settings",
    "acknowledge",
    "alone",
    "check",
    "find_settings",
    "read_acknowledgements",
    "read_settings",
]
