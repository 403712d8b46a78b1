"""How one policy is laid out on a page of text: what is asked first comes first, then the sections in their order, then how far to trust it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from policydiff.reports import _digest as digest
from policydiff.reports._page import BOLD, DIM, Page
from policydiff.reports._policy import Fact, Places, sections, title
from policydiff.reports._words import cells, clean

if TYPE_CHECKING:
    from policydiff.extraction.models import Policy

_PLACE, _LABEL = 6, 13  # columns in front of a statement: its place, its kind
_TABLE_WIDTH = 70  # columns of a page below which a table is a list
_NARROWEST = 7  # columns of a table
_SHARES = {3: (34, 54, 12), 4: (32, 32, 22, 14)}  # of the width of a table, by its number of columns


def lay_out(page: Page, policy: Policy) -> None:
    """Write the policy on the page."""
    name, about = title(policy)
    page.add(name, code=BOLD)
    page.add(about, code=DIM)
    for table in digest.tables(policy):
        page.section(table.title)
        _table(page, table)
    for listing in digest.listings(policy):
        page.section(listing.title)
        for words, where in listing.lines:
            page.add(f"{words} [{where}]" if where else words, indent=2, first="- ")
    found = sections(policy)
    if found:
        page.section("Section by section")
    for section in found:
        page.gap()
        page.add(" > ".join(map(clean, section.heading)) or "(before the first heading)", code=BOLD)
        if section.audience:
            page.add(f"(for {section.audience})", code=DIM)
        last = None
        for fact in section.facts:
            _fact(page, fact, "" if fact.place == last else str(fact.place or ""))
            last = fact.place
    page.section("How this was read")
    unit = Places(policy).unit
    if unit:
        page.add(f"numbers are {unit}s of the file", indent=2)
    for note in digest.notes(policy):
        page.add(note, indent=2)


def _table(page: Page, table: digest.Table) -> None:
    if page.width >= _TABLE_WIDTH:
        page.table(table.columns, table.rows, _widths(table, page.width))
        return
    for head, *row in table.rows:
        page.add(head, indent=2, first="- ")
        for name, cell in zip(table.columns[1:], row, strict=True):
            if cell:
                page.add(f"{name}: {cell}", indent=4)


def _widths(table: digest.Table, width: int) -> list[int]:
    """The widths of the columns of a table: their shares, less what the cells of a column do not need."""
    room = width - 2 * (len(table.columns) - 1)
    shares = _SHARES[len(table.columns)]
    needed = [max(cells(row[number]) for row in (table.columns, *table.rows)) for number in range(len(shares))]
    widths = [min(need, max(_NARROWEST, room * share // 100)) for need, share in zip(needed, shares, strict=True)]
    for number in range(len(widths)):
        widths[number] = min(needed[number], widths[number] + room - sum(widths))
    return widths


def _fact(page: Page, fact: Fact, place: str) -> None:
    """A statement: on one line where it fits, else slot by slot; a quote that several statements share stands once, below them."""
    indent = _PLACE + _LABEL
    for number, (label, parts) in enumerate(fact.heads):
        quote = f'"{fact.quote}"' if fact.quote and number == len(fact.heads) - 1 else ""
        whole = "; ".join(parts)
        if quote and len(fact.heads) == 1 and whole:
            whole, quote = f"{whole}: {quote}", ""
        fits = cells(whole) <= page.width - indent
        rows = [whole] if fits or len(parts) < 2 or fact.quote else list(parts)
        rows = [row for row in [*rows, quote] if row]
        margin = f"{(place if number == 0 else '').rjust(_PLACE - 2)}  {label.ljust(_LABEL - 1)} "
        for position, row in enumerate(rows):
            page.add(row, indent=indent, first=margin if position == 0 else "")
