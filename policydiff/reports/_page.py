"""A page of plain text, wrapped to the width of a terminal, with or without colour."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from policydiff.reports._words import cells, wrap

if TYPE_CHECKING:
    from policydiff.reports._content import Line

BOLD, DIM = "1", "2"
LABEL = 8  # columns of the label in front of a line of a change


def new_page(*, color: bool, width: int) -> Page:
    """An empty page: plain, or with colours for a terminal."""
    if not color:
        return Page(color=False, width=width)
    from policydiff.reports._terminal import Terminal

    return Terminal(width=width)


class Page:
    """Lines of at most `width` columns; colour is put on after wrapping, so that it never counts."""

    def __init__(self, *, color: bool, width: int) -> None:
        self.lines: list[str] = []
        self.color = color
        self.width = max(width, 40)

    def paint(self, text: str, code: str | None) -> str:
        """The text between the codes of a colour, where there are colours."""
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and code and text else text

    def add(self, text: str, *, indent: int = 0, first: str = "", code: str | None = None) -> None:
        """A paragraph, every line `indent` columns in; `first` stands in that margin on the first line."""
        for number, line in enumerate(wrap(text, self.width - indent)):
            margin = (first if number == 0 else "").ljust(indent)
            self.lines.append((margin + self.paint(line, code)).rstrip())

    def label(self, line: Line, *, indent: int, code: str | None = None) -> None:
        """A labelled line with the quote that belongs to it."""
        inner = indent + LABEL
        label = " " * indent + self.paint(line.label.ljust(LABEL), code or DIM)
        rows = wrap(line.text, self.width - inner)
        quote = wrap(f'"{line.quote}"', self.width - inner - (2 if rows else 0)) if line.quote else []
        rows += [("  " if line.text else "") + row for row in quote]
        for number, row in enumerate(rows):
            self.lines.append(((label if number == 0 else " " * inner) + row).rstrip())

    def verdict(self, words: str, meaning: str, tally: str, code: str) -> None:
        """The verdict with what it means, and how many changes ask for what."""
        self.add(f"{words}: {meaning}", code=code)
        self.add(tally)

    def regimes(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """Regimes with what each asks for and the rules that do."""
        margin = max(len(name) for name, _, _ in rows) + 2
        for name, level, rules in rows:
            self.add(rules, indent=margin + 9, first=name.ljust(margin) + level.ljust(9))

    def section(self, text: str, code: str | None = BOLD) -> None:
        """The title of a section with a line under it."""
        self.gap()
        self.lines.append(self.paint(text, code))
        self.lines.append(self.paint("-" * len(text), DIM))

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        """Rows under their headers, every cell wrapped in its own column; `widths` are those of the columns, two blanks stand between them."""
        self._row(columns, widths, DIM)
        self._row(["-" * width for width in widths], widths, DIM)
        for row in rows:
            self._row(row, widths)

    def _row(self, row: Sequence[str], widths: Sequence[int], code: str | None = None) -> None:
        columns = [wrap(cell, width) for cell, width in zip(row, widths, strict=True)]
        for number in range(max(map(len, columns), default=0)):
            found = [column[number] if number < len(column) else "" for column in columns]
            line = "  ".join(cell + " " * (width - cells(cell)) for cell, width in zip(found, widths, strict=True))
            self.lines.append(self.paint(line.rstrip(), code))

    def gap(self) -> None:
        """An empty line, one at most."""
        if self.lines and self.lines[-1]:
            self.lines.append("")

    def text(self) -> str:
        """The page, with a line end at its end."""
        return "\n".join(self.lines).rstrip("\n") + "\n"
