"""The deltas of a check or a comparison as CSV, with the columns of the dataset that a scan writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from policydiff.gates.models import Check

NAME = "csv"


def check(check: Check, *, color: bool = False, width: int = 80) -> str:
    """One row a delta. Colour and width do not matter."""
    from policydiff.reports._table import columns, rows
    from policydiff.repositories.tables import csv_text

    return csv_text("changes", rows(check), list(columns()))
