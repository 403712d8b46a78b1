"""Columns and lists of recipients: a name in them needs no verb to be one."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from policydiff.extraction.wordlists import words

if TYPE_CHECKING:
    from policydiff.clauses.models import Clause
    from policydiff.extraction.parse import Doc
    from policydiff.extraction.reading import Reading

_CELLS = 8  # cells of a row
_LONG = 24  # tokens of a cell or item in which further names may stand
_BULLETS = frozenset({"*", "•", "-", "_", "**", "–"})


def rows(clauses: Sequence[Clause]) -> dict[int, str]:
    """For each cell that may name a recipient, by its index, the other cells of its row as one text: they say what the recipient is for."""
    found: dict[int, str] = {}
    for index, clause in enumerate(clauses):
        if clause.kind != "table_cell" or not clause.lead_in or not _heads_recipients(clause.lead_in, clause.heading):
            continue
        ending = ": " + " ".join(clause.text.split())
        parts = []
        for other in clauses[index + 1 : index + 1 + _CELLS]:
            if other.kind != "table_cell" or not other.lead_in.endswith(ending):
                break
            parts.append(f"{other.lead_in[: -len(ending)]}: {other.text}")
        if parts:
            found[index] = "; ".join(parts)
    return found


def lists_recipients(reading: Reading) -> bool:
    """Whether a clause is a cell or an item of a list of recipients."""
    if reading.kind == "table_cell":
        return reading.lead_in is not None and _heads_recipients(reading.lead_in.text, reading.heading)
    if reading.kind != "list_item":
        return False
    from policydiff.extraction.contexts import frame

    lent = frame(reading)
    return lent is not None and lent.slot == "recipients"


def _heads_recipients(header: str, heading: Sequence[str]) -> bool:
    """Whether a column holds recipients, by its header and, where that is vague, by the headings above the table."""
    column, _, row = header.partition(": ")
    folded = column.strip(" :*").lower()
    headers = words("named", "roles", "headers")
    weak = words("named", "roles", "weak_headers")
    parts = [part.strip() for part in re.split(r"[/(),]| or | and ", folded) if part.strip()]
    if not parts or not any(part in headers or part.split()[-1] in headers - weak for part in parts):
        return False
    if all(part in weak for part in parts):
        return not row and any(cue in above.lower() for above in heading for cue in words("named", "roles", "context"))
    return True


def stands_apart(doc: Doc, start: int, end: int) -> bool:
    """Whether a name begins a cell, a line or an item, and is the item, or is set apart from what follows."""
    before = [token for token in doc[:start] if not token.is_space and token.text not in _BULLETS]
    if before and not (doc[start - 1].is_space or doc[start - 1].text in words("named", "lists", "before")):
        return False
    if before and len(doc) > _LONG:
        return False
    after = doc[end] if end < len(doc) else None
    return after is None or after.is_space or after.is_punct or after.lower_ in words("named", "lists", "behind")
