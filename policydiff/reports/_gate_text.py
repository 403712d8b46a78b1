"""A check as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.reports import _gate as gate
from policydiff.reports._content import LIMITS
from policydiff.reports._page import BOLD, DIM
from policydiff.reports._words import clean

if TYPE_CHECKING:
    from policydiff.gates.models import Check
    from policydiff.reports._content import Line
    from policydiff.reports._page import Page

_COLOURS = {"passes": "1;32", "fails": "1;31", "not_understood": "1;35", "failed": "1;35"}


def lay_out(page: Page, check: Check) -> None:
    """What the check comes to, then policy by policy each change with its evidence, its rules and who accepted it."""
    words, why = gate.headline(check)
    page.add(f"{words}: {why}", code=_COLOURS[check.outcome])
    page.gap()
    for line in gate.about(check):
        page.label(line, indent=0)
    found, answers = gate.entries(check), gate.rules(check)
    for file in check.files:
        if file.status == "unchanged":
            continue
        page.gap()
        page.add(f"{gate.name(file)}: {gate.verdict(file)}", code=_COLOURS[file.outcome])
        for number, entry in enumerate([entry for entry in found if entry.file is file], 1):
            _change(page, number, entry, answers.get((file.path, entry.gated.id), []))
    old = gate.stale(check)
    if old:
        page.section(f"Acknowledged, and not to be found any more ({len(old)})")
        for text in old:
            page.add(text, indent=4, first="  - ")
    page.gap()
    page.add(gate.hint(check))
    page.add(LIMITS)


def _change(page: Page, number: int, entry: gate.Entry, answers: list[Line]) -> None:
    state = "blocks" if entry.gated.blocks else "acknowledged" if entry.gated.acknowledged else "passes"
    page.add(clean(entry.gated.summary), indent=4, first=f"{number:2d}. ", code=BOLD)
    page.add(f"({gate.WEIGHTS[entry.gated.level]}; {state}; id {entry.gated.id})", indent=4, code=DIM)
    for line in [*gate.accepted(entry), *gate.evidence_of(entry), *(answers if entry.gated.blocks else [])]:
        page.label(line, indent=4)
