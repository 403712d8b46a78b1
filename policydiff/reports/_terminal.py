"""The same page on a terminal with colours: rules, tables and a frame around the verdict, by rich. It has the words of the plain page, and no others."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich import box
from rich.console import Console, RenderableType
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from policydiff.reports._page import LABEL, Page

if TYPE_CHECKING:
    from policydiff.reports._content import Line

# The colours of the terminal's own palette: its owner chose them to be read on its ground. What they say is also said in words.
_STYLES = {
    "1": "bold",
    "2": "dim",
    "31": "red",
    "32": "green",
    "33": "yellow",
    "1;31": "bold red",
    "1;32": "bold green",
    "1;33": "bold yellow",
    "1;35": "bold magenta",
}
_WORDS = {"consent": "bold red", "notice": "bold yellow", "none": "green", "nothing": "green", "not_understood": "bold magenta"}
_SIDES = {"old": "cyan", "new": "cyan"}


class Terminal(Page):
    """A page whose parts rich lays out when its text is asked for."""

    def __init__(self, *, width: int) -> None:
        super().__init__(color=True, width=width)
        self._parts: list[RenderableType] = []

    def add(self, text: str, *, indent: int = 0, first: str = "", code: str | None = None) -> None:
        """A paragraph, with `first` in the margin of its first line; a level in the margin has its colour."""
        if text:
            margin = first.strip()
            style = _WORDS.get(margin.partition(" ")[0], "bold" if margin[:1].isdigit() else "dim")
            self._grid([indent], [Text(first, style, no_wrap=True)] if indent else [], Text(text, _STYLES.get(code or "", "")))

    def label(self, line: Line, *, indent: int, code: str | None = None) -> None:
        """A labelled line with its quote below, in italics."""
        words = Text(line.text)
        if line.quote:
            words.append(("\n" if line.text else "") + f'"{line.quote}"', "italic")
        name = Text(line.label, _SIDES.get(line.label) or _STYLES.get(code or "", "dim"))
        self._grid([indent, LABEL], [Text(""), name] if indent else [name], words)

    def verdict(self, words: str, meaning: str, tally: str, code: str) -> None:
        """The verdict in a frame of its colour."""
        style = _STYLES[code]
        self._parts.append(Panel(Text.assemble((words, style), f": {meaning}\n{tally}"), border_style=style, box=box.ROUNDED, width=self.width))

    def regimes(self, rows: Sequence[tuple[str, str, str]]) -> None:
        """A table of the regimes, each level in its colour."""
        table = Table.grid(padding=(0, 2, 0, 0))
        for name, level, rules in rows:
            table.add_row(Text(name, "bold", no_wrap=True), Text(level, _WORDS.get(level, ""), no_wrap=True), Text(rules, overflow="fold"))
        self._parts.append(table)

    def section(self, text: str, code: str | None = "1") -> None:
        """A line across the page with the title in it."""
        self.gap()
        style = _STYLES.get(code or "", "")
        self._parts.append(Rule(Text(text, style), align="left", style=style.removeprefix("bold ") if " " in style else "dim", characters="─"))

    def table(self, columns: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[int]) -> None:
        """A table with a line under its head."""
        table = Table(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="dim")
        for number, (name, width) in enumerate(zip(columns, widths, strict=True)):
            table.add_column(Text(name), width=width, overflow="fold", style="bold" if number == 0 else "")
        for row in rows:
            table.add_row(*(Text(cell, _WORDS.get(cell, "")) for cell in row))
        self._parts.append(table)

    def gap(self) -> None:
        """An empty line, one at most."""
        if self._parts and self._parts[-1] != "":
            self._parts.append("")

    def text(self) -> str:
        """The page with the codes of a terminal."""
        made = io.StringIO()
        console = Console(
            file=made, width=self.width, force_terminal=True, color_system="standard", legacy_windows=False, no_color=False, highlight=False, markup=False,
            emoji=False, _environ={},
        )  # fmt: skip
        for part in self._parts:
            console.print(part)
        return "\n".join(line.rstrip() for line in made.getvalue().splitlines()).rstrip("\n") + "\n"

    def _grid(self, widths: Sequence[int], margins: Sequence[Text], text: Text) -> None:
        text.overflow = "fold"
        if not margins:
            self._parts.append(text)
            return
        grid = Table.grid()
        for width in widths[-len(margins) :] if widths[0] == 0 else widths:
            grid.add_column(width=width)
        grid.add_column(overflow="fold")
        grid.add_row(*margins, text)
        self._parts.append(Padding(grid, 0))
